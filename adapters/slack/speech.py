"""What stands on a Home tab, said in the language of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from adapters.desk import Desk, Visitor

DOT: Final = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The phrases of the desk for one visitor."""

    desk: Desk
    visitor: Visitor

    def say(self, key: str, **values: object) -> str:
        """Return a phrase."""
        return self.desk.phrase(self.visitor.language, key, **values)

    @property
    def name(self) -> str:
        """What the visitor is called in a conversation."""
        return self.visitor.name.split(" ")[0]

    def moment(self, at: datetime) -> str:
        """Return a date and time where the visitor is."""
        return self.desk.moment(self.visitor, at)

    def day(self, day: date) -> str:
        """Return a date."""
        return self.desk.day(self.visitor, day)

    def hour(self, at: time) -> str:
        """Return an hour of the day."""
        return f"{at:%H:%M}"
