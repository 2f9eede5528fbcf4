"""The week as the centre gets it: its order, its silence, and what is said under it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot import commands
from bot.admitting import DEFAULT
from dialogs.messages import Note, OutboxId, Outcome
from dialogs.pages import DigestView, PageName
from dialogs.policy.thresholds import at_least
from dialogs.rhythm.weeks import IsoWeek
from tests.house import ANNA, BAS, CLIENTS, FRIDAY, JOOST, KEES, MARIJKE, NOW, SAM, VERA, WEEK, Home, plain
from tests.page_reading import cards

KIND = {"learned": 0, "helps": 1, "told": 2, "silence": 3, "needs": 4}


async def full_week(home: Home) -> DigestView:
    """Let everything happen in one week that a digest can tell, and return it as the centre sees it."""
    for client in CLIENTS:
        await home.welcome(client, centre_may_read="yes" if client in {ANNA, BAS} else "no")
        await home.tell(client, wish=f"een wens van {client}")
    await home.judge(ANNA, await home.assume("Anna wil hulp in de ochtend", ANNA), "different", "liever uitslapen")
    await home.submit(JOOST, "offer.log", text="We bellen voor we komen")
    await home.until(FRIDAY + WEEK - (FRIDAY - NOW) / 2)
    for client in CLIENTS:
        if (await home.prompt(client)) is not None:
            await home.pick(client, "yes")
            await home.skip_all(client)
    await home.until(FRIDAY + WEEK + timedelta(hours=1))
    for _ in range(2):
        await home.pick(JOOST, "skip")
    await home.say(JOOST, "een extra auto")
    await home.judge(ANNA, await home.assume("Anna wil vroeg eten", ANNA), "different", "juist laat")
    await home.tell(BAS, wish="weer fietsen")
    await home.until(FRIDAY + 2 * WEEK)
    view = await home.page(MARIJKE, PageName.DIGEST, "2026-W50")
    assert isinstance(view, DigestView)
    return view


async def test_a_digest_is_a_thread_in_the_order_of_the_design(home_anywhere: Home) -> None:
    """P39: one head, and under it learned, the one question, newly told, silence and what teams need, in that order."""
    home = home_anywhere
    view = await full_week(home)
    kinds = {item.outbox: item.kind for item in home.read(lambda uow: uow.digests.items(DEFAULT, view.week))}
    order = [KIND[kinds[OutboxId(item.id)]] for item in view.items]
    assert order == sorted(order)
    assert {0, 2, 3, 4} <= set(order)
    texts = "\n".join(plain(item.body) for item in view.items)
    for words in ("Je wilt vroeg eten.", "juist laat", "weer fietsen", "een extra auto"):
        assert words in texts
    lines = home.read(lambda uow: uow.lines.of(DEFAULT, "centre", 1000))
    heads = [line.id for line in lines if line.thread is None]
    assert {line.thread for line in lines if line.thread is not None} <= set(heads)
    assert sum(line.at == FRIDAY + 2 * WEEK and line.thread is None for line in lines) == 1


async def test_what_clients_say_of_an_offer_is_counted_in_words(home: Home) -> None:
    """P30: the digest counts who said yes, never fewer than five, with no average and no exact number."""
    for client in CLIENTS:
        await home.welcome(client)
    await home.submit(JOOST, "offer.log", text="We bellen voor we komen")
    await home.until(NOW + timedelta(days=2))
    for client in CLIENTS:
        while (current := await home.prompt(client)) is not None:
            await home.pick(client, "yes" if current.question == "helps" else "skip")
    await home.until(FRIDAY)
    told = "\n".join(home.centre())
    counted = home.house.script.texts.phrase("nl", "digest.helps_yes", n=at_least(5))
    assert counted in told
    digits = set(re.findall(r"\d+", re.sub(r"\d+ \w+ 2026|week \d+", "", told)))
    assert digits == set()


async def test_a_quiet_week_is_one_line(home: Home) -> None:
    """P39: a week in which nothing was told is one message without anything under it."""
    await home.until(FRIDAY)
    (line,) = home.read(lambda uow: uow.lines.of(DEFAULT, "centre", 100))
    assert isinstance(line.body, Note)
    assert line.body.blocks == ()
    assert line.body.title


async def test_a_week_is_posted_once(home_anywhere: Home) -> None:
    """P39: a week whose hour comes again, or that is posted by hand, is there once."""
    home = home_anywhere
    await home.until(FRIDAY)
    before = home.centre()
    assert before
    assert not (await commands.post_digest(home.house, IsoWeek(year=2026, week=48))).new
    await home.until(FRIDAY + WEEK / 2)
    assert home.centre() == before


async def test_a_reply_is_kept_and_told_to_the_team(home_anywhere: Home) -> None:
    """P39: what somebody of the centre says under an item stands there, and reaches the professional it concerns."""
    home = home_anywhere
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, wish="naar zee")
    await home.until(FRIDAY)
    view = await home.page(MARIJKE, PageName.DIGEST, "2026-W48")
    assert isinstance(view, DigestView)
    item = next(one for one in view.items if "naar zee" in plain(one.body))
    receipt = await home.submit(MARIJKE, "reply", item=item.id, text="Daar hebben we een bus voor")
    assert (receipt.outcome, receipt.reply) == (Outcome.TAKEN, None)
    view = await home.page(MARIJKE, PageName.DIGEST, "2026-W48")
    assert isinstance(view, DigestView)
    (reply,) = next(one.replies for one in view.items if one.id == item.id)
    assert (reply.name, reply.words) == ("Marijke", "Daar hebben we een bus voor")
    assert "Daar hebben we een bus voor" in (await home.told(JOOST))[-1]
    assert not [line for person in (VERA, KEES, ANNA) for line in await home.told(person) if "bus" in line]
    weeks = await home.page(MARIJKE, PageName.DIGESTS)
    assert "1 reactie" in cards(weeks)[0].about


async def test_nobody_else_replies_under_the_week(home: Home) -> None:
    """P39: a client or a steward who knows the id of an item says nothing there; an unknown item takes nothing."""
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, wish="naar zee")
    await home.until(FRIDAY)
    items = home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))
    for person in (ANNA, SAM):
        receipt = await home.submit(person, "reply", item=items[1].outbox, text="dat klopt niet")
        assert receipt.outcome is Outcome.REFUSED
    assert (await home.submit(MARIJKE, "reply", item="no such item", text="hallo")).outcome is Outcome.REFUSED
    assert home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48")) == []


async def test_only_the_centre_opens_the_weeks(home: Home) -> None:
    """P39: the page of the weeks is there for nobody else."""
    await home.until(FRIDAY)
    for person in (ANNA, JOOST):
        assert await home.desk.page(home.visitor(person), PageName.DIGESTS, "") is None
        assert await home.desk.page(home.visitor(person), PageName.DIGEST, "2026-W48") is None


async def test_what_is_learned_waits_for_the_team(home: Home) -> None:
    """P39: what an assumption turned out to be is told to the centre only once its author has heard it."""
    await home.welcome(ANNA, centre_may_read="yes")
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.command(JOOST, "stop")
    await home.judge(ANNA, assumption, "different")
    await home.until(FRIDAY)
    assert not [line for line in home.centre() if "hulp in de ochtend" in line]


async def test_a_member_reads_a_dutch_week_in_their_own_language(home: Home) -> None:
    """An English member of the centre finds head, items, buttons and what was done in English, and words as said."""
    await full_week(home)
    english = replace(home.person(MARIJKE), language="en")
    home.write(lambda uow: uow.people.save(english))
    shared = home.centre()
    texts = home.house.script.texts
    view = await home.page(MARIJKE, PageName.DIGEST, "2026-W50")
    assert isinstance(view, DigestView)
    assert view.head.title.startswith("Weekly message of week 50")
    assert view.head.blocks == (texts.phrase("en", "digest.reply_hint"),)
    needs = next(one for one in view.items if "een extra auto" in plain(one.body))
    assert plain(needs.body).splitlines()[:2] == [texts.phrase("en", "digest.needs_head"), "Oost writes:"]
    await home.command(MARIJKE, "item.dossier", needs.id)
    view = await home.page(MARIJKE, PageName.DIGEST, "2026-W50")
    assert isinstance(view, DigestView)
    needs = next(one for one in view.items if "een extra auto" in plain(one.body))
    assert plain(needs.body).endswith("Marijke kept this for the dossier, on 11 December 2026.")
    assert {one.label for item in view.items for one in item.body.choices} <= {
        texts.phrase("en", f"week.do_{name}") for name in ("reply", "answer_client", "ask_team", "dossier", "not_ours")
    }
    assert [one for one in home.centre() if one in shared] == [one for one in shared if "een extra auto" not in one]
    assert any("Marijke bewaarde dit voor het dossier" in one for one in home.centre())
