"""Talks away from the screen: what a client said, noted by a professional, which counts once the client confirms it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from dialogs.people import OrganisationId, PersonId

ReportId = NewType("ReportId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a professional noted of a talk with a client; it is not the client's answer."""

    id: ReportId
    organisation: OrganisationId
    client: PersonId
    author: PersonId
    words: str = field(repr=False)
    at: datetime


class Confirmation(StrEnum):
    """What the client says to the question whether this is what they said."""

    YES = "yes"
    ALMOST = "almost"
    NO = "no"


def counts(report: Report, confirmation: Confirmation | None, *, by: PersonId | None) -> bool:
    """Tell whether the noted words count as the client's: only after a plain yes by that very client.

    After `almost` or `no` the client's own answer in their own words counts instead, as any answer does.
    """
    return confirmation is Confirmation.YES and by == report.client
