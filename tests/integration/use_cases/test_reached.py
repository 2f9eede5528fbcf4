"""Who counts as reached: whoever did something, and whoever a page was really before; never whoever fetched one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot import checking
from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.reaching import reached_at
from bot.turn import Turn
from dialogs.messages import Note, Purpose, Text
from dialogs.pages import ClientsView, PageName
from dialogs.people import PersonId
from storage.unit_of_work import UnitOfWork
from tests.browsing import Browser, serving
from tests.house import ANNA, FRIDAY, JOOST, NOW, YES, Home, opened
from tests.unit.web.html_page import fields_of

PREVIEWS: tuple[dict[str, str], ...] = (
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "preview"},
    {"X-Moz": "prefetch"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    {},
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give somebody with a browser, in front of a served house."""
    with opened("sqlite://") as home:
        async with serving(home) as found:
            yield found


def reached(home: Home, person: PersonId = ANNA) -> bool:
    """Tell whether somebody counts as reached."""
    return reached_on(home, person) is not None


def reached_on(home: Home, person: PersonId = ANNA) -> datetime | None:
    """Return when somebody was last reached."""
    whom = home.person(person)
    return home.read(lambda uow: reached_at(Turn(uow, home.house.script, home.clock.now(), "test"), whom))


def never_opened(home: Home) -> set[object]:
    """Return of whom the check says that they never opened their link."""
    found = home.read(
        lambda uow: checking.check(Turn(uow, home.house.script, home.clock.now(), "test"), wall_now(), "nl", ())
    )
    return {one.values["person"] for one in found if one.key == "check.never_opened"}


async def on_joosts_page(home: Home) -> str:
    """Return how Anna is reached, as her professional reads it."""
    view = await home.page(JOOST, PageName.CLIENTS)
    assert isinstance(view, ClientsView)
    return next(one.reached for one in view.clients if one.id == ANNA)


async def test_a_preview_begins_and_reaches_nothing(browser: Browser) -> None:
    """Whatever fetches the page, nobody was reached and nothing was seen: the welcome lies there as it lay."""
    home, link = browser.home, browser.home.link(ANNA)
    for headers in PREVIEWS:
        await browser.client.head(link, headers=headers)
        for path in ("", "/lines", "/answers", "/settings"):
            await browser.client.get(f"{link}{path}", headers=headers)
    await home.house.courier.deliver()
    assert [one.opened_at for one in home.read(lambda uow: uow.lines.of(DEFAULT, ANNA, 9))] == [None]
    assert not reached(home)
    assert never_opened(home) >= {ANNA}
    assert await on_joosts_page(home) == home.house.script.texts.phrase("nl", "bot.reached_never")


async def test_a_question_that_lies_on_a_fetched_page_is_not_reached(browser: Browser) -> None:
    """Only what a page tells it showed counts as opened, and nothing that came after it was drawn."""
    home, link = browser.home, browser.home.link(ANNA)
    await home.until(NOW + timedelta(days=1))
    assert await home.prompt(ANNA) is not None
    drawn = fields_of(await browser.looked_at(link), "/seen")
    assert not reached(home)

    anna = home.person(ANNA)

    def news(uow: UnitOfWork) -> None:
        turn = Turn(uow, home.house.script, home.clock.now(), "news")
        turn.send(anna, Note(blocks=("Later",)), Purpose.REPLY)

    home.write(news)
    await home.house.courier.deliver()
    await browser.post(f"{link}/seen", drawn)
    assert reached(home)
    lines = home.read(lambda uow: uow.lines.of(DEFAULT, ANNA, 9))
    assert [one.opened_at is not None for one in lines] == [True, False]


async def test_quoted_words_are_seen_when_the_page_tells_so(home: Home) -> None:
    """A professional's page that was only fetched has shown nobody anything; the words are seen once it tells."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish="naar zee")
    link = home.link(JOOST)

    def seen() -> int:
        answers = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
        found = home.read(lambda uow: uow.reads.of_answers(DEFAULT, [one.id for one in answers]))
        return sum(len(readers) for readers in found.values())

    async with serving(home) as browser:
        for headers in PREVIEWS:
            await browser.client.get(f"{link}/clients", headers=headers)
        assert seen() == 0
        await browser.post(f"{link}/seen", {"page": "clients", "drawn": home.clock.now().isoformat()})
        assert seen() > 0


async def test_who_answers_in_their_first_visit_was_reached(browser: Browser) -> None:
    """Twelve answers in one visit, without a line of script and without coming back: reached, for everybody."""
    home, link = browser.home, browser.home.link(ANNA)
    await browser.post(f"{link}/seen", fields_of(await browser.looked_at(link), "/seen"))
    while (current := await home.prompt(ANNA)) is not None and current.question in YES:
        page = await browser.looked_at(link)
        await browser.post(f"{link}/pick", fields_of(page, "/pick", YES[current.question]))
    assert reached(home)
    assert ANNA not in never_opened(home)
    assert await on_joosts_page(home) != home.house.script.texts.phrase("nl", "bot.reached_never")


async def test_who_writes_was_reached_then(home: Home) -> None:
    """Words are enough, from whatever page they came, and the week does not call that client not reached."""
    await home.welcome(ANNA)
    home.clock.move_to(FRIDAY)
    before = home.read(lambda uow: uow.lines.latest_opened(DEFAULT, ANNA))
    await home.take(ANNA, Text(text="ik wil iets zeggen"))
    after = home.read(lambda uow: uow.lines.latest_opened(DEFAULT, ANNA))
    assert before == after
    assert reached_on(home) == FRIDAY
