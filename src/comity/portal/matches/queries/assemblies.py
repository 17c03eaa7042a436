"""The assemblies that left doubtful pairs: their questions, and which site each row was."""

import csv
import io
from collections.abc import Mapping
from functools import lru_cache

from comity.core.working_folder import working_folder
from comity.portal.ports.storage import storage
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.tenants.scope import Scope
from comity.round.review import REVIEW, Question, Side, read_questions

LINKS = "secretariat/links.csv"


def assemblies_to_judge(scope: Scope) -> list[Assembly]:
    """The latest of each round that is over and left its pairs, whatever became of its release; the newest first."""
    found = Assembly.objects.within(scope).filter(files__has_key=REVIEW).select_related("round")
    latest: dict[int, Assembly] = {}
    for one in found.order_by("-at", "-id"):
        latest.setdefault(one.round_id, one)
    return list(latest.values())


def assembly_to_judge(scope: Scope) -> Assembly | None:
    return next(iter(assemblies_to_judge(scope)), None)


def is_assembling(scope: Scope) -> bool:
    """Then the registry is held, and what one judged would come too late anyway."""
    return Assembly.objects.within(scope).filter(state=AssemblyState.WORKING).exists()


def questions_of(assembly: Assembly) -> tuple[Question, ...]:
    return _questions(assembly.files[REVIEW])


@lru_cache(maxsize=8)
def _questions(key: str) -> tuple[Question, ...]:
    """What is in storage never changes, so it may be remembered by its key."""
    with working_folder() as folder:
        path = folder / REVIEW
        path.parent.mkdir()
        path.write_bytes(storage().read(key))
        return read_questions(folder)


def site_of(assembly: Assembly, side: Side) -> str:
    """As the assembly had it; empty where it does not say."""
    if not side.row:
        return side.list
    return _sites(assembly.files[LINKS]).get((side.list, side.row), "") if LINKS in assembly.files else ""


def sites_in(assembly: Assembly) -> frozenset[str]:
    """Every site that a row of the assembly is."""
    return _sites_in(assembly.files[LINKS]) if LINKS in assembly.files else frozenset()


@lru_cache(maxsize=8)
def _sites(key: str) -> Mapping[tuple[str, str], str]:
    told = csv.DictReader(io.StringIO(storage().read(key).decode("utf-8-sig")))
    return {(one["list"], one["row"]): one["site"] for one in told}


@lru_cache(maxsize=8)
def _sites_in(key: str) -> frozenset[str]:
    return frozenset(_sites(key).values())
