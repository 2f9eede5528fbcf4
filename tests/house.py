"""A whole house for tests: the product as it is built, on a clock that is set, with a few people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from adapters.desk import Visitor
from bot import commands
from bot.admitting import DEFAULT
from bot.app import House, build, open_house
from bot.clock import SetClock
from bot.desk import HouseDesk
from bot.settings import Settings
from bot.turn import CENTRE, WEB
from dialogs.evidence.assumptions import Assumption, AssumptionId, Status, status
from dialogs.messages import (
    Arrived,
    Body,
    Command,
    Content,
    Inbound,
    Note,
    OutboxId,
    Outcome,
    Picked,
    Prompt,
    Quote,
    Receipt,
    Submitted,
    Text,
)
from dialogs.pages import PageName, View
from dialogs.people import Identity, Person, PersonId
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork

R = TypeVar("R")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Amsterdam."""

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
"""The hour of that week's digest."""

WEEK = timedelta(weeks=1)

ANNA, BAS, CARLA, DIRK, ELS, FIEN, GIJS = map(PersonId, ("anna", "bas", "carla", "dirk", "els", "fien", "gijs"))
JOOST, KEES, VERA = map(PersonId, ("joost", "kees", "vera"))
MARIJKE, SAM = PersonId("marijke"), PersonId("sam")
CLIENTS = (ANNA, BAS, CARLA, DIRK, ELS, FIEN)
"""The clients of Joost; Kees works in the same team, Vera and her client Gijs in another."""

STAFF = (JOOST, KEES, VERA, MARIJKE, SAM)

ROSTER = """id,name,role,team,professional
joost,Joost Bakker,professional,Oost,
kees,Kees Mulder,professional,Oost,
vera,Vera Postma,professional,West,
anna,Anna de Wit,client,Oost,joost
bas,Bas Vermeer,client,Oost,joost
carla,Carla Smit,client,Oost,joost
dirk,Dirk Hoekstra,client,Oost,joost
els,Els Kramer,client,Oost,joost
fien,Fien Dekker,client,Oost,joost
gijs,Gijs Kuiper,client,West,vera
marijke,Marijke Vos,centre,,
sam,Sam Prins,steward,,
"""

DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9"}
"""The browser of somebody here."""

YES = {
    "consent": "yes",
    "language": "nl",
    "centre_may_read": "no",
    "every": "week",
    "weekday": "tuesday",
    "part_of_day": "morning",
    "between": "no",
}
"""What a client picks at the welcome unless a test says otherwise: asked every Tuesday at ten."""


def settings_for(url: str, dialogues: Path | None = None) -> Settings:
    """Return settings for a database at this address, with one's own dialogues where a folder is given."""
    secret = SecretStr("a secret only for the tests")
    return Settings(database_url=url, secret_keys=(secret,), dialogues=dialogues)


@dataclass
class Home:
    """The house with its people, played through its own doors; nothing is sent but by the courier."""

    house: House
    clock: SetClock
    desk: HouseDesk
    _sent: Iterator[int] = field(default_factory=count)

    # --- coming in ----------------------------------------------------------------------------------------------------

    def inbound(self, person: PersonId, content: Content, *, key: str = "", thread: OutboxId | None = None) -> Inbound:
        """Return something that comes from this person now; the same `key` is the same event."""
        key = key or f"event {next(self._sent)}"
        identity = Identity(channel=WEB, account=DEFAULT, user=person)
        return Inbound(
            organisation=DEFAULT,
            identity=identity,
            event_id=key,
            message=key,
            place=person,
            content=content,
            at=self.clock.now(),
            thread=thread,
        )

    async def take(self, person: PersonId, content: Content, *, key: str = "") -> Receipt:
        """Let something come in and whatever follows from it be sent."""
        receipt = await self.desk.take(self.inbound(person, content, key=key))
        await self.house.courier.deliver()
        return receipt

    async def arrive(self, person: PersonId) -> None:
        """Let somebody open their page."""
        await self.take(person, Arrived())

    async def say(self, person: PersonId, words: str) -> Receipt:
        """Let somebody type words, bound to the question that is open, as the web channel does."""
        current = await self.prompt(person)
        if current is None:
            return await self.take(person, Text(text=words))
        return await self.take(person, Text(text=words, session=current.session, question=current.question))

    async def pick(self, person: PersonId, choice: str) -> Receipt:
        """Let somebody press a button of the question that is open."""
        current = await self.question(person)
        return await self.take(person, Picked(session=current.session, question=current.question, choice=choice))

    async def command(self, person: PersonId, name: str, argument: str = "") -> Receipt:
        """Let somebody ask for something by name."""
        return await self.take(person, Command(name=name, argument=argument))

    async def submit(self, person: PersonId, form: str, **fields: str) -> Receipt:
        """Let somebody send a form."""
        return await self.take(person, Submitted(form=form, fields=fields))

    async def welcome(self, person: PersonId, **choices: str) -> None:
        """Let a new client open their page, make their choices and leave the talk that follows for what it is."""
        await self.arrive(person)
        picks = YES | choices
        while (current := await self.prompt(person)) is not None and current.question in picks:
            await self.pick(person, picks[current.question])
        await self.skip_all(person)

    async def skip_all(self, person: PersonId) -> None:
        """Let somebody skip question after question until nothing is open."""
        while await self.prompt(person) is not None:
            await self.pick(person, "skip")

    async def tell(self, client: PersonId, *, talent: str = "", wish: str = "") -> None:
        """Let a client begin a talk and tell a talent, a wish or both."""
        await self.command(client, "wishes")
        words = {"talent": talent, "wish": wish}
        while (current := await self.prompt(client)) is not None:
            if current.question == "still":
                await self.pick(client, "different" if wish else "over")
            elif said := words.get(current.question, ""):
                await self.say(client, said)
            else:
                await self.pick(client, "skip")

    async def assume(self, text: str, client: PersonId | None = None, author: PersonId = JOOST) -> AssumptionId:
        """Let a professional log an assumption by the form, and return its id."""
        receipt = await self.submit(author, "assumption.log", text=text, client=client or "")
        assert receipt.outcome is Outcome.TAKEN
        assert receipt.reply is None
        return self.read(lambda uow: uow.assumptions.of_author(DEFAULT, author))[-1].id

    async def judge(self, client: PersonId, assumption: AssumptionId, says: str, words: str = "") -> None:
        """Let a client begin to say what they think of an assumption."""
        await self.command(client, "assumption", assumption)
        await self.pick(client, says)
        if await self.prompt(client) is not None:
            await (self.say(client, words) if words else self.pick(client, "skip"))

    # --- time ---------------------------------------------------------------------------------------------------------

    async def until(self, moment: datetime) -> None:
        """Live through business time up to a moment: whatever is due in between is done and sent."""
        await self.house.ticker.until(moment, self.clock)

    # --- what there is to see -----------------------------------------------------------------------------------------

    def read(self, query: Callable[[UnitOfWork], R]) -> R:
        """Return what the storage holds."""
        return self.house.ledger.read_now(query)

    def write(self, work: Callable[[UnitOfWork], R]) -> R:
        """Do something to the storage that no door does."""
        return self.house.ledger.run_now(work)

    def person(self, person: PersonId) -> Person:
        """Return somebody as they are kept."""
        found = self.read(lambda uow: uow.people.get(DEFAULT, person))
        assert found is not None
        return found

    def visitor(self, person: PersonId) -> Visitor:
        """Return somebody as the web channel sees them."""
        one = self.person(person)
        return Visitor(
            person=person,
            organisation=DEFAULT,
            role=one.role,
            language=one.language,
            timezone=one.timezone,
            name=one.name,
            place=person,
        )

    async def prompt(self, person: PersonId) -> Prompt | None:
        """Return the question that is open on somebody's page, if any."""
        return (await self.desk.conversation(self.visitor(person))).current

    async def question(self, person: PersonId) -> Prompt:
        """Return the question that is open; there must be one."""
        current = await self.prompt(person)
        assert current is not None, f"no question is open to {person}"
        return current

    async def lines(self, person: PersonId) -> list[str]:
        """Return everything that stands in somebody's conversation, one text per line, their own words too."""
        return [plain(line.body) for line in (await self.desk.conversation(self.visitor(person))).lines]

    async def told(self, person: PersonId) -> list[str]:
        """Return everything the product said to somebody."""
        conversation = await self.desk.conversation(self.visitor(person))
        return [plain(line.body) for line in conversation.lines if not line.mine]

    async def asked(self, person: PersonId) -> list[tuple[datetime, str]]:
        """Return every question that was put to somebody, and when."""
        conversation = await self.desk.conversation(self.visitor(person))
        return [(line.at, line.body.question) for line in conversation.lines if isinstance(line.body, Prompt)]

    async def page(self, person: PersonId, name: PageName, argument: str = "") -> View:
        """Return what stands on one of somebody's pages, as they look at it; it must be there."""
        view = await self.desk.page(self.visitor(person), name, argument)
        assert view is not None
        await self.desk.seen(self.visitor(person), name)
        return view

    def centre(self) -> list[str]:
        """Return everything that stands in the place the centre shares."""
        shown = self.read(lambda uow: uow.lines.of(DEFAULT, CENTRE, 1000))
        return [plain(line.body) for line in shown if line.body is not None]

    def status(self, assumption: AssumptionId) -> Status:
        """Return what clients made of an assumption."""

        def query(uow: UnitOfWork) -> Status:
            found = uow.assumptions.get(DEFAULT, assumption)
            assert isinstance(found, Assumption)
            return status(found, uow.verdicts.of_assumption(DEFAULT, assumption))

        return self.read(query)

    def words(self, person: PersonId, records: str) -> list[object]:
        """Return what stands of somebody's answers of one kind."""
        stands = self.read(lambda uow: uow.answers.of_person(DEFAULT, person))
        return [one.value for one in stands if one.records == records]

    def link(self, person: PersonId) -> str:
        """Return the path of a new personal link."""
        token = commands.link(self.house, person)
        assert token is not None
        return f"/me/{token}"


def plain(body: Body | str) -> str:
    """Return a message as one text."""
    match body:
        case Prompt():
            return body.text
        case Note():
            blocks = [block.words or "(weg)" if isinstance(block, Quote) else block for block in body.blocks]
            return "\n".join(filter(None, (body.title, *blocks)))
        case _:
            return str(body)


@contextmanager
def opened(
    url: str | Settings, now: datetime = NOW, *, roster: str = ROSTER, dialogues: Path | None = None
) -> Iterator[Home]:
    """Open a house on the database at this address, or by these settings, and let everybody of the roster in."""
    clock = SetClock(now)
    house = build(url if isinstance(url, Settings) else settings_for(url, dialogues), clock)
    try:
        if house.settings.sqlite_path is None and house.engines.dialect == "sqlite":
            metadata.create_all(house.engines.write)
            open_house(house)
        else:
            commands.prepare(house)
        commands.import_people(house, roster.encode())
        yield Home(house, clock, HouseDesk(house.ledger, house.engines, house.script, house.courier, clock))
    finally:
        house.close()


@pytest.fixture
def home() -> Iterator[Home]:
    """Give a house in memory with its people, on a Monday at ten."""
    with opened("sqlite://") as found:
        yield found


@pytest.fixture(params=["memory", "disk", "postgresql"])
def home_anywhere(request: pytest.FixtureRequest) -> Iterator[Home]:
    """Give the same house on each kind of database."""
    match request.param:
        case "memory":
            url = "sqlite://"
        case "disk":
            url = request.getfixturevalue("disk_url")
        case _:
            url = request.getfixturevalue("postgresql_url")
    with opened(url) as found:
        yield found
        if request.param == "postgresql":
            with found.house.engines.write.begin() as connection:
                connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
