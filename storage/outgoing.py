"""What is to be sent, and what the courier gets of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dialogs.messages import Body, OutboxId, Place, Purpose
from dialogs.people import OrganisationId
from dialogs.subject import Plain, Subject

SealedRow = dict[str, Any]
"""A message as it is kept: its words sealed, whose they are."""


class OutboxState(StrEnum):
    """How far a message has come."""

    PLANNED = "planned"
    SENDING = "sending"
    AMBIGUOUS = "ambiguous"
    SENT = "sent"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    PARKED = "parked"

    @property
    def is_unfinished(self) -> bool:
        """Tell whether the message is still to be sent, so that later ones of its conversation wait for it."""
        return self in {OutboxState.PLANNED, OutboxState.SENDING, OutboxState.AMBIGUOUS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to be sent.

    `cause` and `ordinal` make it unique. `at` and `expires` are business time, `not_before` is wall time. `thread_of`
    and `replaces` are ids of ours. `body` is None once its reader was erased; `state` and `reason` say what became of
    it.
    """

    id: OutboxId
    organisation: OrganisationId
    to: Place
    purpose: Purpose
    body: Body | None = field(repr=False)
    cause: str
    ordinal: int
    at: datetime
    not_before: datetime | None = None
    thread_of: OutboxId | None = None
    replaces: OutboxId | None = None
    subject: Subject = Plain.NOTHING
    expires: datetime | None = None
    state: OutboxState = OutboxState.PLANNED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is ours to send until the lease runs out; `ambiguous` means it may already be there.

    `linked` is the place and the external id of the message that its body's link leads to, once that was sent.
    """

    outgoing: Outgoing
    attempt: int
    fence: int
    external_thread: str | None
    external_replaces: str | None
    ambiguous: bool
    linked: tuple[Place, str] | None = None
