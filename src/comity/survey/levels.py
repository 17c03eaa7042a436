"""A module's level: a stated rule over its questions' levels, computed exactly and explained question by question.

Laws: raising one answer never lowers a level; the weakest link is at most the median; an even number of answers takes the lower
of the two in the middle, so that no level is claimed that fewer than half of the answers reach.
"""

from dataclasses import dataclass

from comity.survey.answers import Sheet, is_asked
from comity.survey.instrument import Instrument, Kind, Module, Question, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLevel:
    """`level` counts from 1; None where a question of the module has no answer yet."""

    module: Module
    rule: Rule
    level: int | None
    by_question: tuple[tuple[Question, int | None], ...]

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question, level in self.by_question if level is None)

    @property
    def holding_back(self) -> tuple[Question, ...]:
        """What is below the next level: these answers must rise for the module to rise."""
        if self.level is None:
            return ()
        return tuple(
            question for question, level in self.by_question if level is not None and level <= self.level
        )


def module_levels(
    instrument: Instrument, sheet: Sheet, *, rule: Rule | None = None
) -> tuple[ModuleLevel, ...]:
    """Modules without a question of maturity have no level and are left out."""
    found = (module_level(module, sheet, rule=rule or instrument.rule) for module in instrument.modules)
    return tuple(one for one in found if one.by_question)


def module_level(module: Module, sheet: Sheet, *, rule: Rule) -> ModuleLevel:
    by_question = tuple(
        (question, _level(sheet, question))
        for question in module.questions
        if question.kind is Kind.MATURITY and is_asked(question, sheet.values)
    )
    levels = [level for _, level in by_question if level is not None]
    whole = bool(by_question) and len(levels) == len(by_question)
    return ModuleLevel(
        module=module, rule=rule, level=level_of(levels, rule) if whole else None, by_question=by_question
    )


def level_of(levels: list[int], rule: Rule) -> int:
    """Of at least one answer."""
    ordered = sorted(levels)
    return ordered[0] if rule is Rule.WEAKEST_LINK else ordered[(len(ordered) - 1) // 2]


def _level(sheet: Sheet, question: Question) -> int | None:
    value = sheet.values.get(question.id)
    return value if isinstance(value, int) else None
