"""A consultation replayed through the product's own doors: links, messages and forms on a clock that is moved."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, groupby
from pathlib import Path

from pydantic import SecretStr

from bot import commands
from bot.admitting import DEFAULT
from bot.app import House, build
from bot.clock import SetClock
from bot.desk import HouseDesk
from bot.settings import Settings
from bot.talking import ASSUMPTION, TALENTS_AND_WISHES
from bot.turn import CENTRE, WEB
from dialogs.evidence.assumptions import Assumption, Verdict, standing
from dialogs.messages import (
    Arrived,
    Command,
    Content,
    Inbound,
    Note,
    Outcome,
    Picked,
    QuestionId,
    SessionId,
    Submitted,
    Text,
)
from dialogs.people import Identity, PersonId
from dialogs.talk.definition import Records
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork
from tests.acceptance.recount import Consultation, Statement, Vote

LANGUAGE = "en"
PROFESSIONAL, READER = PersonId("worker-1"), PersonId("reader-1")
PROFESSIONAL_NAME, READER_NAME = "Joostine Havikhorst", "Marijkje Oeverloos"
EVERYBODY = 10_000
"""More lines than any conversation here has."""

_SAYS_SKIP = Command(name="skip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the product holds at the end of a week, counted from what it gives out; keys are ids of statements."""

    said: Mapping[int, Counter[str]]
    standing: Mapping[int, Counter[str]]
    given: Mapping[int, int]
    told: Counter[tuple[int, str]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One message on the centre's shared page: when, under which head, and what it says."""

    id: str
    at: datetime
    thread: str | None
    note: Note = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay: per Friday what was kept, everything the centre got, everything sent to each client."""

    kept: Mapping[datetime, Kept]
    posted: tuple[Posted, ...]
    sent: Mapping[int, tuple[Outgoing, ...]]
    sentences: Mapping[int, str] = field(repr=False)
    asked: frozenset[PersonId]


def client(voter: int) -> PersonId:
    """Return the id of the client whom a voter becomes."""
    return PersonId(f"voter-{voter}")


def name_of(voter: int) -> str:
    """Return the name of that client, of which no part is a word of any statement."""
    return f"Kiezer{voter}x Achternaam{voter}x"


def replay(consultation: Consultation, fridays: Iterable[datetime], database: Path) -> Replayed:
    """Play the whole consultation on a database of its own, with every Friday on its way, and tell what came of it."""
    first = consultation.acts[0].at
    clock = SetClock(first.replace(minute=0, second=0, microsecond=0))
    settings = Settings(
        database_url=f"sqlite:///{database}",
        secret_keys=(SecretStr("a key for one replay"),),
        default_language=LANGUAGE,
    )
    house = build(settings, clock)
    try:
        commands.prepare(house)
        commands.import_people(house, _roster(consultation))
        return asyncio.run(_Stage(house, clock, consultation).play(fridays))
    finally:
        house.close()


def _roster(consultation: Consultation) -> bytes:
    rows = [
        "id,name,role,team,professional,language,timezone",
        f"{PROFESSIONAL},{PROFESSIONAL_NAME},professional,Rivierteam,,{LANGUAGE},",
        f"{READER},{READER_NAME},centre,,,{LANGUAGE},",
        *(
            f"{client(voter)},{name_of(voter)},client,Rivierteam,{PROFESSIONAL},{LANGUAGE},"
            for voter in consultation.voters
        ),
    ]
    return "\n".join(rows).encode()


class _Stage:
    """The house during one replay."""

    def __init__(self, house: House, clock: SetClock, consultation: Consultation) -> None:
        self._house = house
        self._clock = clock
        self._consultation = consultation
        self._desk = HouseDesk(house.ledger, house.engines, house.script, house.courier, clock)
        self._numbers = count(1)
        self._assumptions: dict[int, Assumption] = {}
        self._told: set[int] = set()

    async def play(self, fridays: Iterable[datetime]) -> Replayed:
        await self._welcome()
        kept: dict[datetime, Kept] = {}
        acts = self._consultation.acts
        after = self._clock.now()
        for friday in fridays:
            for slot in self._slots(act for act in acts if act.at <= friday and friday not in kept and act.at > after):
                await self._house.ticker.until(_midnight(slot[0].at), self._clock)
                await self._all(message for act in slot for message in self._messages(act))
                await self._learn_ids()
            await self._house.ticker.until(friday, self._clock)
            kept[friday] = await self._house.ledger.read(self._kept, after, friday)
            after = friday
        return await self._house.ledger.read(self._replayed, kept)

    async def _welcome(self) -> None:
        """Let every voter open their own link and say: yes, in English, every third one shares, I begin myself."""
        tokens = {voter: commands.link(self._house, client(voter)) for voter in self._consultation.voters}
        await self._all((client(voter), self._clock.now(), Arrived()) for voter in tokens)
        await self._house.courier.deliver()
        picked = []
        for voter, token in tokens.items():
            visitor = await self._desk.visitor(token or "")
            assert visitor is not None
            current = (await self._desk.conversation(visitor)).current
            assert current is not None
            shares = "yes" if voter in self._consultation.sharing else "no"
            picked += [
                (client(voter), self._clock.now(), _pressed(current.session, "consent", "yes")),
                (client(voter), self._clock.now(), _pressed(current.session, "language", LANGUAGE)),
                (client(voter), self._clock.now(), _pressed(current.session, "centre_may_read", shares)),
                (client(voter), self._clock.now(), _pressed(current.session, "every", "self")),
                (client(voter), self._clock.now(), _pressed(current.session, "between", "no")),
            ]
        await self._all(picked)

    def _slots(self, acts: Iterable[Statement | Vote]) -> Iterator[list[Statement | Vote]]:
        """Yield what happens on one day, cut off where an assumption begins: who votes on it must know which it is."""
        assumed = 0

        def slot(act: Statement | Vote) -> tuple[datetime, int]:
            nonlocal assumed
            place = _midnight(act.at), assumed
            assumed += isinstance(act, Statement) and act.id in self._consultation.assumed
            return place

        for _, together in groupby(acts, slot):
            yield list(together)

    def _messages(self, act: Statement | Vote) -> Iterator[tuple[PersonId, datetime, Content]]:
        match act:
            case Statement():
                yield from ((client(act.author), act.at, one) for one in self._wish(act))
                if act.id in self._consultation.assumed:
                    fields = {"client": "", "text": act.words, "about": "demand", "wrong_if": ""}
                    yield PROFESSIONAL, act.at, Submitted(form="assumption.log", fields=fields)
            case Vote():
                label = self._house.script.texts.label(
                    self._house.script.dialogues[ASSUMPTION], LANGUAGE, QuestionId("verdict"), act.says
                )
                yield (
                    client(act.voter),
                    act.at,
                    Command(name="assumption", argument=self._assumptions[act.statement].id),
                )
                yield client(act.voter), act.at, Text(text=label)
                yield client(act.voter), act.at, _SAYS_SKIP

    def _wish(self, statement: Statement) -> Iterator[Content]:
        """Begin a talk about wishes; whoever told one before says that it is different now, and tells the new one."""
        dialogue = self._house.script.dialogues[TALENTS_AND_WISHES]
        place = dialogue.place(QuestionId("wish"))
        yield Command(name="wishes")
        if statement.author in self._told:
            yield Text(text=self._house.script.texts.label(dialogue, LANGUAGE, QuestionId("still"), "different"))
        else:
            yield from (_SAYS_SKIP for question in dialogue.questions[:place] if not question.needs)
        yield Text(text=statement.words)
        yield from (_SAYS_SKIP for _ in dialogue.questions[place + 1 :])
        self._told.add(statement.author)

    async def _all(self, messages: Iterable[tuple[PersonId, datetime, Content]]) -> None:
        """Let everything come in, each at its own moment and in this order, and be answered.

        Nobody waits for anybody: a message is handed in the moment its turn comes, so that many share one commit.
        """
        taken = await asyncio.gather(*(self._take(*message) for message in messages))
        assert set(taken) <= {Outcome.TAKEN}

    async def _take(self, person: PersonId, at: datetime, content: Content) -> Outcome:
        self._clock.move_to(at)
        event = f"{person}/{next(self._numbers)}"
        inbound = Inbound(
            organisation=DEFAULT,
            identity=Identity(channel=WEB, account=DEFAULT, user=person),
            event_id=event,
            message=event,
            place=person,
            content=content,
            at=at,
        )
        return (await self._desk.take(inbound)).outcome

    async def _learn_ids(self) -> None:
        """Find the assumptions that were made of statements: they stand at the same moment."""
        if len(self._assumptions) == len(self._consultation.assumed):
            return
        statements = {one.at: one.id for one in self._consultation.statements}
        found = await self._house.ledger.read(_of_group)
        self._assumptions = {statements[one.at]: one for one in found}

    def _kept(self, uow: UnitOfWork, after: datetime, until: datetime) -> Kept:
        verdicts = {
            statement: uow.verdicts.of_assumption(DEFAULT, one.id) for statement, one in self._assumptions.items()
        }
        this_week = {
            statement: [one for one in given if after < one.at <= until] for statement, given in verdicts.items()
        }
        voters = {client(voter): voter for voter in self._consultation.voters}
        told = uow.answers.between(DEFAULT, after, until, Records.WISH)
        return Kept(
            said={statement: _counted(given) for statement, given in this_week.items() if given},
            standing={statement: _counted(given) for statement, given in verdicts.items() if given},
            given={statement: len(given) for statement, given in verdicts.items() if given},
            told=Counter((voters[one.person], str(one.value)) for one in told),
        )

    def _replayed(self, uow: UnitOfWork, kept: Mapping[datetime, Kept]) -> Replayed:
        posted = [
            Posted(id=line.id, at=line.at, thread=line.thread, note=line.body)
            for line in uow.lines.of(DEFAULT, CENTRE, EVERYBODY)
            if isinstance(line.body, Note)
        ]
        first, last = min(kept) - timedelta(days=30), max(kept)
        return Replayed(
            kept=kept,
            posted=tuple(posted),
            sent={voter: tuple(uow.outbox.of_person(DEFAULT, client(voter))) for voter in self._consultation.voters},
            sentences={statement: one.text for statement, one in self._assumptions.items()},
            asked=frozenset(row.person for row in uow.occasions.between(DEFAULT, first, last)),
        )


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _pressed(session: SessionId, question: str, choice: str) -> Picked:
    return Picked(session=session, question=QuestionId(question), choice=choice)


def _of_group(uow: UnitOfWork) -> list[Assumption]:
    professional = uow.people.get(DEFAULT, PROFESSIONAL)
    team = professional.team if professional else None
    return uow.assumptions.for_group(DEFAULT, team) if team else []


def _counted(verdicts: Iterable[Verdict]) -> Counter[str]:
    return Counter(str(one.says) for one in standing(verdicts).values())
