"""Criteria sets as CISO Assistant libraries (YAML): a framework whose assessable nodes are the criteria.

Criticality is an implementation group, ILO references and conditions are annotations. Retired codes are lost, and the
writer says so. Every text is written quoted, so that “no” and “1.10” stay texts in every reader.
Spec: CISO Assistant library format; docs/spec/criteria-set.md.
"""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality, Translation, references
from comity.benchmark.errors import CriteriaUnreadable
from comity.benchmark.formats.facts import MOST_BYTES, ReadCriteria, Source, assumed, damaged

_SAID = re.compile(
    r"^Scheme: (?P<scheme>.*); version: (?P<version>.*); language: (?P<language>.*)$", re.MULTILINE
)
_ILO, _APPLIES, _CODE = "ILO: ", "Applies: ", "Code: "
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write(criteria: CriteriaSet, source: Source) -> tuple[bytes, tuple[str, ...]]:
    slug = _slug(criteria.name)
    base = f"urn:{_slug(source.publisher)}:risk"
    said = f"Scheme: {criteria.scheme}; version: {criteria.version}; language: {criteria.language}"
    library = {
        "urn": f"{base}:library:{slug}",
        "locale": criteria.language,
        "ref_id": criteria.name,
        "name": criteria.title,
        "description": said,
        "version": 1,
        "provider": source.publisher,
        "packager": source.publisher,
        "objects": {
            "framework": {
                "urn": f"{base}:framework:{slug}",
                "ref_id": criteria.name,
                "name": criteria.title,
                "description": said,
                "implementation_groups_definition": [
                    {"ref_id": one.value, "name": one.value, "description": f"Weight {one.weight}"}
                    for one in Criticality
                ],
                "requirement_nodes": list(_nodes(criteria, f"{base}:req_node:{slug}")),
            }
        },
    }
    lost = ("retired codes",) if criteria.retired else ()
    return ("\n".join(_yaml(library, 0)) + "\n").encode(), lost


def _nodes(criteria: CriteriaSet, base: str) -> Iterator[dict[str, object]]:
    """In the order of the set: a heading stands before the first criterion below it, and is not repeated."""
    pillars: dict[str, str] = {}
    sections: dict[tuple[str, str], str] = {}
    for at, one in enumerate(criteria, start=1):
        if one.pillar not in pillars:
            pillars[one.pillar] = f"{base}:pillar-{len(pillars) + 1}"
            yield {"urn": pillars[one.pillar], "assessable": False, "depth": 1, "name": one.pillar}
        place = (one.pillar, one.section)
        if place not in sections:
            sections[place] = f"{base}:section-{len(sections) + 1}"
            yield {
                "urn": sections[place],
                "assessable": False,
                "depth": 2,
                "parent_urn": pillars[one.pillar],
                "name": one.section,
            }
        yield _node(one, f"{base}:c{at}-{_slug(one.code)}", sections[place])


def _node(one: Criterion, urn: str, parent: str) -> dict[str, object]:
    notes = [
        *([_CODE + one.code] if one.code != one.clause else []),
        *([_ILO + "; ".join(one.ilo)] if one.ilo else []),
        *([_APPLIES + one.applicability] if one.applicability else []),
    ]
    node: dict[str, object] = {
        "urn": urn,
        "assessable": True,
        "depth": 3,
        "parent_urn": parent,
        "ref_id": one.clause,
        "name": one.title,
        "description": one.requirement,
        "implementation_groups": [one.criticality.value],
    }
    if notes:
        node["annotation"] = "\n".join(notes)
    if one.translations:
        node["translations"] = {
            said.language: {"name": said.title, "description": said.requirement} for said in one.translations
        }
    return node


def _yaml(value: object, depth: int) -> Iterator[str]:
    """Block style; a sequence stands at the depth of its key, as CISO Assistant's own files have it."""
    blank = "  " * depth
    match value:
        case dict():
            for key, inner in value.items():
                if isinstance(inner, (dict, list)) and inner:
                    yield f"{blank}{key}:"
                    yield from _yaml(inner, depth + (1 if isinstance(inner, dict) else 0))
                else:
                    yield f"{blank}{key}: {_scalar(inner)}"
        case list():
            for inner in value:
                lines = list(_yaml(inner, depth + 1)) if isinstance(inner, dict) else [_scalar(inner)]
                yield f"{blank}- {lines[0].strip()}"
                yield from lines[1:]


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return _UNPRINTABLE.sub(lambda it: f"\\u{ord(it.group()):04x}", json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def read(data: bytes, where: str) -> ReadCriteria:
    """Libraries of others, too. Raises CriteriaUnreadable."""
    if len(data) > MOST_BYTES:
        raise CriteriaUnreadable(
            f"The file has {len(data) / 1024**2:,.0f} MB.", remedy="Send the criteria set alone.", where=where
        )
    library = _loaded(data, where)
    try:
        framework = library["objects"]["framework"]
        nodes = framework["requirement_nodes"]
        said = _SAID.search(str(library.get("description") or ""))
        by_urn = {str(one["urn"]): one for one in nodes}
        found, unsaid = [], 0
        for one in nodes:
            if one.get("assessable"):
                criticality = _criticality(one)
                unsaid += criticality is None
                found.append(
                    _criterion(one, by_urn, criticality or Criticality.MAJOR, str(framework["name"]))
                )
        criteria = CriteriaSet(
            scheme=said["scheme"] if said else str(framework["ref_id"]),
            version=said["version"] if said else str(library.get("version") or "1"),
            title=str(framework["name"]).strip(),
            language=said["language"] if said else str(library.get("locale") or "en"),
            criteria=tuple(found),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(error, where, what="CISO Assistant library") from error
    return ReadCriteria(criteria=criteria, remarks=assumed(unsaid))


def _loaded(data: bytes, where: str) -> Mapping[str, Any]:
    yaml = _yaml_package(where)
    try:
        # An alias can make a small file grow without end, and no library has one.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(data.decode("utf-8-sig"))):
            raise CriteriaUnreadable(
                "The file repeats parts of itself by reference.",
                remedy="Export it without aliases.",
                where=where,
            )
        library = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise CriteriaUnreadable(
            f"The file is no YAML ({' '.join(str(error).split())[:200]}).",
            remedy="Export it again.",
            where=where,
        ) from error
    if not isinstance(library, dict):
        raise CriteriaUnreadable("The YAML is no library.", remedy="Export it again.", where=where)
    return library


def _yaml_package(where: str) -> ModuleType:
    try:
        return import_module("yaml")
    except ImportError as error:
        raise CriteriaUnreadable(
            "YAML cannot be read here: the package “pyyaml” is not installed.",
            remedy="Install it, or send the set as OSCAL, XLSX or CSV.",
            where=where,
        ) from error


def _criticality(one: Mapping[str, Any]) -> Criticality | None:
    groups = {str(group) for group in one.get("implementation_groups") or []}
    return next((level for level in Criticality if level.value in groups), None)


def _criterion(
    one: Mapping[str, Any], by_urn: Mapping[str, Mapping[str, Any]], criticality: Criticality, title: str
) -> Criterion:
    headings = list(_headings(one, by_urn))[::-1] or [title]
    notes = str(one.get("annotation") or "").split("\n")
    clause = str(one.get("ref_id") or str(one["urn"]).rsplit(":", 1)[-1]).strip()
    name = str(one.get("name") or clause).strip()
    return Criterion(
        code=_note(notes, _CODE) or clause,
        clause=clause,
        pillar=headings[0],
        section=headings[-1],
        title=name,
        requirement=str(one.get("description") or name).strip(),
        criticality=criticality,
        ilo=references(_note(notes, _ILO)),
        applicability="\n".join([_note(notes, _APPLIES), *_after(notes, _APPLIES)]),
        translations=tuple(
            Translation(
                language=str(language),
                title=str(said.get("name") or ""),
                requirement=str(said.get("description") or ""),
            )
            for language, said in sorted((one.get("translations") or {}).items())
        ),
    )


def _headings(one: Mapping[str, Any], by_urn: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Inside out. A parent that is its own ancestor ends the walk."""
    seen: set[str] = set()
    parent = one.get("parent_urn")
    while parent in by_urn and parent not in seen:
        seen.add(str(parent))
        node = by_urn[str(parent)]
        yield str(node.get("name") or node.get("description") or node.get("ref_id") or parent).strip()
        parent = node.get("parent_urn")


def _note(notes: list[str], kind: str) -> str:
    return next((line.removeprefix(kind) for line in notes if line.startswith(kind)), "")


def _after(notes: list[str], kind: str) -> list[str]:
    """The condition is written last, so that it may have several lines."""
    at = next((at for at, line in enumerate(notes) if line.startswith(kind)), len(notes))
    return notes[at + 1 :]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-") or "criteria"
