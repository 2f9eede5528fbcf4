"""What is said under the items of a week: kept with its item, brought to those it concerns, changed and taken back."""

from __future__ import annotations

import re

from bot import quoting, week_items
from bot.recall import first_name
from bot.turn import WEB, Turn
from dialogs.messages import Link, Note, OutboxId, Place, Purpose, Quote
from dialogs.people import Person
from dialogs.source import FromReply
from storage.rows import DigestItem

HEAD = "head"
# "2-3 weeks", "10:30" and "1.5 hours" are what somebody says, not the number of an item.
_NUMBERED = re.compile(r"\s*(?:#|nr\.?\s*|no\.?\s*)?(\d{1,2})\s*(?:[.:)\-]\s+(?=\S)|[.:)](?=[^\s\d]))", re.IGNORECASE)


def reply(turn: Turn, person: Person, under: OutboxId, words: str) -> None:
    """Keep what somebody said under an item of a digest, and say where it stands.

    In the one flat thread of a chat channel a reply names its item by number (`2: we will`); one that does not stays
    with the week as a whole. Raises LookupError where there is no such item.
    """
    found = turn.uow.digests.find_item(person.organisation, under)
    if found is None:
        raise LookupError(under)
    week, item = found
    if item.kind == HEAD:
        item, words = _meant(turn, person, week, item, words)
    id = turn.uow.new_id()
    turn.uow.replies.add(person.organisation, id, week, item.outbox, person.id, words, turn.now)
    turn.gave(person, "reply", id)
    _bring(turn, person, week, item, id, words)
    _acknowledge(turn, person, week, item, id, words)


def change_reply(turn: Turn, person: Person, reply: str, words: str | None) -> None:
    """Give one's own reply other words, or with None take it back; what was told of it says the same at once."""
    found = turn.uow.replies.get(person.organisation, reply)
    if found is None or found.author != person.id or found.words is None or found.words == words:
        return
    source = FromReply(id=reply, speaker=person.id)
    quoting.forget_source(turn, person, source)
    turn.uow.replies.change(person.organisation, reply, person.id, words)
    item = turn.uow.digests.find_item(person.organisation, found.item)
    if words is not None and item is not None:
        _bring(turn, person, item[0], item[1], reply, words)


def _meant(turn: Turn, person: Person, week: str, head: DigestItem, words: str) -> tuple[DigestItem, str]:
    """Return the item that the words name by its number, and the words without it; else the week as a whole."""
    named = _NUMBERED.match(words)
    if named is None:
        return head, words
    items = {item.ordinal: item for item in turn.uow.digests.items(person.organisation, week)}
    item = items.get(int(named[1]))
    return (head, words) if item is None or item.kind == HEAD else (item, words[named.end() :])


def _bring(turn: Turn, author: Person, week: str, item: DigestItem, reply: str, words: str) -> None:
    source = FromReply(id=reply, speaker=author.id)
    for professional in week_items.concerned(turn, author.organisation, week_items.sources_of(item)):
        if professional.id == author.id:
            continue
        told = turn.tell(
            professional,
            "bot.reply_received",
            Purpose.NEWS,
            office=turn.organisation(author.organisation).centre_name,
            item=week,
            quotes=(Quote(speaker=author.id, words=words),),
        )
        quoting.note(turn, author.organisation, told, [source])


def _acknowledge(turn: Turn, author: Person, week: str, item: DigestItem, reply: str, words: str) -> None:
    """Say where the reply stands: in the thread it was written in, where there is one, else to its author."""
    posted = turn.uow.outbox.get(author.organisation, item.outbox)
    items = turn.uow.digests.items(author.organisation, week)
    if posted is None or posted.to.channel == WEB or not items:
        turn.tell(author, "bot.reply_stored")
        return
    language = turn.organisation(author.organisation).language

    def phrase(key: str, **values: object) -> str:
        return turn.script.texts.phrase(language, key, **values)

    typed = _is_at(turn, posted.to)
    key = "week.kept_week" if item.kind == HEAD else "week.kept_item"
    line = phrase(key, name=first_name(author), n=item.ordinal)
    blocks: tuple[str | Quote, ...] = (line,) if typed else (line, Quote(speaker=author.id, words=words))
    note = Note(blocks=blocks, link=Link(to=item.outbox, label=phrase("week.see_item")))
    told = turn.post(
        author.organisation, posted.to, note, Purpose.DIGEST, subject=posted.subject, thread_of=items[0].outbox
    )
    if not typed:
        source = FromReply(id=reply, speaker=author.id)
        quoting.note(turn, author.organisation, told, [source])


def _is_at(turn: Turn, place: Place) -> bool:
    """Tell whether the words were typed in this very place, so that they stand there already."""
    return turn.here is not None and turn.here.person is None and turn.here.conversation == place.conversation
