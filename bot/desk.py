"""What stands behind the door of the web channel: whose link it is, what came in, what their pages show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar, TypeVarTuple

from adapters.desk import ROOM, Away, Visitor
from bot import admitting, centre_pages, client_pages, dispatch, intake, links, team_pages
from bot.clock import wall_now
from bot.courier import Courier
from bot.log import get_logger
from bot.own_cases import END_LINKS
from bot.page_rights import may_see
from bot.pages import directory
from bot.ports import Clock
from bot.recall import first_name
from bot.script import Script
from bot.turn import Turn
from dialogs.conversation import Conversation, Line
from dialogs.messages import Inbound, Note, Outcome, Prompt, Receipt
from dialogs.pages import PageName, View
from dialogs.people import Consent, Identity, OrganisationId, Person
from dialogs.policy.roles import is_centre, is_client
from dialogs.talk.effects import Ask
from dialogs.talk.progress import progress
from dialogs.talk.session import Session, Status
from storage.cleaning import clean
from storage.engine import Engines
from storage.errors import PASSING, StaleSession
from storage.ledger import Ledger
from storage.rows import Line as Kept
from storage.unit_of_work import UnitOfWork

MOST_LINES = 200
MOST_TRIES = 4

R = TypeVar("R")
Ts = TypeVarTuple("Ts")
logger = get_logger()


class HouseDesk:
    """The desk of the web channel, on the ledger."""

    def __init__(
        self, ledger: Ledger, engines: Engines, script: Script, courier: Courier, clock: Clock, public_url: str = ""
    ) -> None:
        """Write by this ledger, speak by this script, wake this courier; personal links begin with `public_url`."""
        self._ledger = ledger
        self._engines = engines
        self._script = script
        self._courier = courier
        self._clock = clock
        self._public_url = public_url

    async def visitor(self, token: str) -> Visitor | None:
        """Return whose link this is, or None."""
        return await self._read(_visitor, self._script, token, wall_now())

    async def opened(self, token: str, browser: str) -> None:
        """Note that a page is used in this browser, and tell whoever it is of the first time."""
        try:
            await self._ledger.run(links.opened, self._script, self._clock.now(), wall_now(), token, browser)
        except PASSING as error:
            raise Away from error
        self._courier.wake()

    async def end_other_links(self, token: str) -> None:
        """End every link of this person but this one."""
        try:
            await self._ledger.run(_end_other_links, self._script, self._clock.now(), token)
        except PASSING as error:
            raise Away from error

    async def organisation(self, channel: str, account: str) -> OrganisationId | None:
        """Return whose workspace or tenant this is, or None."""
        return await self._read(admitting.organisation_of, channel, account)

    async def known(self, identity: Identity) -> Visitor | None:
        """Return who this is on a chat platform, or None."""
        return await self._read(_known, self._script, identity)

    async def take(self, inbound: Inbound) -> Receipt:
        """Take in what came; what cannot be handled is kept, sealed, and the person is told so."""
        now = self._clock.now()
        try:
            receipt = await self._taken(inbound, now)
        except PASSING as error:
            raise Away from error
        except Exception as error:
            logger.exception("intake.failed", event_id=inbound.event_id)
            receipt = await self._keep_failed(inbound, now, type(error).__name__)
        if receipt.outcome is Outcome.TAKEN and getattr(inbound.content, "form", "") == "erase":
            await asyncio.to_thread(clean, self._ledger, self._engines)
        self._courier.wake()
        return receipt

    async def settled(self, visitor: Visitor) -> None:
        """Wait at most a second for what is on its way to the visitor."""
        await self._courier.settled(visitor.organisation, visitor.place)

    async def conversation(self, visitor: Visitor) -> Conversation:
        """Return the conversation as it stands."""
        return await self._read(_conversation, self._script, visitor)

    async def page(self, visitor: Visitor, name: PageName, argument: str, room: int = ROOM) -> View | None:
        """Return what a page shows."""
        return await self._read(_page, self._script, self._clock.now(), visitor, name, argument, room)

    async def seen(self, visitor: Visitor, name: PageName, until: datetime | None = None) -> None:
        """Note that a page was before somebody: their clients' words, up to `until`, were seen by a professional."""
        if name is not PageName.CLIENTS:
            return
        who = (visitor.organisation, visitor.person)
        try:
            await self._ledger.run(team_pages.mark_seen, *who, self._clock.now(), until)
        except PASSING as error:
            raise Away from error

    def address(self, token: str) -> str:
        """Return the whole address of a personal link."""
        return f"{self._public_url}/me/{token}"

    def language(self, accepted: str) -> str:
        """Return the language to speak with somebody of whom only this is known."""
        return self._script.texts.spoken(accepted)

    def phrase(self, language: str, key: str, **values: object) -> str:
        """Return a phrase of the product."""
        return self._script.texts.phrase(language, key, **values)

    def moment(self, visitor: Visitor, at: datetime) -> str:
        """Return a moment in the visitor's language and zone."""
        return self._script.texts.moment(visitor.language, at, visitor.timezone)

    def day(self, visitor: Visitor, day: date) -> str:
        """Return a date in the visitor's language."""
        return self._script.texts.date(visitor.language, day)

    async def _taken(self, inbound: Inbound, now: datetime) -> Receipt:
        """Take it in; where the clock or another device moved the same talk on in between, take it in anew."""
        for _ in range(MOST_TRIES - 1):
            with contextlib.suppress(StaleSession):
                return await self._ledger.run(intake.take, self._script, inbound, now, lane=inbound.identity.user)
        return await self._ledger.run(intake.take, self._script, inbound, now, lane=inbound.identity.user)

    async def _keep_failed(self, inbound: Inbound, now: datetime, reason: str) -> Receipt:
        try:
            return await self._ledger.run(intake.keep_failed, self._script, inbound, now, reason)
        except PASSING as error:
            raise Away from error

    async def _read(self, query: Callable[[UnitOfWork, *Ts], R], *args: *Ts) -> R:
        try:
            return await self._ledger.read(query, *args)
        except PASSING as error:
            raise Away from error


def _end_other_links(uow: UnitOfWork, script: Script, now: datetime, token: str) -> None:
    person = links.holder(uow, token, wall_now())
    if person is not None:
        dispatch.do(Turn(uow, script, now, f"links:{uow.new_id()}"), person, END_LINKS, {"token": token})


def _visitor(uow: UnitOfWork, script: Script, token: str, wall: datetime) -> Visitor | None:
    person = links.holder(uow, token, wall)
    return None if person is None else _as_visitor(uow, script, person, person.id)


def _known(uow: UnitOfWork, script: Script, identity: Identity) -> Visitor | None:
    person = uow.people.by_identity(identity)
    return None if person is None or person.erased else _as_visitor(uow, script, person, identity.user)


def _as_visitor(uow: UnitOfWork, script: Script, person: Person, place: str) -> Visitor | None:
    organisation = uow.organisations.get(person.organisation)
    if organisation is None:
        return None
    team = uow.teams.get(person.organisation, person.team) if person.team else None
    professional = uow.people.get(person.organisation, person.professional) if person.professional else None
    return Visitor(
        person=person.id,
        organisation=person.organisation,
        role=person.role,
        language=person.language,
        timezone=person.timezone,
        name=person.name,
        place=place,
        organisation_name=script.texts.named(person.language, organisation.name),
        office=script.texts.named(person.language, organisation.centre_name),
        team=team.name if team else "",
        professional=first_name(professional) if professional else "",
    )


def _conversation(uow: UnitOfWork, script: Script, visitor: Visitor) -> Conversation:
    newest = uow.lines.newest(visitor.organisation, visitor.place)
    kept = uow.lines.of(visitor.organisation, visitor.place, MOST_LINES)
    person = uow.people.get(visitor.organisation, visitor.person)
    active = uow.sessions.active(visitor.organisation, visitor.person)
    owner = uow.organisations.get(visitor.organisation)
    stopped = person is not None and person.consent in {Consent.STOPPED, Consent.REFUSED}
    silent = person is not None and person.silent
    put = next((one for one in reversed(kept) if active is not None and _is_open(one, active)), None)
    asked = None
    if active is not None and active.status is Status.OPEN and put is not None and isinstance(put.body, Prompt):
        asked = _asked(uow, script, put.body, replace(active, language=visitor.language))
    return Conversation(
        lines=tuple(
            _line(line, asked if asked is not None and line is put else line.body)
            for line in kept
            if line.body is not None and not _is_page(line)
        ),
        current=None if stopped or silent else asked,
        role=visitor.role,
        stopped=stopped and is_client(visitor),
        silent=silent,
        paused_until=person.paused_until if person else None,
        links=links.cards(uow, person, wall_now()) if person else (),
        newest=newest or "",
        week_at=(owner.digest_weekday, owner.digest_at) if owner is not None else None,
        begins=is_client(visitor) and active is None and person is not None and _is_new(person),
    )


def _is_new(person: Person) -> bool:
    return person.consent is Consent.UNASKED


def _is_page(line: Kept) -> bool:
    return not isinstance(line.body, Prompt | Note | str)


def _line(line: Kept, body: object) -> Line:
    if not isinstance(body, Prompt | Note | str):
        raise TypeError(body)
    return Line(id=line.id, mine=line.direction == "in", body=body, at=line.at, thread=line.thread)


def _asked(uow: UnitOfWork, script: Script, put: Prompt, active: Session) -> Prompt:
    """Return the question that is open as it was put last, in the language the session is read in now."""
    texts = script.texts
    again = any(put.text.startswith(texts.phrase(language, "bot.reminder")) for language in texts.languages)
    definition = script.definition(uow, active)
    ask = Ask(question=put.question, reminder=again, progress=progress(definition, active, put.question))
    return texts.prompt(definition, active, ask)


def _is_open(line: Kept, active: Session) -> bool:
    body = line.body
    return isinstance(body, Prompt) and body.session == active.id and body.question == active.at


def _page(
    uow: UnitOfWork, script: Script, now: datetime, visitor: Visitor, name: PageName, argument: str, room: int
) -> View | None:
    person = uow.people.get(visitor.organisation, visitor.person)
    if person is None:
        return None
    if not may_see(person, name):
        return None
    turn = Turn(uow, script, now, "page")
    if name in directory.PAGES:
        return directory.page(turn, person, name, argument, room)
    if name in centre_pages.NAMES:  # the week of a team is still to be made; this one is the centre's
        return centre_pages.view(turn, person, name, argument) if is_centre(person) else None
    return team_pages.view(turn, person, name) or client_pages.view(turn, person, name)
