"""The rules of disclosure of a programme: a versioned TOML file, every number of it explained there.

Laws: a policy file can only say what the packaged one says; two files of one meaning have one digest.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from comity.core import UnreadableInput, canonical_json, digest_bytes
from comity.release.errors import PolicyProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    refuse_below_groups: int
    clear_from_groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    min_groups: int
    max_share: float
    max_gain_bits: float
    max_top1_lift_points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Soles:
    max_share_of_list: float
    max_share_of_new: float
    max_newcomers_share_of_list: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    max_posterior: float
    max_posterior_to_member: float
    public_weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakLimits:
    max_gain_bits: float
    max_top1_lift_points: float
    max_p99_lift: float
    max_certain_single: float
    max_certain_pair: float
    max_newcomer_posterior: float
    coalitions_of_five: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`table` is the whole file, defaults filled in, as it goes into the leak test's report."""

    version: str
    window_months: int
    lag_months: int
    groups: Mapping[str, tuple[str, ...]]  # corporate group -> its members
    protocols: Mapping[str, Mapping[str, object]]
    size: Size
    cells: Cells
    soles: Soles
    attribution: Attribution
    leak_test: LeakLimits
    sealed_work: int
    table: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return digest_bytes(canonical_json(self.table))

    @classmethod
    def default(cls) -> "Policy":
        return policy_from(_default_table())

    def with_rules(self, **changes: Mapping[str, object]) -> "Policy":
        """The same policy but for some rules: `with_rules(size={"clear_from_groups": 20})`."""
        return policy_from(_merged(self.table, changes, where="policy"))


def read_policy(path: Path) -> Policy:
    """Raises PolicyProblem for a rule that does not exist or cannot be followed."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableInput(
            f"The policy cannot be opened ({error.strerror}).", remedy="Check its name.", where=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise PolicyProblem(
            "The policy is not written in UTF-8.", remedy="Save it as UTF-8 in your editor.", where=str(path)
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PolicyProblem(
            f"The policy is not a TOML file ({error}).",
            remedy="Start from the packaged one.",
            where=str(path),
        ) from error
    return policy_from(_merged(_default_table(), table, where=str(path)), where=str(path))


@lru_cache(maxsize=1)
def default_policy_text() -> str:
    return (files("comity.release") / "data" / "policy.toml").read_text("utf-8")


def _default_table() -> dict[str, Any]:
    return tomllib.loads(default_policy_text())


_OPEN_TABLES = frozenset({"groups", "protocols"})  # their keys are the programme's own names
_SHARES = frozenset({"max_share", "max_share_of_list", "max_share_of_new", "max_posterior", "max_posterior_to_member", "max_p99_lift",
                     "max_certain_single", "max_certain_pair", "max_newcomer_posterior"})  # fmt: skip


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any], *, where: str) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        if key not in base:
            close = get_close_matches(key, base, n=1)
            hint = f"Did you mean “{close[0]}”?" if close else f"Rules are: {', '.join(base)}."
            raise PolicyProblem(f"There is no rule “{key}”.", remedy=hint, where=where)
        if isinstance(base[key], dict):
            if not isinstance(value, Mapping):
                raise PolicyProblem(
                    f"“{key}” is a section.", remedy=f"Write [{key}] above its rules.", where=where
                )
            merged[key] = dict(value) if key in _OPEN_TABLES else _merged(base[key], value, where=where)
        else:
            merged[key] = _checked(key, value, base[key], where=where)
    return merged


def _checked(key: str, value: object, default: object, *, where: str) -> object:
    if isinstance(default, str):
        if isinstance(value, str):
            return value
        raise PolicyProblem(f"“{key}” is not text.", remedy=f'Write it as {key} = "{default}".', where=where)
    whole = isinstance(default, int)
    if (
        isinstance(value, bool)
        or not isinstance(value, int if whole else (int, float))
        or not (isfinite(value) and value >= 0)  # a limit that is no number would limit nothing
    ):
        kind = "whole number" if whole else "number"
        raise PolicyProblem(
            f"“{key}” is not a {kind} from 0 up.", remedy=f"The default is {default}.", where=where
        )
    if key in _SHARES and value > 1:
        raise PolicyProblem(
            f"“{key}” is {value}, and no share is more than 1.", remedy="Write 35 % as 0.35.", where=where
        )
    return value if whole else float(value)


def _members(group: str, members: object, *, where: str) -> tuple[str, ...]:
    if isinstance(members, list | tuple) and all(isinstance(member, str) for member in members):
        return tuple(members)
    raise PolicyProblem(
        f"“{group}” is not a list of members.",
        remedy='Write "Group" = ["one-member", "another"].',
        where=where,
    )


def policy_from(table: Mapping[str, Any], *, where: str = "policy") -> Policy:
    groups = {group: _members(group, members, where=where) for group, members in table["groups"].items()}
    seen: dict[str, str] = {}
    for group, members in groups.items():
        for member in members:
            if seen.setdefault(member, group) != group:
                raise PolicyProblem(
                    f"“{member}” is in two groups, “{seen[member]}” and “{group}”.",
                    remedy="A company belongs to one.",
                    where=where,
                )
    size = Size(**table["size"])
    if size.refuse_below_groups > size.clear_from_groups:
        raise PolicyProblem(
            "A clear list would need fewer groups than any list.",
            remedy="clear_from_groups must be at least refuse_below_groups.",
            where=where,
        )
    if not 4 <= table["sealed"]["work"] <= 20:
        raise PolicyProblem("“work” is not between 4 and 20.", remedy="The default is 7.", where=where)
    return Policy(
        version=table["version"],
        window_months=table["programme"]["window_months"],
        lag_months=table["programme"]["lag_months"],
        groups=groups,
        protocols=table["protocols"],
        size=size,
        cells=Cells(**table["cells"]),
        soles=Soles(**table["soles"]),
        attribution=Attribution(**table["attribution"]),
        leak_test=LeakLimits(**table["leak_test"]),
        sealed_work=table["sealed"]["work"],
        table=table,
    )
