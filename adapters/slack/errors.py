"""What each error of Slack means for a message, and who is told of it: a closed table, in the file next to this one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, assert_never

import structlog

from dialogs.messages import Ambiguous, Refused, SendResult, TryLater

UNKNOWN: Final = "slack_unknown"
TOKEN_PATIENCE: Final = timedelta(hours=1)
"""How long a message waits for somebody to mend the token, before it is tried again."""

_WORD: Final = re.compile(r"[a-z0-9_]{1,64}")


class Fate(StrEnum):
    """What becomes of a message."""

    REFUSED = "refused"
    LATER = "later"
    TOKEN = "token"  # noqa: S105 - a kind of trouble, not a token
    AMBIGUOUS = "ambiguous"
    BUG = "bug"


class Audience(StrEnum):
    """Who is told, once."""

    PROFESSIONAL = "professional"
    STEWARD = "steward"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an error means: our reason for it, what becomes of the message, and who is told.

    `unreachable` says that the way to somebody does not work, whatever is said there.
    """

    reason: str
    fate: Fate
    told: Audience
    after: timedelta | None = None
    unreachable: bool = False


def known(error: str) -> Meaning:
    """Return what an error of Slack means; one that is not in the table is refused as unknown."""
    by_error, by_reason = _tables()
    return by_error.get(error, by_reason[UNKNOWN])


def audience_of(reason: str) -> Audience:
    """Return who is told of a reason; nobody for one that is not of Slack."""
    found = _tables()[1].get(reason)
    return Audience.NOBODY if found is None else found.told


def reasons() -> frozenset[str]:
    """Return every reason there is."""
    return frozenset(_tables()[1])


def refusal(reason: str) -> Refused:
    """Return the refusal for a reason of the table."""
    return Refused(reason=reason, unreachable=_tables()[1][reason].unreachable)


def outcome(error: str, *, method: str = "", retry_after: float | None = None) -> SendResult:
    """Return what becomes of a message that Slack answered with this error; what is unknown or ours is logged."""
    meaning = known(error)
    if meaning.reason == UNKNOWN or meaning.fate is Fate.BUG:
        word = error if _WORD.fullmatch(error) else "unreadable"
        structlog.get_logger().warning("slack.refused", method=method, reason=meaning.reason, error=word)
    match meaning.fate:
        case Fate.REFUSED | Fate.BUG:
            return refusal(meaning.reason)
        case Fate.TOKEN:
            return TryLater(after=TOKEN_PATIENCE, reason=meaning.reason)
        case Fate.LATER if retry_after is not None:
            return TryLater(after=timedelta(seconds=retry_after), reason=meaning.reason, counts=False)
        case Fate.LATER:
            return TryLater(after=meaning.after, reason=meaning.reason)
        case Fate.AMBIGUOUS:
            return Ambiguous(reason=meaning.reason)
        case _:
            assert_never(meaning.fate)


@cache
def _tables() -> tuple[Mapping[str, Meaning], Mapping[str, Meaning]]:
    """Return the meanings by Slack's error and by our reason; raise ValueError if an error stands there twice."""
    text = files("adapters.slack").joinpath("errors.toml").read_text(encoding="utf-8")
    data: dict[str, dict[str, Any]] = tomllib.loads(text)
    by_error: dict[str, Meaning] = {}
    by_reason: dict[str, Meaning] = {}
    for reason, row in data.items():
        after = timedelta(seconds=row["after"]) if "after" in row else None
        meaning = Meaning(
            reason=reason,
            fate=Fate(row["fate"]),
            told=Audience(row["told"]),
            after=after,
            unreachable=row.get("unreachable", False),
        )
        by_reason[reason] = meaning
        for error in (*row.get("errors", ()), *row.get("seen", ())):
            if error in by_error:
                raise ValueError(f"The error {error} stands twice in the table.")
            by_error[error] = meaning
    return by_error, by_reason
