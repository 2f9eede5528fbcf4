"""In a small team nobody learns from a number what one client said: not on a page, not in a message, not by trying."""

from __future__ import annotations

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import AssumptionId
from dialogs.messages import Outcome
from dialogs.pages import AssumptionCard, AssumptionsView, PageName
from dialogs.policy.thresholds import AtLeast
from tests.browsing import serving
from tests.house import ANNA, BAS, CLIENTS, JOOST, KEES, NOW, Home

SENTENCE = "De mensen hier slapen graag uit"


async def card(home: Home) -> AssumptionCard:
    """Return what Kees reads of his newest assumption; no client is his own, all of them are Joost's."""
    view = await home.page(KEES, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    return view.assumptions[0]


async def group(home: Home, *who: str) -> AssumptionId:
    """Let Kees assume something of the whole team once these clients said that they may be asked."""
    for client in CLIENTS:
        if client in who:
            await home.welcome(client)
    return await home.assume(SENTENCE, author=KEES)


async def test_a_colleague_cannot_tell_one_answer_from_none(home_anywhere: Home) -> None:
    """With one to four answers everything a colleague sees, hears and can try is as it is with none."""
    home = home_anywhere
    assumption = await group(home, *CLIENTS)
    before, told = await card(home), await home.told(KEES)
    for client, says in zip(CLIENTS[:4], ("different", "different", "different", "different"), strict=True):
        await home.judge(client, assumption, says, "zachtjes")
        assert await card(home) == before
        assert await home.told(KEES) == told
    assert (before.status, before.counts, before.of_others, before.may_withdraw) == ("open", {}, {}, True)


async def test_from_five_on_a_colleague_hears_a_rounded_number(home: Home) -> None:
    """Five who say the same are told as at least five, and their author hears that there is something to read."""
    assumption = await group(home, *CLIENTS)
    told = len(await home.told(KEES))
    for client in CLIENTS[:5]:
        await home.judge(client, assumption, "different")
    seen = await card(home)
    assert (seen.status, dict(seen.of_others), seen.may_withdraw) == ("refuted", {"different": AtLeast(5)}, False)
    assert len(await home.told(KEES)) == told + 1
    await home.judge(CLIENTS[5], assumption, "different")
    assert await card(home) == seen


async def test_what_was_narrowed_is_counted_no_more(home: Home) -> None:
    """Who lets only their own professional read it is in no number of a colleague any more."""
    assumption = await group(home, *CLIENTS)
    for client in CLIENTS[:5]:
        await home.judge(client, assumption, "different")
    given = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "verdict"))
    assert given is not None
    await home.submit(ANNA, "answer.share", answer=given.id, share="professional")
    assert (await card(home)).of_others == {}
    assert (await card(home)).status == "open"


async def test_their_own_professional_reads_what_is_shared_with_them(home: Home) -> None:
    """Joost hears of his own clients one by one, also what they share with him alone."""
    for client in (ANNA, BAS):
        await home.welcome(client)
    assumption = await home.assume(SENTENCE)
    await home.judge(ANNA, assumption, "so")
    given = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "verdict"))
    assert given is not None
    await home.submit(ANNA, "answer.share", answer=given.id, share="professional")
    view = await home.page(JOOST, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    assert (view.assumptions[0].counts, view.assumptions[0].status) == ({"so": 1}, "confirmed")


async def test_taking_back_does_not_tell_either(home: Home) -> None:
    """A colleague may take back what they assumed as long as nothing can be told, whether or not somebody answered."""
    for answered in (False, True):
        assumption = await group(home, ANNA)
        if answered:
            await home.judge(ANNA, assumption, "different")
        receipt = await home.submit(KEES, "assumption.withdraw", assumption=assumption)
        assert receipt.outcome is Outcome.TAKEN


async def test_what_a_colleague_is_told_at_once_says_nothing_of_a_client(home: Home) -> None:
    """Whether and when the clients of others will be asked is their choice, and is not told to a colleague."""
    lines = []
    for choices in ({"consent": "no"}, {"between": "yes"}):
        await home.welcome(ANNA, **choices)
        await home.assume(SENTENCE, author=KEES)
        lines.append((await home.told(KEES))[-1])
        await home.command(ANNA, "start")
    assert lines[0] == lines[1]
    assert "zodra dat mag" in lines[0]


async def test_the_page_says_how_others_are_counted(home: Home) -> None:
    """On the page of a colleague stands the rule, and no number under five."""
    assumption = await group(home, *CLIENTS)
    for client in CLIENTS[:5]:
        await home.judge(client, assumption, "so")
    async with serving(home) as browser:
        page = await browser.opened(f"{home.link(KEES)}/assumptions")
    assert "tel ik pas mee als er minstens vijf hetzelfde zeggen" in page
    assert "minstens vijf mensen" in page
    assert home.clock.now() == NOW
