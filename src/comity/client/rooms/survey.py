"""Operations of survey, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict, cast

from comity.client.calling import Calls, given
from comity.client.rooms.surveys import InstrumentTold


class SurveyMine(TypedDict):
    year: int
    title: str
    stage: str
    closes_on: str
    signed_at: str | None
    signed_by: str
    is_shared: bool


class SurveysMine(TypedDict):
    surveys: list[SurveyMine]


class WordsTold(TypedDict):
    line: str
    text: str
    number: int
    by: str
    at: str


class DraftTold(TypedDict):
    line: str
    text: str
    shown: str
    source: str


class AnswerProblem(TypedDict):
    line: str
    code: str
    severity: str
    message: str


class ProgressTold(TypedDict):
    module: str
    answered: int
    asked: int


class LevelTold(TypedDict):
    module: str
    level: int | None


class SurveySigned(TypedDict):
    by: str
    role: str
    at: str
    digest: str


class AnswersTold(TypedDict):
    year: int
    stage: str
    closes_on: str
    is_open: bool
    written: int
    answers: list[WordsTold]
    beside: list[WordsTold]
    drafts: list[DraftTold]
    problems: list[AnswerProblem]
    progress: list[ProgressTold]
    levels: list[LevelTold]
    may_be_signed: bool
    signature: SurveySigned | None


class WordsAsked(TypedDict):
    line: str
    text: str
    seen: NotRequired[int]


class SavedTold(TypedDict):
    changed: list[str]
    disputed: list[str]


class TakenTold(TypedDict):
    taken: int


class ChosenTold(TypedDict):
    line: str


class OwnLevelTold(TypedDict):
    module: str
    title: str
    level: int | None
    name: str


class PartTold(TypedDict):
    label: str
    count: int


class BandTold(TypedDict):
    bands: list[str]
    parts: list[PartTold]


class TableTold(TypedDict):
    cut: str
    outcome: str
    reason: str
    distribution: list[BandTold]
    low: list[float]
    high: list[float]


class SurveyFigureTold(TypedDict):
    figure: str
    title: str
    unit: str
    own: str
    tables: list[TableTold]


class MovedTold(TypedDict):
    module: str
    told: str
    levels: list[str]
    withheld: str


class ResultsTold(TypedDict):
    year: int
    respondents: int
    published_at: str | None
    own: list[OwnLevelTold]
    figures: list[SurveyFigureTold]
    earlier: int | None
    moves: list[MovedTold]


class Survey(Calls):
    """Operations of survey."""

    def own_surveys(self) -> SurveysMine:
        """The years' surveys, and the company's part in each."""
        place = f"{self._member}/surveys"
        answer = self._get(place)
        return cast(SurveysMine, answer.json)

    def survey_questions(self, year: int, *, language: str = "") -> InstrumentTold:
        """The questionnaire, in the reader's language where it has it."""
        place = f"{self._member}/surveys/{year}/questions"
        answer = self._get(place, query={"language": language})
        return cast(InstrumentTold, answer.json)

    def survey_answers(self, year: int, *, language: str = "") -> AnswersTold:
        """What the company has answered, what is offered, and what is left to do."""
        place = f"{self._member}/surveys/{year}/answers"
        answer = self._get(place, query={"language": language})
        return cast(AnswersTold, answer.json)

    def save_survey_answers(
        self, year: int, *, answers: Sequence[WordsAsked], idempotency_key: str = ""
    ) -> SavedTold:
        """Write answers; no colleague's words are written over."""
        place = f"{self._member}/surveys/{year}/answers"
        answer = self._post(place, {"answers": answers}, idempotency_key=idempotency_key)
        return cast(SavedTold, answer.json)

    def take_survey_drafts(
        self, year: int, *, lines: Sequence[str] | None = None, idempotency_key: str = ""
    ) -> TakenTold:
        """Take offered answers over into lines that are open."""
        place = f"{self._member}/surveys/{year}/drafts"
        answer = self._post(place, given({"lines": lines}), idempotency_key=idempotency_key)
        return cast(TakenTold, answer.json)

    def settle_survey_answer(self, year: int, *, number: int, idempotency_key: str = "") -> ChosenTold:
        """Of two colleagues' answers, say which stands."""
        place = f"{self._member}/surveys/{year}/settlements"
        answer = self._post(place, {"number": number}, idempotency_key=idempotency_key)
        return cast(ChosenTold, answer.json)

    def survey_workbook(self, year: int, *, language: str = "") -> bytes:
        """The survey as a workbook, with the answers as they stand."""
        place = f"{self._member}/surveys/{year}/workbook"
        answer = self._get(place, query={"language": language})
        return answer.body

    def take_survey_workbook(
        self, year: int, filename: str, content: bytes, *, idempotency_key: str = ""
    ) -> SavedTold:
        """Bring the workbook back, filled in.

        It is kept as it came, whatever is in it.
        """
        place = f"{self._member}/surveys/{year}/workbook"
        answer = self._form(place, filename, content, fields={}, idempotency_key=idempotency_key)
        return cast(SavedTold, answer.json)

    def sign_survey(
        self, year: int, *, by: str, role: str, agreed: Literal[True], idempotency_key: str = ""
    ) -> AnswersTold:
        """Sign the answers off for the company.

        Until the close an answer can still be changed, which takes the signature back.
        """
        place = f"{self._member}/surveys/{year}/sign-off"
        answer = self._post(
            place, {"by": by, "role": role, "agreed": agreed}, idempotency_key=idempotency_key
        )
        return cast(AnswersTold, answer.json)

    def share_survey(self, year: int, *, share: bool, idempotency_key: str = "") -> SurveyMine:
        """Let the Secretariat read the company's own result, or no more."""
        place = f"{self._member}/surveys/{year}/sharing"
        answer = self._post(place, {"share": share}, idempotency_key=idempotency_key)
        return cast(SurveyMine, answer.json)

    def survey_results(self, year: int, *, language: str = "") -> ResultsTold:
        """The company's own result, beside what may be said of all.

        Not there before the figures are published.
        """
        place = f"{self._member}/surveys/{year}/results"
        answer = self._get(place, query={"language": language})
        return cast(ResultsTold, answer.json)

    def survey_result_file(self, year: int, name: str, *, language: str = "") -> bytes:
        """The own result, charts, and the published figures as files."""
        place = f"{self._member}/surveys/{year}/results/files/{name}"
        answer = self._get(place, query={"language": language})
        return answer.body
