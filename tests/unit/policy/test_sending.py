from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from dialogs.messages import Purpose
from dialogs.people import Consent, OrganisationId, Person, PersonId, Role
from dialogs.policy.ruling import Allowed, Denied, Reason, Ruling
from dialogs.policy.sending import Recipient, may_send

TODAY = date(2026, 11, 25)
ANNA = Recipient(role=Role.CLIENT, consent=Consent.GIVEN)
EVERY_PURPOSE = tuple(Purpose)


def denied(reason: Reason) -> Ruling:
    """Return the refusal with this reason."""
    return Denied(reason=reason)


@pytest.mark.parametrize(("consent", "reason"), [(Consent.STOPPED, Reason.STOPPED), (Consent.REFUSED, Reason.REFUSED)])
@pytest.mark.parametrize("role", [Role.CLIENT, Role.PROFESSIONAL, Role.CENTRE])
def test_stop_means_stop(consent: Consent, reason: Reason, role: Role) -> None:
    """After a stop or a no, nothing goes out but the reply to somebody's own words, and what is told of danger."""
    person = Recipient(role=role, consent=consent)
    for purpose, welcome in product(EVERY_PURPOSE, (False, True)):
        ruling = may_send(purpose, person, TODAY, welcome=welcome)
        if purpose in {Purpose.REPLY, Purpose.URGENT}:
            assert ruling == Allowed()
        elif purpose is Purpose.DIGEST and role is not Role.CENTRE:
            assert ruling == denied(Reason.NOT_FOR_ROLE)
        else:
            assert ruling == denied(reason)


def test_before_consent_a_client_hears_only_the_welcome() -> None:
    """Nothing is asked or told before a client said yes, except the one talk that asks for it."""
    anna = replace(ANNA, consent=Consent.UNASKED)
    assert may_send(Purpose.ASK, anna, TODAY, welcome=True) == Allowed()
    assert may_send(Purpose.REMINDER, anna, TODAY, welcome=True) == Allowed()
    for purpose in (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS):
        assert may_send(purpose, anna, TODAY) == denied(Reason.NO_CONSENT)
    assert may_send(Purpose.NEWS, anna, TODAY, welcome=True) == denied(Reason.NO_CONSENT)
    assert may_send(Purpose.REPLY, anna, TODAY) == Allowed()


def test_a_professional_is_asked_as_part_of_the_work() -> None:
    """Somebody who works here needs no welcome to be asked."""
    joost = Recipient(role=Role.PROFESSIONAL, consent=Consent.UNASKED)
    assert may_send(Purpose.ASK, joost, TODAY) == Allowed()


def test_a_pause_holds_back_questions_through_the_day_before_it_ends() -> None:
    """During a pause nothing is asked, but news of one's own words comes; on the day it names, asking starts again."""
    paused = replace(ANNA, paused_until=date(2026, 11, 26))
    assert may_send(Purpose.ASK, paused, date(2026, 11, 25)) == denied(Reason.PAUSED)
    assert may_send(Purpose.REMINDER, paused, date(2026, 11, 25)) == denied(Reason.PAUSED)
    assert may_send(Purpose.NEWS, paused, date(2026, 11, 25)) == Allowed()
    assert may_send(Purpose.REPLY, paused, date(2026, 11, 25)) == Allowed()
    assert may_send(Purpose.ASK, paused, date(2026, 11, 26)) == Allowed()


@pytest.mark.parametrize("gone", [replace(ANNA, erased=True), replace(ANNA, active=False)])
@pytest.mark.parametrize("purpose", EVERY_PURPOSE)
def test_nothing_follows_somebody_who_is_gone(gone: Recipient, purpose: Purpose) -> None:
    """After erasure or departure not even a reply goes out."""
    assert may_send(purpose, gone, TODAY) == denied(Reason.GONE)


def test_what_was_taken_back_is_not_asked_or_told() -> None:
    """Once an assumption or answer is withdrawn, no question and no news about it goes out."""
    for purpose in (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS):
        assert may_send(purpose, ANNA, TODAY, cause_withdrawn=True) == denied(Reason.WITHDRAWN)
    assert may_send(Purpose.REPLY, ANNA, TODAY, cause_withdrawn=True) == Allowed()
    assert may_send(Purpose.DIGEST, None, TODAY, cause_withdrawn=True) == Allowed()


def test_the_shared_place_is_told_things_and_never_asked() -> None:
    """The centre's place gets digests and replies; a question belongs to one person; a digest to the centre alone."""
    assert may_send(Purpose.DIGEST, None, TODAY) == Allowed()
    assert may_send(Purpose.ASK, None, TODAY) == denied(Reason.NOT_FOR_ROLE)
    assert may_send(Purpose.DIGEST, ANNA, TODAY) == denied(Reason.NOT_FOR_ROLE)
    assert may_send(Purpose.DIGEST, Recipient(role=Role.CENTRE, consent=Consent.UNASKED), TODAY) == Allowed()


def test_the_facts_of_a_person_are_that_persons_own() -> None:
    """A recipient made of a person carries what that person chose."""
    person = Person(
        id=PersonId("anna"),
        organisation=OrganisationId("o"),
        name="Anna",
        role=Role.CLIENT,
        consent=Consent.STOPPED,
        paused_until=TODAY,
        erased=True,
    )
    assert Recipient.of(person, active=False) == Recipient(
        role=Role.CLIENT, consent=Consent.STOPPED, paused_until=TODAY, erased=True, active=False
    )


@pytest.mark.parametrize("role", list(Role))
def test_after_danger_everything_else_is_silent(role: Role) -> None:
    """Until a person lifts it nothing is asked or told unasked; replies and what is told of danger go all the same."""
    person = Recipient(role=role, consent=Consent.GIVEN, silent=True)
    for purpose in (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS):
        assert may_send(purpose, person, TODAY, welcome=True) == denied(Reason.SILENT)
    assert may_send(Purpose.REPLY, person, TODAY) == may_send(Purpose.URGENT, person, TODAY) == Allowed()
