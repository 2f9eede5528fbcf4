"""The people of the example come alive: they are let in, answer and act through the same doors as everybody."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.admitting import DEFAULT, admit
from bot.app import House
from bot.clock import wall_now
from bot.desk import HouseDesk
from bot.example import Act, Example, Now, Player
from bot.links import LINK_LASTS, TOKEN_BYTES, hash_of
from bot.script import Script
from bot.turn import WEB, Turn
from dialogs.messages import (
    Arrived,
    Content,
    Inbound,
    OutboxId,
    Picked,
    QuestionId,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import Identity, PersonId, Role
from dialogs.talk import kinds
from dialogs.talk.events import ControlName
from dialogs.talk.session import Status
from storage.unit_of_work import UnitOfWork

_MOST_ANSWERS = 40
"""More than any talk has questions; so many answers in a row would mean that something goes round in a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The question that is open to somebody; `said` is how often they answered that question before."""

    session: SessionId
    question: QuestionId
    values: tuple[str, ...]
    skip: bool
    said: int


class Cast:
    """Everybody in the example, played by the words in its file."""

    def __init__(self, house: House, example: Example) -> None:
        """Play in this house; nobody is let in yet."""
        self._house = house
        self._example = example
        self._desk = HouseDesk(house.ledger, house.engines, house.script, house.courier, house.clock)
        self._sent = 0

    async def let_in(self, language: str, *, newcomers: bool) -> None:
        """Let in those who were there from the beginning, or those who come with the visitor."""
        await self._house.ledger.run(self._admit, language, newcomers)

    async def open_links(self) -> dict[PersonId, str]:
        """Give everybody one more personal link and return the tokens; pages that are open already stay open."""
        return await self._house.ledger.run(_open_links, [player.id for player in self._example.players])

    async def live(self, language: str, *, visited: bool) -> None:
        """Let everybody open their page and answer as they do now; `visited` tells that the visitor is there."""
        for player in self._example.players:
            if player.now is Now.NEWCOMER or (visited and player.now in {Now.AWAY, Now.VISITOR}):
                continue
            if await self._open(player.id) is None:
                continue
            await self._take(player.id, Arrived())
            if not visited or player.now is Now.ANSWERS:
                await self._answer(player, language)
                await self._take(player.id, Arrived())

    async def act(self, act: Act, language: str) -> None:
        """Let somebody send the form of this act."""
        fields = dict(act.fields[language])
        thread = None
        if act.item:
            thread = await self._house.ledger.read(_newest_item, act.item)
            if thread is None:
                return
            fields["item"] = thread
        await self._take(act.who, Submitted(form=act.form, fields=fields), thread)

    async def _answer(self, player: Player, language: str) -> None:
        for _ in range(_MOST_ANSWERS):
            question = await self._open(player.id)
            if question is None:
                return
            await self._take(player.id, said(player, language, question))

    async def _open(self, person: PersonId) -> Open | None:
        return await self._house.ledger.read(_open_question, self._house.script, person)

    async def _take(self, person: PersonId, content: Content, thread: OutboxId | None = None) -> None:
        self._sent += 1
        now = self._house.clock.now()
        key = f"example:{person}:{now.isoformat()}:{self._sent}"
        inbound = Inbound(
            organisation=DEFAULT,
            identity=Identity(channel=WEB, account=DEFAULT, user=person),
            event_id=key,
            message=key,
            place=person,
            content=content,
            at=now,
            thread=thread,
        )
        await self._desk.take(inbound)
        await self._told(person)

    async def _told(self, person: PersonId) -> None:
        """Wait until what they are told stands in their conversation: nobody answers what is not there yet."""
        await self._house.courier.deliver()
        if await self._house.ledger.read(lambda uow: uow.outbox.waiting(DEFAULT, person, wall_now())):
            await self._house.courier.settled(DEFAULT, person)

    def _admit(self, uow: UnitOfWork, language: str, newcomers: bool) -> None:  # noqa: FBT001 - passed on by the ledger
        turn = Turn(uow, self._house.script, self._house.clock.now(), f"example:{newcomers}")
        admit(turn, turn.organisation(DEFAULT), self._example.roster(language, newcomers=newcomers))
        named, fallback = (self._example.of_role(role).id for role in (Role.PROFESSIONAL, Role.CENTRE))
        uow.organisations.save(replace(turn.organisation(DEFAULT), named=named, fallback=fallback))


def said(player: Player, language: str, question: Open) -> Content:
    """Return what a player says to a question: the next button or words, and skipping when there are none left."""
    if question.values:
        picks: Mapping[str, tuple[str, ...]] = {"language": (language,), **player.picks}
        mine = picks.get(question.question, question.values)
        choice = mine[min(question.said, len(mine) - 1)]
        chosen = choice if choice in question.values else question.values[0]
        return Picked(session=question.session, question=question.question, choice=chosen)
    words = player.words[language].get(question.question, ())
    if question.said < len(words):
        return Text(text=words[question.said], session=question.session, question=question.question)
    if question.skip:
        return Picked(session=question.session, question=question.question, choice=ControlName.SKIP)
    return Text(text=words[-1] if words else player.name, session=question.session, question=question.question)


def _open_links(uow: UnitOfWork, people: list[PersonId]) -> dict[PersonId, str]:
    tokens = {person: secrets.token_urlsafe(TOKEN_BYTES) for person in people}
    now = wall_now()
    for person, token in tokens.items():
        # As if everybody made their own: in the try-out one browser shows them all, so nobody has to be told.
        uow.links.issue(DEFAULT, person, hash_of(token), now, now + LINK_LASTS, maker=person)
    return tokens


def _open_question(uow: UnitOfWork, script: Script, person: PersonId) -> Open | None:
    session = uow.sessions.active(DEFAULT, person)
    if session is None or session.status is not Status.OPEN or session.at is None:
        return None
    question = script.definition(uow, session).question(session.at)
    before = uow.answers.of_person(DEFAULT, person)
    return Open(
        session=session.id,
        question=session.at,
        values=kinds.values(question),
        skip=question.skip,
        said=sum(one.question == session.at and one.dialogue == session.dialogue for one in before),
    )


def _newest_item(uow: UnitOfWork, kind: str) -> OutboxId | None:
    for week in uow.digests.all(DEFAULT):
        for item in uow.digests.items(DEFAULT, week):
            if item.kind == kind:
                return item.outbox
    return None
