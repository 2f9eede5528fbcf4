"""Somebody types that they are in danger: they are answered at once with whom to call, and a person is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import rights
from bot.rhythm import Due
from bot.rights import NotAllowed, Resource
from bot.script import Script
from bot.turn import Turn, read_along
from dialogs.messages import (
    Choice,
    Command,
    Content,
    Edited,
    Inbound,
    Note,
    OutboxId,
    Outcome,
    Purpose,
    Quote,
    Receipt,
    Submitted,
    Text,
)
from dialogs.people import Organisation, OrganisationId, Person, PersonId, Relation, Role
from dialogs.policy.alarm import PATIENCE, TOLD_AGAIN, Alarm, AlarmId, whom
from dialogs.policy.naming import named_in
from dialogs.policy.roles import is_client
from dialogs.subject import AboutAlarm, Plain
from dialogs.talk.understanding import intent
from storage.outgoing import Outgoing
from storage.rows import DueRow
from storage.unit_of_work import UnitOfWork

_STAFF = (Role.STEWARD, Role.CENTRE, Role.PROFESSIONAL)
_OF_THE_HOUSE = frozenset({"organisation"})
"""Forms in which nobody speaks about anybody: an organisation may be called after what it helps against."""


def heard(turn: Turn, person: Person, inbound: Inbound) -> Receipt | None:
    """Answer danger and tell a person of it, in whatever state anything else is; None where nothing says danger.

    What was said is kept as an alarm and as nothing else, and the question that is open stays open.
    """
    danger = _danger(turn.script, inbound.content)
    words = danger or _goes_on(turn, person, inbound.content)
    if not words:
        return None
    if isinstance(inbound.content, Text):
        turn.show_own(person, inbound.content.text, thread=inbound.thread)
    if turn.here is not None and read_along(turn.here):
        turn.here = None  # their own conversation, if there is one, rather than where others read along
    _be_silent(turn, person)
    alarm = _joined(turn, person, words) or _raised(turn, person, words)
    reply = _answer(turn, person, alarm) if danger else _more(turn, person, alarm)
    turn.send(person, reply, Purpose.URGENT)
    return Receipt(outcome=Outcome.TAKEN, reply=reply)


def for_stranger(uow: UnitOfWork, script: Script, id: OrganisationId, content: Content) -> Note | None:
    """Return whom to call in this organisation's country, in every language; nothing is kept, and nobody is told."""
    organisation = uow.organisations.get(id)
    if organisation is None or not _danger(script, content):
        return None
    languages = sorted(script.texts.languages, key=lambda one: one != organisation.language)
    return Note(blocks=tuple(_first_aid(script, organisation, one, "danger.stranger") for one in languages))


def whom_to_call(turn: Turn, person: Person, content: Content) -> Note | None:
    """Return whom to call, for somebody whose danger could be told to nobody; None where nothing says danger."""
    if not _danger(turn.script, content):
        return None
    organisation = turn.organisation(person.organisation)
    return Note(blocks=(_first_aid(turn.script, organisation, person.language, "danger.not_told"),))


def due(turn: Turn, row: DueRow) -> None:
    """When nobody opened an alarm in time, tell the next person."""
    alarm = turn.uow.alarms.get(row.organisation, AlarmId(row.ref))
    if alarm is not None and alarm.seen_at is None:
        _pass_on(turn, alarm, "late")


def not_delivered(turn: Turn, outgoing: Outgoing) -> None:
    """When whoever was told last cannot be reached this way, tell the next person at once."""
    about = outgoing.subject
    alarm = turn.uow.alarms.get(outgoing.organisation, about.id) if isinstance(about, AboutAlarm) else None
    if alarm is not None and alarm.seen_at is None and alarm.told[-1:] == (outgoing.to.person,):
        _pass_on(turn, alarm, "unreached")


def told_of(turn: Turn, reader: Person, id: str) -> Resource[Alarm]:
    """An alarm, which belongs to whoever was told of it. Raises NotAllowed for anybody else."""
    alarm = turn.uow.alarms.get(reader.organisation, AlarmId(id))
    if alarm is None or reader.id not in alarm.told:
        raise NotAllowed
    return Resource(thing=rights.of_self(reader).thing, relation=Relation.SELF, found=alarm)


def seen(turn: Turn, reader: Person, alarm: Alarm) -> None:
    """Whoever was told opened it: nobody else need be told."""
    _show_again(turn, _looked(turn, alarm, reader))
    turn.tell(reader, "danger.seen_thanks")


def lift(turn: Turn, reader: Person, alarm: Alarm) -> None:
    """Whoever was told lets the client be asked again as before, once nobody else's alarm stands in the way."""
    client = turn.person(reader.organisation, alarm.person)
    for one in _standing(turn, client):
        if reader.id in one.told:
            lifted = replace(_looked(turn, one, reader), lifted_by=reader.id, lifted_at=turn.now)
            turn.uow.alarms.save(lifted)
            _show_again(turn, lifted)
    left = bool(_standing(turn, client))
    if not left:
        turn.uow.people.save(replace(client, silent=False))
    turn.tell(reader, "danger.still_silent" if left else "danger.lifted", client=client.name)


def begin_again(turn: Turn, client: Person) -> Person:
    """The client says *start*: what is theirs to lift is lifted, and whoever was told hears so."""
    if not client.silent:
        return client
    again = replace(client, silent=False)
    turn.uow.people.save(again)
    for alarm in _standing(turn, client):
        lifted = replace(alarm, lifted_by=client.id, lifted_at=turn.now)
        turn.uow.alarms.save(lifted)
        _show_again(turn, lifted)
        for reader in _readers(turn, lifted):
            turn.tell(reader, "danger.began_again", Purpose.URGENT, subject=AboutAlarm(lifted.id), client=client.name)
    return again


# --- what was said ----------------------------------------------------------------------------------------------------


def _danger(script: Script, content: Content) -> str:
    """Return the words that say danger, or nothing."""
    match content:
        case Text(text=text) | Edited(text=text) | Command(argument=text):
            said = [text]
        case Submitted(form=form, fields=fields) if form not in _OF_THE_HOUSE:
            said = list(fields.values())
        case _:
            said = []
    return "\n".join(one.strip() for one in said if script.in_danger(one))


def _goes_on(turn: Turn, person: Person, content: Content) -> str:
    """Return what a client types in the minutes after danger: that goes where the danger went, and is no answer.

    A whole message that means something everywhere, such as *stop* or *start*, still means it.
    """
    if not is_client(person) or not isinstance(content, Text):
        return ""
    if not any(one.takes(turn.now) for one in _standing(turn, person)):
        return ""
    meant = intent(content.text, turn.script.vocabulary(person.language), turn.today(person))
    return content.text.strip() if meant is None else ""


def _joined(turn: Turn, person: Person, words: str) -> Alarm | None:
    """Add the words to an alarm of a moment ago, unless they name or mean somebody who was told of that."""
    last = next((one for one in reversed(_standing(turn, person)) if one.takes(turn.now)), None)
    if last is None or last.words is None:
        return None
    if any(named_in([words], reader.name) for reader in _readers(turn, last)):
        return None
    if person.professional in last.told and turn.script.means_staff(words):
        return None
    words = last.words if last.words.endswith(words) else f"{last.words}\n{words}"
    again = turn.now - last.told_at >= TOLD_AGAIN
    alarm = replace(last, words=words, last_at=turn.now, told_at=turn.now if again else last.told_at)
    turn.uow.alarms.save(alarm)
    if not again:
        _show_again(turn, alarm)
        return alarm
    for reader in _readers(turn, alarm):
        _tell(turn, reader, person, alarm, turn.phrase(reader, "danger.alert_again", client=person.name))
    return alarm


def _raised(turn: Turn, person: Person, words: str) -> Alarm:
    alarm = Alarm(
        id=AlarmId(turn.uow.new_id()),
        organisation=person.organisation,
        person=person.id,
        words=words,
        at=turn.now,
        last_at=turn.now,
        told_at=turn.now,
    )
    turn.uow.alarms.save(alarm)
    alarm, reader = _told_next(turn, person, alarm)
    if reader is not None:
        _tell(turn, reader, person, alarm, turn.phrase(reader, "danger.alert", client=person.name))
        at = turn.now + PATIENCE
        turn.uow.due.put(person.organisation, _key(alarm), Due.ALARM, at, person=person.id, ref=alarm.id)
    return alarm


def _be_silent(turn: Turn, person: Person) -> None:
    """Ask and tell this client nothing more unasked until a person lifts it; staff go on with their work."""
    if is_client(person) and not person.silent:
        turn.uow.outbox.cancel(person.organisation, person.id, (Purpose.ASK, Purpose.REMINDER, Purpose.NEWS))
        turn.uow.people.save(replace(person, silent=True))


# --- who is told ------------------------------------------------------------------------------------------------------


def _told_next(turn: Turn, speaker: Person, alarm: Alarm) -> tuple[Alarm, Person | None]:
    """Choose whom to tell next, of those who can be reached, and keep who it is."""
    said = [one.words for one in (alarm, *_standing(turn, speaker)) if one.words]
    staff = [one for role in _STAFF for one in turn.uow.people.all(speaker.organisation, role)]
    reached = [one for one in staff if not one.erased and turn.place(one) is not None]
    means_staff = any(turn.script.means_staff(one) for one in said)
    house = turn.organisation(speaker.organisation)
    reader = whom(speaker, house, reached, said, alarm.told, means_staff=means_staff)
    if reader is not None:
        alarm = replace(alarm, told=(*alarm.told, reader.id), told_at=turn.now)
        turn.uow.alarms.save(alarm)
    return alarm, reader


def _pass_on(turn: Turn, alarm: Alarm, why: str) -> None:
    """Tell the next person, and say so to whoever wrote it and to who was told before."""
    speaker = turn.person(alarm.organisation, alarm.person)
    before = _readers(turn, alarm)[-1:]
    name = before[0].name if before else ""
    alarm, reader = _told_next(turn, speaker, alarm)
    organisation = turn.organisation(alarm.organisation)
    emergency = turn.script.helplines[organisation.country].emergency
    if reader is None:
        turn.tell(speaker, f"danger.{why}_nobody", Purpose.URGENT, name=name, emergency=emergency)
        return
    minutes = int(PATIENCE.total_seconds() // 60)
    key = "danger.alert_fallback" if why == "late" else "danger.alert_instead"
    _tell(turn, reader, speaker, alarm, turn.phrase(reader, key, client=speaker.name, name=name, minutes=minutes))
    for one in before:
        turn.tell(one, "danger.passed_on", Purpose.URGENT, client=speaker.name, name=reader.name)
    turn.tell(speaker, f"danger.{why}", Purpose.URGENT, name=name, next=reader.name, emergency=emergency)


def _looked(turn: Turn, alarm: Alarm, reader: Person) -> Alarm:
    if alarm.seen_at is not None:
        return alarm
    alarm = replace(alarm, seen_by=reader.id, seen_at=turn.now)
    turn.uow.alarms.save(alarm)
    turn.uow.due.remove(alarm.organisation, _key(alarm))
    client = turn.person(alarm.organisation, alarm.person)
    for other in _readers(turn, alarm):
        if other.id != reader.id:
            turn.tell(other, "danger.seen_by", Purpose.URGENT, client=client.name, name=reader.name)
    return alarm


def _standing(turn: Turn, person: Person) -> list[Alarm]:
    return [one for one in turn.uow.alarms.of_person(person.organisation, person.id) if one.lifted_at is None]


def _readers(turn: Turn, alarm: Alarm) -> list[Person]:
    found = (turn.uow.people.get(alarm.organisation, one) for one in alarm.told)
    return [one for one in found if one is not None and not one.erased]


# --- what is said -----------------------------------------------------------------------------------------------------


def _answer(turn: Turn, person: Person, alarm: Alarm) -> Note:
    organisation = turn.organisation(person.organisation)
    names = turn.script.texts.list(person.language, [one.name for one in _readers(turn, alarm)])
    key = "danger.told" if names else "danger.not_told"
    first = _first_aid(turn.script, organisation, person.language, key, name=names)
    quiet = (turn.phrase(person, "danger.quiet"),) if is_client(person) else ()
    return Note(blocks=(first, *quiet))


def _more(turn: Turn, person: Person, alarm: Alarm) -> Note:
    """Say in short that what somebody goes on to write is passed on too; where nobody was told, all of it again."""
    names = turn.script.texts.list(person.language, [one.name for one in _readers(turn, alarm)])
    if not names:
        return _answer(turn, person, alarm)
    emergency = turn.script.helplines[turn.organisation(person.organisation).country].emergency
    return Note(blocks=(turn.phrase(person, "danger.more", name=names, emergency=emergency),))


def _first_aid(script: Script, organisation: Organisation, language: str, key: str, **values: str) -> str:
    country = script.helplines[organisation.country]
    lines = "\n".join(country.sentences(language))
    return script.texts.phrase(language, key, emergency=country.emergency, helplines=lines, **values)


def _tell(turn: Turn, reader: Person, speaker: Person, alarm: Alarm, begins: str) -> None:
    turn.send(reader, _card(turn, reader, speaker, alarm, begins), Purpose.URGENT, subject=AboutAlarm(alarm.id))


def _card(turn: Turn, reader: Person, speaker: Person, alarm: Alarm, begins: str) -> Note:
    """Return who wrote what and when, with the buttons that still do something."""
    emergency = turn.script.helplines[turn.organisation(reader.organisation).country].emergency
    moment = turn.script.texts.moment(reader.language, alarm.last_at, reader.timezone)
    acts = {"seen": alarm.seen_at is None, "lift": is_client(speaker) and alarm.lifted_at is None}
    silent = (turn.phrase(reader, "danger.silent", client=speaker.name),) if acts["lift"] else ()
    return Note(
        blocks=(
            begins,
            turn.phrase(reader, "danger.alert_words", client=speaker.name, moment=moment),
            Quote(speaker=speaker.id, words=alarm.words),
            turn.phrase(reader, "danger.alert_now", client=speaker.name, emergency=emergency),
            *silent,
        ),
        choices=tuple(
            Choice(value=f"alarm.{act} {alarm.id}", label=turn.phrase(reader, f"danger.{act}"))
            for act, may in acts.items()
            if may
        ),
    )


def _show_again(turn: Turn, alarm: Alarm) -> None:
    """Show what stands with whoever was told as it is now."""
    speaker = turn.person(alarm.organisation, alarm.person)
    for reader in _readers(turn, alarm):
        for id, begins in _cards(turn, alarm, reader.id):
            card = _card(turn, reader, speaker, alarm, begins)
            if not turn.uow.outbox.rewrite(alarm.organisation, id, card):
                turn.uow.outbox.amend(alarm.organisation, id, card)
                put = turn.uow.outbox.get(alarm.organisation, id)
                if put is not None:
                    turn.post(alarm.organisation, put.to, card, Purpose.REPLY, subject=Plain.CLOSED, replaces=id)


def _cards(turn: Turn, alarm: Alarm, reader: PersonId) -> Iterator[tuple[OutboxId, str]]:
    """Return what this reader was shown of an alarm, and how each begins."""
    for one in turn.uow.outbox.of_subject(alarm.organisation, AboutAlarm(alarm.id)):
        if one.to.person == reader and one.replaces is None and isinstance(one.body, Note):
            first = one.body.blocks[0]
            if len(one.body.blocks) > 1 and isinstance(first, str):
                yield one.id, first


def _key(alarm: Alarm) -> str:
    return f"{Due.ALARM}:{alarm.id}"
