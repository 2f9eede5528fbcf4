"""Keep what somebody answered, and let it do what it stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot import evidence, quoting, rhythm
from bot.turn import Turn
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.talks import Confirmation, ReportId, counts
from dialogs.messages import QuestionId
from dialogs.people import Consent, Person
from dialogs.policy.naming import names
from dialogs.policy.roles import is_client
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import Unit
from dialogs.talk.definition import Records
from dialogs.talk.effects import Record
from dialogs.talk.session import Session

HOURS = {"morning": time(10, 0), "afternoon": time(14, 0), "evening": time(19, 0)}
"""The hour that stands for a part of the day; the settings page can set any other."""

NOTED = QuestionId("noted")
"""Where the words of a talk stand that a professional noted and the client confirmed; nobody is asked this."""

_NOT_IN_WORDS = frozenset(
    {
        *(Records.CONSENT, Records.CENTRE_MAY_READ, Records.BETWEEN, Records.LANGUAGE, Records.EVERY, Records.WEEKDAY),
        *(Records.PART_OF_DAY, Records.STILL, Records.HELPS, Records.VERDICT, Records.REPORTED, Records.AUDIENCE),
    }
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def record(turn: Turn, person: Person, session: Session, effect: Record) -> Answer:
    """Keep one answer as the next revision of its question and carry out what it records."""
    value = str(effect.value)
    apart = names_own_professional(turn, person, effect.records, value)
    share = Share.ME if apart else effect.share
    answer = keep(turn, person, session, effect.question, effect.records, effect.value, share)
    match effect.records:
        case Records.CONSENT | Records.CENTRE_MAY_READ | Records.BETWEEN | Records.LANGUAGE:
            choose(turn, person, effect.records, value)
        case Records.EVERY | Records.WEEKDAY | Records.PART_OF_DAY:
            choose(turn, person, effect.records, value)
        case Records.VERDICT:
            evidence.settle(turn, person, session, value)
        case Records.VERDICT_WORDS if not apart:
            evidence.add_words(turn, person, session, value)
        case Records.REPORTED:
            confirm(turn, person, session, Confirmation(value), effect.share)
        case Records.AUDIENCE:
            evidence.pass_on(turn, person, session, Share(value))
        case Records.HUNCH:
            evidence.log_in_words(turn, person, value)
        case _:
            pass
    return answer


def stays_apart(turn: Turn, person: Person, answer: Answer) -> bool:
    """Tell whether an answer stays with the client for now, because it names the client's own professional."""
    records = Records(answer.records) if answer.records else None
    return answer.share is Share.ME and names_own_professional(turn, person, records, str(answer.value))


def names_own_professional(turn: Turn, person: Person, records: Records | None, value: str) -> bool:
    """Tell whether a client's own words name their own professional, who then does not read them unasked."""
    if not is_client(person) or person.professional is None or records in _NOT_IN_WORDS:
        return False
    professional = turn.uow.people.get(person.organisation, person.professional)
    return professional is not None and not professional.erased and names(value, professional.name)


def confirm(turn: Turn, client: Person, session: Session, says: Confirmation, share: Share) -> None:
    """Carry out what the client says of a noted talk: after a plain yes, and only then, the noted words are theirs."""
    evidence.confirm(turn, client, session, says)
    turn.uow.answers.withdraw(client.organisation, session.id, NOTED, turn.now)
    report = turn.uow.reports.get(client.organisation, ReportId(session.subject))
    if report is not None and counts(report, says, by=client.id):
        keep(turn, client, session, NOTED, Records.REPORTED_WORDS, report.words, share)


def unconfirm(turn: Turn, client: Person, answer: Answer) -> None:
    """The client took back what they said of a noted talk: it waits again, and its words count for nothing."""
    turn.uow.reports.settle(client.organisation, ReportId(answer.subject), None, turn.now)
    for question in {NOTED, QuestionId(Records.REPORTED)}:
        turn.uow.answers.withdraw(client.organisation, answer.session, question, turn.now)


def keep(
    turn: Turn,
    person: Person,
    session: Session,
    question: QuestionId,
    records: Records | None,
    value: str | int,
    share: Share,
) -> Answer:
    """Store one answer as the next revision of its question in this session."""
    answer = Answer(
        id=AnswerId(turn.uow.new_id()),
        organisation=person.organisation,
        person=person.id,
        session=session.id,
        dialogue=session.dialogue,
        question=question,
        records=records or "",
        revision=turn.uow.answers.next_revision(person.organisation, session.id, question),
        value=value,
        share=share,
        at=turn.now,
        subject=session.subject,
    )
    turn.uow.answers.add(answer)
    turn.gave(person, "answer", answer.id)
    return answer


def choose(turn: Turn, person: Person, records: Records, value: str) -> Person:
    """Carry out one choice a person makes about their own dialogue and return the person as kept."""
    cadence = replace(person.cadence, anchor=turn.today(person))
    if records is Records.CENTRE_MAY_READ and value == "no" and person.centre_may_read:
        person = quoting.narrow_all(turn, person)
    match records:
        case Records.CONSENT:
            chosen = replace(person, consent=Consent.GIVEN if value == "yes" else Consent.REFUSED)
        case Records.CENTRE_MAY_READ:
            chosen = replace(person, centre_may_read=value == "yes")
        case Records.BETWEEN:
            chosen = replace(person, between=value == "yes")
        case Records.LANGUAGE:
            chosen = replace(person, language=value)
        case Records.EVERY:
            chosen = replace(person, cadence=replace(cadence, unit=Unit(value)))
        case Records.WEEKDAY:
            chosen = replace(person, cadence=replace(cadence, weekday=WEEKDAYS.index(value)))
        case Records.PART_OF_DAY:
            chosen = replace(person, cadence=replace(cadence, at=HOURS[value]))
        case _:
            return person
    turn.uow.people.save(chosen)
    rhythm.schedule(turn, chosen)
    return chosen
