"""The answer to "may this be done?": yes, or no with a reason that is a phrase key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why something may not be done; the value is the key of the sentence for people."""

    UNKNOWN = "policy.unknown"
    ONLY_PROPOSE = "policy.only_propose"
    ONLY_COUNTS = "policy.only_counts"
    TWO_PEOPLE = "policy.two_people"
    GONE = "policy.gone"
    STOPPED = "policy.stopped"
    REFUSED = "policy.refused"
    NO_CONSENT = "policy.no_consent"
    PAUSED = "policy.paused"
    SILENT = "policy.silent"
    WITHDRAWN = "policy.withdrawn"
    NOT_FOR_ROLE = "policy.not_for_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """It may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """It may not be done."""

    reason: Reason


Ruling = Allowed | Denied
