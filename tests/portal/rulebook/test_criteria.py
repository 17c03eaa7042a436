"""A programme brings its own common criteria: read from any format, looked at, put into use by a second person; what runs stays."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.benchmark import CriteriaSet, Criticality, load_criteria
from comity.benchmark.criteria import Translation
from comity.benchmark.errors import CriteriaProblem
from comity.benchmark.formats import Format, Source, read_criteria, write_criteria
from comity.portal.api.models import Grant
from comity.portal.api.services import make_token
from comity.portal.ledger.queries import entries_told
from comity.portal.programme.models import CriteriaVersion
from comity.portal.programme.queries import broken_criteria, criteria_now, walk_to
from comity.portal.protocols.queries import broken_verdicts, opened
from comity.portal.protocols.services import say
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.rulebook.errors import Overtaken, OwnProposal, SameVersion
from comity.portal.rulebook.services import adopt, propose_criteria
from comity.portal.serving import examine
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import again, concluded, counsel, decide_all, in_review, office_of, sent
from tests.portal.protocols.test_rule import UNTIL

pytestmark = pytest.mark.django_db
CRITERIA = load_criteria("smeta-4p-6.0")
SETS = f"{PROGRAMME}settings/criteria/"
ONE = CRITERIA.criteria[0]
STEPS = f"change,older,newer,note\nchanged,{ONE.code},0A.01b,Now with recruiters\n".encode()


def newer(version: str = "7.0", *, forgets: bool = False) -> CriteriaSet:
    """One criterion means something else, the last is gone, one is new."""
    first = replace(ONE, code="0A.01b", clause="0A.01b", title="Another meaning")
    added = replace(ONE, code="9Z.01", clause="9Z.01", title="New", criticality=Criticality.CRITICAL)
    last = CRITERIA.criteria[-1].code
    return CriteriaSet(
        scheme=CRITERIA.scheme,
        version=version,
        title="Common criteria of Hedgerow",
        criteria=(first, *CRITERIA.criteria[1:-1], added),
        retired=() if forgets else (ONE.code, last),
    )


def file_of(criteria: CriteriaSet, format_: Format = Format.XLSX) -> bytes:
    return write_criteria(criteria, format_, source=Source()).data


def proposed(actor: Actor, criteria: CriteriaSet, steps: bytes | None = STEPS) -> CriteriaVersion:
    return propose_criteria(
        actor=actor, data=file_of(criteria), filename="criteria.xlsx", note="Recruiters.", steps=steps
    )


def in_use(actor: Actor, criteria: CriteriaSet, steps: bytes | None = STEPS) -> CriteriaVersion:
    return adopt(actor=counsel(), version=proposed(actor, criteria, steps))


@pytest.mark.parametrize("format_", list(Format))
def test_a_set_comes_in_any_format_and_goes_out_in_each_with_its_digest(
    format_: Format, birch: Client, ines: Actor
) -> None:
    file = SimpleUploadedFile("criteria", file_of(newer(), format_))
    steps = SimpleUploadedFile("steps.csv", STEPS)

    answer = birch.post(SETS, {"file": file, "steps": steps, "note": "Recruiters."})
    out = birch.get(f"{SETS}1/{format_.value}/")

    assert answer["Location"] == f"{SETS}1/"
    kept = CriteriaVersion.objects.within(ines.scope).get()
    assert kept.digest == newer().digest
    lost = {"retired codes"} if format_ is Format.CISO_ASSISTANT else set()
    assert set(write_criteria(newer(), format_).lost) == lost
    if not lost:
        assert read_criteria(b"".join(out)).criteria.digest == newer().digest
    assert [one.startswith("The format cannot hold retired codes") for one in kept.remarks] == [True] * len(
        lost
    )
    assert criteria_now(ines.scope).number == 0


def test_its_page_tells_what_is_in_it_and_what_became_of_the_set_before(birch: Client, ines: Actor) -> None:
    proposed(ines, newer())

    page = birch.get(f"{SETS}1/").content.decode()

    assert "From smeta-4p-6.0:" in page
    assert "the same <strong>152</strong>" in page
    assert "changed <strong>1</strong>" in page
    assert "new <strong>1</strong> · gone <strong>1</strong>" in page
    assert "2 criteria are to be answered anew" in page
    assert "Now with recruiters" in page
    assert "adopt/" not in page  # who proposed it does not adopt it


def test_its_languages_are_told_by_name_in_the_readers_own(birch: Client, ines: Actor) -> None:
    said = Translation(language="zh-Hans", title="标题", requirement="要求")
    odd = replace(said, language="tlh-x")
    first = replace(newer().criteria[0], translations=(odd, said))
    proposed(ines, replace(newer(), criteria=(first, *newer().criteria[1:])))

    told = {
        language: birch.get(f"{SETS}1/", headers={"Accept-Language": language}).content.decode()
        for language in ("de", "zh-hans", "en")
    }

    assert "English, tlh-x, Chinese (Simplified)" in told["en"].replace(
        "Simplified Chinese", "Chinese (Simplified)"
    )
    assert "Englisch, tlh-x, Chinesisch" in told["de"]
    assert "英语, tlh-x, 中文" in told["zh-hans"]


def test_a_second_person_puts_it_into_use_and_what_runs_stays_with_its_own(
    ada: Actor, ines: Actor, visitor: Visitor
) -> None:
    pia = office_of()
    case = in_review(ada, pia)
    version = proposed(ines, newer())
    ruth = visitor("ruth@counsel.example")

    with pytest.raises(OwnProposal):
        adopt(actor=ines, version=version)
    assert "adopt/" in ruth.get(f"{SETS}1/").content.decode()
    assert ruth.post(f"{SETS}1/adopt/").status_code == 302

    assert criteria_now(ines.scope).criteria == newer()
    assert opened(pia, again(pia, case)).criteria == CRITERIA
    decide_all(pia, case, full=132)
    assert concluded(pia, case, until=UNTIL).covered == "132/154"
    assert broken_verdicts() == []
    told = ruth.get(f"{SETS}1/").content.decode()
    assert "Each stays with the set that it was sent under." in told
    verbs = [one.verb for one in entries_told(ines.scope) if one.verb.startswith("criteria")]
    assert sorted(verbs) == ["criteria-adopted", "criteria-proposed"]


def test_who_sends_a_protocol_again_keeps_the_answers_to_what_is_the_same(ada: Actor, ines: Actor) -> None:
    case = sent(ada)
    for code in (ONE.code, "0A.02"):
        say(actor=ada, case=again(ada, case), code=code, answer=Answer(word=Word.FULL, questions=("1.01",)))
    in_use(ines, newer())

    found = opened(ada, again(ada, sent(ada, criteria="")))

    assert found.criteria == newer()
    assert {link.criterion for link in found.standing.judgements(found.party)} == {"0A.02"}
    assert "open again, or new: 2 (0A.01b, 9Z.01)." in found.papers.notes[-1]
    assert opened(ada, again(ada, case)).criteria == CRITERIA


def test_a_third_version_carries_over_through_the_second(ada: Actor, ines: Actor) -> None:
    case = sent(ada)
    say(actor=ada, case=again(ada, case), code="0A.02", answer=Answer(word=Word.FULL, questions=("1.01",)))
    in_use(ines, newer())
    in_use(ines, replace(newer(), version="8.0"), None)

    found = opened(ada, again(ada, sent(ada, criteria="")))

    assert found.criteria.version == "8.0"
    assert {link.criterion for link in found.standing.judgements(found.party)} == {"0A.02"}


def test_of_another_scheme_nothing_is_carried_over(ada: Actor, ines: Actor, birch: Client) -> None:
    case = sent(ada)
    say(actor=ada, case=again(ada, case), code="0A.02", answer=Answer(word=Word.FULL, questions=("1.01",)))
    version = in_use(ines, replace(CRITERIA, scheme="hedgerow", version="1"), None)

    found = opened(ada, again(ada, sent(ada, criteria="")))

    assert walk_to(ines.scope, version) is None
    assert dict(found.standing.judgements(found.party)) == {}
    assert "It is of another scheme" in birch.get(f"{SETS}1/").content.decode()
    with pytest.raises(CriteriaProblem, match="another scheme"):
        proposed(ines, newer())


def test_what_was_adopted_meanwhile_overtakes_what_was_compared_with_the_set_before(ines: Actor) -> None:
    first, second = proposed(ines, newer()), proposed(ines, newer("7.1"))
    adopt(actor=counsel(), version=second)

    with pytest.raises(Overtaken):
        adopt(actor=counsel(), version=first)
    with pytest.raises(SameVersion):
        proposed(ines, newer("7.1"))
    with pytest.raises(CriteriaProblem, match=r"called smeta-4p-7\.1"):
        proposed(ines, replace(newer("7.1"), title="Other words"))
    with pytest.raises(CriteriaProblem, match=r"called smeta-4p-6\.0"):
        proposed(ines, newer("6.0"))


def test_a_member_is_told_what_a_protocol_is_compared_with_and_cannot_choose_another(
    ada: Actor, ines: Actor, alder: Client
) -> None:
    in_use(ines, newer())

    assert "smeta-4p-7.0: Common criteria of Hedgerow" in alder.get(f"{ALDER}protocols/").content.decode()
    with pytest.raises(CriteriaProblem, match=r"compared with smeta-4p-7\.0"):
        sent(ada)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7 not a set", ["no format that criteria sets come in"]),
        (b"code,title\na,b\n", ["no column “pillar”", "A criteria set has the columns"]),
        (
            b"code,pillar,section,title,requirement\na,P,S,T,\nb,,S,T,R\nb,P,S,T,R\n",
            ["2 criteria have the code “b”", "Criterion 1 (“a”) has no requirement", "Criterion 2 (“b”) has no pillar", "Correct the set"],
        ),
        (b"code,pillar,section,title,requirement,criticality\na,P,S,T,R,grave\n", ["Row 2 has the criticality “grave”", "Write critical, major or minor"]),
        (file_of(newer(forgets=True)), ["neither holds nor retires", "List these codes as retired"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_all_at_once_with_what_to_do(
    data: bytes, told: list[str], birch: Client, ines: Actor
) -> None:
    answer = birch.post(SETS, {"file": SimpleUploadedFile("set", data), "note": "Ours."})

    assert answer.status_code == 422
    for one in told:
        assert one in answer.content.decode()
    assert not CriteriaVersion.objects.within(ines.scope).exists()


def test_a_crosswalk_that_contradicts_the_sets_is_refused_at_its_field(birch: Client) -> None:
    wrong = b"change,older,newer,note\nchanged,0A.99,0A.01b,\n"
    files = {"file": SimpleUploadedFile("s", file_of(newer())), "steps": SimpleUploadedFile("c", wrong)}

    page = birch.post(SETS, {**files, "note": "Ours."}).content.decode()

    assert "There is no criterion “0A.99” in smeta-4p-6.0." in page
    assert "Correct the crosswalk." in page


def test_a_set_that_is_too_large_is_refused_with_its_status(birch: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("comity.portal.rulebook.services.judging.MOST_BYTES", 1000)

    answer = birch.post(SETS, {"file": SimpleUploadedFile("s", file_of(newer())), "note": "Ours."})

    assert answer.status_code == 413


def test_the_doctor_finds_a_set_that_somebody_changed_behind_its_digest(ada: Actor, ines: Actor) -> None:
    version = in_use(ines, newer())
    assert broken_criteria() == []

    changed = version.text.replace("Another meaning", "Nothing much")
    CriteriaVersion.objects.within(ines.scope).update(text=changed)

    assert broken_criteria() == ["hedgerow: version 1"]
    assert not next(one for one in examine() if one.what == "criteria").is_well


def program(actor: Actor) -> Client:
    key = make_token(actor=actor, name="a test", grants=list(Grant), days=1)
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_program_proposes_a_set_and_another_persons_puts_it_into_use(ines: Actor) -> None:
    place = "/api/v1/programmes/hedgerow/settings/criteria"
    files = {"file": SimpleUploadedFile("s.xlsx", file_of(newer())), "steps": SimpleUploadedFile("c", STEPS)}
    manager, other = program(ines), program(counsel())

    made = manager.post(place, {**files, "note": "Ours."})
    own = manager.post(f"{place}/1/adoption", content_type="application/json")
    done = other.post(f"{place}/1/adoption", content_type="application/json").json()
    file = b"".join(other.get(f"{place}/1/files/oscal"))

    assert (made.status_code, made.json()["changes"]["same"], own.json()["code"]) == (
        201,
        152,
        "own-proposal",
    )
    assert (done["is_in_use"], done["reopened"], done["by_criticality"]) == (
        True,
        2,
        made.json()["by_criticality"],
    )
    assert read_criteria(file).criteria.digest == newer().digest
    assert [one["number"] for one in manager.get(place).json()["sets"]] == [1, 0]
