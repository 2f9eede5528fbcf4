"""Organisations, their teams and their settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from dialogs.people import Organisation, OrganisationId, PersonId, Team, TeamId
from storage import tables
from storage.columns import wall_time
from storage.repositories.base import Repository


class Organisations(Repository):
    """The organisations in this database."""

    def get(self, organisation: OrganisationId) -> Organisation | None:
        """Return the organisation, or None."""
        row = self._row(tables.organisations, id=organisation)
        return None if row is None else _organisation(row)

    def all(self) -> list[Organisation]:
        """Return every organisation, by id."""
        return [
            _organisation(row) for row in self._all(select(tables.organisations).order_by(tables.organisations.c.id))
        ]

    def save(self, organisation: Organisation) -> None:
        """Insert or overwrite the organisation."""
        self._put(
            tables.organisations,
            ("id",),
            id=organisation.id,
            name=organisation.name,
            centre_name=organisation.centre_name,
            language=organisation.language,
            timezone=organisation.timezone,
            digest_weekday=organisation.digest_weekday,
            digest_at=organisation.digest_at.isoformat(),
            retention_months=organisation.retention_months,
            country=organisation.country,
            named=organisation.named,
            fallback=organisation.fallback,
        )


class Teams(Repository):
    """The teams of an organisation."""

    def get(self, organisation: OrganisationId, team: TeamId) -> Team | None:
        """Return the team, or None."""
        row = self._row(tables.teams, organisation=organisation, id=team)
        return None if row is None else _team(row)

    def all(self, organisation: OrganisationId) -> list[Team]:
        """Return the teams of the organisation, by id."""
        mine = tables.teams.c.organisation == organisation
        return [_team(row) for row in self._all(select(tables.teams).where(mine).order_by(tables.teams.c.id))]

    def save(self, team: Team) -> None:
        """Insert or overwrite the team."""
        self._put(tables.teams, ("organisation", "id"), organisation=team.organisation, id=team.id, name=team.name)


class Settings(Repository):
    """What an organisation has set, by name; plain text, never words of a person."""

    def get(self, organisation: OrganisationId, key: str) -> str | None:
        """Return the value, or None."""
        table = tables.settings
        row = self._one(select(table.c.value).where(table.c.organisation == organisation, table.c.key == key))
        return None if row is None else str(row.value)

    def put(self, organisation: OrganisationId, key: str, value: str) -> None:
        """Set the value."""
        self._put(tables.settings, ("organisation", "key"), organisation=organisation, key=key, value=value)

    def hold(self, organisation: OrganisationId, key: str) -> str:
        """Return the value, at first an empty one, and let nobody change it until this transaction ends."""
        table = tables.settings
        self._insert_once(table, organisation=organisation, key=key, value="")
        mine = (table.c.organisation == organisation, table.c.key == key)
        return str(self._connection.scalar(select(table.c.value).where(*mine).with_for_update()))

    def all(self, organisation: OrganisationId) -> dict[str, str]:
        """Return everything the organisation has set."""
        table = tables.settings
        return {row.key: row.value for row in self._all(select(table).where(table.c.organisation == organisation))}


def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(
        id=OrganisationId(row.id),
        name=row.name,
        centre_name=row.centre_name,
        language=row.language,
        timezone=row.timezone,
        digest_weekday=row.digest_weekday,
        digest_at=wall_time(row.digest_at),
        retention_months=row.retention_months,
        country=row.country,
        named=None if row.named is None else PersonId(row.named),
        fallback=None if row.fallback is None else PersonId(row.fallback),
    )


def _team(row: Row[Any]) -> Team:
    return Team(id=TeamId(row.id), organisation=OrganisationId(row.organisation), name=row.name)
