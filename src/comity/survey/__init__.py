"""The yearly survey of maturity: a questionnaire as data, answers, levels, and figures that expose nobody.

Start at `load_instrument` (what is asked), `read_answers` (what was answered), `module_levels` (where a member stands),
`results` (what may be said of all; every figure passes `disclosure`), `programme_report` and `own_report` (what people are given).
`attack` is the curious member that the figures are tested against.
Laws: no figure has fewer than five respondents behind it, nor one respondent above a quarter of it; nothing that was written is lost;
what a new edition changed is never compared in silence.
"""

from comity.survey.answers import Line, Problem, Severity, Sheet, is_asked, judged, lines, read_answers
from comity.survey.answers_book import Filled, read_book, shown_value, write_book
from comity.survey.answers_file import sheet_bytes, sheet_from
from comity.survey.budget_file import budget_bytes, budget_from
from comity.survey.campaign import Campaign, Stage, Step, Taken, amend, take
from comity.survey.carry import Changes, Pairing, changes, drafts, pairings
from comity.survey.charts import Chart, levels_by_module, moved, own_way
from comity.survey.collect import Arrived, Collected, State, collect
from comity.survey.disclosure import Cut, Distribution, Outcome, Safety, distributions
from comity.survey.evolution import (
    Movement,
    OwnYear,
    Transition,
    YearOf,
    movements,
    own_years,
    slope_of,
    transitions,
)
from comity.survey.figures import Figure, Respondent, Results
from comity.survey.figures_csv import figures_csv
from comity.survey.figures_file import figure_from, plain_figure, plain_table, table_from
from comity.survey.instrument import Instrument, Kind, Module, Question, Rule
from comity.survey.instrument_file import (
    instrument_book,
    instrument_from,
    instrument_from_file,
    instrument_text,
    load_instrument,
    packaged_instruments,
)
from comity.survey.levels import ModuleLevel, module_levels
from comity.survey.members import Asked, members_from
from comity.survey.memory_file import memory_bytes, memory_from
from comity.survey.merge import Dispute, Merged, merge_answers
from comity.survey.noise import Budget, Spent, require_noise, with_noise
from comity.survey.own_report import own_book, own_report, said_whole
from comity.survey.report import programme_report, said_transition
from comity.survey.results import results
from comity.survey.stands import Memory, carried_over, memory_of
from comity.survey.sums import Total, totals
from comity.survey.told import (
    band_label,
    label_of,
    of_band,
    said_counts,
    said_crossed,
    said_slope,
    said_total,
    spoken,
)
from comity.survey.yearbook import CollectedYear, Noise, Yearbook, make_yearbook

__all__ = [
    "Arrived", "Asked", "Budget", "Campaign", "Changes", "Chart", "Collected", "CollectedYear", "Cut", "Dispute", "Distribution", "Figure", "Filled",
    "Instrument", "Kind", "Line", "Memory", "Merged", "Module", "ModuleLevel", "Movement", "Noise", "Outcome", "OwnYear", "Pairing", "Problem",
    "Question", "Respondent", "Results", "Rule", "Safety", "Severity", "Sheet", "Spent", "Stage", "State", "Step", "Taken", "Total",
    "Transition", "YearOf", "Yearbook", "amend", "band_label", "budget_bytes", "budget_from", "carried_over", "changes", "collect", "distributions", "drafts", "figure_from",
    "figures_csv", "instrument_book", "instrument_from", "instrument_from_file", "instrument_text", "is_asked", "judged", "label_of", "levels_by_module", "lines",
    "load_instrument", "make_yearbook", "members_from", "memory_bytes", "memory_from", "memory_of", "merge_answers", "module_levels", "moved",
    "movements", "of_band", "own_book", "own_report", "own_way", "own_years", "packaged_instruments", "pairings", "plain_figure",
    "plain_table", "programme_report", "read_answers", "read_book", "require_noise", "results", "said_counts", "said_crossed", "said_slope", "said_total",
    "said_transition", "said_whole", "sheet_bytes", "sheet_from", "shown_value", "slope_of", "spoken", "table_from", "take",
    "totals", "transitions", "with_noise", "write_book",
]  # fmt: skip
