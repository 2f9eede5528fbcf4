"""However much there is, a piece of work takes as many statements as for a little."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot import team_pages
from bot.admitting import DEFAULT
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import QuestionId, SessionId
from dialogs.pages import PageName
from dialogs.people import PersonId
from dialogs.policy.share import Share
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.bench.big_house import BUSY, fill
from tests.house import ANNA, BAS, CLIENTS, GIJS, JOOST, KEES, NOW, Home, opened
from tests.statements import heard


def answered(uow: UnitOfWork, person: PersonId, numbers: range, **values: object) -> None:
    """Let somebody have given so many answers."""
    first = Answer(
        id=AnswerId(""),
        organisation=DEFAULT,
        person=person,
        session=SessionId(""),
        dialogue="talents-and-wishes",
        question=QuestionId("talent"),
        records="talent",
        revision=1,
        value="koken",
        share=Share.TEAM,
        at=NOW,
        subject="",
    )
    for number in numbers:
        key = f"{person}-{number}"
        uow.answers.add(replace(first, id=AnswerId(key), session=SessionId(key), **values))  # type: ignore[arg-type]


def opens(home: Home, reader: PersonId) -> int:
    """Let a professional open their clients' words; return how many statements that took."""
    with heard(home.house.engines) as statements:
        home.write(lambda uow: team_pages.mark_seen(uow, DEFAULT, reader, home.clock.now()))
    return len(statements)


def seen(home: Home, reader: PersonId, owner: PersonId) -> set[str]:
    """Return which of the owner's answers the reader is noted to have seen."""

    def query(uow: UnitOfWork) -> set[str]:
        every = [one.id for one in uow.answers.of_person(DEFAULT, owner, current_only=False)]
        noted = uow.reads.of_answers(DEFAULT, every)
        return {id for id, readers in noted.items() if reader in {who for who, _ in readers}}

    return home.read(query)


def test_five_hundred_answers_are_noted_as_seen_in_as_many_statements_as_five(home_anywhere: Home) -> None:
    """What a professional opens is noted for all clients together, the first time and every time after it."""
    home = home_anywhere
    home.write(lambda uow: answered(uow, ANNA, range(5)))
    few = opens(home, JOOST)
    for client in CLIENTS:
        home.write(lambda uow, client=client: answered(uow, client, range(10, 94)))  # type: ignore[misc]
    assert opens(home, JOOST) == opens(home, JOOST) <= few
    assert sum(len(seen(home, JOOST, client)) for client in CLIENTS) == 5 + 6 * 84


@pytest.mark.parametrize("share", list(Share))
def test_only_what_the_reader_may_read_is_noted_as_seen(home: Home, share: Share) -> None:
    """Words for oneself, choices, what was taken back or overtaken, and other people's clients stay unseen."""

    def newer(uow: UnitOfWork) -> None:
        old = uow.answers.get(DEFAULT, AnswerId("bas-2"))
        assert old is not None
        uow.answers.add(replace(old, id=AnswerId("newer"), revision=2))

    home.write(lambda uow: answered(uow, ANNA, range(1), share=share))
    home.write(lambda uow: answered(uow, BAS, range(1), records="consent"))
    home.write(lambda uow: answered(uow, BAS, range(1, 2), withdrawn=True))
    home.write(lambda uow: answered(uow, BAS, range(2, 3)))
    home.write(newer)
    home.write(lambda uow: answered(uow, GIJS, range(1)))
    opens(home, JOOST)
    opens(home, KEES)
    assert seen(home, JOOST, ANNA) == (set() if share is Share.ME else {"anna-0"})
    assert seen(home, JOOST, BAS) == {"newer"}
    assert seen(home, JOOST, GIJS) == seen(home, KEES, ANNA) == set()


async def test_a_page_opens_the_names_of_those_who_are_on_it_alone(disk_url: str) -> None:
    """However many people there are, a client's pages and what is noted as seen open no name but of whom they show."""
    with opened(disk_url) as home:
        await home.welcome(ANNA)
        await home.tell(ANNA, wish="naar zee")
        fill(home, 5000, lambda _: None)
    with opened(disk_url) as home:  # anew, so that no key is known yet but those of the roster
        known = set(home.house.ledger._vault._opened)
        opens(home, JOOST)
        for name in (PageName.ANSWERS, PageName.DATA):
            await home.page(ANNA, name)
        opens(home, BUSY)
        home.read(lambda uow: uow.people.members(DEFAULT))
        assert set(home.house.ledger._vault._opened) == known | set(keys_of(home, ANNA, JOOST, KEES, BUSY))
        await home.page(BUSY, PageName.CLIENTS)
        assert len(home.house.ledger._vault._opened) >= len(known) + 100


def keys_of(home: Home, *people: PersonId) -> list[str]:
    """Return the wrapped keys of these people."""
    mine = tables.keys.c.owner.in_(people)
    return home.read(lambda uow: list(uow.connection.scalars(select(tables.keys.c.wrapped).where(mine))))
