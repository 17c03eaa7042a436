"""A fictional programme in mid-round, built through the services that pages call; the same at every run.

Two rounds are over and published, the third is being collected: most lists are in, three members are late, one never signed,
one's benchmark has run out, one withdrew. Every company and person is invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext_noop

from comity.core import Progress, silent
from comity.membership import packaged_statements
from comity.portal.demo.lists import fictional_lists, fictional_members
from comity.portal.demo.protocols import play_decided, play_protocols
from comity.portal.demo.recognitions import play_recognitions
from comity.portal.demo.requests import play_requests
from comity.portal.demo.surveys import play_surveys
from comity.portal.jobs.models import Job, State
from comity.portal.jobs.services import do_job
from comity.portal.lists.services import take_list
from comity.portal.membership.models import RecordedBenchmark, Round
from comity.portal.membership.services import sign_statement, withdraw_from_statement
from comity.portal.ports.clock import playing_on
from comity.portal.release.services import publish, sign_off
from comity.portal.rounds.queries import last_assembly
from comity.portal.rounds.services import start_assembly
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import Kind, Role

TODAY = date(2026, 10, 5)
PROGRAMME, SECRETARIAT = "hedgerow", "hedgerow-office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Somebody of the cast."""

    name: str
    email: str
    organisation: str
    roles: tuple[Role, ...]
    told: str

    @property
    def organisation_name(self) -> str:
        return name_of(self.organisation)


def name_of(slug: str) -> str:
    return slug.replace("-", " ").title()


CAST = (
    Played(name="Ines Birch", email="ines@hedgerow.example", organisation=SECRETARIAT, roles=(Role.MANAGER,),
           told=gettext_noop("runs the round, and answers when members ask")),
    Played(name="Tom Hale", email="tom@hedgerow.example", organisation=SECRETARIAT, roles=(Role.REVIEWER,),
           told=gettext_noop("looks at doubtful pairs of sites")),
    Played(name="Ruth Adler", email="ruth@counsel.example", organisation=SECRETARIAT, roles=(Role.COUNSEL,),
           told=gettext_noop("signs a list off, or does not")),
    Played(name="Ada Quist", email="ada@alder-foods.example", organisation="alder-foods", roles=(Role.ADMIN, Role.CONTRIBUTOR),
           told=gettext_noop("signs for her company, sends its list, checks its suppliers")),
    Played(name="Ben Okoro", email="ben@bramble-foods.example", organisation="bramble-foods", roles=(Role.REQUESTER,),
           told=gettext_noop("looks up suppliers, and may not send lists")),
    Played(name="Dara Ilves", email="dara@alder-foods.example", organisation="alder-foods", roles=(Role.DECIDER,),
           told=gettext_noop("opens the reports that suppliers share, and decides on them")),
    Played(name="Rae Novak", email="rae@bramble-foods.example", organisation="bramble-foods", roles=(Role.READER,),
           told=gettext_noop("reads the list, and changes nothing")),
    Played(name="Chiara Valente", email="chiara@cedar-home.example", organisation="cedar-home", roles=(Role.ADMIN, Role.CONTRIBUTOR),
           told=gettext_noop("is late with her list")),
    Played(name="Nadia Stern", email="nadia@northwind-dairy.example", organisation="northwind-dairy", roles=(Role.ADMIN, Role.CONTRIBUTOR),
           told=gettext_noop("is new: her company has not signed yet")),
    Played(name="Otto Lind", email="otto@assurance.example", organisation="assurance-partners", roles=(Role.AUDITOR,),
           told=gettext_noop("reads the ledger, and nothing else")),
    Played(name="Pia Marsh", email="pia@fair-measure.example", organisation="fair-measure", roles=(Role.BENCHMARK_REVIEWER,),
           told=gettext_noop("decides whether a member's audit protocol is equivalent")),
)  # fmt: skip

_MORE = (
    "umber-juice", "vetch-bakers", "willow-wines", "yarrow-oils", "aspen-paper", "briar-textiles",
    "clover-honey", "dogwood-toys", "elder-spirits", "fescue-farms",
)  # fmt: skip


_LANGUAGES = {"kestrel-coffee": "es", "oakleaf-paper": "de", "thistle-cocoa": "fr"}
"""In which their people read letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    members: int
    contributors: int
    sites: int
    rows: int  # of the round that is being collected
    # Of each round before, the oldest first. As many as now means the same lists, less what was audited since: a member
    # whose sites change altogether from round to round would be no member that anybody knows, and the leak test says so.
    past_rows: tuple[int, ...]
    past_contributors: tuple[
        int, ...
    ]  # of each of these rounds: the list grew as members joined in, several at once
    suppliers: int


FULL = Scale(
    members=30,
    contributors=24,
    sites=12_000,
    rows=25_000,
    past_rows=(25_000, 25_000),
    suppliers=700,
    past_contributors=(16, 20),
)
SMALL = Scale(
    members=20, contributors=18, sites=250, rows=900, past_rows=(900,), past_contributors=(18,), suppliers=80
)

_CUTOFFS = (date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30))
_OUT_AFTER_DAYS = {_CUTOFFS[0]: 118, _CUTOFFS[1]: 95}
"""From a round's cut-off to its release: the programme is learning."""
LATE = ("cedar-home", "kestrel-coffee", "oakleaf-paper")
UNSIGNED, WITHDRAWN, EXPIRED = "northwind-dairy", "thistle-cocoa", "hazel-dairy"


def make_programme(scale: Scale = FULL, *, progress: Progress = silent) -> Programme:
    """Into an empty database. Jobs are done here, not left to a worker."""
    names = _member_names(scale)
    programme = _tenants(names)
    rounds = _rounds(programme, past=len(scale.past_rows))
    _benchmarks(programme, names)
    _signatures(names)
    progress(f"{len(names)} members, their people, benchmarks and signatures", 0, 0)
    sizes = zip(
        rounds, (*scale.past_rows, scale.rows), (*scale.past_contributors, scale.contributors), strict=True
    )
    for at, (round_, rows, contributing) in enumerate(sizes, start=1):
        called = f"round {round_.slug}, {at} of {len(rounds)}"
        is_past = round_.cutoff != _CUTOFFS[-1]
        progress(f"{called}: inventing lists of {rows:,} rows", 0, 0)
        contributors = [one for one in names if one != UNSIGNED][: scale.contributors]
        files = fictional_lists(
            contributors, site_count=scale.sites, row_count=rows, supplier_count=scale.suppliers
        )
        late = contributors[contributing:] if is_past else LATE
        with playing_on(round_.cutoff + timedelta(days=20)):
            sent = {name: data for name, data in files.items() if _member_of(name) not in late}
            _send(round_, sent, progress=_saying(called, progress))
        if is_past:
            _release(round_, progress=_saying(called, progress))
    progress("two surveys, one of them published", 0, 0)
    play_surveys(
        names,
        late=(*LATE, UNSIGNED),
        manager=_manager(),
        admin=_admin,
        colleague=_colleague(),
        do_waiting=_do_waiting,
    )
    with playing_on(date(2026, 9, 14)):
        withdraw_from_statement(actor=_admin(WITHDRAWN), by="Theo Blum")
    return programme


def demo_requests(*, progress: Progress = silent) -> str:
    """Into the programme that was made: what members asked suppliers. The text of Alder Foods' key."""
    progress("requests to suppliers, and their answers", 0, 0)
    alder, bramble = _ASKING
    return play_requests(_admin(alder), _admin(bramble))


def demo_recognitions(scale: Scale = FULL) -> None:
    """Into the programme that was made: what members recognised in two years, so that its statistics have something to read."""
    names = [one for one in _member_names(scale) if one not in (UNSIGNED, WITHDRAWN, *_ASKING)]
    play_recognitions([_admin(one) for one in names[:_RECOGNISING]])


_ASKING = ("alder-foods", "bramble-foods")
"""What these two ask suppliers is played by itself, with keys of their own."""
_RECOGNISING = 12


def demo_protocols(*, progress: Progress = silent) -> None:
    """Into the programme that was made: protocols of three members, each at another step, and of others that are decided on."""
    progress("audit protocols, and what their reviewer says", 0, 0)
    names = Participation.objects.filter(programme__slug=PROGRAMME, kind=Kind.MEMBER).order_by("pk")
    slugs = [one.organisation.slug for one in names.select_related("organisation")]
    decided = [one for one in slugs if one not in (EXPIRED, UNSIGNED, WITHDRAWN, "bramble-foods")][:_DECIDED]
    with playing_on(date(2026, 9, 1)):
        play_decided([_admin(one) for one in decided], reviewer=_reviewer(), manager=_manager())
    play_protocols(_colleague(), _admin("bramble-foods"), _admin(EXPIRED), reviewer=_reviewer())


_DECIDED = 12
"""As many protocols are decided on that it can be told what they have in common."""


def demo_suppliers(scale: Scale = FULL) -> bytes:
    """The workbook that Alder Foods would check: its suppliers, audited and not."""
    names = [one for one in _member_names(scale) if one != UNSIGNED][: scale.contributors]
    files = fictional_lists(
        names, site_count=scale.sites, row_count=scale.rows, supplier_count=scale.suppliers
    )
    return files["member/suppliers.xlsx"]


def _member_names(scale: Scale) -> list[str]:
    return [*fictional_members(), *_MORE][: scale.members]


def _member_of(name: str) -> str:
    return name.removeprefix("lists/").partition(".")[0]


def _tenants(names: Sequence[str]) -> Programme:
    programme = Programme.objects.create(slug=PROGRAMME, name="Hedgerow programme")
    organisations = {
        SECRETARIAT: Organisation.objects.create(slug=SECRETARIAT, name=name_of(SECRETARIAT)),
        "assurance-partners": Organisation.objects.create(
            slug="assurance-partners", name="Assurance Partners"
        ),
        "fair-measure": Organisation.objects.create(slug="fair-measure", name="Fair Measure"),
    }
    for at, name in enumerate(names):
        organisations[name] = Organisation.objects.create(slug=name, name=name_of(name))
        joined = date(2021 + at % 5, 1 + at % 12, 1)
        Participation.objects.create(
            programme=programme,
            organisation=organisations[name],
            kind=Kind.MEMBER,
            joined=joined,
            first_recognition=None if at % 9 == 8 else joined + timedelta(days=160),
            surveys=list(range(joined.year, 2026)),
        )
        _seat(
            programme,
            organisations[name],
            f"admin@{name}.example",
            f"Administrator of {organisations[name]}",
            Role.ADMIN,
        )
    for played in CAST:
        if played.organisation in organisations:
            for role in played.roles:
                _seat(programme, organisations[played.organisation], played.email, played.name, role)
    for office, kind in (
        (SECRETARIAT, Kind.SECRETARIAT),
        ("assurance-partners", Kind.AUDITOR),
        ("fair-measure", Kind.REVIEWER),
    ):
        Participation.objects.create(
            programme=programme, organisation=organisations[office], kind=kind, joined=date(2021, 1, 1)
        )
    return programme


def _seat(programme: Programme, organisation: Organisation, email: str, name: str, role: Role) -> None:
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person(email=email, name=name, language=_LANGUAGES.get(organisation.slug, ""))
        person.set_unusable_password()
        person.save()
    Seat.objects.create(person=person, programme=programme, organisation=organisation, role=role)


def _manager() -> Actor:
    return actor_for(Person.objects.get(email=CAST[0].email), programme=PROGRAMME, organisation=SECRETARIAT)


def _counsel() -> Actor:
    return actor_for(Person.objects.get(email=CAST[2].email), programme=PROGRAMME, organisation=SECRETARIAT)


def _admin(member: str) -> Actor:
    person = Person.objects.get(email=f"admin@{member}.example")
    return actor_for(person, programme=PROGRAMME, organisation=member)


def _colleague() -> Actor:
    """Of Alder Foods."""
    return actor_for(Person.objects.get(email=CAST[3].email), programme=PROGRAMME, organisation="alder-foods")


def _reviewer() -> Actor:
    person = Person.objects.get(email="pia@fair-measure.example")
    return actor_for(person, programme=PROGRAMME, organisation="fair-measure")


def _rounds(programme: Programme, *, past: int) -> list[Round]:
    scope = _manager().scope
    return [
        Round.objects.add(
            scope,
            slug=f"{cutoff.year}-H{1 if cutoff.month <= 6 else 2}",
            cutoff=cutoff,
            opens_on=cutoff - timedelta(days=42),
            lists_due_on=cutoff + timedelta(days=87),
            remind_days=[14, 3, -1],
        )
        for cutoff in _CUTOFFS[-past - 1 :]
    ]


def _benchmarks(programme: Programme, names: Sequence[str]) -> None:
    for at, name in enumerate(names):
        ends = date(2026, 8, 31) if name == EXPIRED else date(2028, 12, 31)
        protocol = "SMETA 6.0" if at % 2 else f"{name.replace('-', ' ').title()} Code of Conduct, 2024"
        RecordedBenchmark.objects.add(
            _admin(name).scope, protocol=protocol, valid_from=date(2025, 1, 1), valid_until=ends
        )


def _signatures(names: Sequence[str]) -> None:
    statement = packaged_statements()[1]
    signers = ("Ada Quist", "Ben Okoro", "Chiara Valente", "Dinesh Rao", "Elif Demir", "Farid Haddad")
    for at, name in enumerate(names):
        if name != UNSIGNED:
            with playing_on(date(2025, 1 + at % 6, 3 + at % 24)):
                sign_statement(
                    actor=_admin(name),
                    by=signers[at % len(signers)],
                    role="General Counsel",
                    digest=statement.digest,
                )


def _saying(called: str, progress: Progress) -> Progress:
    return lambda step, done, total: progress(f"{called}: {step}", done, total)


def _send(round_: Round, files: dict[str, bytes], *, progress: Progress) -> None:
    lists = {path.removeprefix("lists/"): data for path, data in files.items() if path.startswith("lists/")}
    for at, (name, data) in enumerate(lists.items()):
        progress(f"reading {len(lists)} lists", at, len(lists))
        take_list(actor=_admin(_member_of(name)), round_=round_, filename=name, content=BytesIO(data))
        _do_waiting()


def _release(round_: Round, *, progress: Progress) -> None:
    with playing_on(round_.cutoff + timedelta(days=_OUT_AFTER_DAYS[round_.cutoff])):
        start_assembly(actor=_manager(), round_=round_)
        _do_waiting(progress)
        assembly = last_assembly(_manager().scope, round_)
        if assembly is None or not assembly.manifest:
            raise RuntimeError("the demonstration's round was not assembled")
        with transaction.atomic():
            sign_off(actor=_counsel(), assembly=assembly, manifest=assembly.manifest)
            publish(actor=_manager(), assembly=assembly)


def _do_waiting(progress: Progress = silent) -> None:
    """The worker may not run yet, and where it does it leaves done jobs alone."""
    waiting = Job.objects.within(_manager().scope).filter(state=State.WAITING).order_by("created_at")
    for job_id in list(waiting.values_list("pk", flat=True)):
        do_job(str(job_id), progress=progress)
