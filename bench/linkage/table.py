"""The results of `bench.linkage.run` as a table for people, in Markdown.

python -m bench.linkage.table [RESULTS.json]
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_HEAD = (
    "| tool | labels | P / R / F1 by default | at the best threshold | B³ | names differ | CPU s | wall s | peak GB |",
    "|---|---|---|---|---|---|---|---|---|",
)


def print_table(results: dict[str, Any], names: Sequence[str]) -> None:
    for name in names:
        print(f"\n{name}, {results[name]['rows']:,} rows\n\n" + "\n".join(_HEAD))
        for tool, told in results[name].items():
            if tool != "rows":
                print(line(tool, told))


def line(tool: str, told: dict[str, Any]) -> str:
    costs = f"{told['cpu']:.1f} | {told['wall']:.1f} | {told['peak_gb']:.2f} |"
    if "failed" in told:
        return f"| {tool} | {told['labels']} | {told['failed']} | – | – | – | {costs}"
    default = told["default"]
    best = _three(told["best"]) if "best" in told else "–"
    differ = default["recall_where_names_differ"]
    spelled = f"{differ:.3f}" if differ is not None else "–"
    floor = f" ({told['times_the_floor']:.1f} × reading and normalising)" if "times_the_floor" in told else ""
    return f"| {tool}{floor} | {told['labels']} | {_three(default)} | {best} | {default['b3']:.3f} | {spelled} | {costs}"


def _three(quality: dict[str, float]) -> str:
    return " / ".join(f"{quality[name]:.3f}" for name in ("precision", "recall", "f1"))


def main() -> None:
    results = json.loads(Path(sys.argv[1] if len(sys.argv) > 1 else ".bench/results.json").read_text())
    print_table(results, list(results))


if __name__ == "__main__":
    main()
