from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.talk.days import read_day, read_span
from dialogs.talk.understanding import Vocabulary, plain
from tests.unit.talk.making import EN, NL, NOW

FRIDAY = NOW.date()


def day(text: str, vocabulary: Vocabulary = NL, today: date = FRIDAY) -> date | None:
    """Read a day from text as it is typed."""
    return read_day(plain(text), vocabulary.days, today)


@pytest.mark.parametrize(
    ("text", "vocabulary", "expected"),
    [
        ("vandaag", NL, FRIDAY),
        ("overmorgen", NL, date(2026, 11, 29)),
        ("the day after tomorrow", EN, date(2026, 11, 29)),
        ("volgende week", NL, date(2026, 11, 30)),
        ("next month", EN, date(2026, 12, 1)),
        ("2027-09-01", NL, date(2027, 9, 1)),
        ("1-9-2027", NL, date(2027, 9, 1)),
        ("1/9/27", EN, date(2027, 9, 1)),
        ("1.9.2027", NL, date(2027, 9, 1)),
        ("1 - 9 - 2027", NL, date(2027, 9, 1)),
        ("27-11", NL, FRIDAY),
        ("26-11", NL, date(2027, 11, 26)),
        ("op 1 september", NL, date(2027, 9, 1)),
        ("1 sept. 2028", NL, date(2028, 9, 1)),
        ("1 sept 28", NL, date(2028, 9, 1)),
        ("September 1st, 2027", EN, date(2027, 9, 1)),
        ("the 1st of September", EN, date(2027, 9, 1)),
        ("1e december", NL, date(2026, 12, 1)),
        ("29 februari", NL, date(2028, 2, 29)),
        ("maandag", NL, date(2026, 11, 30)),
        ("vrijdag", NL, date(2026, 12, 4)),
        ("komende zaterdag", NL, date(2026, 11, 28)),
        ("next Friday", EN, date(2026, 12, 4)),
        ("volgende week vrijdag", NL, date(2026, 12, 4)),
        ("Wednesday next week", EN, date(2026, 12, 2)),
        ("dinsdag 1 december", NL, date(2026, 12, 1)),
        ("dinsdag 1-12", NL, date(2026, 12, 1)),
        ("over twee weken", NL, date(2026, 12, 11)),
        ("in 3 days", EN, date(2026, 11, 30)),
        ("over 3 maanden", NL, date(2027, 2, 27)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, vocabulary: Vocabulary, expected: date) -> None:
    """Numbers are day first, a day without a year is the first to come, a weekday the first after today."""
    assert day(text, vocabulary) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "ooit", "32-1-2027", "31 februari", "29-2-2027", "13-13-2027", "1-1-0001", "1-1-9999", "2027-13-01"),
        *(
            "maandag 1 december",
            "maandag dinsdag",
            "1 2 december 2027",
            "1 december 2027 morgen",
            "december",
            "111 mei",
        ),
        *("over 5000 weken", "over veel weken", "over 2 eeuwen", "over", "twee weken", "vrijdag met Anna"),
    ],
)
def test_what_is_no_day_is_not_guessed_at(text: str) -> None:
    """Impossible days, days that contradict themselves and other words are no day."""
    assert day(text) is None


def test_months_end_where_they_end() -> None:
    """A month after the last of January is the last of February; the 29th comes round, past a year without it."""
    assert read_span("1 month", EN.days, date(2027, 1, 31)) == date(2027, 2, 28)
    assert day("over een maand", NL, date(2026, 12, 31)) == date(2027, 1, 31)
    assert day("29 feb", NL, date(2096, 3, 1)) == date(2104, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)), st.sampled_from(sorted(NL.days.weekdays)))
def test_a_weekday_lies_within_the_week_to_come(today: date, name: str) -> None:
    """From whatever day one looks, a weekday is that day, and one to seven days away."""
    found = day(name, NL, today)
    assert found is not None
    assert found.weekday() == NL.days.weekdays[name]
    assert timedelta(0) < found - today <= timedelta(days=7)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2099, 1, 1)))
def test_a_written_day_is_read_back(today: date, written: date) -> None:
    """Year first or day first, with a full year, a day is the same from any other day."""
    assert day(written.isoformat(), NL, today) == written
    assert day(f"{written.day}-{written.month}-{written.year}", NL, today) == written


@given(st.text(max_size=60), st.dates(date(1990, 1, 1), date(2190, 1, 1)))
def test_no_text_breaks_the_reading(text: str, today: date) -> None:
    """Any text is a day or none."""
    assert isinstance(day(text, NL, today), date | None)
