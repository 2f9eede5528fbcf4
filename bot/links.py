"""Personal web links: made, opened, ended, and each time told to whoever they are for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.recall import first_name
from bot.script import Script
from bot.turn import WEB, Turn
from dialogs.links import LinkCard
from dialogs.messages import Purpose
from dialogs.people import Person
from dialogs.policy.roles import is_client
from dialogs.subject import AboutLinks
from storage.rows import Link
from storage.unit_of_work import UnitOfWork

LINK_LASTS = timedelta(days=365)
DAY_LINK_LASTS = timedelta(days=1)
TOKEN_BYTES = 32


def new_link(
    turn: Turn, person: Person, wall: datetime, maker: Person | None = None, lasts: timedelta = LINK_LASTS
) -> str:
    """Make one more personal link and return its token, which is shown this once and kept only as a hash.

    Links that are in use go on working. Whoever it is for hears of it, unless they made it themselves; `maker` None is
    whoever runs this.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    by = maker.id if maker else None
    turn.uow.links.issue(person.organisation, person.id, hash_of(token), wall, wall + lasts, by)
    if by != person.id:
        _tell(turn, person, "bot.link_made" if maker else "bot.link_made_by_house", maker=maker.name if maker else "")
    return token


def end_others(turn: Turn, person: Person, token: str) -> None:
    """End every link of this person but the one of this token; they hear of it, for anybody who holds one can do it."""
    if turn.uow.links.revoke_others(person.organisation, person.id, hash_of(token)):
        _tell(turn, person, "bot.links_ended")


def opened(uow: UnitOfWork, script: Script, now: datetime, wall: datetime, token: str, browser: str) -> None:
    """A page was used in a browser, known by its cookie; whoever it is of hears of the first time.

    Of a link that somebody made for themselves they hear only where the browser is a new one to their pages.
    """
    person, link = holder(uow, token, wall), uow.links.find(hash_of(token))
    known = hash_of(browser)
    if person is None or link is None:
        return
    familiar = link.maker == person.id and person.id in uow.links.opened_in(person.organisation, known)
    if uow.links.opened(person.organisation, person.id, known, link.hash, wall) and not familiar:
        staff = _staff_in(uow, person, known)
        turn = Turn(uow, script, now, f"opened:{link.hash}:{known}")
        _tell(turn, person, "bot.page_opened_beside" if staff else "bot.page_opened", staff=staff)


def cards(uow: UnitOfWork, person: Person, wall: datetime) -> tuple[LinkCard, ...]:
    """Return the person's links that work now and that somebody else made, the newest first."""
    openings = uow.links.openings(person.organisation, person.id)
    found = []
    for link in uow.links.of(person.organisation, person.id):
        if link.expires <= wall or link.maker == person.id:
            continue
        here = [one for one in openings if one.link == link.hash]
        beside = next((name for one in here if (name := _staff_in(uow, person, one.browser))), "")
        found.append(
            LinkCard(
                maker=_maker(uow, link),
                made=link.created,
                ends=link.expires.date(),
                browsers=len(here),
                opened=here[-1].at if here else None,
                beside=beside,
            )
        )
    return tuple(sorted(found, key=lambda one: one.made, reverse=True))


def hash_of(token: str) -> str:
    """Return what is kept of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder(uow: UnitOfWork, token: str, wall: datetime) -> Person | None:
    """Return whose link this is, or None for one that is unknown, revoked or expired."""
    link = uow.links.find(hash_of(token))
    if link is None or link.revoked or link.expires <= wall:
        return None
    person = uow.people.get(link.organisation, link.person)
    return None if person is None or person.erased else person


def _tell(turn: Turn, person: Person, key: str, *, maker: str = "", staff: str = "") -> None:
    """Tell it where the person is pushed, if news may go there; the page itself shows it always."""
    place = turn.place(person)
    if place is not None and place.channel != WEB:
        turn.tell(person, key, Purpose.NEWS, subject=AboutLinks(person.id), maker=maker, staff=staff)


def _maker(uow: UnitOfWork, link: Link) -> str:
    maker = uow.people.get(link.organisation, link.maker) if link.maker else None
    return "" if maker is None or maker.erased else maker.name


def _staff_in(uow: UnitOfWork, person: Person, browser: str) -> str:
    """Return who of the staff has their own page in this browser too, or nothing."""
    if not is_client(person):
        return ""
    people = (uow.people.get(person.organisation, one) for one in uow.links.opened_in(person.organisation, browser))
    return next((first_name(one) for one in people if one and not is_client(one) and not one.erased), "")
