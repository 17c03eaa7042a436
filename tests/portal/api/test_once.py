import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from comity.portal.api.errors import KeyProblem
from comity.portal.api.models import Grant, KeptAnswer, Token
from comity.portal.api.once import begun
from comity.portal.lists.models import ListVersion
from comity.portal.tenants.gates import Actor
from tests.portal.api.conftest import Program
from tests.portal.api.test_v1 import CEDAR
from tests.portal.files import ROWS, small_list

pytestmark = pytest.mark.django_db


def send(client: Client, *rows: str, key: str = "monday") -> Any:
    return client.post(f"{CEDAR}lists", {"file": small_list(*rows)}, headers={"Idempotency-Key": key})


def test_a_call_that_is_sent_twice_does_one_thing_and_is_answered_twice(
    cedars: Client, chiara: Actor
) -> None:
    first, second = send(cedars), send(cedars)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert ListVersion.objects.within(chiara.scope).filter(round__slug="2026-H1").count() == 1


def test_an_end_of_an_upload_whose_answer_was_lost_is_answered_again(cedars: Client, chiara: Actor) -> None:
    content = small_list().read()
    begun_ = cedars.post(
        f"{CEDAR}lists/uploads",
        {"filename": "list.csv", "size": len(content)},
        content_type="application/json",
    ).json()
    place = f"{CEDAR}lists/uploads/{begun_['upload']}"
    cedars.post(f"{place}/pieces?at=0", content, content_type="application/octet-stream")

    first, second = (
        cedars.post(f"{place}/end", {}, content_type="application/json", headers={"Idempotency-Key": "end"})
        for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert ListVersion.objects.within(chiara.scope).filter(round__slug="2026-H1").count() == 1


def test_what_was_answered_is_kept_for_its_program_alone(cedars: Client, chiara: Actor) -> None:
    told = send(cedars).json()

    [kept] = KeptAnswer.objects.filter(key="monday")

    assert isinstance(kept.answer, str)
    assert told["filename"] not in kept.answer
    assert told["digest"] not in kept.answer
    assert send(cedars).json() == told


def test_an_answer_that_was_kept_before_they_were_sealed_is_given_again(cedars: Client) -> None:
    told = send(cedars).json()
    KeptAnswer.objects.filter(key="monday").update(answer=told)

    assert send(cedars).json() == told


def test_a_key_names_one_call_alone(cedars: Client) -> None:
    send(cedars)

    other = send(cedars, ROWS[0])

    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key")


def test_the_keys_of_one_token_say_nothing_to_another(program: Program, chiara: Actor) -> None:
    send(program(chiara))

    again = send(program(chiara))

    assert again.json()["code"] == "same-again"


def test_what_failed_may_be_mended_and_asked_again_with_its_key(cedars: Client) -> None:
    said = {"by": "Chiara Valente", "role": "Owner", "agreed": True}
    statement = cedars.get(f"{CEDAR}statement").json()

    def sign(digest: str) -> HttpResponse:
        return cedars.post(
            f"{CEDAR}statement/signatures",
            json.dumps({**said, "digest": digest}),
            content_type="application/json",
            headers={"Idempotency-Key": "sign"},
        )  # type: ignore[return-value] # the test client's own answer is one

    assert sign("sha256:" + "0" * 64).status_code == 409
    assert sign(statement["digest"]).status_code == 201


def test_of_two_calls_at_the_same_moment_one_is_told_to_wait(cedars: Client, chiara: Actor) -> None:
    [token] = Token.objects.within(chiara.scope)
    begun(token, "monday", "the same call")

    with pytest.raises(KeyProblem, match="still at work"):
        begun(token, "monday", "the same call")


def test_nothing_of_what_is_checked_is_kept(program: Program, ada: Actor) -> None:
    client = program(ada, [Grant.CHECK])

    answer = client.post(
        "/api/v1/programmes/hedgerow/members/alder-foods/check",
        {"file": small_list()},
        headers={"Idempotency-Key": "check"},
    )

    assert answer.status_code == 200, answer.content
    assert len(answer.json()["rows"]) == 3
    assert not KeptAnswer.objects.exists()
