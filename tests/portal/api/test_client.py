"""The client beside the portal's own description, and before a portal that answers."""

import ast
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

import pytest

from comity.client import Client, NotSigned, Problem, pages, rooms, rows_of, verified
from comity.portal.api.hooks import signed_headers
from comity.portal.interface.client_text import client_modules
from comity.portal.interface.v1 import v1
from comity.portal.tenants.gates import Actor
from tests.portal.api.conftest import Portal
from tests.portal.files import small_list

DESCRIBED = v1.get_openapi_schema()
OPERATIONS = {one["operationId"]: one for place in DESCRIBED["paths"].values() for one in place.values()}
SCHEMAS = DESCRIBED["components"]["schemas"]
ASKED = {"Problem", *(name for name, one in SCHEMAS.items() if name.endswith("Asked") or "enum" in one)}
METHODS = {
    name: one for name, one in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")
}
MODULES = {path.stem: path.read_text() for path in Path(rooms.__path__[0]).glob("*.py")}
TYPES = {
    name: one
    for module in MODULES
    for name, one in vars(importlib.import_module(f"{rooms.__name__}.{module}")).items()
}


def as_typed(described: dict[str, Any]) -> object:
    """A description, as the client would write it."""
    if "$ref" in described:
        return TYPES[described["$ref"].rpartition("/")[2]]
    if "anyOf" in described:
        first, *rest = [as_typed(one) for one in described["anyOf"]]
        for one in rest:
            first = first | one  # type: ignore[operator] # types, whichever they are
        return first
    if described["type"] == "array":
        return list[as_typed(described["items"])]  # type: ignore[misc] # made here, from the description
    if described["type"] == "object":
        values = described.get("additionalProperties")
        return dict[str, as_typed(values) if isinstance(values, dict) and values else Any]  # type: ignore[misc]
    return {"string": str, "integer": int, "number": float, "boolean": bool, "null": None}[described["type"]]


def normal(kind: object) -> object:
    return frozenset(get_args(kind)) if isinstance(kind, UnionType) else kind


def test_the_client_is_what_the_description_makes() -> None:
    """`make manage DO=client` writes it anew; how it is wrapped is the formatter's matter."""
    made = {name: ast.dump(ast.parse(text)) for name, text in client_modules(DESCRIBED).items()}

    assert {name: ast.dump(ast.parse(text)) for name, text in MODULES.items()} == made


def test_every_operation_has_its_method_and_no_method_is_another() -> None:
    assert set(METHODS) == set(OPERATIONS)


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in ASKED])
def test_every_answer_has_the_type_that_the_portal_says(name: str) -> None:
    typed: Any = TYPES[name]

    told = {field: normal(as_typed(one)) for field, one in SCHEMAS[name]["properties"].items()}

    assert {field: normal(kind) for field, kind in get_type_hints(typed).items()} == told


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_method_takes_what_the_operation_takes_and_answers_what_it_answers(name: str) -> None:
    operation, method = OPERATIONS[name], inspect.signature(METHODS[name], eval_str=True)
    taken = set(method.parameters) - {"self"}

    known = {"round": "round_slug", "Idempotency-Key": "idempotency_key"}
    told = {known.get(one["name"], one["name"]) for one in operation.get("parameters", ())}
    told -= {"programme", "organisation"}  # the client's own
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/octet-stream":
            told |= {"content"}
            continue
        schema = body["schema"]
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        fields = set(schema["properties"])
        named = {known.get(one, one) for one in fields}
        told |= named - {"file"} | {"filename", "content"} if kind == "multipart/form-data" else named
    assert taken == told
    [answer] = [one for status, one in operation["responses"].items() if int(status) < 400]
    described = answer.get("content", {}).get("application/json", {}).get("schema")
    expected = as_typed(described) if described and "$ref" in described else None
    is_file = bool(answer.get("content")) and expected is None
    assert method.return_annotation in (
        {bytes} if is_file else {expected, NoneType if expected is None else expected}
    )


@pytest.mark.django_db
def test_a_list_is_sent_twice_and_stored_once(portal: Portal, chiara: Actor) -> None:
    client, content = portal(chiara), small_list().read()

    first = client.upload_list("our list, März “2026”.csv", content, idempotency_key="first")
    second = client.upload_list("our list, März “2026”.csv", content, idempotency_key="first")

    assert first == second
    assert first["filename"] == "our list, März “2026”.csv"
    assert client.list_version("2026-H1", 1)["accepted"] == 2
    assert client.list_workbook("2026-H1", 1).startswith(b"PK")
    assert len(client.lists()["versions"]) == 1


@pytest.mark.django_db
def test_the_common_list_is_read_by_pages_and_as_a_file(portal: Portal, ada: Actor) -> None:
    client = portal(ada)

    sites = [one for page in pages(client.common_list, limit=50) for one in page["sites"]]

    assert len(sites) == client.common_list(limit=1)["found"]
    assert client.download_common_list("csv").count(b"\n") > len(sites)


@pytest.mark.django_db
def test_the_rows_of_a_csv_come_without_the_notice_in_its_last_line(portal: Portal, ines: Actor) -> None:
    data = portal(ines).statistics_figures()

    rows = rows_of(data)

    assert len(rows) == len(data.decode().splitlines()) - 2
    assert {row["figure"] for row in rows} == {one["figure"] for one in portal(ines).statistics()["figures"]}


@pytest.mark.django_db
def test_a_programme_is_set_up_by_a_program_alone(portal: Portal, ines: Actor) -> None:
    client = portal(ines)

    made = client.add_member(name="Quince Bakers", joined="2026-09-01", idempotency_key="quince")
    assert client.add_member(name="Quince Bakers", joined="2026-09-01", idempotency_key="quince") == made
    client.record_benchmark(
        made["member"], protocol="SMETA 6.1", valid_from="2026-01-01", valid_until="2028-12-31"
    )
    client.invite_person(email="quentin@quince.example", role="admin", organisation=made["member"])
    client.open_round(
        round_slug="2027-H1", cutoff="2027-06-30", opens_on="2027-05-01", lists_due_on="2027-07-31"
    )

    [told] = [one for one in client.members()["members"] if one["member"] == made["member"]]
    assert (told["benchmarked"], told["signed"]) == (True, False)
    [invited] = [one for one in client.people()["invitations"] if one["email"] == "quentin@quince.example"]
    client.withdraw_invitation(invited["invitation"])
    assert invited not in client.people()["invitations"]
    assert "2027-H1" in {one["round"] for one in client.rounds()["rounds"]}
    with pytest.raises(Problem) as refused:
        client.open_round(
            round_slug="2027-H1", cutoff="2027-06-30", opens_on="2027-05-01", lists_due_on="2027-07-31"
        )
    assert refused.value.code == "round-known"


@pytest.mark.django_db
def test_a_doubtful_pair_is_judged_by_a_program_and_taken_back(portal: Portal, ines: Actor) -> None:
    client = portal(ines)
    turn = client.next_match()
    if turn["pair"] is None:
        pytest.fail("the demonstration has doubtful pairs")

    told = client.answer_match(left=turn["pair"]["left"], right=turn["pair"]["right"], word="different")

    assert client.next_match()["left_to_judge"] == turn["left_to_judge"] - 1
    assert client.undo_match()["taken_back"] == told
    assert client.next_match()["left_to_judge"] == turn["left_to_judge"]


@pytest.mark.django_db
def test_own_suppliers_are_checked(portal: Portal, ada: Actor) -> None:
    checked = portal(ada).check("suppliers.csv", small_list().read(), accept_months=6)

    assert checked["due"] == 3
    assert len(checked["rows"]) == 3


@pytest.mark.django_db
def test_what_does_not_go_is_a_problem_with_a_code(
    portal: Portal, chiara: Actor, actor: Callable[[str, str], Actor], address: str
) -> None:
    with pytest.raises(Problem, match="statement") as raised:
        portal(actor("nadia@northwind-dairy.example", "northwind-dairy")).common_list()
    assert (raised.value.status, raised.value.code) == (409, "no-standing")

    with pytest.raises(Problem) as raised:
        Client(address, "comity_guess", programme="hedgerow", organisation="cedar-home").lists()
    assert raised.value.code == "not-signed-in"

    with pytest.raises(Problem) as raised:
        portal(chiara).ledger()
    assert raised.value.code == "not-found"


@pytest.mark.django_db
def test_counsel_reads_the_evidence_and_the_ledger(portal: Portal, ruth: Actor) -> None:
    client = portal(ruth)

    release = client.release("2025-H2")

    assert release["leak_test"]
    assert b"<html" in client.release_file("2025-H2", "leak-test")
    assert client.verify_ledger()["whole"]
    assert client.export_ledger().count(b"\n") == client.verify_ledger()["entries"]


def test_a_webhook_is_verified_and_an_old_or_changed_one_is_not() -> None:
    secret, body = "whsec_c2VjcmV0", b'{"type": "list-read"}'
    headers = signed_headers(b"secret", "msg_7", body, 1_000_000)

    assert verified(secret, headers, body, now=1_000_010) == "msg_7"
    wrongs: tuple[dict[str, Any], ...] = (
        {"body": body + b" "},
        {"now": 1_000_301.0},
        {"secret": "whsec_b3RoZXI="},
        {"headers": {**headers, "webhook-id": "msg_8"}},
        {"headers": {}},
    )
    for wrong in wrongs:
        given: dict[str, Any] = {
            "secret": secret,
            "headers": headers,
            "body": body,
            "now": 1_000_010.0,
            **wrong,
        }
        with pytest.raises(NotSigned):
            verified(given["secret"], given["headers"], given["body"], now=given["now"])
