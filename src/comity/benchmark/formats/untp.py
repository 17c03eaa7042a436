"""Criteria sets as UNTP conformity vocabularies (JSON-LD, sustainability vocabulary catalogue 0.6.1).

The format knows one language and no condition of applicability: translations, the set's language and when a criterion
applies are lost, and the writer says so. Criticality and ILO references stand in tags, pillar, section and clause in
categories. Spec: UN Transparency Protocol, SVC 0.6.1; docs/spec/criteria-set.md.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality
from comity.benchmark.formats.facts import (
    ReadCriteria,
    Source,
    assumed,
    criticality_of,
    damaged,
    json_bytes,
    json_object,
)

_CONTEXT = "https://test.uncefact.org/vocabulary/untp/svc/0.6.1/"
_CRITICALITY, _ILO = "criticality:", "ilo:"
_TOPICS: Mapping[str, str] = {
    "0A": "social.rights",
    "0B": "governance.compliance",
    "Labour Standards": "social.labour",
    "Health & Safety": "social.safety",
    "Environment": "environment.emissions",
    "Business Ethics": "governance.ethics",
    "Audit Methodology": "governance.transparency",
}
"""First word of a section, or pillar -> a topic of UNTP, which knows fifteen."""
_TOPIC_OF_THE_REST = "governance.compliance"


def write(criteria: CriteriaSet, source: Source) -> tuple[bytes, tuple[str, ...]]:
    scheme = f"{source.address}{quote(criteria.scheme)}/{quote(criteria.version)}"
    content = {
        "type": ["ConformitySchemeVocabulary"],
        "@context": [_CONTEXT],
        "id": scheme,
        "scheme": {
            "type": ["ConformityScheme"],
            "id": f"{scheme}/scheme",
            "name": criteria.title,
            "description": criteria.title,
            "version": criteria.version,
            "owner": {
                "id": source.address.rstrip(":/"),
                "name": source.publisher,
                "registeredId": criteria.scheme,
            },
        },
        "conformityCriterion": [
            *(_criterion(one, scheme) for one in criteria),
            *(_retired(code, scheme) for code in sorted(criteria.retired)),
        ],
    }
    return json_bytes(content), tuple(_lost(criteria))


def _lost(criteria: CriteriaSet) -> Iterator[str]:
    if criteria.language != "en":
        yield f"the language of the set, “{criteria.language}”"
    if any(one.translations for one in criteria):
        yield "translations"
    if any(one.applicability for one in criteria):
        yield "when a criterion applies"


def _criterion(one: Criterion, scheme: str) -> dict[str, object]:
    return {
        "type": ["Criterion"],
        "id": f"{scheme}/{quote(one.code, safe='')}",
        "name": one.title,
        "description": one.requirement,
        "conformityTopic": _topic(one),
        "status": "active",
        "category": [
            _category(scheme, kind, value)
            for kind, value in (("pillar", one.pillar), ("section", one.section), ("clause", one.clause))
        ],
        "tag": [f"{_CRITICALITY}{one.criticality}", *(f"{_ILO}{reference}" for reference in one.ilo)],
    }


def _topic(one: Criterion) -> str:
    first = one.section.split()[0]
    return _TOPICS.get(first) or _TOPICS.get(one.pillar, _TOPIC_OF_THE_REST)


def _category(scheme: str, kind: str, value: str) -> dict[str, object]:
    return {
        "type": ["Classification"],
        "id": f"{scheme}/{kind}/{quote(value, safe='')}",
        "code": value,
        "name": value,
        "schemeID": f"{scheme}/{kind}",
        "schemeName": kind,
    }


def _retired(code: str, scheme: str) -> dict[str, object]:
    return {
        "type": ["Criterion"],
        "id": f"{scheme}/{quote(code, safe='')}",
        "name": code,
        "description": "This code is retired and will not be used again.",
        "conformityTopic": _TOPIC_OF_THE_REST,
        "status": "deprecated",
    }


def read(data: bytes, where: str) -> ReadCriteria:
    """Vocabularies of others, too: criteria that hold sub-criteria are the pillars and sections of these."""
    try:
        content = json_object(data, where)
        scheme = content["scheme"]
        found: list[Criterion] = []
        retired: list[str] = []
        unsaid = 0
        for one, path in _leaves(content["conformityCriterion"], ()):
            if one.get("status") == "deprecated":
                retired.append(_code(one))
                continue
            tags = [str(tag) for tag in one.get("tag", [])]
            criticality = next(
                (
                    criticality_of(tag.removeprefix(_CRITICALITY))
                    for tag in tags
                    if tag.startswith(_CRITICALITY)
                ),
                None,
            )
            unsaid += criticality is None
            found.append(
                _read_criterion(one, path, tags, criticality or Criticality.MAJOR, str(scheme["name"]))
            )
        criteria = CriteriaSet(
            scheme=str(scheme.get("owner", {}).get("registeredId") or scheme["name"]),
            version=str(scheme.get("version") or "1"),
            title=str(scheme["name"]),
            criteria=tuple(found),
            retired=tuple(retired),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(error, where, what="UNTP vocabulary") from error
    return ReadCriteria(criteria=criteria, remarks=assumed(unsaid))


def _leaves(some: list[Any], path: tuple[str, ...]) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    for one in some:
        if inner := one.get("subCriterion"):
            yield from _leaves(inner, (*path, str(one["name"])))
        else:
            yield one, path


def _read_criterion(
    one: Mapping[str, Any], path: tuple[str, ...], tags: list[str], criticality: Criticality, title: str
) -> Criterion:
    categories = {str(it.get("schemeName")): str(it.get("name")) for it in one.get("category", [])}
    code = _code(one)
    around = path or (title,)
    return Criterion(
        code=code,
        clause=categories.get("clause", code),
        pillar=categories.get("pillar", around[0]),
        section=categories.get("section", around[-1]),
        title=str(one["name"]).strip(),
        requirement=str(one.get("description") or one["name"]).strip(),
        criticality=criticality,
        ilo=tuple(tag.removeprefix(_ILO) for tag in tags if tag.startswith(_ILO)),
    )


def _code(one: Mapping[str, Any]) -> str:
    """The last part of its address; of an address that ends in a bare version number, the part before it."""
    parts = [part for part in str(one["id"]).rstrip("/").split("/") if part]
    return unquote(
        parts[-2] if len(parts) > 3 and parts[-1].isdigit() and parts[-3] == "criteria" else parts[-1]
    )
