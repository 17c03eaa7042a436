"""The leak test's report: what was tried against a list, what it found, and what nobody can promise.

For a lawyer as a page, for a program as JSON; both hold the rules, versions, seed and figures, and no name of a site.
Laws: the same release gives the same bytes.
"""

import json
from functools import lru_cache
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined

from comity.core.countries import country_name
from comity.release.decide import REASONS, Outcome
from comity.release.ladder import Level
from comity.release.leak_test import Figure, Opened
from comity.release.refusals import who
from comity.release.release import Release

_ASKS = {
    "gain": "What a row tells about its contributor, beyond the site's presence",
    "top1-lift": "How much oftener the best guess is right",
    "p99-lift": "How much likelier the true contributor looks, in all but one row of a hundred",
    "certain": "Rows whose contributor is guessed with more than even odds",
    "newcomer": "Belief that what is new comes from one newcomer",
    "newcomer-changed": "Belief that what changed in earlier rows comes from one newcomer",
}
_LEVELS = {
    Level.BAND_AND_CLASS: "age band and assurance class",
    Level.BAND: "age band",
    Level.NEITHER: "neither",
    Level.CHECK_ONLY: "check-only",
}


def leak_report_json(release: Release) -> bytes:
    """Keys are described in docs/spec/leak-test.md."""
    tested = release.leak_test
    content = {
        "format": "comity-leak-test-v1",
        "round": release.round_id,
        "cutoff": release.cutoff.isoformat(),
        "not_before": release.not_before.isoformat(),
        "comity": version("comity"),
        "mode": release.mode.value,
        "passed": not release.refusals,
        "refusals": [{"code": one.code, "message": one.message, "remedy": one.remedy} for one in release.refusals],
        "contributing_groups": release.groups,
        "newcomers": len(tested.newcomers),
        "rows_attacked": tested.rows,
        "new_rows": tested.new_rows,
        "changed_rows": tested.changed_rows,
        "attack_seed": tested.seed,
        "outcomes": dict(_outcomes(release)),
        "levels": {country: _LEVELS[level] for country, level in sorted(release.levels.items())},
        "figures": [
            {"code": one.code, "members": one.size, "value": round(one.value, 6), "limit": one.limit, "passed": one.passed}
            for one in tested.figures
        ],
        "attacks": {
            str(size): {
                "coalitions": len(found),
                "rows": max(one.rows for one in found),
                "top1_presence": round(max(one.top1_presence for one in found), 6),
                "top1_released": round(max(one.top1_released for one in found), 6),
                "over_half_presence": round(max(one.over_half_presence for one in found), 6),
                "over_half": round(max(one.over_half for one in found), 6),
                "over_nine_tenths": round(max(one.over_nine_tenths for one in found), 6),
                "gain_compared": round(max(one.gain_bits_compared for one in found), 6),
                "over_half_compared": round(max(one.over_half_compared for one in found), 6),
            }
            for size, found in tested.attacks.items()
            if found
        },
        "opened": _opened(release.leak_test.opened),
        "policy": {"digest": release.policy.digest, "rules": _rules(release)},
    }  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def leak_report_html(release: Release) -> bytes:
    """One page without scripts, pictures or anything fetched; it prints on A4."""
    page = _templates().get_template("leak-test.html.j2")
    return page.render(
        release=release,
        tested=release.leak_test,
        policy=release.policy,
        figures=[_line(one) for one in release.leak_test.figures],
        outcomes=_outcomes(release),
        reasons=_reasons(release),
        levels=_levels(release),
        attacks=_attacks(release),
        compared=_compared(release),
        opened=_opened(release.leak_test.opened),
        rules=_rules(release),
        version=version("comity"),
        day=lambda one: f"{one.day} {one:%B %Y}",
    ).encode()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("comity.release"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _line(figure: Figure) -> dict[str, object]:
    def said(value: float) -> str:
        texts = {"bit": f"{value:.3f} bit", "points": f"{value:.1f} points", "share": f"{value:.1%}"}
        return texts.get(figure.unit, f"{value:.2f}").replace("-0.0 ", "0.0 ")

    return {
        "asks": _ASKS[figure.code],
        "who": who(figure.size),
        "value": said(figure.value),
        "limit": said(figure.limit),
        "passed": figure.passed,
        "width": round(min(max(figure.value, 0.0) / (figure.limit or 1.0), 1.25) * 80),
    }


def _outcomes(release: Release) -> list[tuple[str, int]]:
    counted = dict(release.decisions["outcome"].value_counts().iter_rows())
    return [(outcome.value, counted.get(outcome.value, 0)) for outcome in Outcome]


def _reasons(release: Release) -> list[tuple[str, str, int]]:
    counted = release.decisions.group_by("outcome", "reason_code").len().sort("outcome", "len", "reason_code")
    order = {outcome.value: at for at, outcome in enumerate(Outcome)}
    lines = [(outcome, REASONS[code], count) for outcome, code, count in counted.iter_rows()]
    return sorted(lines, key=lambda line: (order[line[0]], -line[2]))


def _levels(release: Release) -> list[tuple[str, str]]:
    """What is said of rows, and the countries where, from the most said to the least."""
    lines = []
    for level in Level:
        names = sorted(
            country_name(country) for country, one in release.levels.items() if one is level and country
        )
        if names:
            lines.append((_LEVELS[level], ", ".join(names)))
    return lines


def _attacks(release: Release) -> list[dict[str, object]]:
    return [
        {
            "who": who(size),
            "coalitions": len(found),
            "presence": f"{max(one.top1_presence for one in found):.1%}",
            "released": f"{max(one.top1_released for one in found):.1%}",
            "half_presence": f"{max(one.over_half_presence for one in found):.1%}",
            "half": f"{max(one.over_half for one in found):.1%}",
            "nine": f"{max(one.over_nine_tenths for one in found):.2%}",
        }
        for size, found in release.leak_test.attacks.items()
        if found
    ]


def _compared(release: Release) -> dict[str, str] | None:
    """What a member and a pair learn from two lists side by side; None where there is no earlier list, or nothing changed in it."""
    if not release.leak_test.changed_rows:
        return None
    found = [one for size in (1, 2) for one in release.leak_test.attacks.get(size, ())]
    return {
        "rows": f"{release.leak_test.changed_rows:,}",
        "gain": f"{max(one.gain_bits_compared for one in found):.3f} bit",
        "half": f"{max(one.over_half_compared for one in found):.2%}",
    }


def _opened(opened: Opened) -> dict[str, float]:
    """The worst over members; a coalition of more could only rule out more."""

    def worst(name: str) -> float:
        return round(max((float(getattr(one, name)) for one in opened.attacks), default=0.0), 6)

    return {
        "rows": opened.rows,
        "new_rows": opened.new_rows,
        "top1_presence": worst("top1_presence"),
        "top1": worst("top1_released"),
        "over_half_presence": worst("over_half_presence"),
        "over_half": worst("over_half"),
        "newcomer": worst("newcomer_posterior"),
    }


def _rules(release: Release) -> dict[str, object]:
    """The policy as a flat table. Members of groups are left out: the report may travel further than the policy."""
    rules: dict[str, object] = {"version": release.policy.version}
    for section, value in release.policy.table.items():
        if section == "groups":
            rules["groups"] = f"{len(value)} corporate groups"
        elif section == "protocols":
            rules["protocols"] = ", ".join(sorted(value))
        elif isinstance(value, dict):
            rules |= {f"{section}.{name}": one for name, one in value.items()}
    return rules
