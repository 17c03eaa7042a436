"""The table of routes and roles: each room writes its own part, in a module of its name, as `ROUTES`.

A room with pages outside every programme, which nobody is kept out of, names them as `OPEN`; their gate says why.

`tests/portal/test_routes.py` lays the whole of it beside the gates and beside what happens, for every role.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType

from comity.portal.tenants.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route: what it is asked with, who passes, and what they get on the small demonstration's data.

    `status` of a POST without a body is what the page answers to nothing: 422 (a form with errors), 409 (a ComityError), or 302.
    """

    roles: frozenset[Role]
    method: str = "get"
    extra: Mapping[str, object] = field(default_factory=dict)  # what else stands in the address
    status: frozenset[int] = frozenset({200})
    visited: bool = True  # False: it needs what the demonstration lacks; the room's own tests visit it with its three of the cast


def every_route() -> dict[str, Route]:
    return {name: route for part in _parts() for name, route in part.ROUTES.items()}


def every_open_route() -> set[str]:
    return {name for part in _parts() for name in getattr(part, "OPEN", ())}


def _parts() -> list[ModuleType]:
    found = pkgutil.iter_modules(__path__)
    return [importlib.import_module(f"{__name__}.{module.name}") for module in found]
