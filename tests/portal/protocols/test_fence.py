"""On PostgreSQL: whoever forgets a scope still finds no word of a protocol that is not before them."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.tenants.fence import fenced, on_machine
from comity.portal.tenants.gates import Actor
from tests.portal.conftest import ON_POSTGRES
from tests.portal.protocols.cast import handed_in, office_of, sent

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no row-level security: the managers stand alone"),
]


def found(model: type[models.Model]) -> int:
    """As somebody would ask who forgot the scope, past our managers."""
    return models.QuerySet(model).count()


def test_papers_are_the_members_and_its_reviewers_and_no_programmes(
    ada: Actor, chiara: Actor, ines: Actor
) -> None:
    pia, sam = office_of(), office_of("Sam Field", "sam@other-measure.example", office="other-measure")
    handed_in(ada)
    sent(chiara)

    got = {}
    for actor in (ada, pia, sam, ines):
        with fenced(actor.scope):
            got[actor.person.name] = (found(Case), found(Papers), min(found(LogPart), 1))
    assert got == {
        "Ada Quist": (1, 1, 1),
        "Pia Marsh": (1, 1, 1),
        "Sam Field": (0, 0, 0),
        "Ines Birch": (2, 0, 0),
    }
    with on_machine():  # for a backup
        assert found(Papers) == 2


def test_a_reviewer_writes_into_no_protocol_that_was_not_handed_to_the_office(ada: Actor) -> None:
    pia, case = office_of(), sent(ada)

    with fenced(pia.scope):
        assert models.QuerySet(Case).filter(pk=case.pk).update(reviewer=pia.organisation) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            models.QuerySet(Papers).create(
                programme=ada.programme, organisation=ada.organisation, case_id=case.pk + 1_000,
                filename="p.csv", key="0", digest="0", size=1,
            )  # fmt: skip


def test_what_was_said_is_not_written_over_nor_added_to_anothers_protocol_by_raw_sql(
    ada: Actor, chiara: Actor, ines: Actor
) -> None:
    pia, mine, others = office_of(), handed_in(ada), sent(chiara)
    add = (
        "INSERT INTO protocols_logpart (programme_id, organisation_id, reviewer_id, case_id, first, last, at, lines)"
        " VALUES (%s, %s, %s, %s, 9000, 9000, now(), 'x')"
    )

    def refused(sql: str, *facts: int) -> str:
        with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, facts)
        return str(told.value)

    with fenced(pia.scope):
        own = (pia.programme.pk, chiara.organisation.pk, pia.organisation.pk)
        assert "row-level security" in refused(add, *own, mine.pk)
        assert "row-level security" in refused(add, *own, others.pk)
        assert "permission denied" in refused("UPDATE protocols_logpart SET lines = 'x'")
    with fenced(ines.scope), connection.cursor() as cursor:  # a whole programme's
        for ask in ("SELECT count(*) FROM protocols_papers", "SELECT count(*) FROM protocols_logpart"):
            cursor.execute(ask)
            assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM protocols_logpart")
        assert cursor.rowcount == 0
