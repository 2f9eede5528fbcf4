"""What becomes of one occasion: asked now, asked a little later, or skipped for a reason the person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dialogs.people import Consent
from dialogs.rhythm.cadence import QuietHours
from dialogs.rhythm.occasions import Occasion
from dialogs.rhythm.pauses import paused
from dialogs.rhythm.quiet import after_quiet
from dialogs.rhythm.zones import local

LATENESS = timedelta(hours=24)
"""How long after its due moment an occasion may still be asked."""


class SkipReason(StrEnum):
    """Why an occasion was not asked."""

    STOPPED = "stopped"
    NO_CONSENT = "no_consent"
    PAUSED = "paused"
    CONTACT_TODAY = "contact_today"
    LATE = "late"
    SILENT = "silent"
    NOTHING_TO_ASK = "nothing_to_ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNow:
    """Ask at once; what to ask is the agenda's to say, and when it says nothing the occasion is `NOTHING_TO_ASK`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAt:
    """Decide again at this moment, in UTC; nothing is settled yet."""

    moment: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Do not ask; this occasion is settled."""

    reason: SkipReason


Decision = AskNow | AskAt | Skip


def decide(
    occasion: Occasion,
    *,
    zone: str,
    quiet: QuietHours,
    paused_until: date | None,
    consent: Consent,
    contacted_today: bool,
    now: datetime,
    lateness: timedelta = LATENESS,
) -> Decision:
    """Return what becomes of an occasion at `now`.

    The reasons are weighed from the most lasting to the most passing: stopped, no consent, paused, late, contact today.
    Somebody whose consent was never asked is not skipped: the agenda opens with the welcome, which asks for it.
    The moment of asking is the due moment or now, after the quiet hours; `contacted_today` is about the local date of
    `now` and weighs only when that moment lies on it. Lateness counts from the due moment.
    """
    if consent is Consent.STOPPED:
        return Skip(reason=SkipReason.STOPPED)
    if consent is Consent.REFUSED:
        return Skip(reason=SkipReason.NO_CONSENT)
    if paused(paused_until, occasion.local_date):
        return Skip(reason=SkipReason.PAUSED)
    moment = after_quiet(max(occasion.due, now), zone, quiet)
    if moment - occasion.due > lateness:
        return Skip(reason=SkipReason.LATE)
    if contacted_today and local(moment, zone).date() == local(now, zone).date():
        return Skip(reason=SkipReason.CONTACT_TODAY)
    return AskNow() if moment == now else AskAt(moment=moment)
