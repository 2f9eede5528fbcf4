"""Whatever somebody types, sends or opens: a clear sentence to whoever can act, and nothing lost."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot import commands, log
from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.desk import HouseDesk
from bot.exporting import Format
from bot.links import hash_of
from bot.talking import SAY
from dialogs.messages import Text
from tests.browsing import Browser, serving
from tests.house import ANNA, FRIDAY, JOOST, MARIJKE, Home
from tests.unit.web.html_page import fields_of, read

CANARY = "kanariegeel"
LONG = f"{CANARY} " + "woord " * 9_998 + "einde."
ODD = {
    "long": LONG,
    "emoji": "👩‍👩‍👧‍👧🇳🇱🙂",
    "right to left": "שלום עולם مرحبا \N{RIGHT-TO-LEFT OVERRIDE} omgekeerd",
    "slack": f"<!channel> <@U123> {CANARY}",
    "teams": f"@everyone @here {CANARY}",
    "html": f"<script>alert('{CANARY}')</script><img src=x onerror=alert(1)>",
    "formula": f'=HYPERLINK("http://example.org","{CANARY}")',
    "plus": f"+{CANARY}",
    "template": f"{{wish}} {{{{ 7*7 }}}} {{last.wish}} %s {CANARY}",
    "sql": f"'; DROP TABLE answers; -- {CANARY}",
    "lines": f"{CANARY}\n\nregel\ttwee",
}


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Give everything that is logged, and put logging back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    log.configure(stream=out, level=logging.DEBUG)
    root.setLevel(logging.DEBUG)
    yield out
    logging.captureWarnings(capture=False)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
async def browser(home: Home) -> AsyncIterator[Browser]:
    """Give a browser to a house in which Anna said yes."""
    async with serving(home) as found:
        await home.welcome(ANNA, centre_may_read="yes")
        yield found


def shown(page: str) -> str:
    """Return all text on a page, as a person reads it."""
    return next(one.text for one in read(page) if one.tag == "body")


def foreign(page: str) -> list[str]:
    """Return every element that would run or fetch something that is not our own."""
    live = [one for one in read(page) if one.tag in {"script", "img", "iframe", "object", "style"}]
    return [one.tag for one in live if not one.attrs.get("src", "").startswith("/assets/")]


async def ask(home: Home) -> None:
    """Let the question about a talent be open to Anna."""
    await home.command(ANNA, "wishes")
    assert (await home.question(ANNA)).question == "talent"


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ODD.values(), ids=ODD)
async def test_odd_words_are_kept_as_they_are(browser: Browser, logged: io.StringIO, words: str) -> None:
    """Whatever is typed is stored whole, shown as text to those who may read it, and in no line of the log."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    assert (await browser.say(link, words)).status == 303
    assert home.words(ANNA, "talent") == [words]
    for path in (link, f"{link}/answers", f"{home.link(JOOST)}/clients"):
        page = await browser.opened(path)
        assert foreign(page) == []
        assert " ".join(words.split())[:200] in " ".join(shown(page).split())
    await home.until(FRIDAY)
    thread = await browser.opened(f"{home.link(MARIJKE)}/digests/2026-W48")
    assert "Nieuw verteld" in thread
    assert foreign(thread) == []
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("a\0b", "a\N{REPLACEMENT CHARACTER}b"), ("half \ud83d teken", "half \N{REPLACEMENT CHARACTER} teken")],
    ids=["nul", "lone surrogate"],
)
async def test_what_no_database_can_hold_is_made_storable(browser: Browser, sent: str, kept: str) -> None:
    """A NUL or half a character becomes a mark in its place; the words around it stay."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    fields = fields_of(await browser.opened(link), "/say") | {"text": sent}
    encoded = "&".join(f"{name}={quote(value)}" for name, value in fields.items())
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.client.post(f"{link}/say", data=encoded, headers=typed, allow_redirects=False)
    assert answer.status == 303
    assert home.words(ANNA, "talent") == [kept]
    assert kept in shown(await browser.opened(f"{link}/answers"))


def quote(text: str) -> str:
    """Return text as a browser that does not look at what it sends would put it in a form."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("words", ["", "   ", "\n\t ", "\u200b\u200b", "\u0301", "\u202e"])
async def test_no_words_are_asked_for_again(browser: Browser, words: str) -> None:
    """Empty words are no answer: a sentence says so, the question stays, and nothing is recorded."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    answer = await browser.say(link, words)
    assert answer.status in {303, 400}
    page = shown(await answer.text() if answer.status == 400 else await browser.opened(link))
    texts = home.house.script.texts
    assert any(texts.phrase("nl", key) in page for key in ("talk.unclear_text", "web.error.empty"))
    assert home.words(ANNA, "talent") == []
    assert (await home.question(ANNA)).question == "talent"


async def test_words_that_are_too_long_are_refused_with_a_sentence(browser: Browser) -> None:
    """More than the box holds is refused with a sentence; nothing is cut off behind somebody's back."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    answer = await browser.say(link, "x" * 64_001)
    assert answer.status == 413
    assert home.house.script.texts.phrase("nl", "web.error.long") in shown(await answer.text())
    assert home.words(ANNA, "talent") == []


@pytest.mark.parametrize("words", ["42", "0", "-1", "3,5", "misschien", "ja en nee", "👍"])
async def test_a_button_question_takes_no_other_answer(browser: Browser, words: str) -> None:
    """A number or anything else that is none of the answers gets a sentence and the same question again."""
    home, link = browser.home, browser.home.link(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.command(ANNA, "assumption", assumption)
    assert (await browser.say(link, words)).status == 303
    assert home.house.script.texts.phrase("nl", "talk.unclear_choice") in shown(await browser.opened(link))
    assert home.read(lambda uow: uow.verdicts.of_client(DEFAULT, ANNA)) == []
    assert (await home.question(ANNA)).question == "verdict"


async def test_a_closed_question_takes_no_answer(browser: Browser) -> None:
    """An answer to a question that is over gets a sentence; the words still stand in the client's own conversation."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    old = fields_of(await browser.opened(link), "/say")
    await home.skip_all(ANNA)
    answer = await browser.post(f"{link}/say", old | {"text": "toch nog iets"})
    assert answer.status == 303
    page = shown(await browser.opened(link))
    assert "toch nog iets" in page
    assert home.house.script.texts.phrase("nl", "talk.closed_question") in page
    assert home.words(ANNA, "talent") == []


async def test_two_answers_at_once_are_two_revisions(browser: Browser) -> None:
    """The same question answered on two devices at once: both are kept, one after the other, and one stands."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    pages = [fields_of(await browser.opened(link), "/say") for _ in range(2)]
    said = ["zingen", "fluiten"]
    answers = await asyncio.gather(
        *(browser.post(f"{link}/say", page | {"text": words}) for page, words in zip(pages, said, strict=True))
    )
    assert [one.status for one in answers] == [303, 303]
    every = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA, current_only=False))
    talents = [(one.revision, one.value) for one in every if one.records == "talent"]
    assert [revision for revision, _ in talents] == [1, 2]
    assert {value for _, value in talents} == set(said)
    assert len(home.words(ANNA, "talent")) == 1


async def test_the_same_form_sent_twice_is_one_answer(browser: Browser) -> None:
    """A double click is one event: the question that followed is not answered by it."""
    home, link = browser.home, browser.home.link(ANNA)
    await ask(home)
    fields = fields_of(await browser.opened(link), "/say") | {"text": "zingen"}
    for answer in await asyncio.gather(*(browser.post(f"{link}/say", fields) for _ in range(3))):
        assert answer.status == 303
    every = home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA, current_only=False))
    assert [one.value for one in every if one.records in {"talent", "wish"}] == ["zingen"]


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["x", "x" * 43, "..%2F..%2Fetc%2Fpasswd", "%00" * 20, "ü" * 43, "x" * 5000])
async def test_an_unknown_link_opens_nothing(browser: Browser, token: str) -> None:
    """Whatever is tried as a link, the answer is one and the same sentence, and no trace of a program."""
    status, page = await browser.get(f"/me/{token}")
    if status == 400:  # more than HTTP itself takes in one line
        return
    assert status == 404
    assert browser.home.house.script.texts.phrase("nl", "web.unknown.sentence") in shown(page)
    assert "Traceback" not in page


async def test_an_expired_or_ended_link_opens_nothing(browser: Browser) -> None:
    """A link whose time is over answers exactly as one that never was, on every page and for every form."""
    home = browser.home
    old, kept = home.link(ANNA), home.link(ANNA)
    assert (await browser.post(f"{kept}/links", {})).status == 303
    past = wall_now() - timedelta(seconds=1)
    token = "e" * 43
    home.write(lambda uow: uow.links.issue(DEFAULT, ANNA, hash_of(token), past - timedelta(days=1), past))
    _, unknown = await browser.get("/me/" + "u" * 43)
    fields = {"nonce": "n" * 16, "text": "hallo", "form": "erase", "confirm": "yes", "name": "stop"}
    for link in (old, f"/me/{token}"):
        for path in ("", "/answers", "/settings", "/data", "/data/export.json", "/lines"):
            assert await browser.get(link + path) == (404, unknown)
        for path in ("/say", "/pick", "/command", "/data", "/answers"):
            assert (await browser.post(link + path, fields)).status == 404
    assert home.person(ANNA).consent == "given"
    assert (await browser.get(kept))[0] == 200


async def test_a_page_of_another_role_is_no_page(browser: Browser) -> None:
    """What one's role does not have answers as a link that never was."""
    _, unknown = await browser.get("/me/" + "u" * 43)
    for person, paths in (
        (ANNA, ("clients", "assumptions", "reports", "offers", "digests", "digests/2026-W48", "organisation")),
        (JOOST, ("digests", "group", "organisation")),
        (MARIJKE, ("clients", "assumptions", "group", "organisation")),
    ):
        link = browser.home.link(person)
        for path in paths:
            assert await browser.get(f"{link}/{path}") == (404, unknown)


# --- every other box --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [ODD[name] for name in ("long", "html", "formula", "template", "right to left")])
async def test_every_box_takes_odd_words_or_says_why_not(browser: Browser, logged: io.StringIO, words: str) -> None:
    """In each free text of each form: taken whole or refused with a sentence, never an error, never in the log."""
    home = browser.home
    await home.tell(ANNA, wish="naar zee")
    await home.until(FRIDAY)
    wish = home.read(lambda uow: uow.answers.latest(DEFAULT, ANNA, "wish"))
    item = home.read(lambda uow: uow.digests.items(DEFAULT, "2026-W48"))[1].outbox
    assert wish is not None
    anna, joost, marijke = home.link(ANNA), home.link(JOOST), home.link(MARIJKE)
    sent = [
        await browser.fill(anna, f"form revise {wish.id}", text=words),
        await browser.send(f"{joost}/assumptions", "assumption.preview", client=ANNA, text=words),
        await browser.send(f"{joost}/assumptions", "assumption.log", client=ANNA, text=words, wrong_if=words),
        await browser.send(f"{joost}/assumptions", "assumption.log", client="", text="Jullie koken", wrong_if=words),
        await browser.fill(joost, "form report", client=ANNA, words=words),
        await browser.fill(joost, "form offer", client=ANNA, text=words),
        await browser.send(f"{marijke}/digests/2026-W48", "reply", item=item, text=words),
        await browser.say(joost, words),
        await browser.say(marijke, words),
        await browser.say(anna, words),
    ]
    for answer in sent:
        page = await answer.text()
        assert answer.status in {200, 303, 422}
        assert "Traceback" not in page
        assert foreign(page) == []
    assert home.words(ANNA, "wish") == [words]
    assert [one.words for one in home.read(lambda uow: uow.replies.of_week(DEFAULT, "2026-W48"))] == [words]
    for path in (f"{joost}/reports", f"{joost}/offers", f"{joost}/clients", f"{marijke}/digests/2026-W48"):
        assert " ".join(words.split())[:100] in " ".join(shown(await browser.opened(path)).split())
    await home.until(FRIDAY + timedelta(days=14))
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"nonce": "n" * 16},
        {"nonce": "n" * 16, "form": "no such form"},
        {"nonce": "n" * 16, "form": "settings", "language": "xx", "unit": "eeuw"},
        {"nonce": "n" * 16, "form": "answer.revise", "answer": "no such answer", "text": "x"},
        {"nonce": "n" * 16, "form": "answer.share", "answer": "x", "share": "everybody"},
    ],
)
async def test_a_form_nobody_made_gets_a_sentence(browser: Browser, fields: dict[str, str]) -> None:
    """Fields that no page of ours sends get a sentence, and change nothing."""
    home, link = browser.home, browser.home.link(ANNA)
    before = home.person(ANNA)
    for path in ("/settings", "/answers", "/data", "/pick", "/command"):
        answer = await browser.post(link + path, fields)
        page = await answer.text()
        assert 400 <= answer.status < 500
        assert "Traceback" not in page
        assert shown(page).strip()
    assert home.person(ANNA) == before


# --- exports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "=cmd|' /C calc'!A0"])
async def test_an_export_runs_nothing(home: Home, words: str) -> None:
    """In the CSV no cell begins as a formula does; the JSON is what was said, to the letter."""
    await home.welcome(ANNA)
    await home.tell(ANNA, wish=words)
    assert home.words(ANNA, "wish") == [words.strip()]
    table = list(csv.DictReader(io.StringIO(commands.export(home.house, Format.CSV, None) or "")))
    cells = [cell for row in table for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert [row["value"] for row in table if row["records"] == "wish"] == [f"'{words.strip()}"]
    assert f'"value": "{words.strip()}"' in (commands.export(home.house, Format.JSON, None) or "")


async def test_a_broken_bot_keeps_what_was_said(home: Home, logged: io.StringIO) -> None:
    """When something of ours breaks, the words are kept, the person hears so, and the log has no words."""
    await home.welcome(ANNA, every="self")
    known = home.house.script.dialogues
    script = replace(home.house.script, dialogues={id: one for id, one in known.items() if id != SAY})
    home.desk = HouseDesk(home.house.ledger, home.house.engines, script, home.house.courier, home.clock)
    async with serving(home) as browser:
        receipt = await home.take(ANNA, Text(text=CANARY))
        assert receipt.outcome == "failed"
        page = shown(await browser.opened(home.link(ANNA)))
    assert home.house.script.texts.phrase("nl", "bot.saved_not_understood") in page
    (kept,) = home.read(lambda uow: uow.inbox.list_failed(DEFAULT))
    assert kept.raw == CANARY
    assert "intake.failed" in logged.getvalue()
    assert CANARY not in logged.getvalue()
