"""What the command line asks of the portal: make it ready, examine it. Importing this sets Django up."""

import gc
import os
import smtplib
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from comity.core import Progress, UsageProblem, silent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.portal.settings.production")
try:
    django.setup()
except ImproperlyConfigured as error:
    raise UsageProblem(
        f"The portal does not start. {error}", remedy="deploy/README.md says what its environment holds."
    ) from error

from django.conf import settings  # Django is set up first
from django.core.mail import get_connection
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.urls import reverse

from comity.portal.accounts.services import invite_founder, is_founded
from comity.portal.backup.queries import files_told
from comity.portal.backup.services import back_up as back_up  # said again for the command line
from comity.portal.backup.services import restore as restore
from comity.portal.demo.make import (
    FULL,
    SMALL,
    Scale,
    demo_protocols,
    demo_recognitions,
    demo_requests,
    demo_suppliers,
    make_programme,
)
from comity.portal.exchange import words
from comity.portal.jobs.models import State
from comity.portal.jobs.services import jobs_in_state, requeue_lost
from comity.portal.ledger.queries import verify_book
from comity.portal.outbox.queries import letters_waiting
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import broken_criteria
from comity.portal.protocols.queries import broken_verdicts
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import whole_programmes
from comity.portal.tenants.policies import missing_from


def prepare(*, demo_scale: str | None, progress: Progress = silent) -> None:
    """The newest tables, and the demonstration where one is to be made. Raises UsageProblem where it would stand in a programme."""
    gc.freeze()  # as a worker does: making tables, and a demonstration, is a worker's work
    progress("tables of the database", 0, 0)
    migrate()
    if demo_scale is not None:
        if is_founded():
            raise UsageProblem(
                "The database holds a programme already, and a demonstration would let anybody into it.",
                remedy="Leave COMITY_DATABASE_URL out, or name an empty database.",
            )
        _play(SMALL if demo_scale == "small" else FULL, progress)
    requeue_lost()


def migrate() -> int:
    """How many steps it took. The cache's table is first: what the portal's role may do is written after the last step, of all tables."""
    steps = len(_steps_to_the_newest())
    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    return steps


def _steps_to_the_newest() -> list[object]:
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def do_daily() -> None:
    call_command("send_requests", verbosity=0)


def _play(scale: Scale, progress: Progress) -> None:
    """The letters of its past are not printed: they are nobody's."""
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    try:
        make_programme(scale, progress=progress)
        key = demo_requests(progress=progress)
        if scale is FULL:
            progress("what members recognised in two years", 0, 0)
            demo_recognitions(scale)
        demo_protocols(progress=progress)
    finally:
        settings.EMAIL_BACKEND = backend
    data = Path(settings.DATA)
    (data / "suppliers-of-alder-foods.xlsx").write_bytes(demo_suppliers(scale))
    (data / "alder-foods.key").write_text(key, "utf-8")


def founder_address() -> str | None:
    """Where the first account is made, by a new link; nothing once there is one."""
    return None if is_founded() else settings.COMITY_ADDRESS + reverse("begin", args=[invite_founder()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    what: str
    is_well: bool
    told: str
    remedy: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@on_machine()
def examine() -> list[Examined]:
    try:
        return [
            *_secrets(),
            _tables(),
            *_fences(),
            *_stored(),
            _space(),
            _jobs(),
            _criteria(),
            _verdicts(),
            _mail(),
            _letters(),
            *_languages(),
            *_ledgers(),
        ]
    except DatabaseError as error:
        return [
            Examined(
                what="database",
                is_well=False,
                told=f"it does not answer ({error})",
                remedy="Trust who vouches for the database, with sslrootcert in COMITY_DATABASE_URL."
                if "certificate" in str(error)
                else "Start the database, or mend COMITY_DATABASE_URL.",
            )
        ]


def _secrets() -> list[Examined]:
    return [
        Examined(
            what="secret",
            is_well=len(settings.SECRET_KEY) >= 50,
            told=f"{len(settings.SECRET_KEY)} characters",
            remedy="Set COMITY_SECRET_KEY to 50 random characters or more.",
        )
    ]


def _tables() -> Examined:
    missing = _steps_to_the_newest()
    return Examined(
        what="tables",
        is_well=not missing,
        told=f"{len(missing)} steps to the newest" if missing else "the newest",
        remedy="Start “comity serve” once, or run “comity migrate”.",
    )


def _fences() -> list[Examined]:
    if connection.vendor != "postgresql":
        return []
    missing = missing_from(connection)
    return [
        Examined(
            what="fences",
            is_well=not missing,
            told="; ".join(missing) or "around every tenant's rows",
            remedy="Migrate as the owner of the tables, and run the portal as another role (deploy/README.md).",
        )
    ]


def _stored() -> list[Examined]:
    found = _storage()
    return [found, _files()] if found.is_well else [found]


def _storage() -> Examined:
    try:
        key = storage().keep(BytesIO(b"doctor"))
        is_well = storage().read(key) == b"doctor"
        storage().forget(key)
    except OSError as error:
        return Examined(
            what="storage",
            is_well=False,
            told=str(error.strerror),
            remedy="Look at COMITY_FILES_URL and the AWS_… settings, and at the store."
            if settings.COMITY_FILES_URL
            else "Give the portal's user the right to write there.",
        )
    return Examined(what="storage", is_well=is_well, told="keeps and gives back")


def _files() -> Examined:
    found = files_told()
    return Examined(
        what="files",
        is_well=not found.missing,
        told=f"{found.named:,} named, {found.missing:,} of them missing; {found.left_over:,} that nothing names",
        remedy="Restore the last backup elsewhere, and copy what is missing from there: a file's name is its key.",
    )


def _space() -> Examined:
    found = os.statvfs(settings.DATA)
    free = found.f_bavail * found.f_frsize // 1024**2
    return Examined(
        what="disk", is_well=free > 1024, told=f"{free:,} MB free", remedy="Make room: 1,024 MB at least."
    )


def _jobs() -> Examined:
    failed, working = jobs_in_state(State.FAILED), jobs_in_state(State.WAITING, State.WORKING)
    return Examined(
        what="jobs",
        is_well=not failed,
        told=f"{failed} failed, {working} under way",
        remedy="The pages they were started from say why; start them again there.",
    )


def _criteria() -> Examined:
    broken = broken_criteria()
    return Examined(
        what="criteria",
        is_well=not broken,
        told=f"not what was adopted: {'; '.join(broken)}" if broken else "are what their digests name",
        remedy="Somebody changed a set of criteria in the database: compare it with a backup.",
    )


def _verdicts() -> Examined:
    broken = broken_verdicts()
    return Examined(
        what="verdicts",
        is_well=not broken,
        told=f"not what was decided on: {'; '.join(broken)}" if broken else "rest on the logs that they name",
        remedy="Somebody changed the log in the database: compare it with a backup.",
    )


def _mail() -> Examined:
    is_printed = settings.COMITY_MAIL_SENDER.endswith("console.EmailBackend")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}, from {settings.DEFAULT_FROM_EMAIL}"
    if not is_printed and (why := _why_no_mail()):
        return Examined(
            what="mail",
            is_well=False,
            told=f"by {server}, which does not take us ({why})",
            remedy="Look at COMITY_SMTP_URL: host, port, user and password, with @ of a password as %40. Letters wait meanwhile.",
        )
    return Examined(
        what="mail",
        is_well=not (
            is_printed and settings.SESSION_COOKIE_SECURE
        ),  # for others, letters and their links are in its log
        told="printed where the portal runs" if is_printed else f"by {server}",
        remedy="Set COMITY_SMTP_URL: what is printed holds links that let people in.",
    )


def _why_no_mail() -> str:
    """Empty where the server lets the portal in: it is asked for that, and sent nothing."""
    sender = get_connection(settings.COMITY_MAIL_SENDER)
    try:
        sender.open()
    except smtplib.SMTPResponseException as error:
        return f"it answered {error.smtp_code}"
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    finally:
        sender.close()
    return ""


def _letters() -> Examined:
    waiting = letters_waiting()
    return Examined(
        what="letters",
        is_well=not waiting,
        told=f"{waiting.count} wait, {waiting.given_up} were given up"
        + (f"; {waiting.problem}" if waiting else ""),
        remedy="Look at COMITY_SMTP_URL and at the mail server; what waits is tried by itself, and what was given up under Rounds.",
    )


def _languages() -> list[Examined]:
    """Of suppliers' pages, where the operator keeps some."""
    tongues, wrong = words.given()
    if not settings.COMITY_LANGUAGES:
        return []
    return [
        Examined(
            what="languages",
            is_well=not wrong,
            told="; ".join(f"{one.file} is left out: {one.why}" for one in wrong)
            or ", ".join(one.code for one in tongues)
            or "none in the folder",
            remedy="Mend the file in the folder of COMITY_LANGUAGES, and start the portal again.",
        )
    ]


def _ledgers() -> list[Examined]:
    found = []
    for programme, scope in whole_programmes():
        verified = verify_book(scope)
        found.append(
            Examined(
                what=f"ledger of {programme.name}",
                is_well=verified.is_whole,
                told=f"{verified.entries:,} entries",
                remedy=f"Entry {verified.broken_at} is not what was written. Keep a copy of the database, and tell counsel.",
            )
        )
    return found
