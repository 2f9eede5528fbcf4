"""Who asks for a page, from which card on, and in whose language it is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.sheets import Blank
from bot.turn import Turn
from dialogs.messages import Form
from dialogs.people import Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever reads the page from the card `after` in `section` on, or from its top where both are empty.

    `room` is how many cards of each section their channel can show; `about` is which page, where there are several.
    """

    turn: Turn
    person: Person
    section: str = ""
    after: str = ""
    about: str = ""
    room: int

    def t(self, key: str, **values: object) -> str:
        """Return a phrase in the reader's language."""
        return self.turn.phrase(self.person, key, **values)

    def moment(self, at: datetime) -> str:
        """Return a moment in the reader's language and zone."""
        return self.turn.script.texts.moment(self.person.language, at, self.person.timezone)

    def form(self, build: Callable[[Blank], Form]) -> Form:
        """Return a form as the reader begins to fill it in."""
        return build(Blank(self.turn, self.person, "", ""))

    def part(self, every: Sequence[T], ids: Sequence[str]) -> tuple[Sequence[T], bool]:
        """Return of the only section of a page what is shown of it, by the ids of its cards; and whether more follows.

        What is gone since counts as the top.
        """
        first = ids.index(self.after) + 1 if self.after in ids else 0
        return every[first : first + self.room], len(every) > first + self.room
