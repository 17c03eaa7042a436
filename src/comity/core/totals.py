"""What stands before a row that adds others up, in any of the languages that files arrive in. The table is totals.toml."""

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def total_words() -> tuple[str, ...]:
    return tuple(tomllib.loads((files("comity.core") / "totals.toml").read_text("utf-8"))["words"])
