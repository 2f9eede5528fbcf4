"""When somebody cannot be reached one way: the next way is taken, and whoever can act is told once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot import consent, danger
from bot.recall import first_name
from bot.turn import WEB, Turn, read_along, web_place
from dialogs.messages import Choice, Note, Page, Place, Purpose, Refused
from dialogs.people import OrganisationId, Person, PersonId, Role
from dialogs.policy.roles import is_client
from dialogs.subject import AboutClient, AboutDigest, AboutUndelivered
from storage.outgoing import Outgoing

OF_THE_ACCOUNT = ("slack_not_installed",)
"""Why no way in a workspace works; they all work again once it is connected again."""

_CHANNEL_NAMES = {"slack": "Slack", "teams": "Teams"}


def not_delivered(turn: Turn, outgoing: Outgoing, result: Refused) -> None:
    """Say a refused message by the next way that works, and tell the professional of the client which way that is.

    Without another way, or where only this message was refused, the professional hears of a question that never came.
    """
    if outgoing.to.person is None:
        _tell_stewards(turn, outgoing, result.reason)
        return
    person = turn.uow.people.get(outgoing.organisation, outgoing.to.person)
    if person is None:
        return
    if isinstance(outgoing.body, Page):
        turn.tell(
            person, "chat.file_failed", choices=(Choice(value="page", label=turn.phrase(person, "chat.do_page")),)
        )
        return
    lost = result.unreachable and turn.uow.routes.trouble(person.organisation, outgoing.to, result.reason)
    following = turn.place(person) if result.unreachable else None
    if following is not None and following != outgoing.to:
        _say_otherwise(turn, person, outgoing, following)
        if lost:
            _tell(turn, person, "bot.reached_otherwise", way=way_of(turn, person, following))
    elif outgoing.purpose.is_contact or lost:
        _tell(turn, person, "bot.not_delivered")
    if outgoing.purpose is Purpose.URGENT:
        danger.not_delivered(turn, outgoing)


def _say_otherwise(turn: Turn, person: Person, outgoing: Outgoing, following: Place) -> None:
    """Say by another way what did not arrive, unless it says nothing new there."""
    body = outgoing.body
    changes = outgoing.replaces is not None and outgoing.purpose is Purpose.REPLY
    if body is None or changes:
        return  # what changes a message where it stands means nothing anywhere else
    if not read_along(outgoing.to):
        turn.send(person, body, outgoing.purpose, subject=outgoing.subject)
    elif following.channel != WEB:
        # It is an invitation: what it invites to lies on the person's own page already.
        turn.post(person.organisation, following, body, outgoing.purpose, subject=outgoing.subject)


def works(turn: Turn, person: Person, place: Place) -> None:
    """Somebody spoke to us here, so here they can be reached."""
    turn.uow.routes.trouble(person.organisation, place, "")


def reached_at(turn: Turn, person: Person) -> datetime | None:
    """Return when somebody was last reached: they wrote, opened their page, or got something where they are pushed."""
    opened = turn.uow.lines.latest_opened(person.organisation, person.id)
    delivered = turn.uow.outbox.latest_delivered(person.organisation, person.id)
    heard = [way.heard for way in turn.uow.routes.of(person.organisation, person.id)]
    return max(filter(None, (opened, delivered, *heard)), default=None)


def reached_after(
    turn: Turn, organisation: OrganisationId, people: Collection[PersonId], after: datetime
) -> dict[PersonId, datetime]:
    """Return the same for many people at once, of each for whom that was after `after`."""
    found: dict[PersonId, datetime] = {}
    opened = turn.uow.lines.opened_after(organisation, people, after)
    for ways in (
        {PersonId(conversation): at for conversation, at in opened.items()},
        turn.uow.outbox.delivered_after(organisation, people, after),
        turn.uow.routes.heard_after(organisation, people, after),
    ):
        for person, at in ways.items():
            found[person] = max(at, found.get(person, at))
    return found


def left(turn: Turn, person: Person) -> None:
    """Somebody took us out of their conversation: nothing is sent there any more, and nowhere else instead.

    Taking us away is a clear word, so it means stop; they come back by writing, or by their own page.
    """
    if turn.here is not None and turn.here.channel != WEB:
        turn.uow.routes.trouble(person.organisation, turn.here, "left")
        turn.here = web_place(person)
    consent.stop(turn, person)


def way_of(turn: Turn, reader: Person, place: Place) -> str:
    """Return in the reader's language how somebody is reached at a place."""
    if place.channel == WEB:
        return turn.phrase(reader, "bot.way_link")
    name = name_of(place.channel)
    return turn.phrase(reader, "bot.way_shared" if read_along(place) else "bot.way_own", channel=name)


def name_of(channel: str) -> str:
    """Return what people call a chat platform."""
    return _CHANNEL_NAMES.get(channel, channel)


def _tell_stewards(turn: Turn, outgoing: Outgoing, reason: str) -> None:
    """Tell whoever runs this that the week does not reach its channel, once for each reason in a week."""
    if not isinstance(outgoing.subject, AboutDigest):
        return
    subject = AboutUndelivered(outgoing.subject.week, outgoing.to.channel, reason)
    if turn.uow.outbox.latest_of_subject(outgoing.organisation, subject) is not None:
        return
    for steward in turn.uow.people.all(outgoing.organisation, Role.STEWARD):
        block = turn.phrase(steward, "bot.week_not_delivered", reason=reason)
        if not steward.erased:
            turn.send(steward, Note(blocks=(block,)), Purpose.NEWS, subject=subject)


def _tell(turn: Turn, client: Person, key: str, **values: str) -> None:
    """Tell the professional of a client something about reaching them."""
    if not is_client(client) or client.professional is None:
        return
    professional = turn.uow.people.get(client.organisation, client.professional)
    if professional is not None:
        block = turn.phrase(professional, key, client=first_name(client), **values)
        turn.send(professional, Note(blocks=(block,)), Purpose.NEWS, subject=AboutClient(client.id))
