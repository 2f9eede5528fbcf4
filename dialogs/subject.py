"""What a message is about: a closed set, and the key under which it is kept and found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar, assert_never

from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.messages import SessionId
from dialogs.people import PersonId
from dialogs.policy.alarm import AlarmId
from dialogs.rhythm.weeks import IsoWeek


class Plain(Enum):
    """What has no id: `CLOSED` and `TAKEN_AWAY` stand where something else stood, and cannot be erased once more."""

    NOTHING = ""
    CLOSED = "closed"
    EXPORT = "export"
    TAKEN_AWAY = "taken_away"


@dataclass(frozen=True, slots=True)
class AboutSession:
    """A question of a talk."""

    kind: ClassVar[str] = "session"
    id: SessionId


@dataclass(frozen=True, slots=True)
class AboutWelcome:
    """A question of the one talk that asks whether we may ask."""

    kind: ClassVar[str] = "welcome"
    id: SessionId


@dataclass(frozen=True, slots=True)
class AboutAssumption:
    """An assumption, with its author and with whom it is put to: what is withdrawn is not asked."""

    kind: ClassVar[str] = "assumption"
    id: AssumptionId


@dataclass(frozen=True, slots=True)
class AboutVerdict:
    """The news of what one client says of an assumption."""

    kind: ClassVar[str] = "news"
    id: VerdictId


@dataclass(frozen=True, slots=True)
class AboutVerdicts:
    """The news of a day that a group says something new of an assumption; `day` is the reader's own."""

    kind: ClassVar[str] = "group-news"
    assumption: AssumptionId
    day: date


@dataclass(frozen=True, slots=True)
class AboutClient:
    """What somebody else is told of a client."""

    kind: ClassVar[str] = "client"
    id: PersonId


@dataclass(frozen=True, slots=True)
class AboutAlarm:
    """Somebody in danger."""

    kind: ClassVar[str] = "alarm"
    id: AlarmId


@dataclass(frozen=True, slots=True)
class AboutReply:
    """What the centre answered to the words of a client."""

    kind: ClassVar[str] = "office"
    id: str


@dataclass(frozen=True, slots=True)
class AboutLinks:
    """The personal links of somebody."""

    kind: ClassVar[str] = "links"
    id: PersonId


@dataclass(frozen=True, slots=True)
class AboutDigest:
    """A week."""

    kind: ClassVar[str] = "digest"
    week: IsoWeek


@dataclass(frozen=True, slots=True)
class AboutUndelivered:
    """A week that does not reach its channel, for this reason; a channel's name has no colon in it."""

    week: IsoWeek
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Other:
    """What another version of the product kept; it means nothing here."""

    key: str


Subject = (
    Plain
    | AboutSession
    | AboutWelcome
    | AboutAssumption
    | AboutVerdict
    | AboutVerdicts
    | AboutClient
    | AboutAlarm
    | AboutReply
    | AboutLinks
    | AboutDigest
    | AboutUndelivered
    | Other
)


def key(subject: Subject) -> str:
    """Return the key under which messages about this are kept; each has its own."""
    match subject:
        case Plain():
            return subject.value
        case AboutVerdicts(assumption, day):
            return f"{subject.kind}:{assumption}:{day}"
        case AboutDigest(week):
            return f"{subject.kind}:{week}"
        case AboutUndelivered(week, channel, reason):
            return f"{AboutDigest.kind}:{week}:{channel}:{reason}"
        case Other():
            return subject.key
        case (
            AboutSession()
            | AboutWelcome()
            | AboutAssumption()
            | AboutVerdict()
            | AboutClient()
            | AboutAlarm()
            | AboutReply()
            | AboutLinks()
        ):
            return f"{subject.kind}:{subject.id}"
        case _:
            assert_never(subject)


def read(kept: str) -> Subject:
    """Return what a key says a message is about; the key of that is the same again, whatever it is."""
    kind, colon, rest = kept.partition(":")
    try:
        found = _READ.get(kind, Other)(rest) if colon else Plain(kept)
    except ValueError:
        return Other(kept)
    return found if key(found) == kept else Other(kept)


def _verdicts(rest: str) -> Subject:
    assumption, _, day = rest.rpartition(":")
    return AboutVerdicts(AssumptionId(assumption), date.fromisoformat(day))


def _digest(rest: str) -> Subject:
    week, failed, what = rest.partition(":")
    channel, _, reason = what.partition(":")
    about = IsoWeek.parse(week)
    return AboutUndelivered(about, channel, reason) if failed else AboutDigest(about)


_READ: Mapping[str, Callable[[str], Subject]] = {
    AboutSession.kind: lambda id: AboutSession(SessionId(id)),
    AboutWelcome.kind: lambda id: AboutWelcome(SessionId(id)),
    AboutAssumption.kind: lambda id: AboutAssumption(AssumptionId(id)),
    AboutVerdict.kind: lambda id: AboutVerdict(VerdictId(id)),
    AboutVerdicts.kind: _verdicts,
    AboutClient.kind: lambda id: AboutClient(PersonId(id)),
    AboutAlarm.kind: lambda id: AboutAlarm(AlarmId(id)),
    AboutReply.kind: AboutReply,
    AboutLinks.kind: lambda id: AboutLinks(PersonId(id)),
    AboutDigest.kind: _digest,
}
