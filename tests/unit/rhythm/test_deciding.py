"""What becomes of one occasion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time, timedelta

import pytest

from dialogs.people import Consent
from dialogs.rhythm.cadence import QuietHours
from dialogs.rhythm.deciding import AskAt, AskNow, Decision, Skip, SkipReason, decide
from dialogs.rhythm.occasions import Occasion
from dialogs.rhythm.zones import resolve

ZONE = "Europe/Amsterdam"
DAY = date(2026, 6, 2)
NIGHT = QuietHours()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A plain day, of which a test changes what it is about."""

    quiet: QuietHours = NIGHT
    paused_until: date | None = None
    consent: Consent = Consent.GIVEN
    contacted_today: bool = False
    lateness: timedelta = timedelta(hours=24)


def decided(facts: Facts, *, slot: str = "10:00", days: int = 0, now: str = "10:00") -> Decision:
    """Decide the occasion of a Tuesday at `now`, `days` later."""
    occasion = Occasion(local_date=DAY, slot=slot, due=resolve(DAY, time.fromisoformat(slot), ZONE))
    return decide(
        occasion,
        zone=ZONE,
        quiet=facts.quiet,
        paused_until=facts.paused_until,
        consent=facts.consent,
        contacted_today=facts.contacted_today,
        now=resolve(DAY + timedelta(days=days), time.fromisoformat(now), ZONE),
        lateness=facts.lateness,
    )


def test_an_occasion_that_is_due_is_asked() -> None:
    """At its own moment an occasion is asked."""
    assert decided(Facts()) == AskNow()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(consent=Consent.STOPPED), SkipReason.STOPPED),
        (Facts(consent=Consent.REFUSED), SkipReason.NO_CONSENT),
        (Facts(paused_until=DAY + timedelta(days=1)), SkipReason.PAUSED),
        (Facts(contacted_today=True), SkipReason.CONTACT_TODAY),
    ],
)
def test_each_reason_alone_skips(facts: Facts, reason: SkipReason) -> None:
    """Stop, refusal, a pause and a contact today each hold an occasion back, under their own name."""
    assert decided(facts) == Skip(reason=reason)


def test_the_most_lasting_reason_is_the_one_told() -> None:
    """Where several reasons hold, the person reads the one that lasts longest."""
    everything = Facts(consent=Consent.STOPPED, paused_until=DAY + timedelta(days=9), contacted_today=True)
    told = [decided(everything, days=5)]
    for lifted in ({"consent": Consent.REFUSED}, {"consent": Consent.GIVEN}, {"paused_until": None}):
        everything = replace(everything, **lifted)
        told.append(decided(everything, days=5))
    told.append(decided(everything))
    reasons = [SkipReason.STOPPED, SkipReason.NO_CONSENT, SkipReason.PAUSED, SkipReason.LATE, SkipReason.CONTACT_TODAY]
    assert told == [Skip(reason=reason) for reason in reasons]


def test_whose_consent_was_never_asked_may_be_asked_for_it() -> None:
    """Consent that was not asked yet holds nothing back: the agenda opens with the welcome."""
    assert decided(Facts(consent=Consent.UNASKED)) == AskNow()


def test_a_pause_that_ended_today_holds_nothing_back() -> None:
    """On the date of return a person is asked again."""
    assert decided(Facts(paused_until=DAY)) == AskNow()


def test_an_occasion_from_inside_the_pause_is_not_asked_after_it() -> None:
    """What fell inside a pause is skipped as paused, also when it is decided later."""
    facts = Facts(paused_until=DAY + timedelta(days=1))
    assert decided(facts, days=1, now="09:00") == Skip(reason=SkipReason.PAUSED)


def test_late_begins_after_the_limit_and_not_at_it() -> None:
    """Exactly at the limit an occasion is still asked; a minute later it is skipped."""
    assert decided(Facts(), days=1, now="10:00") == AskNow()
    assert decided(Facts(), days=1, now="10:01") == Skip(reason=SkipReason.LATE)


def test_an_occasion_in_quiet_hours_waits_for_their_end() -> None:
    """Nobody is woken: the question comes when the night is over, and then it is asked."""
    morning = resolve(DAY, time(8, 0), ZONE)
    assert decided(Facts(), slot="03:00", now="03:00") == AskAt(moment=morning)
    assert decided(Facts(), slot="03:00", now="08:00") == AskNow()


def test_an_occasion_that_quiet_hours_make_too_late_is_skipped() -> None:
    """When the night that must be waited out ends past the limit, the occasion is late, not asked next morning."""
    assert decided(Facts(lateness=timedelta(hours=4)), slot="03:00", now="03:00") == Skip(reason=SkipReason.LATE)
    assert decided(Facts(lateness=timedelta(hours=5)), slot="03:00", now="03:00") != Skip(reason=SkipReason.LATE)


def test_a_contact_today_does_not_hold_back_tomorrow() -> None:
    """One contact a day is about the day on which the question would come."""
    assert decided(Facts(contacted_today=True), slot="22:00", now="22:00") == AskAt(
        moment=resolve(DAY + timedelta(days=1), time(8, 0), ZONE)
    )
    assert decided(Facts(contacted_today=True), slot="03:00", now="03:00") == Skip(reason=SkipReason.CONTACT_TODAY)


def test_an_occasion_ahead_is_asked_when_it_is_due() -> None:
    """An occasion looked at too early waits for its own moment."""
    assert decided(Facts(), now="09:00") == AskAt(moment=resolve(DAY, time(10, 0), ZONE))


def test_asking_at_the_named_moment_ends_the_waiting() -> None:
    """Deciding again at the moment that was named gives an answer and never another delay."""
    first = decided(Facts(), slot="23:00", now="23:30")
    assert first == AskAt(moment=resolve(DAY + timedelta(days=1), time(8, 0), ZONE))
    assert decided(Facts(), slot="23:00", days=1, now="08:00") == AskNow()
