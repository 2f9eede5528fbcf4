"""Talks away from the screen, noted by a professional, and what the client says of the note."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from dialogs.evidence.talks import Confirmation, Report, ReportId
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.tables import reports


class Reports(Repository):
    """The notes; the words are the client's and sealed under the client's key, empty once that is gone."""

    def add(self, report: Report) -> None:
        """Keep a note."""
        self._insert(
            reports,
            organisation=report.organisation,
            id=report.id,
            client=report.client,
            author=report.author,
            words=self._seal(report.organisation, report.client, report.words),
            at=report.at,
        )

    def get(self, organisation: OrganisationId, report: ReportId) -> Report | None:
        """Return the note, or None."""
        found = self._found(organisation, reports.c.id == report)
        return found[0][0] if found else None

    def confirmation(self, organisation: OrganisationId, report: ReportId) -> Confirmation | None:
        """Return what the client said of the note, or None while they said nothing."""
        found = self._found(organisation, reports.c.id == report)
        return found[0][1] if found else None

    def pending(self, organisation: OrganisationId, client: PersonId) -> list[Report]:
        """Return the notes of which this client said nothing yet, oldest first."""
        found = self._found(organisation, reports.c.client == client, reports.c.confirmation.is_(None))
        return [report for report, _ in found]

    def of_client(self, organisation: OrganisationId, client: PersonId) -> list[tuple[Report, Confirmation | None]]:
        """Return the notes of talks with this client with what the client said of each, oldest first."""
        return self._found(organisation, reports.c.client == client)

    def of_author(self, organisation: OrganisationId, author: PersonId) -> list[tuple[Report, Confirmation | None]]:
        """Return the notes of this professional with what the client said of each, oldest first."""
        return self._found(organisation, reports.c.author == author)

    def settle(
        self, organisation: OrganisationId, report: ReportId, confirmation: Confirmation | None, at: datetime
    ) -> None:
        """Write down what the client said of the note, None once they took that back."""
        here = (reports.c.organisation == organisation, reports.c.id == report)
        self._connection.execute(update(reports).where(*here).values(confirmation=confirmation, settled_at=at))

    def _found(
        self, organisation: OrganisationId, *conditions: ColumnElement[bool]
    ) -> list[tuple[Report, Confirmation | None]]:
        query = select(reports).where(reports.c.organisation == organisation, *conditions)
        rows = self._all(query.order_by(reports.c.number))
        return [
            (self._report(row), None if row.confirmation is None else Confirmation(row.confirmation)) for row in rows
        ]

    def _report(self, row: Row[Any]) -> Report:
        return Report(
            id=ReportId(row.id),
            organisation=OrganisationId(row.organisation),
            client=PersonId(row.client),
            author=PersonId(row.author),
            words=self._open(row.organisation, row.client, row.words) or "",
            at=row.at,
        )
