"""The week behind personal links: the buttons of its items, and what each opens, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from adapters.web import payloads
from bot.admitting import DEFAULT
from dialogs.messages import Command, Form
from dialogs.people import PersonId
from tests.browsing import Browser, serving
from tests.house import ANNA, BAS, FRIDAY, JOOST, MARIJKE, VERA, Home
from tests.unit.web.html_page import fields_of, read

WORDS = "liever uitslapen"
WEEK = "digests/2026-W48"


@dataclass
class Week:
    """A served house with a week that Marijke can open; everybody has a link."""

    home: Home
    browser: Browser
    links: dict[PersonId, str] = field(default_factory=dict)

    def link(self, person: PersonId) -> str:
        """Return somebody's link."""
        if person not in self.links:
            self.links[person] = self.home.link(person)
        return self.links[person]

    async def page(self, person: PersonId, path: str = "") -> str:
        """Return one of somebody's pages."""
        return await self.browser.opened(f"{self.link(person)}{path}")

    async def thread(self) -> str:
        """Return the week as Marijke sees it."""
        return await self.page(MARIJKE, f"/{WEEK}")

    def item(self) -> str:
        """Return our id of the item that quotes Anna."""
        return self.home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))[1].outbox

    def done(self) -> list[tuple[str, str | None]]:
        """Return what was said and done under the week."""
        kept = self.home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))
        return [(one.kind, one.words) for one in kept]

    async def press(self, person: PersonId, path: str, name: str) -> tuple[int, str]:
        """Press the first button of a page whose command begins so, and return where that leads and what is there."""
        pressed = button(await self.page(person, path), name)
        assert pressed is not None, name
        answer = await self.browser.post(f"{self.link(person)}/command", pressed)
        assert answer.status == 303
        return await self.browser.get(answer.headers["Location"])

    async def fill_in(self, person: PersonId, page: str, **words: str) -> str:
        """Fill in the form that was opened, and return the page one comes to."""
        answer = await self.browser.post(f"{self.link(person)}/asked", fields_of(page, "/asked") | words)
        assert answer.status == 303
        return await self.browser.opened(answer.headers["Location"])


def button(page: str, name: str) -> dict[str, str] | None:
    """Return what the first button with such a command sends, or None where there is none."""
    elements = read(page)
    for form in (one for one in elements if one.tag == "form" and one.attrs["action"].endswith("/command")):
        sent = {one.attrs["name"]: one.attrs["value"] for one in elements if form in one.around and one.tag == "input"}
        if sent["name"].partition(" ")[0] == name:
            return sent
    return None


def under(page: str, item: str) -> str:
    """Return all that stands in an item."""
    return next(one.text for one in read(page) if one.attrs.get("id") == f"item-{item}")


@pytest.fixture
async def week(home: Home) -> AsyncIterator[Week]:
    """Let Anna refute what Joost assumed, and serve the week in which she did."""
    await home.welcome(ANNA, centre_may_read="yes")
    await home.judge(ANNA, await home.assume("Anna wil hulp in de ochtend", ANNA), "different", WORDS)
    await home.until(FRIDAY)
    async with serving(home) as browser:
        yield Week(home, browser)


async def test_a_question_to_the_team_goes_round(week: Week) -> None:
    """Marijke asks from the week, Joost answers from his chat, and both stand under the item."""
    _, form = await week.press(MARIJKE, f"/{WEEK}", "item.ask_team")
    shown = await week.fill_in(MARIJKE, form, text="Lukt dat met de planning?")
    assert week.home.desk.phrase("nl", "web.done.item.ask_team") in shown
    assert "Lukt dat met de planning?" in under(shown, week.item())
    assert "item.ask_team" not in shown.replace("done.item.ask_team", "")
    assert "Lukt dat met de planning?" in await week.page(JOOST)
    _, answering = await week.press(JOOST, "", "form")
    chat = await week.fill_in(JOOST, answering, text="Ja, vanaf maandag")
    assert week.home.desk.phrase("nl", "bot.reply_stored") in chat
    item = under(await week.thread(), week.item())
    assert item.index("Lukt dat met de planning?") < item.index("Ja, vanaf maandag")
    assert week.home.desk.phrase("nl", "web.digest.ask_team") in item


async def test_an_answer_to_a_client_goes_by_the_professional(week: Week) -> None:
    """Anna reads what the centre answered once Joost passed it on, in one press, and nobody else does."""
    _, form = await week.press(MARIJKE, f"/{WEEK}", "item.answer_client")
    await week.fill_in(MARIJKE, form, text="De ronde begint voortaan om tien uur")
    assert "voortaan" not in await week.page(ANNA)
    pressed = button(await week.page(JOOST), "pass_on")
    assert pressed is not None
    refused = await week.browser.post(f"{week.link(VERA)}/command", pressed)
    assert refused.status == 403
    status, _ = await week.press(JOOST, "", "pass_on")
    assert status == 200
    assert (await week.page(ANNA)).count("De ronde begint voortaan om tien uur") == 1
    assert "voortaan" not in await week.page(BAS)
    assert "De ronde begint voortaan om tien uur" in under(await week.thread(), week.item())


@pytest.mark.parametrize("act", ["dossier", "not_ours"])
async def test_what_is_kept_or_put_aside_shows_on_its_item(week: Week, act: str) -> None:
    """One press; the item says who did it, its button is gone, and no empty reply stands under it."""
    before = await week.thread()
    pressed = button(before, f"item.{act}")
    assert pressed is not None
    for _ in range(2):
        answer = await week.browser.post(f"{week.link(MARIJKE)}/command", pressed)
        assert answer.headers["Location"].endswith(f"/{WEEK}?done=item.{act}#item-{week.item()}")
    shown = await week.browser.opened(answer.headers["Location"])
    assert week.home.desk.phrase("nl", f"web.done.item.{act}") in shown
    assert "Marijke" in under(shown, week.item())
    assert week.done() == [(act, "")]
    assert not any(one.attrs.get("class") == "replies" for one in read(shown))
    left = [one.attrs["value"] for one in read(shown) if one.attrs.get("name") == "name"]
    assert f"item.{act} {week.item()}" not in left
    assert f"item.ask_team {week.item()}" in left


async def test_an_empty_form_comes_back(week: Week) -> None:
    """Without words nothing is kept; the form stands there again, ready to be sent."""
    _, form = await week.press(MARIJKE, f"/{WEEK}", "item.ask_team")
    answer = await week.browser.post(f"{week.link(MARIJKE)}/asked", fields_of(form, "/asked") | {"text": " "})
    assert answer.status == 400
    again = await answer.text()
    assert week.home.desk.phrase("nl", "web.error.empty") in again
    await week.fill_in(MARIJKE, again, text="Lukt dat?")
    assert week.done() == [("ask_team", "Lukt dat?")]


async def test_what_is_not_theirs_is_refused_in_one_sentence(week: Week) -> None:
    """An item that is not there, an act of somebody else's role, a form nobody has: one sentence, and nothing kept."""
    sentence = week.home.desk.phrase("nl", "web.error.refused")
    item = week.item()
    for person, opened in (
        (MARIJKE, "item.ask_team nowhere"),
        (MARIJKE, "form assumption"),
        (MARIJKE, "form nothing"),
        (JOOST, f"item.answer_client {item}"),
        (JOOST, "form reply nowhere"),
        (ANNA, f"form reply {item}"),
    ):
        status, page = await week.browser.get(f"{week.link(person)}/asked?{urlencode({'open': opened})}")
        assert (status, sentence in page) == (403, True), opened
        assert not any(one.tag == "form" for one in read(page))
    for person, name in (
        (MARIJKE, "item.dossier nowhere"),
        (JOOST, f"item.dossier {item}"),
        (JOOST, "pass_on nowhere"),
    ):
        answer = await week.browser.post(f"{week.link(person)}/command", {"nonce": "n" * 9, "name": name})
        assert (answer.status, sentence in await answer.text()) == (403, True), name
    fields = {"nonce": "n" * 9, "form": "item.answer_client", "item": item, "text": "Mijn woorden"}
    answer = await week.browser.post(f"{week.link(JOOST)}/asked", fields)
    assert answer.status == 403
    assert "Mijn woorden" in await answer.text(), "what was typed can still be read"
    assert week.done() == []


async def test_every_form_there_is_can_be_opened_and_sent(week: Week) -> None:
    """Whatever a button opens on any channel is a page behind the link too, with no field that is not taken back."""
    answer = week.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))[-1].id
    opened = {
        JOOST: ("assumption", "report", "offer", f"reply {week.item()}"),
        ANNA: ("settings", "say", "pause", "erase", f"share {answer}"),
        MARIJKE: ("settings", f"item.ask_team {week.item()}", f"item.answer_client {week.item()}"),
    }
    for person, forms in opened.items():
        for name in forms:
            form = (await week.home.take(person, Command(name="form", argument=name))).reply
            assert isinstance(form, Form)
            shape = payloads.ASKED[form.name]
            names = {*form.kept, *(one.name for one in form.fields)}
            assert set(shape.required) <= names <= {*shape.required, *shape.optional}, name
            page = await week.page(person, f"/asked?{urlencode({'open': f'form {name}'})}")
            assert fields_of(page, "/asked")["form"] == form.name


async def test_an_assumption_is_seen_before_it_is_put(week: Week) -> None:
    """A form may lead to another: what the client will read is shown, as often as asked, and then it is logged once."""
    page = await week.page(JOOST, "/asked?open=form+assumption")
    fields = fields_of(page, "/asked") | {"text": "Anna eet graag vroeg", "client": ANNA}
    for _ in range(2):
        answer = await week.browser.post(f"{week.link(JOOST)}/asked", fields)
        assert answer.status == 200
    second = await answer.text()
    assert fields_of(second, "/asked")["form"] == "assumption.log"
    await week.fill_in(JOOST, second)
    logged = week.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert sorted(one.text for one in logged) == ["Je eet graag vroeg.", "Je wilt hulp in de ochtend."]


async def test_a_field_that_is_not_right_is_told_in_the_form(week: Week) -> None:
    """What the house does not take comes back as it was typed, with the sentence beside it."""
    page = await week.page(JOOST, "/asked?open=form+assumption")
    fields = fields_of(page, "/asked") | {"text": "Wil Anna hulp?", "client": ANNA}
    answer = await week.browser.post(f"{week.link(JOOST)}/asked", fields)
    again = await answer.text()
    assert answer.status == 422
    assert fields_of(again, "/asked")["text"] == "Wil Anna hulp?"
    assert week.home.desk.phrase("nl", "assumption.is_question") in again
