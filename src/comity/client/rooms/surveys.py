"""Operations of surveys, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls


class SurveyTold(TypedDict):
    year: int
    name: str
    title: str
    stage: str
    opened_at: str
    closes_on: str
    published_at: str | None
    respondents: int
    files: list[str]


class SurveysTold(TypedDict):
    surveys: list[SurveyTold]


class SurveyLine(TypedDict):
    member: str
    name: str
    state: str
    on: str | None
    by: str
    remark: str
    is_shared: bool


class SurveyStatus(TypedDict):
    survey: SurveyTold
    asked: int
    signed: int
    members: list[SurveyLine]


class ChoiceTold(TypedDict):
    id: str
    label: str


class AskedLineTold(TypedDict):
    line: str
    label: str
    choices: list[ChoiceTold]


class QuestionTold(TypedDict):
    question: str
    kind: str
    text: str
    help: str
    unit: str
    is_required: bool
    asks_evidence: bool
    only_if: str
    anchors: list[str]
    lines: list[AskedLineTold]


class ModuleTold(TypedDict):
    module: str
    title: str
    questions: list[QuestionTold]


class InstrumentTold(TypedDict):
    year: int
    name: str
    title: str
    language: str
    digest: str
    levels: list[str]
    modules: list[ModuleTold]


class MessagesTold(TypedDict):
    messages: int


class Surveys(Calls):
    """Operations of surveys."""

    def surveys(self) -> SurveysTold:
        """The years' surveys, the latest first."""
        place = f"{self._programme}/surveys"
        answer = self._get(place)
        return cast(SurveysTold, answer.json)

    def open_survey(self, *, closes_on: str, questionnaire: str, idempotency_key: str = "") -> SurveyTold:
        """Open a year's survey, with a questionnaire of Comity's."""
        place = f"{self._programme}/surveys"
        answer = self._post(
            place, {"closes_on": closes_on, "questionnaire": questionnaire}, idempotency_key=idempotency_key
        )
        return cast(SurveyTold, answer.json)

    def open_own_survey(
        self, filename: str, content: bytes, *, closes_on: str, idempotency_key: str = ""
    ) -> SurveyTold:
        """Open a year's survey, with a questionnaire of the programme's own."""
        place = f"{self._programme}/surveys/own"
        answer = self._form(
            place, filename, content, fields={"closes_on": closes_on}, idempotency_key=idempotency_key
        )
        return cast(SurveyTold, answer.json)

    def survey(self, year: int) -> SurveyStatus:
        """Who has answered, never what; who is waited for stands first."""
        place = f"{self._programme}/surveys/{year}"
        answer = self._get(place)
        return cast(SurveyStatus, answer.json)

    def asked_questions(self, year: int, *, language: str = "") -> InstrumentTold:
        """The questionnaire as it was when the survey opened."""
        place = f"{self._programme}/surveys/{year}/questions"
        answer = self._get(place, query={"language": language})
        return cast(InstrumentTold, answer.json)

    def move_survey_day(self, year: int, *, closes_on: str, idempotency_key: str = "") -> SurveyTold:
        """Move the closing day."""
        place = f"{self._programme}/surveys/{year}/closing-day"
        answer = self._post(place, {"closes_on": closes_on}, idempotency_key=idempotency_key)
        return cast(SurveyTold, answer.json)

    def remind_survey(self, year: int, *, idempotency_key: str = "") -> MessagesTold:
        """Remind everybody who could answer for a member that is waited for; nobody twice on one day."""
        place = f"{self._programme}/surveys/{year}/reminders"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(MessagesTold, answer.json)

    def close_survey(self, year: int, *, idempotency_key: str = "") -> SurveyStatus:
        """Close it: answers are frozen, and what is not signed off counts in no figure."""
        place = f"{self._programme}/surveys/{year}/close"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(SurveyStatus, answer.json)

    def publish_survey(self, year: int, *, idempotency_key: str = "") -> SurveyTold:
        """Make the figures and publish what may be shown.

        A worker makes them: ask for the survey until it is `published`.
        """
        place = f"{self._programme}/surveys/{year}/publication"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(SurveyTold, answer.json)

    def reopen_survey(
        self, year: int, member: str, *, reason: str, idempotency_key: str = ""
    ) -> SurveyStatus:
        """Reopen it for one member, until that signs off again."""
        place = f"{self._programme}/surveys/{year}/members/{member}/reopening"
        answer = self._post(place, {"reason": reason}, idempotency_key=idempotency_key)
        return cast(SurveyStatus, answer.json)

    def leave_survey(self, year: int, member: str, *, reason: str, idempotency_key: str = "") -> SurveyStatus:
        """A member has left: its answers are kept, and count in no figure."""
        place = f"{self._programme}/surveys/{year}/members/{member}/leaving"
        answer = self._post(place, {"reason": reason}, idempotency_key=idempotency_key)
        return cast(SurveyStatus, answer.json)

    def shared_survey_result(self, year: int, member: str, *, language: str = "") -> bytes:
        """A member's own result, where that shares it."""
        place = f"{self._programme}/surveys/{year}/members/{member}/result"
        answer = self._get(place, query={"language": language})
        return answer.body

    def survey_file(self, year: int, name: str) -> bytes:
        """What was published: the report, the figures, the charts."""
        place = f"{self._programme}/surveys/{year}/files/{name}"
        answer = self._get(place)
        return answer.body
