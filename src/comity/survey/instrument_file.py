"""Reads a questionnaire from YAML or XLSX and writes it back; says what is wrong with one, where, and what to do.

In: text. Out: `Instrument`, or `InstrumentProblem`. The form is `data/schema.json` (JSON Schema 2020-12); what a schema
cannot say is checked here: ids used once, conditions and checks that name questions, as many anchors as levels.
Law: what is written reads back as the same instrument.
"""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from yaml.composer import Composer, ComposerError

from comity.core import UnreadableInput
from comity.survey.errors import InstrumentProblem
from comity.survey.instrument import (
    Check,
    Condition,
    Earlier,
    Instrument,
    Kind,
    Module,
    Option,
    Origin,
    Question,
    Rule,
    Section,
    yes_no,
)
from comity.survey.instrument_book import book_of_content, content_of_book

_MOST_BYTES = 2_000_000  # a questionnaire of a thousand questions has a fifth of this
_SUMMED = (Kind.NUMBER, Kind.PERCENTAGE, Kind.MONEY)


def packaged_instruments() -> tuple[str, ...]:
    """Names of the questionnaires that come with Comity; a translation is named behind a dot."""
    folder = files("comity.survey") / "data"
    return tuple(
        sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml"))
    )


def load_instrument(name_or_path: str) -> Instrument:
    """A questionnaire that comes with Comity, by name (`maturity-2026`), or of one's own, by file: YAML or XLSX."""
    if name_or_path in packaged_instruments():
        return instrument_from(_packaged(name_or_path), where=name_or_path)
    path = Path(name_or_path)
    if not path.suffix:
        raise InstrumentProblem(
            f"There is no questionnaire “{name_or_path}”.",
            remedy=f"Those that come with Comity are {', '.join(packaged_instruments())}; of your own, give the file.",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"The file cannot be opened: {error.strerror}.",
            remedy="Check its name and place.",
            where=str(path),
        ) from error
    return instrument_from_file(data, where=str(path))


def instrument_from_file(data: bytes, *, where: str) -> Instrument:
    """A workbook if it is one, otherwise YAML."""
    if data.startswith(b"PK"):
        return instrument_of_content(content_of_book(data, where=where), where=where)
    return instrument_from(_text_of(data, where), where=where)


@lru_cache(maxsize=16)
def _packaged(name: str) -> str:
    return (files("comity.survey") / "data" / f"{name}.yaml").read_text("utf-8")


@lru_cache(maxsize=1)
def schema() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        (files("comity.survey") / "data" / "schema.json").read_text("utf-8")
    )
    return found


def _text_of(data: bytes, where: str) -> str:
    if len(data) > _MOST_BYTES:
        raise InstrumentProblem(
            "The file is too long for a questionnaire.",
            remedy="Give the questionnaire's YAML file.",
            where=where,
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InstrumentProblem(
            "The file is not UTF-8 text.", remedy="Save it as UTF-8, or give the YAML file.", where=where
        ) from error


def instrument_from(text: str, *, where: str) -> Instrument:
    try:
        content = yaml.load(text, Loader=_Plain)  # noqa: S506 -- a SafeLoader without aliases
    except yaml.YAMLError as error:
        raise InstrumentProblem(
            f"This is not a YAML file that can be followed: {_said(error)}.",
            remedy="Mend it there, or start from one that comes with Comity (`comity survey template NAME -o questionnaire.yaml`).",
            where=where,
        ) from error
    return instrument_of_content(content, where=where)


def instrument_of_content(content: Any, *, where: str) -> Instrument:
    """From plain values in the form of the schema, however they were written down."""
    for fault in sorted(
        Draft202012Validator(schema()).iter_errors(content), key=lambda fault: list(map(str, fault.path))
    ):
        place = " › ".join(str(step + 1) if isinstance(step, int) else step for step in fault.path)
        raise InstrumentProblem(
            f"{place}: {fault.message[:300]}."
            if place
            else "This is no questionnaire: it names no parts of one.",
            remedy="The form of a questionnaire is described in docs/spec/survey.md.",
            where=where,
        )
    return checked(_instrument(content), where=where)


class _Plain(Composer, yaml.CSafeLoader):
    """Without aliases, by which a short file could grow without bound. Libyaml says what stands in the text, in a fifth of the time."""

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        self.anchors = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()
            raise ComposerError(None, None, "aliases are not taken", event.start_mark)
        return super().compose_node(parent, index)


def _said(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _instrument(content: Mapping[str, Any]) -> Instrument:
    return Instrument(
        id=content["id"],
        edition=content["edition"],
        title=content["title"],
        language=content["language"],
        levels=tuple(content["levels"]),
        rule=Rule(content["rule"]),
        modules=tuple(
            Module(
                id=module["id"],
                title=module["title"],
                intro=module.get("intro", ""),
                sections=tuple(
                    Section(
                        title=section["title"],
                        questions=tuple(_question(one, content["language"]) for one in section["questions"]),
                    )
                    for section in module["sections"]
                ),
            )
            for module in content["modules"]
        ),
        checks=tuple(
            Check(
                of=tuple(check["sum"]),
                at_most=tuple(check.get("at_most", ())),
                limit=check.get("limit"),
                say=check["say"],
            )
            for check in content.get("checks", ())
        ),
    )


def _question(content: Mapping[str, Any], language: str) -> Question:
    only_if, earlier = content.get("only_if"), content.get("earlier")
    kind = Kind(content["kind"])
    return Question(
        id=content["id"],
        kind=kind,
        text=content["text"],
        help=content.get("help", ""),
        anchors=tuple(content.get("anchors", ())),
        options=_options(content.get("options", ())),
        rows=_options(content.get("rows", ())),
        unit=content.get("unit", "%" if kind is Kind.PERCENTAGE else ""),
        most=content.get("most"),
        is_required=content.get("required", kind is not Kind.TEXT),
        asks_evidence=content.get("evidence", False),
        only_if=Condition(question=only_if["question"], answers=tuple(only_if["is"])) if only_if else None,
        origin=Origin(question=earlier["question"], stands=Earlier(earlier["is"])) if earlier else None,
        yes_no=yes_no(language),
    )


def _options(content: Any) -> tuple[Option, ...]:
    return tuple(Option(id=one["id"], label=one["label"]) for one in content)


def checked(instrument: Instrument, *, where: str) -> Instrument:
    """The same instrument, or InstrumentProblem with the first fault."""
    for fault, remedy in _faults(instrument):
        raise InstrumentProblem(fault, remedy=remedy, where=where)
    return instrument


def _faults(instrument: Instrument) -> Iterator[tuple[str, str]]:
    seen: dict[str, Question] = {}
    for module in instrument.modules:
        for question in module.questions:
            if question.id in seen:
                yield f"Two questions are called “{question.id}”.", "Give each an id of its own."
            yield from _faults_of(question, instrument, seen)
            seen[question.id] = question
    for check in instrument.checks:
        for name in (*check.of, *check.at_most):
            if name not in seen:
                yield (
                    f"A check speaks of “{name}”, which no question is called.{_meant(name, seen)}",
                    "Name a question.",
                )
            elif seen[name].kind not in _SUMMED:
                yield (
                    f"A check adds up “{name}”, which is not a number.",
                    "Check numbers, percentages and money alone.",
                )


def _faults_of(
    question: Question, instrument: Instrument, before: Mapping[str, Question]
) -> Iterator[tuple[str, str]]:
    called = f"The question “{question.id}”"
    ids = [one.id for one in question.options], [one.id for one in question.rows]
    if question.kind is Kind.MATURITY and len(question.anchors) != len(instrument.levels):
        yield (
            f"{called} has {len(question.anchors)} anchors for {len(instrument.levels)} levels.",
            "Write for each level, lowest first, what shows it.",
        )
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX) and not question.options:
        yield f"{called} has no options to choose from.", "List them under options."
    if question.kind is Kind.MATRIX and not question.rows:
        yield f"{called} has no rows.", "List them under rows."
    if question.kind in (Kind.NUMBER, Kind.MONEY) and not question.unit:
        yield f"{called} does not say in what unit it is answered.", "Write unit, such as “audits” or “EUR”."
    if any(len(set(of)) != len(of) for of in ids):
        yield f"{called} has two options or rows of one id.", "Give each an id of its own."
    if question.asks_evidence and question.kind is not Kind.YES_NO:
        yield (
            f"{called} asks for evidence of a yes, and takes no yes or no.",
            "Make it a yes/no question, or leave out evidence.",
        )
    if condition := question.only_if:
        asked = before.get(condition.question)
        if asked is None:
            yield (
                f"{called} depends on “{condition.question}”, which is not asked before it.{_meant(condition.question, before)}",
                "Move it behind the question that it depends on.",
            )
        elif asked.kind in (Kind.MULTIPLE, Kind.MATRIX):
            yield (
                f"{called} depends on “{asked.id}”, which takes several answers.",
                "Let it depend on a yes or no, or on a single choice.",
            )
        elif unknown := set(condition.answers) - {one.id for one in asked.choices}:
            yield (
                f"{called} depends on the answer “{sorted(unknown)[0]}” to “{asked.id}”, which cannot be given.",
                f"Answers to “{asked.id}” are {', '.join(one.id for one in asked.choices) or 'numbers or words'}.",
            )


def _meant(name: str, known: Mapping[str, Question]) -> str:
    close = get_close_matches(name, known, n=1)
    return f" Did you mean “{close[0]}”?" if close else ""


def instrument_text(instrument: Instrument) -> str:
    """YAML that reads back as this instrument."""
    plain = _content(instrument)
    return yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)


def instrument_book(instrument: Instrument) -> bytes:
    """A workbook that reads back as this instrument: to change a questionnaire in a spreadsheet."""
    return book_of_content(_content(instrument))


def _content(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "edition": instrument.edition,
        "title": instrument.title,
        "language": instrument.language,
        "levels": list(instrument.levels),
        "rule": str(instrument.rule),
        "modules": [
            {
                "id": module.id,
                "title": module.title,
                **({"intro": module.intro} if module.intro else {}),
                "sections": [
                    {"title": section.title, "questions": [_plain(one) for one in section.questions]}
                    for section in module.sections
                ],
            }
            for module in instrument.modules
        ],
        "checks": [_plain_check(check) for check in instrument.checks],
    }


def _plain(question: Question) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": question.id, "kind": str(question.kind), "text": question.text}
    plain |= {"help": question.help} if question.help else {}
    plain |= {"anchors": list(question.anchors)} if question.anchors else {}
    for name, options in (("options", question.options), ("rows", question.rows)):
        plain |= {name: [{"id": one.id, "label": one.label} for one in options]} if options else {}
    plain |= {"unit": question.unit} if question.unit else {}
    plain |= {"most": question.most} if question.most is not None else {}
    plain |= (
        {"required": question.is_required} if question.is_required == (question.kind is Kind.TEXT) else {}
    )
    plain |= {"evidence": True} if question.asks_evidence else {}
    if question.only_if:
        plain["only_if"] = {"question": question.only_if.question, "is": list(question.only_if.answers)}
    if question.origin:
        plain["earlier"] = {"question": question.origin.question, "is": str(question.origin.stands)}
    return plain


def _plain_check(check: Check) -> dict[str, Any]:
    bound: dict[str, Any] = {"at_most": list(check.at_most)} if check.at_most else {"limit": check.limit}
    return {"sum": list(check.of), **bound, "say": check.say}
