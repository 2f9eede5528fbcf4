"""What can happen to a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dialogs.messages import QuestionId


class ControlName(StrEnum):
    """What can be done at every question instead of answering it."""

    SKIP = "skip"
    BACK = "back"
    LATER = "later"
    STOP = "stop"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The conversation begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The person typed something; `question` is the one they answered, where that is known.

    `numbered` tells whether they saw the answers to choose from with their numbers.
    """

    text: str = field(repr=False)
    question: QuestionId | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chose:
    """The person pressed a button of a question; `choice` is the value of an answer, or the name of a control."""

    question: QuestionId
    choice: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The person does something else than answering; `question` is the one it was pressed at, where that is known."""

    name: ControlName
    question: QuestionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing came for as long as the question allows."""

    question: QuestionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A postponed conversation goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """It is time for the one reminder of the current question."""


Event = Started | Said | Chose | Control | Silence | Resumed | Reminded
