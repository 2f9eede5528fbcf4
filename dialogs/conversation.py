"""A conversation as the page behind a personal link shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from dialogs.links import LinkCard
from dialogs.messages import Note, Prompt
from dialogs.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a conversation; `thread` is the line it hangs under, `mine` says the visitor wrote it."""

    id: str
    mine: bool
    body: Prompt | Note | str = field(repr=False)
    at: datetime
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The lines in reading order, oldest first, and the question that is open now.

    `current` may also stand among the lines, as the last line that holds it; it is then shown once, as the open one.
    `newest` is the last line there is, which a page that shows this tells; `begins` says that nobody welcomed the
    visitor yet, `silent` that nothing is asked since they were in danger. `week_at` is when the week is told, a weekday
    (0 is Monday) and an hour there.
    """

    lines: tuple[Line, ...]
    current: Prompt | None
    role: Role
    stopped: bool = False
    silent: bool = False
    paused_until: date | None = None
    links: tuple[LinkCard, ...] = ()
    newest: str = ""
    begins: bool = False
    week_at: tuple[int, time] | None = None
