"""The ledger of the killer: what people tried to say, what they were told was kept, and what a platform accepted.

It is written line by line, as the killed process reports it, so nothing in it depends on what that process kept.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

RANDOM = "at a random moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Something a person said or did: words, a choice, or, with `client`, an assumption about that client."""

    event: str
    person: str
    session: str = ""
    question: str = ""
    words: str = ""
    choice: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A message that a platform has taken; only a question has a session and a question."""

    outbox: str
    person: str
    purpose: str
    day: str
    session: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_contact(self) -> bool:
        """Tell whether this was the bot's own beginning."""
        return self.purpose in {"ask", "reminder"}


@dataclass(slots=True)
class Record:
    """Everything the killer knows; `open` is the question each person has before them, `agreed` who said yes."""

    tried: dict[str, Delivery] = field(default_factory=dict)
    waiting: dict[str, Delivery] = field(default_factory=dict)
    told: dict[str, Delivery] = field(default_factory=dict)
    accepted: dict[str, list[Accepted]] = field(default_factory=dict)
    open: dict[str, Accepted] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    _answered: set[tuple[str, str]] = field(default_factory=set)

    def note(self, line: str) -> None:
        """Take in one line, as the functions below make them."""
        kind, value = json.loads(line)
        match kind:
            case "tried":
                self._try(Delivery(**value))
            case "told":
                self._tell(value)
            case "accepted":
                self._accept(Accepted(**value | {"choices": tuple(value["choices"])}))
            case "killed":
                self.kills[value] += 1
            case _:
                self.troubles.append(value)

    def _try(self, delivery: Delivery) -> None:
        self.tried[delivery.event] = self.waiting[delivery.event] = delivery
        self._answered.add((delivery.session, delivery.question))
        before_them = self.open.get(delivery.person)
        if before_them is not None and self._is_answered(before_them):
            del self.open[delivery.person]

    def _tell(self, event: str) -> None:
        delivery = self.tried[event]
        self.waiting.pop(event, None)
        self.told[event] = delivery
        if delivery.question == "consent":
            self.agreed.add(delivery.person)

    def _accept(self, message: Accepted) -> None:
        self.accepted.setdefault(message.outbox, []).append(message)
        if message.session and not self._is_answered(message):
            self.open[message.person] = message

    def _is_answered(self, message: Accepted) -> bool:
        return (message.session, message.question) in self._answered


def tried(delivery: Delivery) -> str:
    """Return the line that somebody is about to send something."""
    return json.dumps(("tried", asdict(delivery)))


def told(event: str) -> str:
    """Return the line that somebody was told that it is kept."""
    return json.dumps(("told", event))


def accepted(message: Accepted) -> str:
    """Return the line that a platform has taken a message."""
    return json.dumps(("accepted", asdict(message)))


def killed(where: str) -> str:
    """Return the line that a process was killed at a crash point, or at a random moment."""
    return json.dumps(("killed", where))


def trouble(what: str) -> str:
    """Return the line that something went wrong that no kill explains."""
    return json.dumps(("trouble", what))


def read(path: Path) -> Record:
    """Return the record that was written to a file."""
    record = Record()
    for line in path.read_text().splitlines():
        record.note(line)
    return record
