"""The questionnaire as data: modules, sections, questions, conditions, checks, and what a new edition takes from the last.

In: nothing but values; `instrument_file` reads them. Out: `Instrument`.
Laws: every question has one id, used once; a condition asks a question that comes before it; an edition's digest is of its
content, so that answers always know which words they answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from comity.core import canonical_json, digest_bytes


class Kind(StrEnum):
    """What an answer is."""

    MATURITY = "maturity"  # one of four levels, each with the evidence that shows it
    SINGLE = "single"
    MULTIPLE = "multiple"
    YES_NO = "yes/no"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"
    MATRIX = "matrix"  # one option for each of several rows
    TEXT = "text"  # private: in nobody's figures


class Rule(StrEnum):
    """How a module's level follows from its questions' levels."""

    MEDIAN = "median"
    WEAKEST_LINK = "weakest link"


class Earlier(StrEnum):
    """How a question stands to one of the edition before."""

    SAME = "same"
    CHANGED = "changed"  # carried over to read again, and never compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A question is asked only where an earlier one was answered with one of these options."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The question of the edition before that this one follows."""

    question: str
    stands: Earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    kind: Kind
    text: str
    help: str = ""
    anchors: tuple[str, ...] = ()  # of a maturity question: what shows each level, lowest first
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    unit: str = ""
    most: int | None = None  # a number above this is a slip of the keyboard
    is_required: bool = True
    asks_evidence: bool = False
    only_if: Condition | None = None
    origin: Origin | None = None
    yes_no: tuple[Option, ...] = ()  # as the questionnaire's language says it

    @property
    def choices(self) -> tuple[Option, ...]:
        """What may be answered, where that is closed; empty for numbers and text."""
        return self.yes_no if self.kind is Kind.YES_NO else self.options


_YES_NO = {
    "en": ("Yes", "No"), "fr": ("Oui", "Non"), "de": ("Ja", "Nein"), "es": ("Sí", "No"), "pt": ("Sim", "Não"),
    "it": ("Sì", "No"), "tr": ("Evet", "Hayır"), "zh": ("是", "否"), "vi": ("Có", "Không"), "id": ("Ya", "Tidak"),
}  # fmt: skip


def yes_no(language: str) -> tuple[Option, Option]:
    """In English where a language is not known here: ids are the same in all."""
    yes, no = _YES_NO.get(language.partition("-")[0], _YES_NO["en"])
    return Option(id="yes", label=yes), Option(id="no", label=no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The sum of some answers is at most the sum of others, or a number."""

    of: tuple[str, ...]
    at_most: tuple[str, ...] = ()
    limit: int | None = None
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    id: str
    title: str
    intro: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions


@dataclass(frozen=True, kw_only=True)  # without slots: what is looked up often is computed once
class Instrument:
    id: str
    edition: int  # the year that it asks about
    title: str
    language: str
    levels: tuple[str, ...]  # names, lowest first
    rule: Rule
    modules: tuple[Module, ...]
    checks: tuple[Check, ...]

    def __hash__(self) -> int:
        """What is worked out of an instrument is kept by it, and asked for with every answer."""
        return hash((self.digest, self.language))

    @property
    def name(self) -> str:
        return f"{self.id}-{self.edition}"

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        return {question.id: question for module in self.modules for question in module.questions}

    @cached_property
    def module_of(self) -> Mapping[str, Module]:
        return {question.id: module for module in self.modules for question in module.questions}

    @cached_property
    def digest(self) -> str:
        """Of what is asked and in which order; a translation has another digest and the same `shape`."""
        return digest_bytes(canonical_json(_content(self)))

    @cached_property
    def shape(self) -> str:
        """Digest of what an answer can be, without any words: editions in two languages have one shape."""
        lines = [
            [
                one.id,
                one.kind,
                [o.id for o in one.options],
                [r.id for r in one.rows],
                len(one.anchors),
                one.unit,
            ]
            for one in self.questions.values()
        ]
        return digest_bytes(canonical_json([self.id, self.edition, lines]))


def _content(instrument: Instrument) -> object:
    return [
        [instrument.id, instrument.edition, instrument.title, list(instrument.levels), instrument.rule],
        [
            [module.id, module.title, module.intro, [[s.title, [_asked(q) for q in s.questions]] for s in module.sections]]
            for module in instrument.modules
        ],
        [[list(c.of), list(c.at_most), c.limit, c.say] for c in instrument.checks],
    ]  # fmt: skip


def _asked(question: Question) -> object:
    return [
        question.id,
        question.kind,
        question.text,
        question.help,
        list(question.anchors),
        [[one.id, one.label] for one in question.options],
        [[one.id, one.label] for one in question.rows],
        question.unit,
        question.most,
        question.is_required,
        question.asks_evidence,
        [question.only_if.question, list(question.only_if.answers)] if question.only_if else None,
        [question.origin.question, question.origin.stands] if question.origin else None,
    ]
