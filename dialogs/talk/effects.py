"""What a step wants to be done, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.messages import QuestionId
from dialogs.policy.share import Share
from dialogs.talk.definition import Records, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Put a question. `progress` is (this question, of how many); `again` when it was put before."""

    question: QuestionId
    progress: tuple[int, int]
    again: bool = False
    reminder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say a phrase of the product; `key` is one of `phrases.PHRASES`."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayOwn:
    """Say a sentence of the conversation itself: one of its `say`, or `thanks`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Keep an answer: the first of its question in this run, or a revision of it."""

    question: QuestionId
    records: Records | None
    value: Value = field(repr=False)
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCall:
    """Offer that somebody calls the person: words alone did not bring them further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postpone:
    """Come back after so many days."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The person wants to hear nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The run is over."""


Effect = Ask | Say | SayOwn | Record | OfferCall | Postpone | Stop | Finish
