"""The yearly survey of maturity: a questionnaire as data, answers, levels, and figures that expose nobody.

Start at `load_instrument` (what is asked), `read_answers` (what was answered), `collect` and `Campaign` (who has), `module_levels` (where a
member stands), `results` (what may be said of all), `programme_report` and `own_report` (what people are given).

Behind them, each file with a door of its own: every figure passes `disclosure` (answers) or `sums` (amounts), stays beside what was shown before
by `stands`, or takes `noise`; `evolution` lays years side by side, `carry` questions of two editions, `merge` the answers of two colleagues;
`charts` and `told` put figures in pictures and sentences, `yearbook` a year in a folder; the `…_file` modules write what the next year reads.

Laws: no figure has fewer than five respondents behind it, nor one respondent above a quarter of it; nothing that was written is lost;
what a new edition changed is never compared in silence.
"""

from comity.survey.answers import Line, Problem, Severity, Sheet, is_asked, judged, lines, read_answers
from comity.survey.answers_book import Filled, read_book, shown_value, write_book
from comity.survey.answers_file import sheet_bytes, sheet_from
from comity.survey.campaign import Campaign, Stage, Step, Taken, amend, take
from comity.survey.collect import Arrived, Collected, State, collect
from comity.survey.figures import Figure, Respondent, Results
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
from comity.survey.own_report import own_book, own_report, said_whole
from comity.survey.report import programme_report
from comity.survey.results import results

__all__ = [
    "Arrived",
    "Asked",
    "Campaign",
    "Collected",
    "Figure",
    "Filled",
    "Instrument",
    "Kind",
    "Line",
    "Module",
    "ModuleLevel",
    "Problem",
    "Question",
    "Respondent",
    "Results",
    "Rule",
    "Severity",
    "Sheet",
    "Stage",
    "State",
    "Step",
    "Taken",
    "amend",
    "collect",
    "instrument_book",
    "instrument_from",
    "instrument_from_file",
    "instrument_text",
    "is_asked",
    "judged",
    "lines",
    "load_instrument",
    "members_from",
    "module_levels",
    "own_book",
    "own_report",
    "packaged_instruments",
    "programme_report",
    "read_answers",
    "read_book",
    "results",
    "said_whole",
    "sheet_bytes",
    "sheet_from",
    "shown_value",
    "take",
    "write_book",
]
