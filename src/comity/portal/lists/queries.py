"""What is asked of lists."""

from comity.portal.jobs.queries import at_work
from comity.portal.lists.models import READ, ListVersion, ReadState, RememberedMappings
from comity.portal.lists.reading import Reading, reading_from
from comity.portal.membership.models import Round
from comity.portal.ports.storage import storage
from comity.portal.tenants.scope import Scope


def versions_of(scope: Scope, round_: Round) -> list[ListVersion]:
    """The latest first."""
    found = ListVersion.objects.within(scope).filter(round=round_)
    return list(found.select_related("organisation", "person").order_by("organisation_id", "-number"))


def version_numbered(scope: Scope, round_slug: str, number: int) -> ListVersion | None:
    found = ListVersion.objects.within(scope).filter(round__slug=round_slug, number=number)
    return found.select_related("round", "person", "organisation", "programme").first()


def latest_lists(scope: Scope, round_: Round) -> dict[str, ListVersion]:
    """By member: the version that counts, or where none does the last that was sent."""
    best: dict[str, ListVersion] = {}
    for one in versions_of(scope, round_):
        known = best.get(one.organisation.slug)
        if known is None or (one.counts and not known.counts):
            best[one.organisation.slug] = one
    return best


def counting_lists(scope: Scope, round_: Round) -> dict[str, ListVersion]:
    return {name: one for name, one in latest_lists(scope, round_).items() if one.counts}


def members_being_read(scope: Scope, round_: Round) -> set[str]:
    """Whose list came and waits for a worker, or is before one: nobody can say yet whether it counts.

    One whose reading was given up is not among them.
    """
    stored = ListVersion.objects.within(scope).filter(
        round=round_, state=ReadState.STORED, withdrawn_at__isnull=True
    )
    found = {str(pk): slug for pk, slug in stored.values_list("pk", "organisation__slug")}
    return {found[one] for one in at_work(scope, kind=READ, arguments=found)} if found else set()


def contributed_rows(scope: Scope, round_: Round) -> dict[str, int]:
    return {name: one.accepted for name, one in counting_lists(scope, round_).items()}


def reading_of(version: ListVersion) -> Reading | None:
    return reading_from(storage().read(version.reading_key)) if version.state == ReadState.READ else None


def remembered_mappings(scope: Scope) -> str:
    found = RememberedMappings.objects.within(scope).first()
    return found.text if found else ""
