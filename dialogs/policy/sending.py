"""Whether a message may be sent at this moment; asked when it is planned and again just before it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from dialogs.messages import Purpose
from dialogs.people import Consent, Person, Role
from dialogs.policy.ruling import Allowed, Denied, Reason, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What matters about the person a message is for; `active` is False once they left the organisation."""

    role: Role
    consent: Consent
    paused_until: date | None = None
    erased: bool = False
    active: bool = True
    silent: bool = False

    @staticmethod
    def of(person: Person, *, active: bool = True) -> Recipient:
        """Return the facts of this person."""
        return Recipient(
            role=person.role,
            consent=person.consent,
            paused_until=person.paused_until,
            erased=person.erased,
            active=active,
            silent=person.silent,
        )


def may_send(
    purpose: Purpose,
    recipient: Recipient | None,
    local_date: date,
    *,
    cause_withdrawn: bool = False,
    welcome: bool = False,
) -> Ruling:
    """Return whether a message for this purpose may go out; `recipient` None is the centre's shared place.

    `local_date` is the recipient's own; a pause lasts until the day it names and holds back questions, not news of
    somebody's own words. `welcome` marks the one talk that asks whether we may ask. The direct reply to somebody's own
    words always goes, also after a stop, unless the person is gone; and so does what is told because somebody is in
    danger. Whoever was in danger gets nothing else until a person lifts that.
    """
    reason: Reason | None = None
    if cause_withdrawn and purpose in {Purpose.ASK, Purpose.REMINDER, Purpose.NEWS}:
        reason = Reason.WITHDRAWN
    elif recipient is None:
        reason = Reason.NOT_FOR_ROLE if purpose.is_contact else None
    elif recipient.erased or not recipient.active:
        reason = Reason.GONE
    elif purpose is Purpose.DIGEST and recipient.role is not Role.CENTRE:
        reason = Reason.NOT_FOR_ROLE
    elif purpose not in {Purpose.REPLY, Purpose.URGENT}:
        reason = _unwilling(recipient, purpose, local_date, welcome=welcome)
    return Allowed() if reason is None else Denied(reason=reason)


def _unwilling(recipient: Recipient, purpose: Purpose, local_date: date, *, welcome: bool) -> Reason | None:
    if recipient.silent:
        return Reason.SILENT
    match recipient.consent:
        case Consent.GIVEN:
            pass
        case Consent.STOPPED:
            return Reason.STOPPED
        case Consent.REFUSED:
            return Reason.REFUSED
        case Consent.UNASKED:
            if recipient.role is Role.CLIENT and not (welcome and purpose.is_contact):
                return Reason.NO_CONSENT
        case _:
            assert_never(recipient.consent)
    paused = recipient.paused_until is not None and local_date < recipient.paused_until
    return Reason.PAUSED if paused and purpose.is_contact else None
