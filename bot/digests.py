"""The week: gather what happened, let it be composed, and post it as a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot import quoting, rhythm, trend, week_items
from bot.gathering import gather
from bot.turn import WEB, Turn
from dialogs.digest.compose import Digest, Item, Line, Words, compose
from dialogs.messages import Note, OutboxId, Purpose, Quote
from dialogs.people import Organisation, OrganisationId
from dialogs.rhythm.weeks import IsoWeek, bounds
from storage.outgoing import OutboxState, Outgoing


def post(turn: Turn, organisation: Organisation, week: IsoWeek) -> bool:
    """Post the digest of a week as a thread, once; returns False if that week was posted before."""
    if not turn.uow.digests.begin(organisation.id, str(week), turn.now):
        return False
    composed = composed_of(turn, organisation, week)
    place = turn.centre(organisation)
    head = _note(turn, organisation, composed.head, _period(turn, organisation, week))
    subject = f"digest:{week}"
    head_id = turn.post(organisation.id, place, head, Purpose.DIGEST, subject=subject)
    turn.uow.digests.add_item(organisation.id, str(week), 0, head_id, "head", "[]")
    for ordinal, item in enumerate(composed.items, start=1):
        sources = [line.source for line in item.lines if isinstance(line, Words)]
        id = OutboxId(turn.uow.new_id())
        body = replace(
            _item(turn, organisation, composed, item), choices=week_items.choices(turn, organisation, id, sources)
        )
        if place.channel != WEB:
            # In one flat thread a reply can only say by its number which item it is about.
            body = replace(body, title=f"{ordinal}. {body.title}")
        turn.post(organisation.id, place, body, Purpose.DIGEST, subject=subject, thread_of=head_id, id=id)
        quoting.note(turn, organisation.id, id, sources)
        turn.uow.digests.add_item(organisation.id, str(week), ordinal, id, item.kind, week_items.kept(item.lines))
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


def due(turn: Turn, organisation: OrganisationId, week: str) -> None:
    """Post the digest whose hour has come and plan the next."""
    owner = turn.organisation(organisation)
    parsed = IsoWeek.parse(week)
    post(turn, owner, parsed)
    rhythm.digest(turn, organisation, parsed.following)


def composed_of(turn: Turn, organisation: Organisation, week: IsoWeek) -> Digest:
    """Return the digest of a week as it would be told now."""
    after, until = bounds(week, organisation.timezone, organisation.digest_weekday, organisation.digest_at)
    return compose(str(week), gather(turn, organisation, after, until))


def as_notes(turn: Turn, organisation: Organisation, week: IsoWeek) -> list[Note]:
    """Return the head and the items of a week as finished messages: as they stand, or as they would be posted now.

    A week that was posted is never worked out again: comparing the two would show what one person changed.
    """
    if turn.uow.digests.get(organisation.id, str(week)) is not None:
        return [one.body for one in posted(turn, organisation, week) if isinstance(one.body, Note)]
    composed = composed_of(turn, organisation, week)
    head = _note(turn, organisation, composed.head, _period(turn, organisation, week))
    return [head, *(_item(turn, organisation, composed, item) for item in composed.items)]


def _item(turn: Turn, organisation: Organisation, digest: Digest, item: Item) -> Note:
    note = _note(turn, organisation, item.lines)
    return replace(note, chart=trend.picture(turn, organisation, digest, item))


def _note(
    turn: Turn, organisation: Organisation, lines: Iterable[Line | Words], values: dict[str, str] | None = None
) -> Note:
    first, *rest = list(_blocks(turn, organisation, lines, values or {}))
    return Note(title=str(first), blocks=tuple(rest))


def _blocks(
    turn: Turn, organisation: Organisation, lines: Iterable[Line | Words], more: dict[str, str]
) -> Iterator[str | Quote]:
    texts = turn.script.texts
    for line in lines:
        if isinstance(line, Words):
            yield Quote(speaker=line.source.speaker, words=week_items.words_of(turn, organisation.id, line.source))
            continue
        yield texts.phrase(organisation.language, line.key, **{**more, **line.values})


def _period(turn: Turn, organisation: Organisation, week: IsoWeek) -> dict[str, str]:
    after, until = bounds(week, organisation.timezone, organisation.digest_weekday, organisation.digest_at)

    def day(moment: datetime) -> str:
        return turn.script.texts.date(organisation.language, moment.date())

    return {"from": day(after), "to": day(until)}
