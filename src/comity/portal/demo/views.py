"""One click to be anybody of the demonstration."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from comity.portal.accounts.views import BACKEND
from comity.portal.demo.make import CAST
from comity.portal.demo.requests import SUPPLIER, is_waiting, supplier_link
from comity.portal.home.views import places_of
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import open_to_all
from comity.portal.tenants.models import Person

_FILES = {
    "suppliers-of-alder-foods.xlsx": gettext_noop("suppliers, for Alder Foods to check"),
    "alder-foods.key": gettext_noop("opens the report that Alder Foods was sent"),
}


def _files() -> dict[str, str]:
    """What a demonstration's folder holds to be played with, and what it is."""
    return {name: told for name, told in _FILES.items() if (Path(settings.DATA) / name).is_file()}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a demonstration lets everybody in; without COMITY_DEMO the page is not there")
def choose(request: HttpRequest) -> HttpResponseBase:
    if not settings.COMITY_DEMO:
        raise Http404
    files = _files()
    if (name := request.GET.get("file", "")) in files:
        return file_answer((Path(settings.DATA) / name).read_bytes(), name=name)
    if request.method == "POST" and "supplier" in request.POST:
        token = supplier_link()
        return redirect("answer", token=token) if token else redirect("demo")
    if request.method == "POST":
        person = get_object_or_404(
            Person, email=request.POST.get("email", ""), email__in=[one.email for one in CAST]
        )
        login(request, person, backend=BACKEND)
        return redirect(places_of(person)[0][1])
    page = {"cast": CAST, "supplier": SUPPLIER if is_waiting() else "", "files": files.items()}
    return render(request, "demo/demo.html", page)
