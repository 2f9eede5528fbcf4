"""Hours as people write them, and what is none."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.rhythm.hours import read_hour


@pytest.mark.parametrize(
    ("written", "hour"),
    [("8:30", time(8, 30)), ("08:30", time(8, 30)), ("8.30", time(8, 30)), (" 20:00 ", time(20)), ("0:00", time(0))],
)
def test_a_plain_hour_is_read(written: str, hour: time) -> None:
    """An hour of the day is a wall time, with a colon or a full stop."""
    assert read_hour(written) == hour


@pytest.mark.parametrize(
    "written",
    [
        "20:00+05:00",
        "20:00Z",
        "24:00",
        "25:99",
        "8 uur",
        "8",
        "2000",
        "２０：００",
        "٢٠:٠٠",
        "20:00:00",
        "8:5",
        "",
        "-1:00",
    ],
)
def test_anything_else_is_none(written: str) -> None:
    """A zone, an hour that no day has, words, and digits of another script are not guessed at."""
    assert read_hour(written) is None


@given(text=st.text(max_size=12))
def test_what_is_read_has_no_zone_and_no_seconds(text: str) -> None:
    """Whatever is typed, what comes of it can be kept as a wall time in whole minutes."""
    found = read_hour(text)
    assert found is None or (found.tzinfo, found.second, found.microsecond) == (None, 0, 0)
