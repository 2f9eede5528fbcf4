"""Personal links: whoever they are for hears of each that is made and of each browser it is opened in."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot import commands, links
from dialogs.links import LinkCard
from dialogs.messages import Command, Page, Submitted
from dialogs.pages import ExportView, PageName, SettingsView
from tests.chat_house import ChatHome, chatting
from tests.house import ANNA, BAS, JOOST, Home


@pytest.fixture
def chat() -> Iterator[ChatHome]:
    """Give a house on a chat platform."""
    with chatting() as found:
        yield found


async def handed_over(home: Home) -> str:
    """Let Joost make a link for Anna, and return its token."""
    made = await home.desk.take(home.inbound(JOOST, Submitted(form="client.link", fields={"client": ANNA})))
    assert isinstance(made.reply, Page)
    return str(made.reply.values["token"])


async def cards(home: Home) -> list[LinkCard]:
    """Return the links that stand on Anna's own page."""
    view = await home.page(ANNA, PageName.SETTINGS)
    assert isinstance(view, SettingsView)
    return list(view.links)


async def test_a_client_hears_in_her_chat_of_a_link_made_for_her(chat: ChatHome) -> None:
    """Whoever made it, a new link is told to whoever it is for, on the way she has, and stands on her page."""
    await chat.welcome(ANNA)
    await handed_over(chat.home)
    commands.link(chat.home.house, ANNA)
    await chat.courier.deliver()
    assert chat.told(ANNA)[-2:] == [
        chat.phrase("bot.link_made", maker="Joost Bakker"),
        chat.phrase("bot.link_made_by_house"),
    ]
    assert {one.maker for one in await cards(chat.home)} == {"Joost Bakker", ""}


async def test_whoever_takes_their_data_out_finds_the_links_in_it(home: Home) -> None:
    """Who made a link and when a browser was new stand in it, and nothing by which somebody could come in."""
    token = await handed_over(home)
    await home.desk.opened(token, "a browser")
    view = await home.page(ANNA, PageName.EXPORT)
    assert isinstance(view, ExportView)
    told = json.loads(view.content)
    assert JOOST in [one["maker"] for one in told["links"]]
    assert len(told["page_first_opened"]) == 1
    assert {one["channel"] for one in told["ways"]} == {"web"}
    assert not [
        one for one in (token, links.hash_of(token), links.hash_of("a browser")) if one in view.content.decode()
    ]


async def test_a_browser_that_is_new_is_told_once(chat: ChatHome) -> None:
    """The first opening in each browser is told, and where that browser is a professional's too, whose."""
    await chat.welcome(ANNA)
    token, own = await handed_over(chat.home), chat.home.link(JOOST).removeprefix("/me/")
    await chat.home.desk.opened(own, "his browser")
    before = len(chat.told(ANNA))
    for browser in ("his browser", "his browser", "hers", "hers"):
        await chat.home.desk.opened(token, browser)
        await chat.courier.deliver()
    beside = chat.phrase("bot.page_opened_beside", staff="Joost")
    assert chat.told(ANNA)[before + 1 :] == [beside, chat.phrase("bot.page_opened")]
    (card,) = await cards(chat.home)
    assert (card.browsers, card.beside) == (2, "Joost")


async def test_a_link_of_ones_own_in_a_known_browser_is_no_news(chat: ChatHome) -> None:
    """Who asks for a way to their own page and opens it where they did before hears nothing of it."""
    await chat.welcome(ANNA)
    for _ in range(2):
        await chat.take(ANNA, Command(name="page"))
        token = chat.told(ANNA)[-1].rpartition("/me/")[2].split()[0].rstrip(".")
        await chat.home.desk.opened(token, "hers")
        await chat.courier.deliver()
    assert chat.told(ANNA).count(chat.phrase("bot.page_opened")) == 1
    assert await cards(chat.home) == []


async def test_a_client_hears_when_somebody_ends_her_other_links(chat: ChatHome) -> None:
    """Whoever holds a link can end the one she uses, so she hears of it where she is reached; once, for what worked."""
    await chat.welcome(ANNA)
    hers = commands.link(chat.home.house, ANNA)
    his = await handed_over(chat.home)
    for _ in range(2):
        await chat.home.desk.end_other_links(his)
        await chat.courier.deliver()
    assert hers is not None
    assert await chat.home.desk.visitor(hers) is None
    assert chat.told(ANNA).count(chat.phrase("bot.links_ended")) == 1


async def test_after_stop_only_her_page_tells(chat: ChatHome) -> None:
    """Stop means stop, also for this; her own page shows it all the same."""
    await chat.welcome(ANNA)
    await chat.take(ANNA, Command(name="stop"))
    told = chat.told(ANNA)
    token = await handed_over(chat.home)
    await chat.home.desk.opened(token, "his browser")
    await chat.courier.deliver()
    assert chat.told(ANNA) == told
    (card,) = await cards(chat.home)
    assert (card.maker, card.browsers) == ("Joost Bakker", 1)


async def test_who_has_only_their_page_sees_it_there(home: Home) -> None:
    """Without a chat nothing is pushed: before she says anything her page tells which links were made by whom."""
    await handed_over(home)
    assert await home.told(ANNA) == []
    (card,) = await cards(home)
    assert (card.maker, card.browsers, card.opened) == ("Joost Bakker", 0, None)
    conversation = await home.desk.conversation(home.visitor(ANNA))
    assert [one.maker for one in conversation.links] == ["Joost Bakker"]


async def test_a_browser_of_another_client_is_not_named(home: Home) -> None:
    """Two clients may share a tablet: neither hears who the other is."""
    tokens = {who: home.link(who).removeprefix("/me/") for who in (ANNA, BAS)}
    for token in tokens.values():
        await home.desk.opened(token, "tablet")
    assert [one.beside for one in await cards(home)] == [""]
