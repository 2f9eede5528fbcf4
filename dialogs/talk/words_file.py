"""Reads the words people may type in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogs.talk.days import DayWords
from dialogs.talk.faults import Problem
from dialogs.talk.reading import Reader, Table
from dialogs.talk.stopping import StopWords, pattern
from dialogs.talk.understanding import IntentName, Vocabulary, plain

_KEYS = ("decimal", "polite", "away", "intents", "stop", "answers", "numbers", "days")
_DAY_LISTS = ("next_week", "next_month", "next", "within", "until", "lasting", "fillers")
_DAY_TABLES = ("relative", "weekdays", "months", "units", "feasts")
_FEAST = re.compile(r"(\d\d)-(\d\d)")
_UNITS = ("day", "week", "month")


def read_words(language: str, text: str, reader: Reader) -> Vocabulary:
    """Return the vocabulary of a `words.toml`; its mistakes go to the reader."""
    table = reader.parse(text) or {}
    reader.only(table, _KEYS)
    answers, days = reader.table(table, "answers"), reader.table(table, "days")
    reader.only(answers, ("yes", "no"))
    reader.only(days, (*_DAY_LISTS, *_DAY_TABLES))
    numbers = _whole_numbers(reader, reader.table(table, "numbers"))
    decimal = reader.one_of(table, "decimal", (",", "."))
    return Vocabulary(
        language=language,
        intents=_intents(reader, reader.table(table, "intents")),
        polite=_phrases(reader, table, "polite"),
        away=_phrases(reader, table, "away"),
        stop=_stop(reader, table),
        yes=_phrases(reader, answers, "yes"),
        no=_phrases(reader, answers, "no"),
        numbers=numbers,
        decimal=decimal or ".",
        days=DayWords(
            **{key: _phrases(reader, days, key) for key in _DAY_LISTS},
            relative=_whole_numbers(reader, reader.table(days, "relative")),
            weekdays=_whole_numbers(reader, reader.table(days, "weekdays")),
            months=_whole_numbers(reader, reader.table(days, "months")),
            units=_named(reader, reader.table(days, "units"), _UNITS),
            numbers=numbers,
            feasts=_feasts(reader, reader.table(days, "feasts")),
        ),
    )


def _stop(reader: Reader, whole: Table) -> StopWords:
    """Read the sentences that stop; the listed phrases for it are among the sure ones."""
    table = reader.table(whole, "stop")
    reader.only(table, ("before", "within", "sure", "doubt"))
    listed = _phrases(reader, reader.table(whole, "intents"), IntentName.STOP)
    return StopWords(
        sure=tuple(pattern(one) for one in (*reader.texts(table, "sure"), *sorted(listed))),
        doubt=tuple(pattern(one) for one in reader.texts(table, "doubt")),
        before=_phrases(reader, table, "before"),
        within=_phrases(reader, table, "within"),
    )


def _intents(reader: Reader, table: Table) -> dict[str, IntentName]:
    return {phrase: IntentName(name) for phrase, name in _named(reader, table, IntentName).items()}


def _named(reader: Reader, table: Table, names: Iterable[str]) -> dict[str, str]:
    """Read a list of phrases for each of the names, no phrase under two of them."""
    names = tuple(names)
    reader.only(table, names)
    found: dict[str, str] = {}
    for name in names:
        for phrase in sorted(_phrases(reader, table, name)):
            if phrase in found:
                reader.fault(Problem.TWICE, phrase)
            found[phrase] = name
    return found


def _phrases(reader: Reader, table: Table, key: str) -> frozenset[str]:
    return frozenset(plain(phrase) for phrase in reader.texts(table, key))


def _feasts(reader: Reader, table: Table) -> dict[str, tuple[int, int]]:
    """Read days with a name of their own, written as `month-day`."""
    found: dict[str, tuple[int, int]] = {}
    for name in table:
        day = _FEAST.fullmatch(reader.text(table, name, required=True))
        if day is None:
            reader.fault(Problem.UNKNOWN_VALUE, name)
        else:
            found[plain(name)] = (int(day[1]), int(day[2]))
    return found


def _whole_numbers(reader: Reader, table: Table) -> dict[str, int]:
    read = {plain(word): reader.whole(table, word) for word in table}
    return {word: number for word, number in read.items() if number is not None}
