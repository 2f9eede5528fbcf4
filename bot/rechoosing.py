"""Somebody changed or removed the message in which they made a choice about the dialogue itself."""

from __future__ import annotations

from bot import consent, own_words, recording
from bot.turn import Turn
from dialogs.evidence.answers import Answer
from dialogs.people import Consent, Person
from dialogs.rhythm.cadence import Unit
from dialogs.talk.definition import Records

_MAY = frozenset({Records.CONSENT, Records.CENTRE_MAY_READ, Records.BETWEEN})
"""Choices that allow something: a no is carried out at once, a yes only where the choice itself is made."""

_RARER = tuple(Unit)


def rechosen(turn: Turn, person: Person, answer: Answer, text: str) -> None:
    """Carry out what a changed message chooses now, unless it would allow more than before or says nothing clear."""
    records = Records(answer.records)
    session = turn.uow.sessions.get(person.organisation, answer.session)
    chosen = own_words.taken_anew(turn, person, session, answer, text) if session else None
    value = chosen if isinstance(chosen, str) else ""
    if not value or session is None or _widens(person, records, value):
        _tell_where(turn, person, records)
    elif records is Records.CONSENT and value == "no":
        _withdraw(turn, person, records)
    else:
        recording.keep(turn, person, session, answer.question, records, value, answer.share)
        turn.tell(recording.choose(turn, person, records, value), "bot.settings_saved")


def unchosen(turn: Turn, person: Person, answer: Answer) -> None:
    """Take back what a removed message allowed; what it did not allow is told to be changed where that is done."""
    records = Records(answer.records)
    if records in _MAY and _allows(person, records):
        _withdraw(turn, person, records)
    else:
        _tell_where(turn, person, records)


def _withdraw(turn: Turn, person: Person, records: Records) -> None:
    if records is not Records.CONSENT:
        recording.choose(turn, person, records, "no")
        turn.tell(person, "bot.settings_saved")
    elif _allows(person, records) or person.consent is Consent.UNASKED:
        consent.stop(turn, person)
    else:
        turn.tell(person, "bot.not_asked")


def _widens(person: Person, records: Records, value: str) -> bool:
    if records in _MAY:
        return value != "no" and not _allows(person, records)
    return records is Records.EVERY and _RARER.index(Unit(value)) < _RARER.index(person.cadence.unit)


def _allows(person: Person, records: Records) -> bool:
    match records:
        case Records.CONSENT:
            return person.consent is Consent.GIVEN
        case Records.CENTRE_MAY_READ:
            return person.centre_may_read
        case _:
            return person.between


def _tell_where(turn: Turn, person: Person, records: Records) -> None:
    turn.tell(person, "bot.choice_by_start" if records is Records.CONSENT else "bot.choice_elsewhere")
