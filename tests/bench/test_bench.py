from __future__ import annotations

from pathlib import Path

from tests.bench.__main__ import measured


def test_the_bench_still_measures_the_product(tmp_path: Path) -> None:
    """A house is filled, its week posted and an answer taken meanwhile, so that the figures are of something."""
    figures, teams, clients = measured(tmp_path, 1000)
    named = {name.strip(): value for name, value, _, _ in figures}
    assert (teams, clients) == (2, 20)
    assert named["its items"] > 1
    assert all(value >= 0 for value in named.values())
