"""The files of `ROUND/`: what was decided, as bytes, for members, for the Secretariat and for programs.

Laws: the same round gives the same bytes; a refused release has no common list, and everything else.
Spec: docs/spec/round.md
"""

import json
from importlib.metadata import version

import polars as pl

from comity.core import Progress, canonical_json, digest_bytes, silent
from comity.core.spreadsheets import csv_bytes
from comity.lists import ReadList, Severity, annotate
from comity.release import leak_report_html, leak_report_json, write_common_list
from comity.round.assemble import AssembledRound
from comity.round.lessons import lesson_in_words, lessons_table
from comity.round.programme import recipients_table
from comity.round.tables import links_table, review_table

MANIFEST = "secretariat/manifest.json"


def files_of(
    round_: AssembledRound, *, registry: str | None, gives_back: bool = True, progress: Progress = silent
) -> dict[str, bytes]:
    """Path inside `ROUND/` -> bytes. `registry` is the registry's file, as `comity review` will look for it.

    `gives_back`: each member's own workbook is among them.
    """
    files = dict(_returned(round_, progress)) if gives_back else {}
    release = round_.release
    if release.common_list is not None:
        files |= {
            f"common-list.{kind}": data for kind, data in write_common_list(release.common_list).items()
        }
    links = links_table(round_.lists, round_.rows, round_.linkage, round_.sites)
    files["secretariat/links.csv"] = csv_bytes(links)
    files["secretariat/review.csv"] = csv_bytes(
        review_table(round_.rows, round_.known, round_.linkage), for_people=True
    )
    files["secretariat/lessons.csv"] = csv_bytes(lessons_table(round_.linkage.lessons), for_people=True)
    files["secretariat/sites.csv"] = csv_bytes(release.decisions.sort("site"))
    if release.common_list is not None:
        files["secretariat/rows.csv"] = csv_bytes(release.rows)
    if round_.settings.programme is not None:
        recipients = recipients_table(round_.settings.programme, round_.standings)
        files["secretariat/recipients.csv"] = csv_bytes(recipients)
    files["secretariat/leak-test.html"] = leak_report_html(release)
    files["secretariat/leak-test.json"] = leak_report_json(release)
    files["secretariat/summary.json"] = pretty_json(summary_of(round_, links, registry=registry))
    files[MANIFEST] = pretty_json(_manifest(round_, files))
    return files


def _returned(round_: AssembledRound, progress: Progress) -> list[tuple[str, bytes]]:
    returned = []
    for done, one in enumerate(round_.lists):
        progress("writing lists back", done, len(round_.lists))
        returned.append((f"returned/{one.name}.xlsx", annotate(one)))
    progress("writing lists back", len(round_.lists), len(round_.lists))
    return returned


def pretty_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=False) + "\n").encode()


def summary_of(round_: AssembledRound, links: pl.DataFrame, *, registry: str | None) -> dict[str, object]:
    """The round in figures; every key is in docs/spec/round.md."""
    lists = [_list_summary(one) for one in round_.lists]
    sites = round_.sites["site"]
    return {
        "round": round_.settings.round_id,
        "cutoff": round_.settings.cutoff.isoformat(),
        "members": len(lists),
        "rows": sum(one.row_count for one in round_.lists),
        "accepted": sum(one.audits.height for one in round_.lists),
        "refused": sum(one.row_count - one.audits.height for one in round_.lists),
        "sites": round_.release.decisions.height,
        "carried_sites": round_.release.decisions.join(round_.sites, on="site", how="anti").height,
        "new_sites": sites.filter(~sites.is_in(round_.known["site"].implode())).n_unique(),
        "sites_in_several_lists": links.drop_nulls("site")
        .group_by("site")
        .agg(pl.col("list").n_unique())
        .filter(pl.col("list") > 1)
        .height,
        "doubtful_pairs": round_.linkage.doubtful.height,
        "contradictions": _contradictions(round_),
        "lessons": [lesson_in_words(one) for one in round_.linkage.lessons],
        "later_releases": list(round_.later_releases),
        "earlier_release_of_this_round": round_.earlier_release.summary() if round_.earlier_release else None,
        "public": round_.public.summary(round_.settings.public.file)
        if round_.public and round_.settings.public
        else None,
        "release": _release_summary(round_),
        "lists": lists,
        "registry": registry,
        **_programme_summary(round_),
    }


def _contradictions(round_: AssembledRound) -> list[dict[str, object]]:
    """Each with the rows that people know the records by; a record that no list has any more goes by its site."""
    if not round_.linkage.contradictions:
        return []
    here = round_.rows.sort("list", "row", descending=True).select(
        "record", place=pl.format("{}:{}", "list", "row")
    )
    place_of = {**dict(round_.known.select("record", "site").iter_rows()), **dict(here.iter_rows())}
    return [
        {
            "left": one.left,
            "right": one.right,
            "chain": list(one.chain),
            "rows": [place_of[record] for record in one.chain],
        }
        for one in round_.linkage.contradictions
    ]


def _programme_summary(round_: AssembledRound) -> dict[str, object]:
    """Nothing for a round without a programme."""
    programme = round_.settings.programme
    if programme is None:
        return {}
    return {
        "programme": programme.name,
        "lane": programme.round(round_.settings.round_id).lane.name,
        "standing_on": round_.settings.goes_out_on.isoformat(),
        "recipients": [one.member for one in round_.standings if one.is_entitled],
        "without_standing": [
            {"member": one.member, "missing": [link.code for link in one.missing]}
            for one in round_.standings
            if not one.is_entitled
        ],
        "refused_lists": [
            {
                "name": one.source.name,
                "file": one.source.path.name,
                "code": one.missing.code,
                "message": one.missing.message,
                "remedy": one.missing.remedy,
            }
            for one in round_.refused_lists
        ],
    }


def _list_summary(one: ReadList) -> dict[str, object]:
    rows_with = {
        severity.value: len(
            {problem.row for problem in one.problems if problem.severity is severity and problem.row}
        )
        for severity in (Severity.REFUSED, Severity.DOUBT, Severity.MENDED)
    }
    return {
        "name": one.name,
        "file": one.path.name,
        "read_as": one.dialect,
        "rows": one.row_count,
        "accepted": one.audits.height,
        "doubtful": rows_with["doubt"],
        "mended": rows_with["mended"],
        "refused": one.row_count - one.audits.height,
        "refused_columns": list(one.refused_columns),
        "assumed": one.assumed,
        "reasons": _count(problem.code for problem in one.problems if problem.severity is Severity.REFUSED),
    }


def _count(codes: object) -> dict[str, int]:
    counted = pl.Series("code", list(codes), dtype=pl.String).value_counts(sort=True)  # type: ignore[call-overload]
    return dict(counted.sort(["count", "code"], descending=[True, False]).iter_rows())


def _release_summary(round_: AssembledRound) -> dict[str, object]:
    release = round_.release
    outcomes = dict(release.decisions["outcome"].value_counts().iter_rows())
    common = release.common_list
    return {
        "released": common is not None,
        "mode": common.about.mode if common is not None else None,
        "not_before": common.about.not_before.isoformat() if common is not None else None,
        "shown": outcomes.get("shown", 0),
        "check_only": outcomes.get("check-only", 0),
        "withheld": outcomes.get("withheld", 0),
        "refusals": [
            {"code": one.code, "message": one.message, "remedy": one.remedy} for one in release.refusals
        ],
    }


def _manifest(round_: AssembledRound, files: dict[str, bytes]) -> dict[str, object]:
    settings = round_.settings
    return {
        "format": "comity-round-v1",
        "round": settings.round_id,
        "cutoff": settings.cutoff.isoformat(),
        "release_on": settings.release_on.isoformat() if settings.release_on else None,
        "versions": {
            "comity": version("comity"),
            "linkage": round_.linkage.rules,
            "engine": round_.linkage.engine,
            "policy": settings.policy.version,
        },
        "policy": settings.policy.digest,
        "public": settings.public.digest if settings.public else None,
        **_programme_digests(round_),
        "known": digest_bytes(canonical_json(sorted(round_.known["record"].to_list()))),
        "inputs": {
            one.name: {
                "file": one.path.name,
                "digest": one.digest,
                "mapping": one.mapping,
                "assumed": one.assumed,
            }
            for one in round_.lists
        },
        "outputs": {name: digest_bytes(data) for name, data in sorted(files.items())},
    }


def _programme_digests(round_: AssembledRound) -> dict[str, object]:
    """Which words were signed and which lane was served, for whoever replays the round."""
    programme = round_.settings.programme
    if programme is None:
        return {}
    of_round = programme.round(round_.settings.round_id)
    return {
        "programme": {
            "file": programme.digest,
            "statement": programme.statements[of_round.statement].digest,
            "lane": of_round.lane.digest,
        }
    }
