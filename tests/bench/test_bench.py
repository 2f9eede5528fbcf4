from __future__ import annotations

from pathlib import Path

from tests.bench.__main__ import Figure, measured


def test_the_bench_still_measures_the_product(tmp_path: Path) -> None:
    """A house is filled, its week posted and an answer taken meanwhile, so that the figures are of something."""
    figures: list[Figure] = []
    measured(tmp_path, 1000, figures.append)
    told = {name.strip(): value for name, value, _, _ in figures}
    assert (told["answers"], told["clients"], told["teams"]) == (1000, 20, 2)
    assert told["its items"] > 1
    assert all(value >= 0 for value in told.values())
