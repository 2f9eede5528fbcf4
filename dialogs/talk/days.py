"""Reads a day the way people write one: `1-9-2027`, `1 september`, `tomorrow`, `next Friday`, `in two weeks`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|ste|de|e)\b")
_YEARS = range(1900, 2200)
_MOST_UNITS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """The words of one language for days; every key and word is plain (see `understanding.plain`).

    `relative` is a number of days from today, weekdays count from 0 (Monday), months from 1; `units` are `day`, `week`
    and `month`. `until` stands before a day, `lasting` before a day or a span; `feasts` are days with a name of their
    own, as (month, day).
    """

    relative: Mapping[str, int]
    next_week: frozenset[str]
    next_month: frozenset[str]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    next: frozenset[str]
    within: frozenset[str]
    until: frozenset[str]
    lasting: frozenset[str]
    fillers: frozenset[str]
    units: Mapping[str, str]
    numbers: Mapping[str, int]
    feasts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def read_day(text: str, words: DayWords, today: date) -> date | None:
    """Return the day that plain `text` means, seen from `today`, or None.

    A day without a year is the first such day from today on, a weekday the first one after today; `next week` is its
    Monday. Numbers are day first, unless the year comes first.
    """
    if text in words.relative:
        return today + timedelta(days=words.relative[text])
    if text in words.next_week:
        return _monday_after(today)
    if text in words.next_month:
        return _months_on(today.replace(day=1), 1)
    tokens = [token for token in _ORDINAL.sub(r"\1", text).split() if token not in words.fillers]
    if feast := words.feasts.get(" ".join(tokens)):
        return _in_year(feast[1], feast[0], None, today)
    return _numeric(" ".join(tokens), today) or _named(tokens, words, today) or _span(tokens, words, today)


def read_span(text: str, words: DayWords, today: date) -> date | None:
    """Return the day that lies a plain span such as `two weeks` after today, or None."""
    count, _, unit = text.rpartition(" ")
    number = int(count) if count.isdecimal() and len(count) <= len(str(_MOST_UNITS)) else words.numbers.get(count)
    if number is None or unit not in words.units or not 0 <= number <= _MOST_UNITS:
        return None
    match words.units[unit]:
        case "day":
            return today + timedelta(days=number)
        case "week":
            return today + timedelta(weeks=number)
        case _:
            return _months_on(today, number)


def _numeric(text: str, today: date) -> date | None:
    if iso := _ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if numeric := _NUMERIC.fullmatch(text):
        return _in_year(int(numeric[1]), int(numeric[2]), numeric[3], today)
    return None


def _named(tokens: list[str], words: DayWords, today: date) -> date | None:
    """Read a weekday, a month, or both by name."""
    weekdays = [words.weekdays[token] for token in tokens if token in words.weekdays]
    rest = [token for token in tokens if token not in words.weekdays]
    if len(weekdays) > 1:
        return None
    if weekdays:
        if not rest or (len(rest) == 1 and rest[0] in words.next):
            return today + timedelta(days=(weekdays[0] - today.weekday() - 1) % 7 + 1)
        if " ".join(rest) in words.next_week:
            return _monday_after(today) + timedelta(days=weekdays[0])
    months = [words.months[token] for token in rest if token in words.months]
    numbers = [token for token in rest if token.isdecimal()]
    if len(months) != 1 or not numbers or len(months) + len(numbers) != len(rest) or len(numbers) > 2:  # noqa: PLR2004
        return _numeric(" ".join(rest), today) if weekdays and not months else None
    day, year = numbers[0], numbers[1] if len(numbers) > 1 else None
    found = _in_year(int(day), months[0], year, today) if len(day) <= 2 else None  # noqa: PLR2004 - a day of the month
    return found if found is None or not weekdays or found.weekday() == weekdays[0] else None


def _span(tokens: list[str], words: DayWords, today: date) -> date | None:
    if not tokens or tokens[0] not in words.within:
        return None
    return read_span(" ".join(tokens[1:]), words, today)


def _in_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)  # noqa: PLR2004 - a full year
    found = (_day(today.year + ahead, month, day) for ahead in range(9))  # 29 February may be eight years away
    return next((each for each in found if each is not None and each >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _monday_after(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
