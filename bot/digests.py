"""The week: gather what happened, let it be composed, and post it as a thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot import quoting, rhythm, trend, week_items, week_reading
from bot.gathering import gather
from bot.turn import WEB, Turn
from dialogs.digest.compose import Digest, Item, Line, Words, compose
from dialogs.messages import Note, OutboxId, Purpose
from dialogs.people import Organisation
from dialogs.rhythm.weeks import IsoWeek, bounds
from dialogs.subject import AboutDigest
from storage.outgoing import OutboxState, Outgoing, SealedRow
from storage.rows import DigestItem, DueRow


class TakenBackMeanwhile(Exception):
    """Words were taken back between reading the week and posting it: it has to be read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A week that was read and composed, so that all that is left to do is to write it; its words are sealed.

    `taken_back` says up to which taking back of words in the organisation it knows.
    """

    taken_back: str
    messages: tuple[SealedRow, ...] = field(repr=False)
    quotes: tuple[quoting.Quoted, ...]
    items: tuple[DigestItem, ...]


def ready(turn: Turn, organisation: Organisation, week: IsoWeek) -> Ready | None:
    """Return a week as it would be posted now, or None if it was posted before. Writes nothing."""
    if turn.uow.digests.get(organisation.id, str(week)) is not None:
        return None
    taken_back = quoting.last_taken_back(turn, organisation.id)
    composed = composed_of(turn, organisation, week)
    telling = _Telling(turn, organisation, composed)
    members = {one.id: one for one in turn.uow.people.members(organisation.id)}
    place = turn.centre(organisation)
    subject = AboutDigest(week)
    head = telling.note(composed.head)
    messages = [turn.outgoing(organisation.id, place, head, Purpose.DIGEST, subject=subject)]
    items = [DigestItem(ordinal=0, outbox=messages[0].id, kind="head", lines=week_items.kept(composed.head))]
    quotes: list[quoting.Quoted] = []
    for ordinal, item in enumerate(composed.items, start=1):
        sources = [line.source for line in item.lines if isinstance(line, Words)]
        id = OutboxId(turn.uow.new_id())
        choices = week_items.choices(turn, organisation, id, sources, members)
        body = replace(telling.item(item), choices=choices)
        if place.channel != WEB:
            # In one flat thread a reply can only say by its number which item it is about.
            body = replace(body, title=f"{ordinal}. {body.title}")
        head_id = messages[0].id
        messages.append(
            turn.outgoing(organisation.id, place, body, Purpose.DIGEST, id=id, subject=subject, thread_of=head_id)
        )
        quotes += quoting.quoted(id, sources)
        items.append(DigestItem(ordinal=ordinal, outbox=id, kind=item.kind, lines=week_items.kept(item.lines)))
    return Ready(
        taken_back=taken_back,
        messages=tuple(turn.uow.outbox.sealed(one) for one in messages),
        quotes=tuple(quotes),
        items=tuple(items),
    )


def post(turn: Turn, organisation: Organisation, week: IsoWeek, found: Ready | None) -> bool:
    """Post the digest of a week as a thread, once; return False if that week was posted before.

    Without a week that is `ready` it is read here and now. Raise TakenBackMeanwhile, writing nothing, if words were
    taken back since it was read; from here on nobody can take any back until it is written, so that whoever does then
    finds the week that quotes them.
    """
    taken_back = quoting.hold(turn, organisation.id)
    found = found or ready(turn, organisation, week)
    if found is None or not turn.uow.digests.begin(organisation.id, str(week), turn.now):
        return False
    if found.taken_back != taken_back:
        raise TakenBackMeanwhile
    turn.uow.outbox.put_sealed(found.messages)
    turn.uow.quotes.add_all(organisation.id, found.quotes)
    turn.uow.digests.add_items(organisation.id, str(week), found.items)
    return True


def again(turn: Turn, organisation: Organisation, week: IsoWeek) -> bool:
    """Let what never came of a posted week be sent after all; returns False if nothing is missing.

    Where the head itself never came, the week goes to the place that the centre reads now.
    """
    known = posted(turn, organisation, week)
    missing = [one.id for one in known if one.state is not OutboxState.SENT]
    if not missing:
        return False
    place = known[0].to if known[0].state is OutboxState.SENT else turn.centre(organisation)
    return turn.uow.outbox.again(organisation.id, missing, place) > 0


def posted(turn: Turn, organisation: Organisation, week: IsoWeek) -> list[Outgoing]:
    """Return the head and the items of a posted week, with what became of each."""
    items = turn.uow.digests.items(organisation.id, str(week))
    found = [turn.uow.outbox.get(organisation.id, item.outbox) for item in items]
    return [one for one in found if one is not None]


def due(turn: Turn, row: DueRow, found: Ready | None) -> bool:
    """Post the digest whose hour has come and plan the next; return False if somebody else did so already."""
    if not turn.uow.due.take(row):
        return False
    week = IsoWeek.parse(row.ref)
    post(turn, turn.organisation(row.organisation), week, found)
    rhythm.digest(turn, row.organisation, week.following)
    return True


def composed_of(turn: Turn, organisation: Organisation, week: IsoWeek) -> Digest:
    """Return the digest of a week as it would be told now."""
    after, until = bounds(week, organisation.timezone, organisation.digest_weekday, organisation.digest_at)
    composed = compose(str(week), gather(turn, organisation, after, until))
    period = {"from": after.date(), "to": until.date()}
    return replace(composed, head=tuple(replace(one, values={**period, **one.values}) for one in composed.head))


def as_notes(turn: Turn, organisation: Organisation, week: IsoWeek) -> list[Note]:
    """Return the head and the items of a week as finished messages: as they stand, or as they would be posted now.

    A week that was posted is never worked out again: comparing the two would show what one person changed.
    """
    if turn.uow.digests.get(organisation.id, str(week)) is not None:
        return [one.body for one in posted(turn, organisation, week) if isinstance(one.body, Note)]
    composed = composed_of(turn, organisation, week)
    telling = _Telling(turn, organisation, composed)
    head = telling.note(composed.head)
    return [head, *(telling.item(item) for item in composed.items)]


class _Telling:
    """One digest in the organisation's language; all the words it quotes are looked up together."""

    def __init__(self, turn: Turn, organisation: Organisation, digest: Digest) -> None:
        self._turn = turn
        self._organisation = organisation
        self._digest = digest
        every = [line.source for item in digest.items for line in item.lines if isinstance(line, Words)]
        self._words = week_items.words_of(turn, organisation, every)

    def item(self, item: Item) -> Note:
        chart = trend.picture(self._turn, self._organisation, self._digest, item)
        return replace(self.note(item.lines), chart=chart)

    def note(self, lines: Iterable[Line | Words]) -> Note:
        return week_reading.told(self._turn.script.texts, self._organisation.language, lines, self._words)
