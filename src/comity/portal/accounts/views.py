"""Links that let somebody in, and the antitrust notice."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.portal.accounts.passwords import require_beyond
from comity.portal.accounts.personal import PERSONAL, forget_person, personal_data
from comity.portal.accounts.services import (
    accept_seat,
    found_programme,
    has_account,
    invitation_of,
    require_invited,
    take_seat,
)
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import NOTICE, open_to_all
from comity.portal.tenants.models import Invitation, Person
from comity.portal.tenants.queries import seats_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class PasswordForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; a sentence is easier to remember."),
    )

    def __init__(self, *arguments: Any, invitation: Invitation, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.invitation = invitation

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        said = self.cleaned_data
        person = Person(name=said.get("name", ""), email=said.get("email") or self.invitation.email)
        validate_password(password, person)
        require_beyond(password, self.names_around())
        return password

    def names_around(self) -> list[str]:
        around = (self.invitation.organisation, self.invitation.programme)
        return [one.name for one in around if one is not None]


class FoundForm(PasswordForm):
    email = forms.EmailField(label=_("Your e-mail address"))
    programme = forms.CharField(label=_("Name of the programme"), max_length=60)
    secretariat = forms.CharField(label=_("Who runs it (the Secretariat)"), max_length=60)
    field_order = ("programme", "secretariat", "name", "email", "password")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].casefold()
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is an account with this address."))
        return email

    def names_around(self) -> list[str]:
        return [self.cleaned_data.get(one, "") for one in ("programme", "secretariat")]


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("the link itself is the key, works once, and says nothing when guessed")
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Found a programme, or take a seat in one, as the link says."""
    invitation = invitation_of(token)
    if has_account(invitation):
        return _accept(request, token, invitation)
    founds = invitation.programme is None
    form_class = FoundForm if founds else PasswordForm
    form = form_class(request.POST or None, invitation=invitation)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(
            request,
            "accounts/begin.html",
            {"form": form, "invitation": invitation, "founds": founds},
            status=status,
        )
    said = form.cleaned_data
    person = (
        found_programme(token=token, **said)
        if founds
        else take_seat(token=token, name=said["name"], password=said["password"])
    )
    login(request, person, backend=BACKEND)
    return redirect("/")


def _accept(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """A link is no way in to an account: its person signs in as always, past the limits and the second factor."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    require_invited(invitation, person_of(request))
    if request.method == "POST":
        accept_seat(token=token, person=person_of(request))
        return redirect("/")
    return render(request, "accounts/begin.html", {"invitation": invitation})


@require_safe
@login_required
@open_to_all("everybody who is signed in sees what is known of them, and of nobody else")
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/my_data.html", {"kept": PERSONAL, "seats": seats_of(person_of(request))})


@require_safe
@login_required
@open_to_all("everybody who is signed in takes away what is known of them, and of nobody else")
def my_data_file(request: HttpRequest) -> FileResponse:
    return file_answer(personal_data(person_of(request)), name="my-data.json")


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator] # allauth carries no types
@open_to_all("whoever is signed in, and has just shown that it is really they, may go")
def leave(request: HttpRequest) -> HttpResponse:
    forget_person(person_of(request))
    logout(request)
    return redirect("/")


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all("the notice may be read by anybody; only who is signed in acknowledges it")
def notice(request: HttpRequest) -> HttpResponse:
    target = _next(request)
    if request.method == "POST" and request.user.is_authenticated:
        request.session[NOTICE] = True
        return redirect(target)
    return render(request, "accounts/notice.html", {"next": target, "is_read": NOTICE in request.session})


def _next(request: HttpRequest) -> str:
    """A page of ours, and no other."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@require_POST
@open_to_all("a language is chosen by whoever reads, also before they sign in")
def speak(request: HttpRequest) -> HttpResponse:
    """Remembered by the browser, and of who is signed in by the account: letters to them are written in it."""
    language, answer = request.POST.get("language", ""), redirect(_next(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            Person.objects.filter(pk=request.user.pk).update(language=language)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


@open_to_all("there is nothing here for anybody")
def no_other_address(request: HttpRequest) -> HttpResponse:
    """An account has the address that its invitation was read at. Whoever could write another into it would act under it."""
    raise Http404
