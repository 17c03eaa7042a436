"""One click to be anybody of the demonstration."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comity.portal.accounts.views import BACKEND
from comity.portal.demo.make import CAST
from comity.portal.demo.requests import SUPPLIER, is_waiting, supplier_link
from comity.portal.home.views import places_of
from comity.portal.tenants.gates import open_to_all
from comity.portal.tenants.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("a demonstration lets everybody in; without COMITY_DEMO the page is not there")
def choose(request: HttpRequest) -> HttpResponse:
    if not settings.COMITY_DEMO:
        raise Http404
    if request.method == "POST" and "supplier" in request.POST:
        token = supplier_link()
        return redirect("answer", token=token) if token else redirect("demo")
    if request.method == "POST":
        person = get_object_or_404(
            Person, email=request.POST.get("email", ""), email__in=[one.email for one in CAST]
        )
        login(request, person, backend=BACKEND)
        return redirect(places_of(person)[0][1])
    return render(request, "demo/demo.html", {"cast": CAST, "supplier": SUPPLIER if is_waiting() else ""})
