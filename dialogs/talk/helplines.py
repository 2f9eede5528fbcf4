"""Whom people in danger can call, per country; the numbers are data in `dialogs/helplines.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dialogs.talk.definition import BASE_LANGUAGE, Localised, in_language
from dialogs.talk.faults import Problem
from dialogs.talk.reading import Reader, Table

_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_KEYS = ("emergency", "look_again", "lines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """One line to call: the sentence about it in each language, and its number, empty when there is no one number."""

    number: str
    text: Localised


@dataclass(frozen=True, slots=True, kw_only=True)
class Helplines:
    """The lines of one country; `emergency` is the number for danger to life, `look_again` the day to check them."""

    emergency: str
    look_again: date
    lines: tuple[Helpline, ...]

    def sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per line, in the order in which to show them; an unknown language gets the Dutch ones."""
        return tuple(in_language(line.text, language) for line in self.lines)


def read_helplines(text: str, reader: Reader) -> Mapping[str, Helplines]:
    """Return the lines by the code of the country (`NL`); mistakes go to the reader."""
    found = {}
    table = reader.parse(text) or {}
    for country in table:
        at = Reader(f"{reader.file}, {country}", reader.faults)
        if not _COUNTRY.fullmatch(country):
            at.fault(Problem.UNKNOWN_VALUE, country)
        found[country] = _country(reader.table(table, country), at)
    return found


def _country(table: Table, reader: Reader) -> Helplines:
    reader.only(table, _KEYS)
    look_again = table.get("look_again")
    if not isinstance(look_again, date):
        reader.fault(Problem.NO_DATE, "look_again")
        look_again = date.min
    return Helplines(
        emergency=reader.text(table, "emergency", required=True),
        look_again=look_again,
        lines=tuple(_line(line, reader) for line in reader.tables(table, "lines")),
    )


def _line(table: Table, reader: Reader) -> Helpline:
    number = reader.text(table, "number")
    languages = {BASE_LANGUAGE, *table} - {"number"}
    for key in sorted(languages):
        if not _LANGUAGE.fullmatch(key):
            reader.fault(Problem.UNKNOWN_KEY, key, ("number",))
    said = {language: reader.text(table, language, required=True) for language in languages}
    return Helpline(number=number, text={language: text.replace("{number}", number) for language, text in said.items()})
