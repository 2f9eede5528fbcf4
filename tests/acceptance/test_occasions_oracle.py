"""Every occasion of two years in twelve zones, against an oracle written apart."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path

import pytest

from dialogs.rhythm.cadence import Cadence, Unit
from dialogs.rhythm.occasions import occasions
from tests.acceptance import occasions_oracle as oracle

ZONES = [
    "Europe/Amsterdam",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
]
AFTER = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2028, 1, 1, tzinfo=UTC)
UNITS = [Unit.WEEK, Unit.MONTH, Unit.QUARTER]
SLOTS = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 15)]
ANCHORS = [
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2025, 11, 13),
    date(2025, 12, 31),
    date(2026, 5, 31),
    date(2027, 3, 28),
]


def _found(cadence: Cadence, zone: str, after: datetime, until: datetime) -> list[tuple[date, str, datetime]]:
    return [(one.local_date, one.slot, one.due) for one in occasions(cadence, zone, after, until)]


def _expected(cadence: Cadence, zone: str, after: datetime, until: datetime) -> list[tuple[date, str, datetime]]:
    plain = (cadence.unit.value, cadence.every, cadence.weekday, cadence.at, cadence.anchor)
    return oracle.expected(*plain, zone=zone, after=after, until=until)


@pytest.mark.parametrize("zone", ZONES)
def test_two_years_of_every_rhythm_equal_the_oracle(zone: str) -> None:
    """For every unit, every 1 to 4 and every weekday, all 96 slots in turn, the occasions are those of the oracle."""
    kinds = list(product(UNITS, range(1, 5), range(7)))
    compared = 0
    used: set[time] = set()
    for number, (unit, every, weekday) in enumerate(kinds * 2):
        # 37 shares no factor with 96, so the slots go round evenly and every kind gets others in the second round.
        at = SLOTS[number * 37 % len(SLOTS)]
        anchor = ANCHORS[(number + number // len(kinds)) % len(ANCHORS)]
        cadence = Cadence(unit=unit, every=every, weekday=weekday, at=at, anchor=anchor)
        expected = _expected(cadence, zone, AFTER, UNTIL)
        assert _found(cadence, zone, AFTER, UNTIL) == expected, (cadence, zone)
        compared += len(expected)
        used.add(at)
    assert used == set(SLOTS)
    assert compared > 2000


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone != "Asia/Kolkata"])
def test_every_slot_on_the_days_around_a_clock_change_equals_the_oracle(zone: str) -> None:
    """Around every clock change of the two years, each of the 96 slots is asked when the oracle says, once."""
    days = oracle.changes(zone, AFTER.date(), UNTIL.date())
    assert len(days) >= 3  # at least one change, with the day before and the day after
    for day, at in product(days, SLOTS):
        cadence = Cadence(weekday=day.weekday(), at=at)
        midnight = datetime.combine(day, time(), tzinfo=UTC)
        after, until = midnight - timedelta(days=3), midnight + timedelta(days=4)
        found = _found(cadence, zone, after, until)
        assert found == _expected(cadence, zone, after, until), (cadence, zone)
        assert [local_date for local_date, _, _ in found] == [day]


def test_the_oracle_knows_nothing_of_the_product() -> None:
    """A witness that shares code with the accused is no witness."""
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {name.split(".")[0] for name in imported} & {"dialogs", "bot", "storage", "adapters", "tests"}
