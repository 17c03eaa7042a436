"""The yearly survey of maturity: a questionnaire as data, answers, levels, and figures that expose nobody.

Start at `load_instrument` (what is asked), `read_answers` (what was answered), `module_levels` (where a member stands),
`results` (what may be said of all; every figure passes `disclosure`), `programme_report` and `own_report` (what people are given).
`attack` is the curious member that the figures are tested against.
Laws: no figure has fewer than five respondents behind it, nor one respondent above a quarter of it; nothing that was written is lost;
what a new edition changed is never compared in silence.
"""

from comity.survey.answers import Problem, Severity, Sheet, is_asked, judged, lines, read_answers
from comity.survey.answers_book import Filled, read_book, shown_value, write_book
from comity.survey.answers_file import sheet_bytes, sheet_from
from comity.survey.campaign import Campaign, Stage, Step, Taken, amend, take
from comity.survey.carry import Changes, Pairing, changes, drafts, pairings
from comity.survey.charts import Chart, levels_by_module, moved, spoken
from comity.survey.collect import Arrived, Collected, State, collect
from comity.survey.disclosure import Cut, Distribution, Outcome, Safety, Total, distributions, totals
from comity.survey.instrument import Instrument, Kind, Module, Question, Rule
from comity.survey.instrument_file import (
    instrument_from,
    instrument_text,
    load_instrument,
    packaged_instruments,
)
from comity.survey.levels import ModuleLevel, module_levels
from comity.survey.members import Asked, members_from
from comity.survey.merge import Dispute, Merged, merge_answers
from comity.survey.report import figures_csv, own_book, own_report, programme_report, said_total
from comity.survey.results import (
    Figure,
    Movement,
    Respondent,
    Results,
    band_label,
    label_of,
    memory_of,
    movements,
    results,
    transitions,
)

__all__ = [
    "Arrived", "Asked", "Campaign", "Changes", "Chart", "Collected", "Cut", "Dispute", "Distribution", "Figure", "Filled",
    "Instrument", "Kind", "Merged", "Module", "ModuleLevel", "Movement", "Outcome", "Pairing", "Problem", "Question",
    "Respondent", "Results", "Rule", "Safety", "Severity", "Sheet", "Stage", "State", "Step", "Taken", "Total",
    "amend", "band_label", "changes", "collect", "distributions", "drafts", "figures_csv", "instrument_from", "instrument_text", "is_asked", "judged",
    "label_of", "levels_by_module", "lines", "load_instrument", "members_from", "memory_of", "merge_answers", "module_levels", "moved",
    "movements", "own_book", "own_report", "packaged_instruments", "pairings", "programme_report", "read_answers", "read_book",
    "results", "said_total", "sheet_bytes", "sheet_from", "shown_value", "spoken", "take", "totals", "transitions", "write_book",
]  # fmt: skip
