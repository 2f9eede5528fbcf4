"""The page of the weeks there are, for who reads them as a thread."""

from __future__ import annotations

from bot import week_items, week_reading
from bot.pages.reader import Reader
from dialogs.page import Action, Card, Page, Section
from dialogs.pages import PageName
from dialogs.policy.roles import is_centre


def page(reader: Reader) -> Page | None:
    """Return the weeks, newest first, each with the way to it; the week of a team is still to be made."""
    if not is_centre(reader.person):
        return None
    weeks = list(reader.turn.uow.digests.all(reader.person.organisation))
    shown, more = reader.part(weeks, weeks)
    return Page(
        name=PageName.DIGESTS,
        title=reader.t("web.digests.title"),
        lead=reader.t("web.digests.lead"),
        sections=(
            Section(
                name="weeks",
                cards=tuple(_card(reader, week) for week in shown),
                empty=reader.t("web.digests.empty"),
                more=more,
            ),
        ),
    )


def _card(reader: Reader, week: str) -> Card:
    uow, organisation = reader.turn.uow, reader.person.organisation
    items = uow.digests.items(organisation, week)
    head = week_reading.note(reader.turn, reader.person, week, items[0]) if items else None
    replies = [one for one in uow.replies.of_week(organisation, week) if week_items.says_something(one)]
    told = [reader.t("web.digests.items", n=max(len(items) - 1, 0))]
    if replies:
        told.append(reader.t("web.digests.replies", n=len(replies)))
    way = Action(name="page", argument=f"{PageName.DIGEST} {week}", label=head.title if head else week)
    return Card(id=week, about=" · ".join(told), actions=(way,))
