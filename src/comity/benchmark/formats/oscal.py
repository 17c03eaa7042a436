"""Criteria sets as OSCAL catalogs (JSON, model 1.1): pillars and sections as groups, criteria as controls.

Everything is held: what OSCAL has no place for stands in props of our namespace. The order of the criteria stands in
`sort-id`, because groups gather what the set may keep apart; a retired code is a control whose status is *withdrawn*.
Spec: NIST OSCAL catalog model 1.1.2; docs/spec/criteria-set.md.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality, Translation
from comity.benchmark.formats.facts import (
    ReadCriteria,
    Source,
    assumed,
    criticality_of,
    damaged,
    json_bytes,
    json_object,
)

_MODEL = "1.1.2"
_NAMESPACE = "urn:comity:oscal"
_TOKEN = re.compile(r"[^\w.-]+")
_PARAMETER = re.compile(r"\{\{\s*insert:\s*param,\s*([^}\s]+)\s*\}\}")


def write(criteria: CriteriaSet, source: Source) -> tuple[bytes, tuple[str, ...]]:
    groups: dict[str, dict[str, list[dict[str, object]]]] = {}
    for at, one in enumerate(criteria, start=1):
        groups.setdefault(one.pillar, {}).setdefault(one.section, []).append(_control(one, at))
    catalog: dict[str, object] = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{source.address}{criteria.name}#{criteria.digest}")),
        "metadata": {
            "title": criteria.title,
            "last-modified": source.changed_at,
            "version": criteria.version,
            "oscal-version": _MODEL,
            "props": [_prop("scheme", criteria.scheme), _prop("language", criteria.language)],
        },
        "groups": [
            *(
                {
                    "id": f"pillar-{number}",
                    "class": "pillar",
                    "title": pillar,
                    "groups": [
                        {
                            "id": f"section-{number}-{at}",
                            "class": "section",
                            "title": section,
                            "controls": controls,
                        }
                        for at, (section, controls) in enumerate(sections.items(), start=1)
                    ],
                }
                for number, (pillar, sections) in enumerate(groups.items(), start=1)
            ),
            *([_retired(criteria)] if criteria.retired else []),
        ],
    }
    return json_bytes({"catalog": catalog}), ()


def _prop(name: str, value: str, *, is_ours: bool = True) -> dict[str, str]:
    return {"name": name, "value": value} | ({"ns": _NAMESPACE} if is_ours else {})


def _token(prefix: str, code: str) -> str:
    """OSCAL tokens begin with a letter and hold no blanks."""
    return f"{prefix}-{_TOKEN.sub('_', code)}"


def _control(one: Criterion, at: int) -> dict[str, object]:
    token = _token("c", one.code)
    props = [
        _prop("label", one.clause, is_ours=False),
        _prop("sort-id", f"{at:05d}", is_ours=False),
        _prop("code", one.code),
        _prop("criticality", one.criticality.value),
        *(_prop("ilo", reference) for reference in one.ilo),
    ]
    parts: list[dict[str, object]] = [{"id": f"{token}_smt", "name": "statement", "prose": one.requirement}]
    if one.applicability:
        parts.append(
            {"id": f"{token}_app", "name": "applicability", "ns": _NAMESPACE, "prose": one.applicability}
        )
    parts += [
        {
            "id": f"{token}_{said.language}",
            "name": "translation",
            "ns": _NAMESPACE,
            "title": said.title,
            "props": [_prop("language", said.language)],
            "prose": said.requirement,
        }
        for said in one.translations
    ]
    return {"id": token, "class": "criterion", "title": one.title, "props": props, "parts": parts}


def _retired(criteria: CriteriaSet) -> dict[str, object]:
    return {
        "id": "retired",
        "class": "retired",
        "title": "Retired codes",
        "controls": [
            {
                "id": _token("r", code),
                "class": "criterion",
                "title": code,
                "props": [_prop("code", code), _prop("status", "withdrawn", is_ours=False)],
            }
            for code in sorted(criteria.retired)
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    control: Mapping[str, Any]
    path: tuple[str, ...]  # titles of the groups, and of the controls, around it


def read(data: bytes, where: str) -> ReadCriteria:
    """Catalogs of others, too: the outermost group is the pillar, the innermost the section."""
    try:
        catalog = json_object(data, where)["catalog"]
        metadata = catalog["metadata"]
        ours = {one["name"]: one["value"] for one in metadata.get("props", []) if one.get("ns") == _NAMESPACE}
        controls = list(_controls(catalog, ()))
        controls.sort(key=lambda one: _one(one.control, "sort-id") or "")  # stable: others keep their order
        title = str(metadata["title"])
        retired, found, unsaid = [], [], 0
        for one in controls:
            if _one(one.control, "status") == "withdrawn":
                retired.append(_code(one.control))
                continue
            criticality = criticality_of(_one(one.control, "criticality") or "")
            unsaid += criticality is None
            found.append(_criterion(one, criticality or Criticality.MAJOR, title))
        criteria = CriteriaSet(
            scheme=ours.get("scheme") or _slug(title),
            version=str(metadata.get("version") or "1"),
            title=title,
            language=ours.get("language", "en"),
            criteria=tuple(found),
            retired=tuple(retired),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(error, where, what="OSCAL catalog") from error
    return ReadCriteria(criteria=criteria, remarks=assumed(unsaid))


def _controls(group: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[_Found]:
    for control in group.get("controls", []):
        yield _Found(control=control, path=path)
        yield from _controls({"controls": control.get("controls", [])}, (*path, str(control["title"])))
    for inner in group.get("groups", []):
        yield from _controls(inner, (*path, str(inner["title"])))


def _criterion(found: _Found, criticality: Criticality, title: str) -> Criterion:
    control = found.control
    code = _code(control)
    parts = control.get("parts", [])
    statement = "\n".join(_prose(part, control) for part in parts if part.get("name") == "statement").strip()
    named = str(control["title"]).strip()
    return Criterion(
        code=code,
        clause=_one(control, "label") or code,
        pillar=found.path[0] if found.path else title,
        section=found.path[-1] if found.path else title,
        title=named,
        requirement=statement or named,
        criticality=criticality,
        ilo=tuple(_all(control, "ilo")),
        applicability="\n".join(str(part["prose"]) for part in parts if part.get("name") == "applicability"),
        translations=tuple(
            Translation(
                language=_one(part, "language") or "",
                title=str(part["title"]),
                requirement=str(part["prose"]),
            )
            for part in parts
            if part.get("name") == "translation"
        ),
    )


def _prose(part: Mapping[str, Any], control: Mapping[str, Any]) -> str:
    """With its items below it, and parameters as what they stand for."""
    labels = {str(one["id"]): str(one.get("label", one["id"])) for one in control.get("params", [])}
    own = _PARAMETER.sub(
        lambda said: f"[{labels.get(said.group(1), said.group(1))}]", str(part.get("prose", ""))
    )
    items = [_prose(item, control) for item in part.get("parts", [])]
    return "\n".join(text for text in (own, *items) if text)


def _code(control: Mapping[str, Any]) -> str:
    return _one(control, "code") or str(control["id"])


def _one(holder: Mapping[str, Any], name: str) -> str | None:
    return next(iter(_all(holder, name)), None)


def _all(holder: Mapping[str, Any], name: str) -> Iterator[str]:
    return (str(one["value"]) for one in holder.get("props", []) if one.get("name") == name)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "criteria"
