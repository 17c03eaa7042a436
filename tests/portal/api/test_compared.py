"""Protocols by a program: two side by side, one with more, and what all have in common; as the pages say it."""

import pytest

from comity.benchmark import Judgement, LinkKey, NotCovered, Strength
from comity.client import Problem
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import opened
from comity.portal.protocols.services.saying import add_decisions
from comity.portal.tenants.gates import Actor
from tests.portal.api.conftest import Portal
from tests.portal.protocols.cast import again, office_of, sent
from tests.portal.protocols.many import CODES, decided_for, member_slugs

pytestmark = pytest.mark.django_db


def said(actor: Actor, met: list[str]) -> Case:
    """What was carried over from the version before goes where it is not met."""
    case = sent(actor)
    links = {code: LinkKey.of(code, ["1.01"]) for code in CODES}
    yes = [Judgement(link=links[code], confirmed=True, strength=Strength.FULL) for code in met]
    no = [Judgement(link=links[code], confirmed=False) for code in CODES if code not in met]
    none = [NotCovered(criterion=one) for one in CODES if one not in met]
    add_decisions(actor, opened(actor, case), [*yes, *no, *none])
    return again(actor, case)


def test_two_protocols_are_compared_and_one_is_supposed_to_ask_for_more(
    portal: Portal, ada: Actor, chiara: Actor
) -> None:
    first, second = said(ada, CODES[:131]), said(ada, CODES[-131:])
    alder = portal(ada)

    found = alder.protocols_compared(first.pk, second.pk)
    book = alder.protocols_compared_workbook(first.pk, second.pk)
    smallest = alder.protocol_what_if(said(ada, CODES[:129]).pk)
    one = alder.protocol_what_if(first.pk, add=f"{CODES[-1]},{CODES[-2]}")

    assert (found["shared"], found["promised_percent"]) == ("108/154", "70.12 %")
    assert found["left"][0]["text"].startswith("Are passports")
    assert book[:2] == b"PK"
    assert (len(smallest["added"]), smallest["then"], smallest["outcome"]) == (2, "131/154", "equivalent")
    assert (one["added"], one["then"]) == (CODES[-2:], "133/154")
    with pytest.raises(Problem) as problem:
        portal(chiara).protocols_compared(first.pk, second.pk)
    assert problem.value.status == 404


def test_what_all_have_in_common_is_the_same_for_everybody(portal: Portal, ines: Actor, ada: Actor) -> None:
    decided_for({slug: 140 if at < 6 else 131 for at, slug in enumerate(member_slugs(12))})

    assert portal(ines).count_convergence()["done"]
    [told] = portal(ines).protocol_convergence()["editions"]

    assert portal(ada).member_convergence()["editions"] == [told]
    assert portal(office_of()).office_convergence()["editions"] == [told]
    assert (told["members"], told["needed"]) == (12, 10)
    by_code = {one["criterion"]: one for one in told["demands"]}
    assert (by_code[CODES[0]]["majority"], by_code[CODES[0]]["in_full"]) == (True, None)
    assert (by_code[CODES[135]]["in_full"], by_code[CODES[135]]["in_part_or_not"]) == (6, 6)
