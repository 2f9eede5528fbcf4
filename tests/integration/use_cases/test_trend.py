"""The picture under the one question: there when two weeks told a number, and true to what those weeks told."""

from __future__ import annotations

from bot.admitting import DEFAULT
from dialogs.messages import Note, OutboxId, Outcome
from dialogs.pages import DigestView, Item, PageName
from dialogs.people import PersonId
from tests.house import ANNA, BAS, CARLA, CLIENTS, FRIDAY, JOOST, MARIJKE, WEEK, Home, plain
from tests.weeks_lived import live_week


async def one_question(home: Home, week: str) -> Item | None:
    """Return the item of a week about the one question, as the centre sees it."""
    view = await home.page(MARIJKE, PageName.DIGEST, week)
    assert isinstance(view, DigestView)
    kinds = {one.outbox: one.kind for one in home.read(lambda uow: uow.digests.items(DEFAULT, week))}
    return next((one for one in view.items if kinds[OutboxId(one.id)] == "helps"), None)


async def note(home: Home, week: str) -> Note:
    """Return what that item says; it must be there."""
    item = await one_question(home, week)
    assert item is not None
    return item.body


async def take_back(home: Home, client: PersonId) -> None:
    """Let a client take back what they answered to the one question."""
    said = home.read(lambda uow: uow.answers.of_person(DEFAULT, client))
    (helps,) = [one for one in said if one.records == "helps"]
    await home.submit(client, "answer.withdraw", answer=helps.id)
    assert home.words(client, "helps") == []


async def test_a_week_that_was_told_is_drawn_as_it_was_told(home: Home) -> None:
    """P30: the picture shows each week's own numbers, also when clients have since taken back what they said then."""
    for client in CLIENTS:
        await home.welcome(client)
    first = await live_week(home, 0, **{BAS: "no"})
    assert (await note(home, first)).chart is None
    before = plain(await note(home, first))
    for client in (ANNA, CARLA):
        await take_back(home, client)
    assert await one_question(home, await live_week(home, 1)) is None
    chart = (await note(home, await live_week(home, 2))).chart
    assert chart is not None
    assert chart.categories == ("Week 48", "Week 49", "Week 50")
    assert {one.name: one.values for one in chart.series} == {"Ja": (5, 0, 5), "Deels": (0, 0, 0), "Nee": (0, 0, 0)}
    assert plain(await note(home, first)) == before
    words = chart.alt.splitlines()
    for week, line in ((first, words[0]), ("2026-W50", words[2])):
        told = [block for block in (await note(home, week)).blocks if isinstance(block, str)]
        assert line.endswith(" ".join(told))


async def test_an_item_with_numbers_and_words_can_be_replied_to(home: Home) -> None:
    """P39: what is kept of an item for the picture does not stand in the way of telling whom a reply concerns."""
    for client in CLIENTS:
        await home.welcome(client, centre_may_read="yes")
    await home.submit(JOOST, "offer.log", text="We bellen voor we komen")
    await home.until(FRIDAY - WEEK / 14)
    for client in CLIENTS:
        while (current := await home.prompt(client)) is not None:
            if current.question == "why":
                await home.say(client, "dan sta ik al klaar")
            else:
                await home.pick(client, "yes" if current.question == "helps" else "skip")
    await home.until(FRIDAY)
    item = await one_question(home, "2026-W48")
    assert item is not None
    receipt = await home.submit(MARIJKE, "reply", item=item.id, text="Dat doen we voortaan overal")
    assert receipt.outcome is Outcome.TAKEN
    assert "Dat doen we voortaan overal" in (await home.told(JOOST))[-1]
