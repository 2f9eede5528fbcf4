"""Where words are kept and whose they are; looked up when they are told, so that a withdrawn word is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAnswer:
    """What somebody answered to a question."""

    kind: ClassVar[str] = "answer"
    id: AnswerId
    speaker: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FromVerdict:
    """What a client said with a verdict."""

    kind: ClassVar[str] = "verdict"
    id: VerdictId
    speaker: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAssumption:
    """What a professional assumed."""

    kind: ClassVar[str] = "assumption"
    id: AssumptionId
    speaker: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class FromReply:
    """What was said under an item of a week."""

    kind: ClassVar[str] = "reply"
    id: str
    speaker: PersonId


Source = FromAnswer | FromVerdict | FromAssumption | FromReply


def key(source: Source) -> tuple[str, str, PersonId]:
    """Return what is kept of a source: its kind and id, under which it is found again, and whose words it holds."""
    return source.kind, source.id, source.speaker


def read(kept: Sequence[str]) -> Source:
    """Return what a key says; raises ValueError for what is none."""
    kind, id, speaker = kept
    if kind not in _READ:
        raise ValueError(f"no kind of source: {kind!r}")
    return _READ[kind](id, PersonId(speaker))


_READ: Mapping[str, Callable[[str, PersonId], Source]] = {
    FromAnswer.kind: lambda id, speaker: FromAnswer(id=AnswerId(id), speaker=speaker),
    FromVerdict.kind: lambda id, speaker: FromVerdict(id=VerdictId(id), speaker=speaker),
    FromAssumption.kind: lambda id, speaker: FromAssumption(id=AssumptionId(id), speaker=speaker),
    FromReply.kind: lambda id, speaker: FromReply(id=id, speaker=speaker),
}
