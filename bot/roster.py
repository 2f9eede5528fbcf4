"""Reads a roster file: who is in the dialogue. It is taken whole or refused whole, with every fault named."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from types import MappingProxyType
from zoneinfo import available_timezones

from dialogs.people import PersonId, Role

COLUMNS = (
    *("id", "name", "role", "team", "professional", "language", "timezone"),
    *("slack", "teams", "shared", "email", "named"),
)
REQUIRED = ("id", "name", "role")

_LONGEST = 200
_DELIMITERS = (",", ";", "\t")
_ID = re.compile(r"[\w][\w.@-]*")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_SLACK = re.compile(r"([TE][A-Z0-9]{2,}/)?[UW][A-Z0-9]{2,}")
_GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TEAMS = re.compile(rf"{_GUID}/{_GUID}")
_SHARED = re.compile(r"slack:[CG][A-Z0-9]{2,}|teams:19:[^\s/]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person of the file; what is None was not there. `row` counts from 1, as a spreadsheet does."""

    row: int
    id: PersonId
    name: str = field(repr=False)
    role: Role
    team: str | None = None
    professional: PersonId | None = None
    language: str | None = None
    timezone: str | None = None
    slack: str | None = field(default=None, repr=False)
    teams: str | None = field(default=None, repr=False)
    shared: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    named: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Everybody in the file, in its order."""

    rows: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, and where; `key` is the phrase that says it, `values` go into that phrase."""

    row: int
    column: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


class BrokenRoster(Exception):
    """The roster file is not right, so nothing of it was taken. Mend every fault and load it again."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of the file."""
        self.faults = tuple(sorted(faults, key=lambda fault: fault.row))
        super().__init__(f"{len(self.faults)} faults")


def read_roster(
    content: bytes | str,
    *,
    known: Mapping[PersonId, Role] = MappingProxyType({}),
    teams: Collection[str] = (),
    languages: Collection[str] = ("nl", "en"),
) -> Roster:
    """Return the people in a roster file; raise BrokenRoster with all its faults.

    The file is UTF-8 CSV with commas, semicolons or tabs between the cells, a header in any order, and at least the
    columns id, name and role. `known` and `teams` are the people and teams that are there already: a client may name a
    professional among them, and a team is written the same everywhere.
    """
    table, faults = _table(content)
    reading = _Reading(known=known, teams=teams, languages=languages, faults=faults)
    rows = reading.rows(table)
    if reading.faults:
        raise BrokenRoster(reading.faults)
    return Roster(rows=tuple(rows))


def _table(content: bytes | str) -> tuple[list[list[str]], list[Fault]]:
    """Split the file into cells, as far as it can be read."""
    text = _decoded(content) if isinstance(content, bytes) else content
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text[:4].lower() == "sep=":  # Excel's own note of the delimiter, which it does not count as a row
        text = text.partition("\n")[2]
    table: list[list[str]] = []
    faults: list[Fault] = []
    try:
        # Row by row, so that what stands before a broken quote is checked too.
        for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True):
            table += [[unicodedata.normalize("NFC", cell.strip(" \t\n\u00a0")) for cell in row]]
    except csv.Error:
        faults.append(Fault(row=len(table) + 1, column="", key="roster.quotes"))
    if not faults and not any(map(any, table)):
        raise BrokenRoster([Fault(row=1, column="", key="roster.empty")])
    return table, faults


def _decoded(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        raise BrokenRoster([Fault(row=1, column="", key="roster.spreadsheet")])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BrokenRoster([Fault(row=1, column="", key="roster.encoding")])
    # A byte that is not UTF-8 survives as half a character, so that its cell can be named.
    return content.decode("utf-8", errors="surrogateescape")


def _delimiter(text: str) -> str:
    header = text.lstrip("\n").partition("\n")[0]
    return max(_DELIMITERS, key=lambda one: sum(cell.strip(' "').lower() in COLUMNS for cell in header.split(one)))


class _Reading:
    """Goes through the cells once, collecting faults, and through the references between people once more."""

    def __init__(
        self,
        *,
        known: Mapping[PersonId, Role],
        teams: Collection[str],
        languages: Collection[str],
        faults: list[Fault],
    ) -> None:
        self.faults = faults
        self._known = known
        self._teams = {team.casefold(): team for team in teams}
        self._languages = languages
        self._first_row: dict[tuple[str, str], int] = {}
        self._roles: dict[PersonId, Role | None] = {}
        self._checks: Mapping[str, Callable[[int, str], str | None]] = {
            "id": self._id,
            "role": self._role,
            "team": self._team,
            "language": self._language,
            "timezone": self._timezone,
            "slack": self._slack,
            "teams": self._teams_account,
            "shared": self._shared,
            "email": self._email,
        }

    def rows(self, table: list[list[str]]) -> list[RosterRow]:
        """Return the people; what could not be read is left out and stands in `faults`."""
        numbered = [(number, row) for number, row in enumerate(table, 1) if any(row)]
        if not numbered:
            return []
        (header_number, header), *people = numbered
        columns = self._header(header_number, header)
        if not people and not self.faults:
            self._fault(header_number, "", "nobody")
        cells = [(number, self._cells(number, row, columns)) for number, row in people]
        for number, found in cells:
            self._references(number, found)
        return [] if self.faults else [_person(number, found) for number, found in cells]

    def _fault(self, row: int, column: str, key: str, **values: str) -> None:
        self.faults.append(Fault(row=row, column=column, key=f"roster.{key}", values=values))

    def _header(self, number: int, header: list[str]) -> list[str]:
        columns: list[str] = []
        for position, cell in enumerate(header, 1):
            name = cell.lower()
            if name in columns and name:
                self._fault(number, name, "column_twice")
            elif name and _unreadable(name):
                self._fault(number, str(position), "unreadable")
            elif name and name not in COLUMNS:
                self._near(number, cell[:_LONGEST], "column", cell[:_LONGEST], COLUMNS, known=", ".join(COLUMNS))
            columns.append(name)
        for name in REQUIRED:
            if name not in columns:
                self._fault(number, name, "column_missing")
        return columns

    def _cells(self, number: int, row: list[str], columns: list[str]) -> dict[str, str]:
        """Return the right cells of a row by column; empty ones are left out."""
        found: dict[str, str] = {}
        for position, (column, cell) in enumerate(zip_longest(columns, row, fillvalue=""), 1):
            value = self._cell(number, position, column, cell)
            if value:
                found[column] = value
        if "id" in found:
            self._roles[PersonId(found["id"])] = Role(found["role"]) if "role" in found else None
        return found

    def _cell(self, number: int, position: int, column: str, cell: str) -> str | None:
        if not cell:
            if column in REQUIRED:
                self._fault(number, column, "missing")
            return None
        if not column:
            self._fault(number, str(position), "no_header")
        elif _unreadable(cell):
            self._fault(number, column, "unreadable")
        elif len(cell) > _LONGEST:
            self._fault(number, column, "long", longest=str(_LONGEST))
        else:
            return self._checks.get(column, _as_it_is)(number, cell)
        return None

    def _references(self, number: int, found: Mapping[str, str]) -> None:
        """Check that the professional of a client is one, and that whoever is told of danger works here."""
        if "named" in found:
            self._named(number, found)
        if "professional" not in found:
            return
        named = PersonId(found["professional"])
        roles = {**self._known, **self._roles}
        if found.get("role", Role.CLIENT) != Role.CLIENT:
            self._fault(number, "professional", "professional_of_client")
        elif named not in roles:
            professionals = [person for person, role in roles.items() if role is Role.PROFESSIONAL]
            self._near(number, "professional", "professional_unknown", named, professionals)
        elif roles[named] not in {Role.PROFESSIONAL, None}:
            self._fault(number, "professional", "professional_role", value=named)

    def _named(self, number: int, found: Mapping[str, str]) -> None:
        named, roles = PersonId(found["named"]), {**self._known, **self._roles}
        staff = [person for person, role in roles.items() if role is not Role.CLIENT]
        if found.get("role", Role.CLIENT) != Role.CLIENT:
            self._fault(number, "named", "named_of_client")
        elif named not in staff:
            self._near(number, "named", "named_unknown", named, staff)

    def _near(self, row: int, column: str, key: str, value: str, right: Collection[str], **values: str) -> None:
        """Add a fault that names the nearest right value where there is one."""
        nearest = difflib.get_close_matches(value.lower(), [one.lower() for one in right], n=1)
        if not nearest:
            self._fault(row, column, key, value=value, **values)
            return
        name = next(one for one in right if one.lower() == nearest[0])
        self._fault(row, column, f"{key}_near", value=value, nearest=name)

    def _once(self, row: int, column: str, value: str, key: str) -> str | None:
        first = self._first_row.setdefault((column, value.casefold()), row)
        if first == row:
            return value
        self._fault(row, column, key, value=value, first=str(first))
        return None

    def _id(self, row: int, value: str) -> str | None:
        if not _ID.fullmatch(value):
            self._fault(row, "id", "id_shape", value=value)
            return None
        return self._once(row, "id", value, "id_twice")

    def _role(self, row: int, value: str) -> str | None:
        if value.lower() in set(Role):
            return value.lower()
        self._near(row, "role", "role", value, list(Role), known=", ".join(Role))
        return None

    def _team(self, row: int, value: str) -> str | None:
        first = self._teams.setdefault(value.casefold(), value)
        if value == first:
            return value
        self._fault(row, "team", "team_case", value=value, first=first)
        return None

    def _language(self, row: int, value: str) -> str | None:
        if value.lower() in self._languages:
            return value.lower()
        self._fault(row, "language", "language", value=value, known=", ".join(sorted(self._languages)))
        return None

    def _timezone(self, row: int, value: str) -> str | None:
        zones = available_timezones()
        if value in zones:
            return value
        self._near(row, "timezone", "timezone", value, zones)
        return None

    def _slack(self, row: int, value: str) -> str | None:
        if _SLACK.fullmatch(value):
            return self._once(row, "slack", value, "account_twice")
        self._fault(row, "slack", "slack", value=value)
        return None

    def _teams_account(self, row: int, value: str) -> str | None:
        if _TEAMS.fullmatch(value):
            return self._once(row, "teams", value.lower(), "account_twice")
        self._fault(row, "teams", "teams", value=value)
        return None

    def _shared(self, row: int, value: str) -> str | None:
        if _SHARED.fullmatch(value):
            return value
        self._fault(row, "shared", "shared", value=value)
        return None

    def _email(self, row: int, value: str) -> str | None:
        if _EMAIL.fullmatch(value):
            return value
        self._fault(row, "email", "email", value=value)
        return None


def _as_it_is(_row: int, value: str) -> str:
    return value


def _unreadable(cell: str) -> bool:
    """Tell whether a cell holds control characters or halves of characters, which no name has."""
    return any(unicodedata.category(character) in {"Cc", "Cs"} for character in cell)


def _person(row: int, found: Mapping[str, str]) -> RosterRow:
    professional = found.get("professional")
    return RosterRow(
        row=row,
        id=PersonId(found["id"]),
        name=found["name"],
        role=Role(found["role"]),
        team=found.get("team"),
        professional=PersonId(professional) if professional else None,
        language=found.get("language"),
        timezone=found.get("timezone"),
        slack=found.get("slack"),
        teams=found.get("teams"),
        shared=found.get("shared"),
        email=found.get("email"),
        named=PersonId(found["named"]) if "named" in found else None,
    )
