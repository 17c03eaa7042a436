"""The second fence, on PostgreSQL: whoever forgets a scope still sees nothing that is not theirs."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from comity.portal.ledger.models import Entry
from comity.portal.lists.models import ListVersion
from comity.portal.tenants.fence import fenced, on_machine, without_fence
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.policies import fenced_models, missing_from
from tests.portal.addresses import ALDER
from tests.portal.conftest import ON_POSTGRES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no row-level security: the managers stand alone"),
]


def every_list() -> set[str]:
    """As somebody would ask who forgot the scope, past our managers."""
    return set(models.QuerySet(ListVersion).values_list("organisation__slug", flat=True))


def test_the_portals_role_owns_nothing_and_every_tenants_table_is_fenced() -> None:
    assert missing_from(connection) == []
    assert connection.settings_dict["USER"] == settings.COMITY_DATABASE_ROLE


def test_a_query_without_a_scope_finds_nothing_where_nobody_has_passed_a_gate() -> None:
    with without_fence():
        for model in fenced_models():
            assert not models.QuerySet(model).exists(), model.__name__


def test_a_query_without_a_scope_finds_a_members_own_rows_and_no_other(ada: Actor, ines: Actor) -> None:
    with fenced(ada.scope):
        assert every_list() == {"alder-foods"}
    with fenced(ines.scope):
        assert len(every_list()) > 10


def test_raw_sql_is_fenced_like_the_rest(ada: Actor) -> None:
    with fenced(ada.scope), connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT organisation_id) FROM lists_listversion")

        assert cursor.fetchone() == (1,)


def test_no_row_is_written_for_another(ada: Actor, chiara: Actor) -> None:
    with fenced(ada.scope), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        models.QuerySet(ListVersion).filter(organisation=ada.organisation).update(
            organisation=chiara.organisation
        )
    with fenced(chiara.scope):
        assert not models.QuerySet(ListVersion).filter(organisation=ada.organisation).update(number=99)


def test_a_fence_stands_again_after_what_was_done_is_taken_back(ada: Actor, ines: Actor) -> None:
    with fenced(ada.scope):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), fenced(ines.scope):
            raise ZeroDivisionError

        assert every_list() == {"alder-foods"}


def test_a_request_leaves_no_fence_open_behind_it(alder: Client) -> None:
    with without_fence():
        assert alder.get(ALDER).status_code == 200

        assert every_list() == set()


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET leaf = ''", "DELETE FROM ledger_entry"])
def test_the_portals_role_cannot_change_an_entry_of_the_ledger(change: str) -> None:
    assert models.QuerySet(Entry).exists()

    with on_machine(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change)
