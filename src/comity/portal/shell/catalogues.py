"""The words of pages: found in templates and code, and kept in a catalogue a language, as gettext reads it.

`make manage DO=words` brings the catalogues up to date: new words come in without a translation, words that no page says any more go, and
the compiled form that pages read is written. A test holds the catalogues to every word.
Laws: nothing that was translated is lost while a page says it; the same words give the same files.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

PORTAL = Path(__file__).parents[1]
LOCALE = PORTAL / "shell" / "locale"
LANGUAGES = {"fr": "fr", "de": "de", "es": "es", "zh_Hans": "zh-hans"}
"""Folder of a catalogue -> language as pages name it."""

_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_TAG = re.compile(r"""\{%\s*translate\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)[^%]*%\}""", re.DOTALL)
_INSIDE = re.compile(r"""[{][{%][^}]*?\b_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)[^}]*[%}]\}""")
_BLOCK = re.compile(
    r"\{%\s*blocktranslate\b[^%]*%\}(?P<one>.*?)(?:\{%\s*plural\s*%\}(?P<many>.*?))?\{%\s*endblocktranslate\s*%\}",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a catalogue changes with its words, and not with the day
_HEADER = "# The words of Comity's pages. Brought up to date by `manage.py words`; machine-assisted, and read by nobody's lawyer."
_FACT = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Words:
    """What is translated: a text, and its plural where it has one."""

    one: str
    many: str = ""


def words_in(paths: Iterable[Path]) -> dict[Words, list[str]]:
    """With the files that say them."""
    found: dict[Words, list[str]] = {}
    for path in sorted(paths):
        of_file = _of_code(path) if path.suffix == ".py" else _of_template(path)
        for words in of_file:
            found.setdefault(words, []).append(path.relative_to(PORTAL).as_posix())
    return found


def sources() -> list[Path]:
    found = [*PORTAL.rglob("*.py"), *PORTAL.rglob("*.html"), *PORTAL.rglob("templates/**/*.txt")]
    return [path for path in found if "migrations" not in path.parts]


@lru_cache(maxsize=1)
def every_word() -> dict[Words, list[str]]:
    return words_in(sources())


def _of_template(path: Path) -> Iterator[Words]:
    text = path.read_text("utf-8")
    for found in (*_TAG.finditer(text), *_INSIDE.finditer(text)):
        yield Words(one=found["text"].replace("%", "%%"))
    for found in _BLOCK.finditer(text):
        yield Words(one=_with_facts(found["one"]), many=_with_facts(found["many"] or ""))


def _with_facts(text: str) -> str:
    return _FACT.sub(r"%(\1)s", text.replace("%", "%%"))


def _of_code(path: Path) -> Iterator[Words]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or _called(node) not in _CALLS:
            continue
        texts = [_literal(one) for one in node.args[: 2 if "ngettext" in _called(node) else 1]]
        if texts and all(texts):
            yield Words(one=texts[0], many=texts[1] if len(texts) > 1 else "")


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def catalogue_of(folder: str) -> Catalog:
    """As it is kept; a new one where there is none."""
    path = po_path(folder)
    if not path.exists():
        return Catalog(locale=folder)
    with path.open("rb") as file:
        return read_po(file, locale=folder)


def renewed(catalogue: Catalog, words: Iterable[Words]) -> Catalog:
    """With these words and no others, in the order of the alphabet; what was translated stays."""
    made = Catalog(
        locale=catalogue.locale,
        project="Comity",
        header_comment=_HEADER,
        creation_date=_NEVER,
        revision_date=_NEVER,
        fuzzy=False,
    )
    for one in sorted(set(words)):
        # A text that is said with and without a plural is one entry, and gettext takes it for both.
        known = catalogue.get(one.one)
        made.add((one.one, one.many) if one.many else one.one, known.string if known is not None else "")
    return made


def untranslated(catalogue: Catalog, words: Iterable[Words]) -> list[str]:
    """Which of these words have no translation, or one that lacks a fact of the original or makes one up."""
    missing = []
    for one in sorted(words):
        known = catalogue.get(one.one)
        said = (known.string if known is not None else "") or ""
        texts = [said] if isinstance(said, str) else list(said)
        facts = set(_PLACEHOLDER.findall(one.many or one.one))
        if (
            not all(texts)
            or any(set(_PLACEHOLDER.findall(text)) - facts for text in texts)
            or facts - set(_PLACEHOLDER.findall(texts[-1]))
        ):
            missing.append(one.one)
    return missing


def po_path(folder: str) -> Path:
    return LOCALE / folder / "LC_MESSAGES" / "django.po"


def compiled(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def written(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=0, no_location=True, omit_header=False)
    return out.getvalue()


def settled() -> None:
    """For a command that says something of the pages' words outside a portal: Django knows the catalogues, and nothing else."""
    if not settings.configured:
        settings.configure(USE_I18N=True, LANGUAGE_CODE="en", LOCALE_PATHS=[LOCALE])
        django.setup()
