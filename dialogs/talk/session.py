"""One person's run through a conversation, as data that can be stored between any two turns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.talk.definition import DialogueId, Value


class Status(StrEnum):
    """How a run stands. Finished, stopped and lapsed runs never ask again."""

    OPEN = "open"
    POSTPONED = "postponed"
    FINISHED = "finished"
    STOPPED = "stopped"
    LAPSED = "lapsed"

    @property
    def is_running(self) -> bool:
        """Tell whether an answer still belongs here."""
        return self in {Status.OPEN, Status.POSTPONED}


class Starter(StrEnum):
    """Who began a run."""

    BOT = "bot"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run.

    `at` is the question that is put now; `path` the questions passed before it, in order. `subject` is the id of what
    the run is about (an assumption, an offer, a report), or empty. `values` are what the texts may recall. `asked_at`
    is when the question of `at` was last put, in UTC, and `unclear` how many replies to it were no answer. Every step
    raises `version` by one.
    """

    id: SessionId
    person: PersonId
    organisation: OrganisationId
    dialogue: DialogueId
    definition_hash: str
    language: str
    at: QuestionId | None = None
    answers: Mapping[QuestionId, Value] = field(default_factory=dict, repr=False)
    path: tuple[QuestionId, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    subject: str = ""
    started_by: Starter = Starter.BOT
    status: Status = Status.OPEN
    asked_at: datetime | None = None
    reminded: bool = False
    unclear: int = 0
    version: int = 0

    def has(self, name: str) -> bool:
        """Tell whether a value is there: one the run began with, or `answer.` and a question answered in it."""
        if name.startswith("answer."):
            return QuestionId(name.removeprefix("answer.")) in self.answers
        return bool(self.values.get(name))

    def to_json(self) -> str:
        """Return the run as text; it holds the person's words."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["answers"] = dict(self.answers)
        plain["values"] = dict(self.values)
        plain["asked_at"] = self.asked_at and self.asked_at.isoformat()
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Session:
        """Return the run that `to_json` wrote."""
        plain = json.loads(text)
        plain["path"] = tuple(plain["path"])
        plain["started_by"] = Starter(plain["started_by"])
        plain["status"] = Status(plain["status"])
        plain["asked_at"] = plain["asked_at"] and datetime.fromisoformat(plain["asked_at"])
        return cls(**plain)
