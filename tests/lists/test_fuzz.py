from pathlib import Path

from tests.lists import fuzz


def test_mutated_files_end_in_a_list_or_in_a_sentence(tmp_path: Path) -> None:
    outcomes, failures = fuzz.run(220, seed=2, folder=tmp_path)

    assert failures == []
    assert outcomes["read"] > 40
    assert outcomes["read and given back"] > 15
    assert sum(outcomes.values()) == 220
