"""Two rows side by side on a terminal, what differs marked without colours."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.round.review import Question, odds_in_words, pieces

_SHOWN = ("name", "supplier", "address", "city", "region", "country", "ids")


def show_pair(console: Console, question: Question) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", no_wrap=True)
    table.add_column(Text(question.left.place), ratio=1, overflow="fold")
    table.add_column("", no_wrap=True)
    table.add_column(Text(question.right.place), ratio=1, overflow="fold")
    for fact in _SHOWN:
        one, other = getattr(question.left, fact), getattr(question.right, fact)
        if not (one or other) or (fact == "supplier" and _repeats_name(question)):
            continue
        mine, theirs = _marked(console, one, other), _marked(console, other, one)
        table.add_row(fact, mine or Text("–"), _sign(one, other), theirs or Text("–"))
    console.print(table)
    console.print(
        f"It is {odds_in_words(question.probability)} that these are one site: {question.reason}.",
        markup=False,
    )


def _repeats_name(question: Question) -> bool:
    return all(side.supplier == side.name for side in (question.left, question.right))


def _marked(console: Console, text: str, other: str) -> Text:
    """Underlined and bold, not coloured; in brackets where the terminal knows neither. Silence marks nothing."""
    marked = Text()
    for piece, differs in pieces(text, other):
        if not (differs and other):
            marked.append(piece)
        elif console.color_system is None:
            marked.append(f"[{piece}]")
        else:
            marked.append(piece, style="bold underline")
    return marked


def _sign(one: str, other: str) -> str:
    if not (one and other):
        return "?"
    return "≠" if any(differs for _, differs in (*pieces(one, other), *pieces(other, one))) else "="
