import pytest

from comity.portal.lists.models import ListVersion
from comity.portal.membership.models import RecordedBenchmark, Round
from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.gates import Actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [ListVersion, Round])
def test_rows_of_a_tenant_are_not_had_without_a_scope(model: type[ListVersion] | type[Round]) -> None:
    with pytest.raises(UnscopedQuery):
        model.objects.all()
    with pytest.raises(UnscopedQuery):
        model.objects.filter(pk=1)
    with pytest.raises(UnscopedQuery):
        model.objects.create()


def test_a_member_reads_its_own_rows_and_no_other(ada: Actor) -> None:
    found = {one.organisation_id for one in ListVersion.objects.within(ada.scope)}

    assert found == {ada.organisation.pk}


def test_the_secretariat_reads_those_of_every_member(ines: Actor) -> None:
    found = {one.organisation_id for one in ListVersion.objects.within(ines.scope)}

    assert len(found) > 10


def test_a_scope_cannot_be_moved_to_another_organisation(ada: Actor, chiara: Actor) -> None:
    with pytest.raises(UnscopedQuery):
        ada.scope.narrowed(chiara.organisation.pk)


def test_a_row_of_one_organisation_is_not_made_for_a_whole_programme(ines: Actor) -> None:
    with pytest.raises(UnscopedQuery):
        RecordedBenchmark.objects.add(
            ines.scope, protocol="P", valid_from="2026-01-01", valid_until="2026-12-31"
        )


def test_whose_a_row_is_cannot_be_said_against_the_scope(ada: Actor, chiara: Actor) -> None:
    with pytest.raises(TypeError):
        RecordedBenchmark.objects.add(
            ada.scope,
            organisation_id=chiara.organisation.pk,
            protocol="P",
            valid_from="2026-01-01",
            valid_until="2026-12-31",
        )
