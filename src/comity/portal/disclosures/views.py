"""Counsel's look at a disclosure of the past."""

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from comity.core.countries import country_name
from comity.portal.disclosures.queries import Replayed, replayed
from comity.portal.disclosures.services import rows_again
from comity.portal.ledger.queries import organisations_named
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import Role

A_PAGE = 50


def _replayed(actor: Actor, seq: int) -> Replayed:
    return there(replayed(actor.scope, seq))


def _columns(found: Replayed) -> dict[str, bool]:
    """A list that says of no row how old its audit is, or of what class, has no column for it."""
    rows = found.common.rows
    return {f"tells_{name}": rows[name].drop_nulls().len() > 0 for name in ("audited", "assurance")}


@require_safe
@admits(Role.COUNSEL)
def show_replay(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:
    found = _replayed(actor, seq)
    page = Paginator(range(found.common.rows.height), A_PAGE).get_page(request.GET.get("page"))
    rows = found.common.rows.slice(max(page.start_index() - 1, 0), A_PAGE).to_dicts()
    for row in rows:
        row["country_name"] = country_name(row["country"])
    return render(
        request,
        "disclosures/replay.html",
        {
            "replay": found,
            "rows": rows,
            "page": page,
            "names": organisations_named(actor.scope),
            **_columns(found),
        },
    )


@require_POST
@admits(Role.COUNSEL)
def take_rows(request: HttpRequest, actor: Actor, seq: int) -> FileResponse:
    found = _replayed(actor, seq)
    data = rows_again(actor=actor, replay=found)
    return file_answer(data, name=f"entry-{seq}-{found.file}")
