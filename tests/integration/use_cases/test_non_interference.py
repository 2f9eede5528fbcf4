"""What one client keeps to themselves changes nothing that anybody else can see."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count

import pytest

from adapters.web.render import PAGES, Pages
from bot import commands
from bot.admitting import DEFAULT
from bot.exporting import Format
from dialogs.pages import DigestView, ExportView, PageName
from dialogs.people import PersonId
from dialogs.rhythm.weeks import IsoWeek
from tests.house import ANNA, CLIENTS, FRIDAY, GIJS, JOOST, NOW, STAFF, WEEK, Home, opened

OTHERS = (*CLIENTS[1:], GIJS, *STAFF)
SECRETS = ("ik mis mijn broer", "Ik wil verhuizen naar Groningen, en wel zo snel mogelijk. 🚚")


async def unshared(home: Home, kind: str, secret: str, which: int) -> None:
    """Let Anna say something that is hers alone; `which` tells the worlds apart where there are buttons."""
    match kind:
        case "said":
            await home.command(ANNA, "say")
            await home.say(ANNA, secret)
            await home.pick(ANNA, "me")
            return
        case "wish" | "talent":
            await home.tell(ANNA, **{kind: secret})
        case _:
            await home.submit(JOOST, "offer.log", client=ANNA, text="We bellen voor we komen")
            await home.until(home.clock.now() + timedelta(days=1))
            await home.pick(ANNA, ("yes", "no")[which])
            await home.say(ANNA, secret)
            await home.skip_all(ANNA)
    for one in home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)):
        if one.records in {kind, "why"}:
            await home.submit(ANNA, "answer.share", answer=one.id, share="me")


async def lived(home: Home, kind: str, seed: int, which: int) -> None:
    """Let two weeks go by in which everybody does something, the same in both worlds but for Anna's secret."""
    chance = random.Random(seed)
    home.house.ledger._ids = map("{:026d}".format, count()).__next__
    for client in (*CLIENTS, GIJS):
        reading, between = chance.choice(("yes", "no")), chance.choice(("yes", "no"))
        await home.welcome(client, centre_may_read=reading, between=between)
        if chance.random() < 0.7 and client != ANNA:
            await home.tell(client, wish=f"wens {chance.randrange(100)}", talent=f"talent {chance.randrange(100)}")
    await unshared(home, kind, SECRETS[which], which)
    subject = chance.choice((ANNA, *CLIENTS[1:], None))
    assumption = await home.assume("Je wilt hulp in de ochtend", subject)
    judges = CLIENTS[1:] if subject is None else [one for one in (subject,) if one != ANNA]
    for client in judges:
        await home.judge(client, assumption, chance.choice(("so", "partly", "different")), "zo is dat")
    await home.until(FRIDAY)
    for client in CLIENTS[1:]:
        if chance.random() < 0.5:
            await home.skip_all(client)
    await home.until(FRIDAY + WEEK)


async def seen_by_others(home: Home) -> dict[str, bytes]:
    """Return every page, conversation and export that somebody else than Anna can get, as bytes."""
    pages = Pages(home.desk, lambda: "the same nonce for all")
    weeks = list(home.read(lambda uow: uow.digests.all(DEFAULT)))
    seen: dict[str, bytes] = {}
    for person in OTHERS:
        visitor = home.visitor(person)
        conversation = await home.desk.conversation(visitor)
        seen[f"{person} chat"] = pages.chat(visitor, "/me/x", conversation).encode()
        for name in PAGES[visitor.role]:
            view = await home.page(person, name)
            seen[f"{person} {name}"] = pages.page(visitor, "/me/x", name, view).encode()
        export = await home.page(person, PageName.EXPORT)
        assert isinstance(export, ExportView)
        seen[f"{person} export"] = export.content
    marijke = PersonId("marijke")
    for week in weeks:
        view = await home.page(marijke, PageName.DIGEST, week)
        assert isinstance(view, DigestView)
        seen[f"digest {week}"] = pages.page(home.visitor(marijke), "/me/x", PageName.DIGEST, view).encode()
        seen[f"printed {week}"] = commands.show_digest(home.house, IsoWeek.parse(week)).encode()
    seen["people"] = "\n".join(commands.list_people(home.house)).encode()
    for format in Format:
        seen[f"everything {format}"] = (commands.export(home.house, format, None) or "").encode()
    return seen


@pytest.mark.parametrize(("kind", "seed"), [("said", 1), ("wish", 2), ("talent", 3), ("helps", 4)])
async def test_a_secret_leaves_no_trace(kind: str, seed: int) -> None:
    """I4: two worlds that differ in one answer its owner keeps are the same, to the byte, for everybody else."""
    worlds = []
    for which in (0, 1):
        with opened("sqlite://", NOW) as home:
            await lived(home, kind, seed, which)
            worlds.append(await seen_by_others(home))
            own = home.words(ANNA, kind)
            assert own[-1:] == [("yes", "no")[which] if kind == "helps" else SECRETS[which]]
    first, second = worlds
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert any(b"minstens vijf mensen" in page for name, page in first.items() if name.startswith("printed"))


async def test_the_comparison_can_fail() -> None:
    """A secret that is shared does show: the comparison looks where words can be seen."""
    worlds = []
    for which in (0, 1):
        with opened("sqlite://", NOW) as home:
            home.house.ledger._ids = map("{:026d}".format, count()).__next__
            await home.welcome(ANNA, centre_may_read="yes")
            await home.tell(ANNA, wish=SECRETS[which])
            await home.until(FRIDAY)
            worlds.append(await seen_by_others(home))
    first, second = worlds
    different = {name for name in first if first[name] != second[name]}
    assert {"joost clients", "printed 2026-W48", "digest 2026-W48", "everything csv"} <= different
    assert not [name for name in different if name.split()[0] in {*CLIENTS[1:], GIJS, "vera"}]
