"""Mappings that a person confirmed, kept for the next list with the same headers.

Laws: a mapping is used only where the whole set of headers is the same, in any order, because a header alone may mean
another thing in another program's export; what is saved is read back the same.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from comity.core import UnreadableInput
from comity.lists.headers import plain
from comity.lists.site_audits import LIST_COLUMNS

_HeaderSet = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMappings:
    by_headers: Mapping[_HeaderSet, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, text: str, *, where: str = "") -> "SavedMappings":
        """Raises UnreadableInput for what is no table of mappings."""
        try:
            lists = tomllib.loads(text).get("list", [])
            found = {_key(one["headers"]): _checked(one["columns"]) for one in lists}
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            why = f" ({error})" if isinstance(error, ValueError) else ""
            raise UnreadableInput(
                f"These are no saved mappings{why}.",
                remedy="Save them again with --save-mapping.",
                where=where,
            ) from error
        return cls(by_headers=found)

    def of(self, headers: Iterable[str]) -> Mapping[str, str]:
        return self.by_headers.get(_key(headers), {})

    def with_list(self, headers: Iterable[str], mapping: Mapping[str, str]) -> "SavedMappings":
        """With one more, in the place of an earlier one of the same headers."""
        return SavedMappings(by_headers={**self.by_headers, _key(headers): dict(mapping)})

    def to_toml(self) -> str:
        lines = [
            "# What the headers of lists mean, by the set of their headers. Written by comity lint --save-mapping."
        ]
        for headers, mapping in sorted(self.by_headers.items(), key=lambda one: sorted(one[0])):
            lines += [
                "",
                "[[list]]",
                f"headers = [{', '.join(map(_quoted, sorted(headers)))}]",
                "[list.columns]",
            ]
            lines += [f"{ours} = {_quoted(header)}" for ours, header in sorted(mapping.items())]
        return "\n".join(lines) + "\n"


def _key(headers: Iterable[str]) -> _HeaderSet:
    return frozenset(plain(header) for header in headers if plain(header))


def _checked(columns: Mapping[str, str]) -> dict[str, str]:
    for ours, header in columns.items():
        if ours not in LIST_COLUMNS or not isinstance(header, str):
            raise ValueError(f"“{ours}” is no column of ours")
    return dict(columns)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
