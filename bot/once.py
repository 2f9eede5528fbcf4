"""Pressed twice is done once: the key of a form or a button counts one time, and is answered as the first time.

A second press is a double click, a browser's back and resend, or a platform that brings the same under another id.
Typed words count by the id of their own event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.turn import Turn
from bot.use_cases import FORMS
from dialogs.messages import Command, FieldErrors, Form, Inbound, Note, Outcome, Quote, Receipt, Submitted
from dialogs.people import Consent, Person
from dialogs.talk.understanding import IntentName

LASTS = timedelta(days=30)
"""So long a form that makes something counts once, whatever stands in it."""

AGAIN = timedelta(minutes=1)
"""After so long the same button, or what a form that sets something set last, may be meant anew."""

LOOKS = frozenset(name for name, case in FORMS.items() if case.looks)
"""Forms that only show something."""

SETS = frozenset(name for name, case in FORMS.items() if case.sets)
"""Forms that put something in the place of what was there: sent with other values they mean something else."""

_WATCHES = frozenset({"refresh"})
_WORDS = ("text", "words")
_INSTEAD = {"stop": "asking", "start": "asking", "pause": "asking", "resume": "asking", "language": "language"}
"""Buttons that put something in the place of what another one put there, by what they put it in the place of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What must be pressed only once: a digest of the key, one of what was sent with it, and how long it counts.

    With `sets` other values than those that were sent last are no second press.
    """

    value: str
    about: str
    lasts: timedelta
    sets: bool = False


def key_of(inbound: Inbound) -> Key | None:
    """Return the key of what came in, or None for what counts by its event alone.

    A button of a message has that message for a key: it stands there for months, so it counts once a minute.
    """
    match inbound.content:
        case Submitted(form=form, fields=fields, once=str(once)) if once and form not in LOOKS:
            about = _digest(form, *(f"{name}={value}" for name, value in sorted(fields.items())))
            if form in SETS:
                return Key(value=_digest(once), about=about, lasts=AGAIN, sets=True)
            return Key(value=_digest(once), about=about, lasts=LASTS)
        case Command(name=name, argument=argument, once=once) if name not in _WATCHES:
            pressed = once or inbound.thread or inbound.under
            if pressed and name in _INSTEAD:
                about = _digest(name, argument)
                return Key(value=_digest(pressed, _INSTEAD[name]), about=about, lasts=AGAIN, sets=True)
            return Key(value=_digest(pressed, name, argument), about="", lasts=AGAIN) if pressed else None
        case _:
            return None


def only(turn: Turn, person: Person, inbound: Inbound, act: Callable[[], Receipt]) -> Receipt:
    """Do what came in unless its key counted already: then return what the first press was answered.

    What was refused or opened something changed nothing, so it may be sent again with the same key. *Stop* is never
    left undone.
    """
    key = key_of(inbound)
    if key is None:
        return _keyed(turn, inbound, act())
    presses, mine = turn.uow.presses, (person.organisation, person.id, key.value)
    if not presses.take(*mine, now=turn.now, until=turn.now + key.lasts) and not _must(person, inbound):
        first = presses.first(*mine)
        if first is None or first.about == key.about:
            return Receipt(outcome=Outcome.TAKEN, reply=first.reply if first else None)
        if not key.sets:
            return _sent_already(turn, person, inbound)
    receipt = _keyed(turn, inbound, act())
    if _counts(inbound, receipt) and not isinstance(receipt.reply, FieldErrors):
        presses.keep(*mine, about=key.about, reply=receipt.reply)
    else:
        presses.release(*mine)
    return receipt


def _counts(inbound: Inbound, receipt: Receipt) -> bool:
    opened = isinstance(receipt.reply, Form) or (isinstance(inbound.content, Command) and receipt.reply is not None)
    return receipt.outcome is Outcome.TAKEN and not opened


def _must(person: Person, inbound: Inbound) -> bool:
    stop = isinstance(inbound.content, Command) and inbound.content.name == IntentName.STOP
    return stop and person.consent is not Consent.STOPPED


def _keyed(turn: Turn, inbound: Inbound, receipt: Receipt) -> Receipt:
    """Give a form that is opened its key; the second step of a form goes on with that of the first."""
    form = receipt.reply
    if not isinstance(form, Form) or not form.submit or form.once:
        return receipt
    earlier = inbound.content.once if isinstance(inbound.content, Submitted) else ""
    return replace(receipt, reply=replace(form, once=earlier or turn.uow.new_id()))


def _sent_already(turn: Turn, person: Person, inbound: Inbound) -> Receipt:
    """Say that a form was sent before; the words that were changed in it stand there to be kept."""
    fields = inbound.content.fields if isinstance(inbound.content, Submitted) else {}
    words = (Quote(speaker=person.id, words=fields[name]) for name in _WORDS if fields.get(name, "").strip())
    note = Note(blocks=(turn.phrase(person, "bot.sent_already"), *words))
    return Receipt(outcome=Outcome.REFUSED, reply=note)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
