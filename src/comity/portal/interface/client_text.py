"""Writes the client's methods and types from the portal's own description, a module for each of its parts.

In: the description (OpenAPI). Out: module name -> Python text. Law: the same description makes the same text, so that a test can lay
what is committed beside it. What is in the address comes first and in order; all else is said by name.
"""

import keyword
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Described = Mapping[str, Any]
CLIENTS_OWN = {"programme", "organisation"}
OUR_NAME = {"round": "round_slug", "Idempotency-Key": "idempotency_key"}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FILE = {"file": {"filename": "str", "content": "bytes"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    name: str  # in Python
    said: str  # in the call
    kind: str
    default: str | None = None  # none: it must be given
    is_sent: bool = True  # False: left out where it is None

    @property
    def text(self) -> str:
        return f"{self.name}: {self.kind}" + ("" if self.default is None else f" = {self.default}")


@dataclass(slots=True, kw_only=True)
class _Part:
    """One module while it is written: a part's types, and its methods."""

    name: str
    types: dict[str, str] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)  # module -> its types that are used here
    methods: list[str] = field(default_factory=list)


class _Writer:
    def __init__(self, described: Described) -> None:
        self.schemas: Mapping[str, Described] = described["components"]["schemas"]
        self.home: dict[str, str] = {}
        self.parts: dict[str, _Part] = {}

    def write(self, described: Described) -> dict[str, str]:
        for place, methods in described["paths"].items():
            for method, operation in methods.items():
                name = operation["tags"][0].replace(" ", "_")
                part = self.parts.setdefault(name, _Part(name=name))
                part.methods.append(self.method(part, place, method, operation))
        return {name: _module(part) for name, part in self.parts.items()}

    # Types

    def type_of(self, part: _Part, one: Described, *, is_asked: bool = False) -> str:
        if "$ref" in one or "allOf" in one:
            return self.named(part, one.get("$ref") or one["allOf"][0]["$ref"], is_asked=is_asked)
        if "anyOf" in one:
            return " | ".join(self.type_of(part, it, is_asked=is_asked) for it in one["anyOf"])
        if "enum" in one or "const" in one:
            return f"Literal[{', '.join(map(repr, one.get('enum') or [one['const']]))}]"
        if one["type"] == "array":
            items = self.type_of(part, one["items"], is_asked=is_asked)
            return f"Sequence[{items}]" if is_asked else f"list[{items}]"
        if one["type"] == "object":
            values = one.get("additionalProperties")
            told = (
                self.type_of(part, values, is_asked=is_asked)
                if isinstance(values, dict) and values
                else "Any"
            )
            return f"Mapping[str, {told}]" if is_asked else f"dict[str, {told}]"
        return "tuple[str, bytes]" if one.get("format") == "binary" else PLAIN[one["type"]]

    def named(self, part: _Part, ref: str, *, is_asked: bool) -> str:
        name = ref.rpartition("/")[2]
        schema = self.schemas[name]
        if "enum" in schema:
            return self.type_of(part, schema)
        if name not in self.home:
            self.home[name] = part.name
            required = set(schema.get("required", ()))
            lines = [
                f"    {one}: {self._told(part, it, is_asked=is_asked, is_there=not is_asked or one in required)}"
                for one, it in schema["properties"].items()
            ]
            part.types[name] = "\n".join([f"class {name}(TypedDict):", *lines])
        elif self.home[name] != part.name:
            part.taken.setdefault(self.home[name], set()).add(name)
        return name

    def _told(self, part: _Part, one: Described, *, is_asked: bool, is_there: bool) -> str:
        told = self.type_of(part, one, is_asked=is_asked)
        return told if is_there else f"NotRequired[{told}]"

    # Methods

    def method(self, part: _Part, place: str, method: str, operation: Described) -> str:
        placed = [
            self.argument(part, one["name"], one["schema"], is_needed=True)
            for one in operation.get("parameters", ())
            if one["in"] == "path" and one["name"] not in CLIENTS_OWN
        ]
        asked = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
        query = [self.argument(part, one["name"], one["schema"], is_needed=one["required"]) for one in asked]
        kind, body = self.body(part, operation)
        keyed = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
        first = [one.text for one in placed] + _of_body(kind)
        rest = [one.text for one in (*query, *body)] + (['idempotency_key: str = ""'] if keyed else [])
        answer, is_file = self.answer(part, operation)
        given = [*first, *(["*", *rest] if rest else [])]
        lines = [
            f"    def {operation['operationId']}({', '.join(['self', *given])}) -> {answer}:",
            *_said(operation),
            f"        place = {_place(place, placed)}",
            f"        answer = self._{'delete' if method == 'delete' else 'get' if method == 'get' else kind}(place"
            + "".join(f", {one}" for one in _given(kind, query, body, keyed=keyed))
            + ")",
        ]
        if answer != "None":
            lines.append(
                "        return answer.body" if is_file else f"        return cast({answer}, answer.json)"
            )
        else:
            lines[-1] = lines[-1].replace("answer = ", "", 1)
        return "\n".join(lines)

    def argument(self, part: _Part, said: str, one: Described, *, is_needed: bool) -> Argument:
        name = OUR_NAME.get(said, said)
        name = f"{name}_" if keyword.iskeyword(name) else name
        kind = self.type_of(part, one, is_asked=True)
        if is_needed:
            return Argument(name=name, said=said, kind=kind)
        default = one.get("default")
        if default is None or isinstance(default, list | dict):
            kind = kind if kind.endswith("None") else f"{kind} | None"
            return Argument(name=name, said=said, kind=kind, default="None", is_sent=False)
        return Argument(name=name, said=said, kind=kind, default=repr(default))

    def body(self, part: _Part, operation: Described) -> tuple[str, list[Argument]]:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/octet-stream" in content:
            return "piece", []
        for kind, one in content.items():
            schema = one["schema"]
            schema = self.schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
            needed = set(schema.get("required", ()))
            found = [
                self.argument(part, name, it, is_needed=name in needed)
                for name, it in schema["properties"].items()
                if name not in FILE
            ]
            found.sort(key=lambda it: it.default is not None)
            return "form" if kind == "multipart/form-data" else "post", found
        return "post", []

    def answer(self, part: _Part, operation: Described) -> tuple[str, bool]:
        [told] = [one for status, one in operation["responses"].items() if int(status) < 400]
        content = told.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if "$ref" in schema:
            return self.named(part, schema["$ref"], is_asked=False), False
        return ("bytes", True) if content else ("None", False)


def client_modules(described: Described) -> dict[str, str]:
    """Of the package `comity.client.rooms`."""
    found = _Writer(described).write(described)
    names = {name: f"{''.join(one.capitalize() for one in name.split('_'))}" for name in found}
    imports = [f"from comity.client.rooms.{name} import {kind}" for name, kind in sorted(names.items())]
    bases = ", ".join(kind for _, kind in sorted(names.items()))
    gathered = [
        '"""One method for each operation, by the operation\'s name; made from the portal\'s description."""',
        "",
        *imports,
        "",
        "",
        f"class Operations({bases}):",
        '    """All of them."""',
    ]
    return {**found, "__init__": "\n".join(gathered) + "\n"}


def _module(part: _Part) -> str:
    body = "\n\n\n".join([*part.types.values()])
    name = "".join(one.capitalize() for one in part.name.split("_"))
    methods = "\n\n".join(part.methods)
    of_class = f'class {name}(Calls):\n    """Operations of {part.name.replace("_", " ")}."""\n\n{methods}\n'
    text = "\n\n\n".join(one for one in (body, of_class) if one)
    typing = sorted(
        one for one in ("Any", "Literal", "NotRequired", "TypedDict", "cast") if f"{one}[" in text or f"{one}(" in text
        or f"({one})" in text or (one == "Any" and "Any]" in text)
    )  # fmt: skip
    abstract = [one for one in ("Mapping", "Sequence") if f"{one}[" in text]
    imports = [
        *([f"from collections.abc import {', '.join(abstract)}"] if abstract else []),
        *([f"from typing import {', '.join(typing)}"] if typing else []),
        *([""] if abstract or typing else []),
        f"from comity.client.calling import Calls{', given' if 'given(' in text else ''}",
        *(
            f"from comity.client.rooms.{home} import {', '.join(sorted(names))}"
            for home, names in sorted(part.taken.items())
        ),
    ]
    doc = f'"""Operations of {part.name.replace("_", " ")}, and what they answer; made from the portal\'s description."""'
    return "\n".join([doc, "", *imports, "", "", text])


def _of_body(kind: str) -> list[str]:
    return {"form": ["filename: str", "content: bytes"], "piece": ["content: bytes"]}.get(kind, [])


def _given(kind: str, query: list[Argument], body: list[Argument], *, keyed: bool) -> Iterator[str]:
    """What is handed to the call besides its place."""
    if kind == "form":
        yield "filename"
        yield "content"
        yield f"fields={_table(body)}"
    elif kind == "piece":
        yield "content"
    elif body:
        yield _table(body)
    if query:
        yield f"query={_table(query)}"
    if keyed:
        yield "idempotency_key=idempotency_key"


def _table(arguments: list[Argument]) -> str:
    sent = ", ".join(f'"{one.said}": {one.name}' for one in arguments if one.is_sent)
    left = ", ".join(f'"{one.said}": {one.name}' for one in arguments if not one.is_sent)
    if not left:
        return f"{{{sent}}}"
    return f"{{{sent}, **given({{{left}}})}}" if sent else f"given({{{left}}})"


def _place(place: str, placed: list[Argument]) -> str:
    base = "/api/v1/programmes/{programme}"
    member = f"{base}/members/{{organisation}}"
    told = (
        f"{{self._member}}{place.removeprefix(member)}"
        if place.startswith(member)
        else f"{{self._programme}}{place.removeprefix(base)}"
    )
    for one in placed:
        told = told.replace(f"{{{one.said}}}", f"{{{one.name}}}")
    return f'f"{told}"'


def _said(operation: Described) -> Iterator[str]:
    more = " ".join(operation.get("description", "").split())
    if not more:
        yield f'        """{operation["summary"]}."""'
        return
    yield f'        """{operation["summary"]}.\n'
    yield from textwrap.wrap(more, 104, initial_indent=" " * 8, subsequent_indent=" " * 8)
    yield '        """'
