"""Alarms: what people wrote in danger, sealed under whoever wrote it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from dialogs.people import OrganisationId, PersonId
from dialogs.policy.alarm import Alarm, AlarmId
from storage.repositories.base import Repository
from storage.tables import alarms


class Alarms(Repository):
    """What was told to somebody because a person was in danger."""

    def save(self, alarm: Alarm) -> None:
        """Insert or overwrite the alarm."""
        words = None if alarm.words is None else self._seal(alarm.organisation, alarm.person, alarm.words)
        self._put(
            alarms,
            ("organisation", "id"),
            organisation=alarm.organisation,
            id=alarm.id,
            person=alarm.person,
            words=words,
            at=alarm.at,
            last_at=alarm.last_at,
            told_at=alarm.told_at,
            told=json.dumps(alarm.told),
            seen_by=alarm.seen_by,
            seen_at=alarm.seen_at,
            lifted_by=alarm.lifted_by,
            lifted_at=alarm.lifted_at,
        )

    def get(self, organisation: OrganisationId, alarm: AlarmId) -> Alarm | None:
        """Return the alarm, or None."""
        row = self._row(alarms, organisation=organisation, id=alarm)
        return None if row is None else self._alarm(row)

    def of_person(self, organisation: OrganisationId, person: PersonId) -> list[Alarm]:
        """Return the alarms of whoever wrote them, oldest first."""
        return [self._alarm(row) for row in self._rows(alarms, organisation=organisation, person=person)]

    def _alarm(self, row: Row[Any]) -> Alarm:
        return Alarm(
            id=AlarmId(row.id),
            organisation=OrganisationId(row.organisation),
            person=PersonId(row.person),
            words=self._open(row.organisation, row.person, row.words),
            at=row.at,
            last_at=row.last_at,
            told_at=row.told_at,
            told=tuple(PersonId(one) for one in json.loads(row.told)),
            seen_by=None if row.seen_by is None else PersonId(row.seen_by),
            seen_at=row.seen_at,
            lifted_by=None if row.lifted_by is None else PersonId(row.lifted_by),
            lifted_at=row.lifted_at,
        )
