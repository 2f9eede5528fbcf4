"""What a person said stays theirs: to change, to share, to take back, and to see what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import commands
from bot.admitting import DEFAULT
from bot.exporting import Format
from dialogs.evidence.answers import Answer
from dialogs.page import Card, Page, Words
from dialogs.pages import AssumptionsView, ClientsView, PageName
from dialogs.people import PersonId
from dialogs.policy.share import Share
from dialogs.rhythm.weeks import IsoWeek
from tests.house import ANNA, FRIDAY, GIJS, JOOST, KEES, MARIJKE, NOW, VERA, Home
from tests.page_reading import cards, quotes, said

WEEK_48 = IsoWeek(year=2026, week=48)


def answer(home: Home, person: PersonId, records: str) -> Answer:
    """Return the newest standing answer of one kind."""
    found = home.read(lambda uow: uow.answers.latest(DEFAULT, person, records))
    assert found is not None
    return found


async def card(home: Home, person: PersonId, records: str) -> Card:
    """Return how an answer stands on its owner's own page."""
    view = await home.page(person, PageName.ANSWERS)
    wanted = answer(home, person, records).id
    return next(one for one in cards(view) if one.id == wanted)


async def seen(home: Home) -> list[str]:
    """Return what stands at Anna's wish about who saw it."""
    return [one for one in said(await card(home, ANNA, "wish")) if one.startswith("Gezien")]


async def read_by(home: Home, professional: PersonId) -> str:
    """Return everything a professional can read on their pages and in their conversation, as one text."""
    pages = [
        await home.page(professional, name)
        for name in (PageName.CLIENTS, PageName.ASSUMPTIONS, PageName.REPORTS, PageName.OFFERS)
    ]
    return "\n".join([*map(shown, pages), *await home.lines(professional)])


def shown(view: object) -> str:
    """Return all that a view holds, also what its repr leaves out."""
    if isinstance(view, str):
        return view
    if isinstance(view, tuple):
        return "\n".join(map(shown, view))
    slots = getattr(type(view), "__slots__", ())
    return "\n".join(shown(getattr(view, name)) for name in slots) or str(view)


async def read_by_centre(home: Home) -> str:
    """Return everything the centre can read of the weeks, also by the command line."""
    weeks = home.read(lambda uow: list(uow.digests.all(DEFAULT)))
    pages = [shown(await home.page(MARIJKE, PageName.DIGEST, week)) for week in weeks]
    printed = [commands.show_digest(home.house, IsoWeek.parse(week)) for week in weeks]
    return "\n".join([*pages, *printed, *home.centre()])


# --- changing ---------------------------------------------------------------------------------------------------------


async def test_a_client_changes_a_wish_and_the_team_sees_it(home_anywhere: Home) -> None:
    """P2: the new words and their date stand on the team's page, the old ones only with the client."""
    home = home_anywhere
    await home.welcome(ANNA)
    await home.tell(ANNA, talent="zingen", wish="naar zee")
    await home.say(ANNA, "mijn profiel")
    assert "naar zee" in (await home.told(ANNA))[-1]
    home.clock.move_to(FRIDAY)
    await home.submit(ANNA, "answer.revise", answer=answer(home, ANNA, "wish").id, text="naar het bos")
    view = await home.page(JOOST, PageName.CLIENTS)
    assert isinstance(view, ClientsView)
    (anna,) = (one for one in view.clients if one.id == ANNA)
    assert [(one.words, one.at) for one in anna.wishes] == [("naar het bos", FRIDAY)]
    kept = await card(home, ANNA, "wish")
    assert quotes(kept) == ["naar het bos", "naar zee"]
    assert "2e versie" in "".join(said(kept))
    await home.say(ANNA, "mijn profiel")
    assert "naar het bos" in (await home.told(ANNA))[-1]


async def test_nobody_changes_the_words_of_another(home: Home) -> None:
    """P12: an answer can be changed, shared or taken back by its owner alone, whoever knows its id."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    before = answer(home, ANNA, "wish")
    for person in (JOOST, GIJS, MARIJKE):
        assert (await home.submit(person, "answer.revise", answer=before.id, text="anders")).reply is not None
        assert (await home.submit(person, "answer.share", answer=before.id, share="centre")).reply is not None
        assert (await home.submit(person, "answer.withdraw", answer=before.id)).reply is not None
    assert answer(home, ANNA, "wish") == before


# --- who may read it --------------------------------------------------------------------------------------------------


async def test_every_question_says_beforehand_who_reads_the_answer(home: Home) -> None:
    """P17: each prompt carries the label, and what is stored is shared exactly as far as the label said."""
    await home.welcome(ANNA, every="self")
    await home.command(ANNA, "wishes")
    promised = {}
    while (current := await home.prompt(ANNA)) is not None:
        assert current.visibility
        promised[current.session, current.question] = current.share
        await home.say(ANNA, f"over {current.question}")
    stored = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    assert {(one.session, one.question): one.share for one in stored if one.dialogue != "welcome"} == promised
    assert promised


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        (Share.ME, set()),
        (Share.PROFESSIONAL, {JOOST}),
        (Share.TEAM, {JOOST}),
        (Share.CENTRE, {JOOST, MARIJKE}),
    ],
)
async def test_every_page_obeys_the_label(home: Home, level: Share, readers: set[PersonId]) -> None:
    """P17: words are read by those the client chose and by nobody else, on whatever page."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="een geheim verlangen")
    await home.submit(ANNA, "answer.share", answer=answer(home, ANNA, "wish").id, share=level)
    await home.until(FRIDAY)
    found = {one for one in (JOOST, KEES, VERA) if "geheim" in await read_by(home, one)}
    if "geheim" in await read_by_centre(home):
        found.add(MARIJKE)
    assert found == readers


async def test_what_a_client_keeps_to_themselves_the_centre_does_not_export(home: Home) -> None:
    """P17: an export of the organisation has no words that are for the client or for one professional alone."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="een geheim verlangen")
    await home.submit(ANNA, "answer.revise", answer=answer(home, ANNA, "wish").id, text="een ander geheim")
    await home.submit(ANNA, "answer.share", answer=answer(home, ANNA, "wish").id, share="professional")
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.judge(ANNA, assumption, "different", "dat is geheim")
    for records in ("verdict", "verdict_words"):
        await home.submit(ANNA, "answer.share", answer=answer(home, ANNA, records).id, share="me")
    exported = commands.export(home.house, Format.JSON, None)
    assert exported is not None
    assert "geheim" not in exported


async def test_a_judgement_kept_to_oneself_is_on_no_page_of_the_team(home: Home) -> None:
    """P17: who narrows what they said of an assumption takes words and verdict off the pages of the team."""
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.judge(ANNA, assumption, "different", "liever met rust")
    assert "liever met rust" in await read_by(home, JOOST)
    await home.submit(ANNA, "answer.share", answer=answer(home, ANNA, "verdict_words").id, share="me")
    assert "liever met rust" not in await read_by(home, JOOST)
    await home.submit(ANNA, "answer.share", answer=answer(home, ANNA, "verdict").id, share="me")
    view = await home.page(JOOST, PageName.ASSUMPTIONS)
    assert isinstance(view, AssumptionsView)
    assert view.assumptions[0].voices == ()
    assert view.assumptions[0].status == "open"


async def test_the_audience_one_chose_can_be_chosen_anew(home: Home) -> None:
    """P17: who first lets the team read what they came to say, and then only themselves, is obeyed."""
    await home.welcome(ANNA)
    await home.command(ANNA, "say")
    await home.say(ANNA, "mijn buurvrouw is ziek")
    await home.pick(ANNA, "team")
    assert "buurvrouw" in await read_by(home, JOOST)
    await home.submit(ANNA, "answer.revise", answer=answer(home, ANNA, "audience").id, text="me")
    assert answer(home, ANNA, "said").share is Share.ME
    assert "buurvrouw" not in await read_by(home, JOOST)


@pytest.mark.parametrize("how", ["settings", "welcome"])
async def test_the_centre_loses_what_it_may_no_longer_read(home: Home, how: str) -> None:
    """P17: a client who no longer lets the centre read along takes back what it was shown, wherever they say so."""
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, wish="naar zee")
    await home.until(FRIDAY)
    assert "naar zee" in await read_by_centre(home)
    if how == "settings":
        await home.submit(ANNA, "settings", language="nl", centre_may_read="no")
    else:
        await home.say(ANNA, "stop")
        await home.say(ANNA, "start")
        await home.welcome(ANNA, centre_may_read="no")
    assert "naar zee" not in await read_by_centre(home)
    assert "naar zee" in await read_by(home, JOOST)


# --- taking back ------------------------------------------------------------------------------------------------------


async def test_words_taken_back_before_the_week_ends_are_not_in_it(home: Home) -> None:
    """P12: a wish that was withdrawn before the digest is made is not told."""
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, wish="naar zee")
    await home.submit(ANNA, "answer.withdraw", answer=answer(home, ANNA, "wish").id)
    await home.until(FRIDAY)
    assert "naar zee" not in await read_by_centre(home)
    assert "naar zee" not in await read_by(home, JOOST)


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "not yet sent"])
async def test_words_taken_back_are_gone_from_the_digest(home_anywhere: Home, *, sent: bool) -> None:
    """P12: in the item as it was posted, also before it is sent, the words make way, one after the other."""
    home = home_anywhere
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, talent="brieven schrijven", wish="naar zee")
    wish = answer(home, ANNA, "wish")
    home.clock.move_to(FRIDAY)
    if sent:
        await home.until(FRIDAY)
        assert "naar zee" in await read_by_centre(home)
        await home.submit(ANNA, "answer.withdraw", answer=wish.id)
    else:
        await home.house.ticker.due(FRIDAY)
        assert home.centre() == []
        await home.submit(ANNA, "answer.withdraw", answer=wish.id)
    read = await read_by_centre(home)
    assert "naar zee" not in read
    assert "brieven schrijven" in read
    (posted,) = (line for line in home.centre() if "brieven schrijven" in line)
    assert posted.count("(weg)") == 1
    await home.submit(ANNA, "answer.withdraw", answer=answer(home, ANNA, "talent").id)
    read = await read_by_centre(home)
    assert "brieven schrijven" not in read
    assert "naar zee" not in read


async def test_a_verdict_taken_back_is_gone_from_the_digest(home: Home) -> None:
    """P12: neither the verdict's words nor what was assumed of that client can be read in the digest any more."""
    await home.welcome(ANNA, centre_may_read="yes")
    await home.judge(ANNA, await home.assume("Anna wil hulp bij het koken", ANNA), "different", "liever zelf")
    await home.until(FRIDAY)
    read = await read_by_centre(home)
    assert "koken" in read
    assert "liever zelf" in read
    await home.submit(ANNA, "answer.withdraw", answer=answer(home, ANNA, "verdict").id)
    read = await read_by_centre(home)
    assert "koken" not in read
    assert "liever zelf" not in read
    assert "koken" in await read_by(home, JOOST)


@pytest.mark.parametrize("what", ["said", "verdict_words", "reported_words"])
async def test_words_taken_back_are_gone_from_the_professional(home: Home, what: str) -> None:
    """P12: nobody can read them any more, also not in the message by which their professional heard of them."""
    await home.welcome(ANNA)
    match what:
        case "said":
            await home.command(ANNA, "say")
            await home.say(ANNA, "mijn buurvrouw is ziek")
            await home.pick(ANNA, "professional")
        case "verdict_words":
            await home.judge(ANNA, await home.assume("Anna wil hulp", ANNA), "partly", "mijn buurvrouw is ziek")
        case _:
            await home.submit(JOOST, "report.log", client=ANNA, words="Anna helpt een ander")
            await home.until(FRIDAY)
            await home.pick(ANNA, "almost")
            await home.say(ANNA, "mijn buurvrouw is ziek")
    assert "buurvrouw" in await read_by(home, JOOST)
    await home.submit(ANNA, "answer.withdraw", answer=answer(home, ANNA, what).id)
    assert "buurvrouw" not in await read_by(home, JOOST)
    assert "buurvrouw" not in (commands.export(home.house, Format.JSON, JOOST) or "")


async def test_a_changed_explanation_replaces_the_old_one_everywhere(home: Home) -> None:
    """P12: who changes their explanation of a verdict is read with the new words only."""
    await home.welcome(ANNA)
    await home.judge(ANNA, await home.assume("Anna wil hulp", ANNA), "partly", "alleen bij regen")
    await home.submit(ANNA, "answer.revise", answer=answer(home, ANNA, "verdict_words").id, text="alleen bij sneeuw")
    read = await read_by(home, JOOST)
    assert "sneeuw" in read
    assert "regen" not in read


async def test_an_erased_person_is_gone_everywhere(home_anywhere: Home) -> None:
    """P12: after an erasure no page, export or digest has a word of theirs, and their link opens nothing."""
    home = home_anywhere
    await home.welcome(ANNA, centre_may_read="yes")
    await home.tell(ANNA, wish="naar zee")
    await home.judge(ANNA, await home.assume("Anna wil hulp", ANNA), "different", "liever zeewind")
    await home.until(FRIDAY)
    assert "zee" in await read_by_centre(home)
    token = home.link(ANNA).removeprefix("/me/")
    await home.submit(ANNA, "erase", confirm="yes")
    exported = commands.export(home.house, Format.JSON, None)
    everything = [await read_by_centre(home), await read_by(home, JOOST), exported or ""]
    assert not [text for text in everything if "zee" in text]
    assert await home.desk.visitor(token) is None


# --- what became of it ------------------------------------------------------------------------------------------------


async def test_an_answer_tells_who_saw_it(home: Home) -> None:
    """P43: an answer is received, and seen once the page that shows it was before the professional."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    assert await seen(home) == []
    await home.page(VERA, PageName.CLIENTS)
    await home.page(JOOST, PageName.ASSUMPTIONS)
    assert await seen(home) == []
    await home.desk.page(home.visitor(JOOST), PageName.CLIENTS, "")
    assert await seen(home) == []
    await home.desk.seen(home.visitor(JOOST), PageName.CLIENTS, NOW - timedelta(seconds=1))
    assert await seen(home) == []
    home.clock.move_to(FRIDAY)
    await home.page(JOOST, PageName.CLIENTS)
    moment = home.house.script.texts.moment("nl", FRIDAY, home.person(ANNA).timezone)
    assert await seen(home) == [f"Gezien door Joost op {moment}"]


async def test_an_offer_gathers_what_clients_say_of_it(home: Home) -> None:
    """P30: the one question is put with the offer in it, and the client's yes or no and why stand with that offer."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    await home.submit(JOOST, "offer.log", client=ANNA, text="We komen pas om tien uur")
    await home.until(FRIDAY)
    current = await home.question(ANNA)
    assert current.question == "helps"
    assert "We komen pas om tien uur" in current.text
    await home.pick(ANNA, "partly")
    await home.say(ANNA, "tien uur is nog vroeg")
    await home.skip_all(ANNA)
    view = await home.page(JOOST, PageName.OFFERS)
    assert isinstance(view, Page)
    assert [section.name for section in view.sections] == ["waits"], "what does not help yet stands first"
    (offer,) = cards(view)
    (voice,) = (one for one in offer.blocks if isinstance(one, Words))
    assert voice.quoted == "tien uur is nog vroeg"
    assert "Deels · Anna de Wit" in voice.by
