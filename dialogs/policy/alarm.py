"""Somebody is in danger: what is kept of it, and whom it is told to, never to anybody whom the words name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NewType

from dialogs.people import Organisation, OrganisationId, Person, PersonId, Role
from dialogs.policy.naming import named_in

AlarmId = NewType("AlarmId", str)

PATIENCE: Final = timedelta(minutes=15)
"""When nobody has opened it by then, somebody outside the team is told too."""

JOINS: Final = timedelta(minutes=10)
"""What is written within this of the words before belongs to the same alarm."""

LONGEST: Final = timedelta(hours=1)
"""So long after it began nothing joins an alarm any more: then somebody has to look anew."""

TOLD_AGAIN: Final = timedelta(minutes=5)
"""At most so often it is told that somebody is still writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What one person wrote in danger; `words` is None once they were erased or their time was over.

    `at` is when it began, `last_at` when the newest words came, `told_at` when people were told last. `told` are those
    who were told, the first first, `seen_by` is who opened it and `lifted_by` who let the dialogue go on.
    """

    id: AlarmId
    organisation: OrganisationId
    person: PersonId
    words: str | None = field(repr=False)
    at: datetime
    last_at: datetime
    told_at: datetime
    told: tuple[PersonId, ...] = ()
    seen_by: PersonId | None = None
    seen_at: datetime | None = None
    lifted_by: PersonId | None = None
    lifted_at: datetime | None = None

    def takes(self, now: datetime) -> bool:
        """Tell whether what is written now belongs to this alarm."""
        return self.lifted_at is None and now - self.last_at <= JOINS and now - self.at <= LONGEST


def whom(
    speaker: Person,
    organisation: Organisation,
    people: Sequence[Person],
    words: Iterable[str],
    told: Iterable[PersonId],
    *,
    means_staff: bool = False,
) -> Person | None:
    """Return whom to tell next, or None when nobody is left: of `people`, not in `told`, and not named in `words`.

    First is whom the client or else the organisation names, and where neither does, the client's own professional. Then
    follows the fallback, and after it whoever is outside the team: stewards, the central organisation, professionals of
    elsewhere. The rest of the team is the very last. Where the words mean staff without a name (`means_staff`), the
    client's own professional is never told, and nobody of the team first.
    """
    said, told = list(words), frozenset(told)
    gone = {speaker.id, *told}
    if means_staff and speaker.professional is not None:
        gone.add(speaker.professional)
    may = {
        one.id: one
        for one in people
        if one.role is not Role.CLIENT and not one.erased and one.id not in gone and not named_in(said, one.name)
    }
    for id in _in_turn(speaker, organisation, people, first=not told, means_staff=means_staff):
        if id in may:
            return may[id]
    return None


def _in_turn(
    speaker: Person, organisation: Organisation, people: Sequence[Person], *, first: bool, means_staff: bool
) -> Iterator[PersonId | None]:
    client = speaker.role is Role.CLIENT
    here = {one.id for one in people if not one.erased}
    named = next((id for id in (speaker.named if client else None, organisation.named) if id in here), None)
    in_team = {one.id for one in people if client and one.team is not None and one.team == speaker.team}
    nearest = named or (speaker.professional if client else None)
    if first and not (means_staff and nearest in in_team):
        yield nearest
    order = (Role.STEWARD, Role.CENTRE, Role.PROFESSIONAL)
    others = [one.id for role in order for one in people if one.role is role]
    last = (organisation.fallback, named, *others)
    yield from (id for id in last if id not in in_team)
    yield from last
