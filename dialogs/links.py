"""A personal link as whoever it is for sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """A personal link that somebody else made; `maker` is empty for whoever runs this.

    `browsers` is in how many it was opened first, `opened` when that was last so, and `beside` names who of the staff
    has their own page in one of those.
    """

    maker: str = field(repr=False)
    made: datetime
    ends: date
    browsers: int
    opened: datetime | None
    beside: str = field(default="", repr=False)
