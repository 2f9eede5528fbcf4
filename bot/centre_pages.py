"""What the central organisation reads: each week as a thread with the replies under its items."""

from __future__ import annotations

from bot import week_items, week_reading
from bot.recall import first_name
from bot.turn import Turn
from dialogs.pages import DigestView, Item, PageName, Reply, View
from dialogs.people import Person
from storage.rows import DigestItem

NAMES = frozenset({PageName.DIGEST})


def view(turn: Turn, member: Person, name: PageName, argument: str) -> View | None:
    """Return what a page of the centre shows, or None where there is no such page or week."""
    match name:
        case PageName.DIGEST:
            return _week(turn, member, argument)
        case _:
            return None


def _week(turn: Turn, member: Person, week: str) -> DigestView | None:
    at = turn.uow.digests.get(member.organisation, week)
    items = turn.uow.digests.items(member.organisation, week)
    head = week_reading.note(turn, member, week, items[0]) if items else None
    if at is None or head is None:
        return None
    shown = [(item, week_reading.note(turn, member, week, item)) for item in items[1:]]
    return DigestView(
        week=week,
        head=head,
        at=at,
        items=tuple(
            Item(id=item.outbox, body=body, at=at, replies=_replies(turn, member, item))
            for item, body in shown
            if body is not None
        ),
    )


def _replies(turn: Turn, member: Person, item: DigestItem) -> tuple[Reply, ...]:
    """Return what was said under an item, also to a client or a team; what was done at once stands on the item."""
    found = []
    for one in turn.uow.replies.of_item(member.organisation, item.outbox):
        author = turn.uow.people.get(member.organisation, one.author)
        if week_items.says_something(one):
            name = first_name(author) if author else ""
            other = author.language if author and author.language != member.language else ""
            words = one.words or ""
            found.append(Reply(id=one.id, name=name, words=words, at=one.at, kind=one.kind, language=other))
    return tuple(found)
