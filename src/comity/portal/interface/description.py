"""The interface as people read it: its parts, each operation with who may call it, what it is asked with and what it answers.

In: the description that machines read (OpenAPI), and the gates. Out: what the page shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from comity.portal.api.gate import Bearer
from comity.portal.interface.v1 import v1
from comity.portal.tenants.roles import EVERYBODY

Described = Mapping[str, Any]
SAID_ONCE = {"programme", "organisation", "Idempotency-Key"}
FORMATS = {"binary": "file", "date": "day", "date-time": "moment", "uuid": "uuid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    kind: str
    type: str  # of ours, to be looked up on the page; empty for a plain kind
    is_needed: bool
    said: str
    where: str = ""  # address, query, header, body, form


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    id: str
    method: str
    place: str
    summary: str
    more: str
    grant: str
    roles: tuple[str, ...]
    asked: tuple[Field, ...]
    is_once: bool  # takes an idempotency key
    status: str
    answer: str  # a type of ours, "a file", or nothing
    is_type: bool
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    mark: str
    operations: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    name: str
    said: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    parts: tuple[Part, ...]
    types: tuple[Type, ...]


@cache
def interface() -> Interface:
    """The same in every process until the program changes."""
    described = v1.get_openapi_schema()
    schemas: Mapping[str, Described] = described["components"]["schemas"]
    gates, parts = _gates(), dict[str, list[Shown]]()
    for place, methods in described["paths"].items():
        for method, one in methods.items():
            shown = _shown(place, method, one, gates[one["operationId"]], schemas)
            parts.setdefault(one["tags"][0], []).append(shown)
    return Interface(
        parts=tuple(
            Part(name=name, mark=f"part-{name.replace(' ', '-')}", operations=tuple(found))
            for name, found in sorted(parts.items())
        ),
        types=tuple(
            Type(name=name, said=one.get("description", ""), fields=tuple(_fields(one, schemas)))
            for name, one in sorted(schemas.items())
            if "properties" in one
        ),
    )


def _gates() -> dict[str, Bearer]:
    found = {}
    for _prefix, router in v1._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                [gate] = operation.auth_callbacks
                if isinstance(gate, Bearer):
                    found[str(operation.operation_id)] = gate
    return found


def _shown(place: str, method: str, one: Described, gate: Bearer, schemas: Mapping[str, Described]) -> Shown:
    answers = {status: it for status, it in one["responses"].items() if int(status) < 400}
    [(status, told)] = answers.items()
    schema = told.get("content", {}).get("application/json", {}).get("schema", {})
    named = schema.get("$ref", "").rpartition("/")[2]
    return Shown(
        id=one["operationId"],
        method=method.upper(),
        place=place,
        summary=one["summary"],
        more=one.get("description", ""),
        grant=gate.grant.value if gate.grant else "any",
        roles=() if gate.admitted == EVERYBODY else tuple(str(role.label) for role in sorted(gate.admitted)),
        asked=tuple(_asked(one, schemas)),
        is_once=any(it["name"] == "Idempotency-Key" for it in one.get("parameters", ())),
        status=str(status),
        answer=named or ("a file" if told.get("content") else "nothing"),
        is_type=bool(named),
        refusals=tuple(sorted(str(it) for it in one["responses"] if int(it) >= 400)),
    )


def _asked(one: Described, schemas: Mapping[str, Described]) -> Iterator[Field]:
    wheres = {"path": "address", "query": "query", "header": "header"}
    for it in one.get("parameters", ()):
        if it["name"] in SAID_ONCE:
            continue
        yield _field(it["name"], it["schema"], schemas, is_needed=it["required"], where=wheres[it["in"]])
    for kind, it in one.get("requestBody", {}).get("content", {}).items():
        schema = it["schema"]
        if kind == "application/octet-stream":
            yield Field(name="", kind="bytes", type="", is_needed=True, said="", where="body")
            continue
        schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        yield from _fields(schema, schemas, where="form" if kind == "multipart/form-data" else "body")


def _fields(schema: Described, schemas: Mapping[str, Described], *, where: str = "") -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    for name, one in schema["properties"].items():
        yield _field(name, one, schemas, is_needed=name in needed, where=where)


def _field(
    name: str, one: Described, schemas: Mapping[str, Described], *, is_needed: bool, where: str
) -> Field:
    kind, named = _kind(one, schemas)
    return Field(
        name=name,
        kind=kind,
        type=named,
        is_needed=is_needed,
        said=one.get("description", ""),
        where=where,
    )


def _kind(one: Described, schemas: Mapping[str, Described]) -> tuple[str, str]:
    """In words, and the type of ours that it names."""
    if "allOf" in one:
        return _kind(one["allOf"][0], schemas)
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        return (name, name) if "properties" in schemas[name] else _kind(schemas[name], schemas)
    if "anyOf" in one:
        found = [_kind(it, schemas) for it in one["anyOf"]]
        return " or ".join(kind for kind, _ in found), next((named for _, named in found if named), "")
    if choices := one.get("enum") or ([one["const"]] if "const" in one else None):
        return " | ".join(map(str, choices)), ""
    if one.get("type") == "array":
        kind, named = _kind(one["items"], schemas)
        return f"list of {kind}", named
    if isinstance(values := one.get("additionalProperties"), dict) and values:
        kind, named = _kind(values, schemas)
        return f"object of {kind}", named
    return FORMATS.get(one.get("format", ""), str(one.get("type", "anything"))), ""
