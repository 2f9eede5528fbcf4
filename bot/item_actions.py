"""What somebody of the centre does with an item of the week: each act stands in the chain, and shows on the item."""

from __future__ import annotations

from dataclasses import replace

from bot import quoting, week_items, week_reading
from bot.apart import Apart
from bot.recall import first_name
from bot.turn import Turn
from dialogs.messages import Choice, Note, OutboxId, Purpose, Quote
from dialogs.people import OrganisationId, Person, PersonId
from dialogs.policy.ruling import Allowed, Reason
from dialogs.policy.sending import Recipient, may_send
from dialogs.source import FromReply, Source
from dialogs.subject import AboutClient, AboutReply
from storage.rows import Reply


def act(turn: Turn, person: Person, name: str, item: OutboxId, words: str = "") -> None:
    """Do what a button of an item says."""
    found = turn.uow.digests.find_item(person.organisation, item)
    if found is None:
        raise LookupError(item)
    week, kept = found
    if name in week_items.AT_ONCE and any(
        one.kind == name for one in turn.uow.replies.of_item(person.organisation, item)
    ):
        return  # pressed twice, or by two people: it was done already
    id = turn.uow.new_id()
    turn.uow.replies.add(person.organisation, id, week, item, person.id, words, turn.now, kind=name)
    turn.gave(person, "reply", id)
    if name in week_items.WITH_WORDS:
        _bring(turn, person, name, id, item, week_items.sources_of(kept), words)
    _show(turn, person, name, item)


def answered(turn: Turn, organisation: OrganisationId, reply: str) -> tuple[Reply, list[Person]] | None:
    """Return what the centre answered to clients' words, and whose those were; None where it answered nothing."""
    found = turn.uow.replies.get(organisation, reply)
    item = turn.uow.digests.find_item(organisation, found.item) if found else None
    if found is None or item is None or found.kind != "answer_client" or found.words is None:
        return None
    speakers = {source.speaker for source in week_items.sources_of(item[1])}
    people = [turn.uow.people.get(organisation, speaker) for speaker in sorted(speakers)]
    return found, [one for one in people if one is not None]


def pass_on(turn: Turn, professional: Person, answered: Reply, clients: list[Person]) -> None:
    """Let clients read what the centre answered to their words."""
    subject = AboutReply(answered.id)
    office = turn.organisation(professional.organisation).centre_name
    for client in clients:
        if turn.uow.outbox.latest_of_subject(client.organisation, subject, client.id) is not None:
            continue  # pressed twice
        told = turn.tell(
            client,
            "bot.office_answers",
            Purpose.NEWS,
            office=office,
            quotes=(Quote(speaker=answered.author, words=answered.words),),
            subject=subject,
        )
        quoting.note(turn, client.organisation, told, [_of(answered.id, answered.author)])
        about = AboutClient(client.id)
        if told is None:
            turn.tell(professional, _why_not(turn, client), subject=about)
        else:
            turn.tell(professional, "bot.passed_on", clients=[first_name(client)], subject=about)


def _why_not(turn: Turn, client: Person) -> str:
    ruling = may_send(Purpose.NEWS, Recipient.of(client), turn.today(client))
    return Reason.GONE if isinstance(ruling, Allowed) else ruling.reason


def _bring(
    turn: Turn, author: Person, name: str, reply: str, item: OutboxId, sources: list[Source], words: str
) -> None:
    """Bring the centre's words to the professionals they concern, with what each can do with them."""
    acts = {
        "answer_client": (f"pass_on {reply}", "bot.pass_on"),
        "ask_team": (f"form reply {item}", "bot.answer_office"),
    }
    value, label = acts[name]
    for professional in week_items.concerned(turn, author.organisation, sources):
        with Apart(professional.id, name):
            told = turn.tell(
                professional,
                f"bot.office_{name}",
                Purpose.NEWS,
                office=turn.organisation(author.organisation).centre_name,
                quotes=(Quote(speaker=author.id, words=words),),
                choices=(Choice(value=value, label=turn.phrase(professional, label)),),
            )
            quoting.note(turn, author.organisation, told, [_of(reply, author.id)])


def _show(turn: Turn, author: Person, name: str, item: OutboxId) -> None:
    """Say on the item itself what was done, where the button was."""
    outgoing = turn.uow.outbox.get(author.organisation, item)
    if outgoing is None or not isinstance(outgoing.body, Note):
        return
    language = turn.organisation(author.organisation).language
    done = week_reading.done(turn.script.texts, language, name, author, turn.now)
    left = tuple(one for one in outgoing.body.choices if one.value != f"item.{name} {item}")
    week_items.show_anew(turn, outgoing, replace(outgoing.body, blocks=(*outgoing.body.blocks, done), choices=left))


def _of(reply: str, author: PersonId) -> Source:
    return FromReply(id=reply, speaker=author)
