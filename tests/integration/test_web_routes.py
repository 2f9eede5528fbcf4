"""The door of the web channel over real HTTP, with a house in memory behind it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.payloads import TEXT_LIMIT
from adapters.web.routes import Door
from adapters.web.views import PageName, View
from dialogs.messages import Arrived, Command, FieldErrors, Note, Outcome, Picked, Receipt, Submitted, Text
from tests.unit.web.fake_desk import ANNA, JOOST, MARIJKE, NOW, SCRIPT, FakeDesk
from tests.unit.web.html_page import fields_of, read

STRANGER = "nobody-0123456789abcdef"
OWN = {
    ANNA: {"answers", "group", "settings", "data"},
    JOOST: {"answers", "clients", "assumptions", "reports", "offers", "settings", "data"},
    MARIJKE: {"answers", "digests", "settings", "data"},
}
HTMX = {"HX-Request": "true"}
DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9"}


@dataclass
class House:
    """A served desk and somebody with a browser."""

    desk: FakeDesk
    client: TestClient[web.Request, web.Application]

    async def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> ClientResponse:
        return await self.client.get(path, allow_redirects=False, headers=headers, params=params)

    async def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        # As a stream: aiohttp's own client warns of large bodies given as bytes.
        body = io.BytesIO(urlencode(fields).encode())
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return await self.client.post(path, data=body, allow_redirects=False, headers=sent)

    async def opened(self, token: str = ANNA, path: str = "") -> str:
        answer = await self.get(f"/me/{token}{path}")
        assert answer.status == 200
        return await answer.text()

    async def say(self, words: str) -> ClientResponse:
        fields = fields_of(await self.opened(), "/say") | {"text": words}
        return await self.post(f"/me/{ANNA}/say", fields)


@asynccontextmanager
async def serving(desk: FakeDesk, *, framed: bool = False) -> AsyncIterator[House]:
    """Serve this desk over HTTP."""
    app = web.Application()
    app.add_routes(Door(desk, now=lambda: NOW, framed=framed).routes())
    async with TestClient(TestServer(app), headers=DUTCH) as client:
        yield House(desk, client)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house that is served."""
    async with serving(FakeDesk()) as found:
        yield found


def words_in(html: str, element: str) -> str:
    """Return what stands in the element with this id."""
    return " ".join(one.text for one in read(html) if one.attrs.get("id") == element)


async def test_a_talk_is_held_without_any_script(house: House) -> None:
    """A client answers in words and with a button by plain forms, and sees the next question each time."""
    for words in ("Koken.", "Naar de markt."):
        answer = await house.say(words)
        assert answer.status == 303
        assert answer.headers["Location"] == f"/me/{ANNA}#end"
    html = await house.opened()
    assert SCRIPT[2].text in words_in(html, "now-text")
    await house.post(f"/me/{ANNA}/pick", fields_of(html, "/pick") | {"choice": "partly"})
    assert "Deels" in words_in(await house.opened(), "lines")
    content = house.desk.contents()
    assert [type(one) for one in content] == [Text, Text, Picked]
    assert isinstance(content[1], Text)
    assert content[1].question == "wish"


async def test_a_page_with_script_gets_only_the_change(house: House) -> None:
    """With htmx the answer is a fragment: the new lines, the next question, and the box is left alone."""
    html = await house.opened()
    fields = fields_of(html, "/say") | {"text": "Koken.", "seen": fields_of_seen(html)}
    answer = await house.post(f"/me/{ANNA}/say", fields, headers=HTMX)
    fragment = await answer.text()
    assert answer.status == 200
    assert words_in(fragment, "now-text") == SCRIPT[1].text
    assert not any(one.tag in {"html", "textarea"} for one in read(fragment))


async def test_a_form_sent_twice_counts_once(house: House) -> None:
    """A double click, or a browser that sends again, is one answer."""
    fields = fields_of(await house.opened(), "/say") | {"text": "Koken."}
    for _ in range(3):
        assert (await house.post(f"/me/{ANNA}/say", fields)).status == 303
    assert len(house.desk.contents()) == 1


async def test_looking_changes_nothing_but_that_one_arrived(house: House) -> None:
    """Opening the page counts once, however often; HEAD, a poll and a prefetch of a browser count not at all."""
    await house.client.head(f"/me/{ANNA}")
    await house.get(f"/me/{ANNA}", headers={"Sec-Purpose": "prefetch;prerender"})
    assert house.desk.taken == []
    for path in ("", "", *(f"/{name}" for name in sorted(OWN[ANNA])), "/data/export.json", ""):
        await house.get(f"/me/{ANNA}{path}")
    assert {type(one.content) for one in house.desk.taken} == {Arrived}
    first = len(house.desk.taken)
    await house.opened()
    assert len(house.desk.taken) == first


async def test_a_poll_is_silent_until_something_changes(house: House) -> None:
    """A page that has everything gets 204; then only what is new."""
    html = await house.opened()
    seen = fields_of_seen(html)
    assert (await house.get(f"/me/{ANNA}/lines", params={"seen": seen})).status == 204
    house.desk.talks[house.desk.visitors[ANNA].person].say(Note(blocks=("Nieuws!",)), mine=False, at=NOW)
    answer = await house.get(f"/me/{ANNA}/lines", params={"seen": seen})
    assert answer.status == 200
    assert "Nieuws!" in await answer.text()


async def test_what_one_does_not_have_looks_like_what_is_not_there(house: House) -> None:
    """An unknown link, a page of another role and an address that never was give the same answer, byte for byte."""

    async def answer(path: str) -> tuple[int, bytes, dict[str, str]]:
        found = await house.get(path)
        kept = {name: value for name, value in found.headers.items() if name != "Date"}
        return found.status, await found.read(), kept

    unknown = await answer(f"/me/{STRANGER}")
    assert unknown[0] == 404
    names = {name for name in PageName if name not in {PageName.DIGEST, PageName.EXPORT}}
    for token, own in OWN.items():
        for name in names:
            found = await answer(f"/me/{token}/{name}")
            assert (found[0] == 200) if name in own else (found == unknown), (token, name)
    for path in (
        f"/me/{ANNA}/nowhere",
        f"/me/{ANNA}/digests/2026-W47",
        f"/me/{MARIJKE}/digests/1999-W01",
        "/me/x",
        "/me/",
    ):
        assert await answer(path) == unknown, path
    posted = await house.post(f"/me/{ANNA}/assumptions", {"form": "assumption.log", "text": "x", "nonce": "n" * 9})
    assert (posted.status, await posted.read()) == unknown[:2]


@pytest.mark.parametrize("ancestors", ["'none'", "'self'"])
async def test_every_answer_is_shut_to_the_outside(ancestors: str) -> None:
    """Every answer forbids foreign script, frames, referrers, guessing and keeping, and sets no cookie."""
    async with serving(FakeDesk(), framed=ancestors == "'self'") as house:
        seen = fields_of_seen(await house.opened())
        for answer in (
            await house.get(f"/me/{ANNA}"),
            await house.get(f"/me/{ANNA}/answers"),
            await house.get(f"/me/{ANNA}/data/export.json"),
            await house.get(f"/me/{ANNA}/lines", params={"seen": seen}),
            await house.get(f"/me/{STRANGER}"),
            await house.get("/assets/web.css"),
            await house.get("/assets/routes.py"),
            await house.post(f"/me/{ANNA}/say", {"text": "Hallo"}),
            await house.say("Hallo"),
        ):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert f"frame-ancestors {ancestors}" in policy
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store" or answer.url.path.startswith("/assets/")


async def test_words_survive_a_database_that_is_away(house: House) -> None:
    """Nothing kept: the person reads so, finds their words in the box, and one more click keeps them once."""
    html = await house.opened()
    fields = fields_of(html, "/say") | {"text": "Koken & <b>eten</b>\nmet de buren"}
    house.desk.away = True
    answer = await house.post(f"/me/{ANNA}/say", fields)
    page = await answer.text()
    assert answer.status == 503
    assert "nog niet bewaard" in page
    again = fields_of(page, f"/me/{ANNA}/say")
    assert again == fields
    house.desk.away = False
    for _ in range(2):
        assert (await house.post(f"/me/{ANNA}/say", again)).status == 303
    assert [one.text for one in house.desk.contents() if isinstance(one, Text)] == [fields["text"]]


async def test_an_open_page_keeps_its_box_while_the_database_is_away(house: House) -> None:
    """With script only a sentence comes back, marked as a failure, so that the box is not emptied."""
    fields = fields_of(await house.opened(), "/say") | {"text": "Koken."}
    house.desk.read_only = True
    answer = await house.post(f"/me/{ANNA}/say", fields, headers=HTMX)
    assert answer.status == 503
    assert "nog niet bewaard" in words_in(await answer.text(), "notice")
    assert house.desk.contents() == []


async def test_one_may_read_while_nothing_can_be_kept(house: House) -> None:
    """A database that can only be read shows the talk, and says beforehand that nothing can be kept."""
    await house.opened()
    house.desk.read_only = True
    house.desk.talks[house.desk.visitors[ANNA].person].say("Laatste", mine=True, at=NOW)
    html = await house.opened()
    assert "Laatste" in words_in(html, "lines")
    assert words_in(html, "notice")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": "x" * (TEXT_LIMIT + 1)}, 413),
        ({"text": "x" * 1_100_000}, 413),
        ({"text": "   "}, 400),
        ({"nonce": ""}, 400),
    ],
)
async def test_what_cannot_be_taken_gets_a_sentence(house: House, fields: dict[str, str], status: int) -> None:
    """Too long, empty or damaged: a status, a sentence in one's own language, and nothing is taken."""
    sent = fields_of(await house.opened(), "/say") | {"text": "Hallo"} | fields
    answer = await house.post(f"/me/{ANNA}/say", sent)
    page = await answer.text()
    assert answer.status == status
    assert read(page)[0].attrs["lang"] == "nl"
    assert house.desk.contents() == []


async def test_only_plain_forms_are_read(house: House) -> None:
    """A file or JSON sent to the door is refused with a sentence."""
    data = FormData()
    data.add_field("text", b"x", filename="x.txt")
    assert (await house.client.post(f"/me/{ANNA}/say", data=data)).status == 415
    assert (await house.client.post(f"/me/{ANNA}/say", json={"text": "x"})).status == 415


async def test_the_longest_answer_arrives_whole(house: House) -> None:
    """Sixty thousand characters, NUL and right-to-left among them, come in as they were typed."""
    words = "a\0ب\u202e🙂\r\n".replace("\r\n", "\n") * 9_000
    assert (await house.say(words)).status == 303
    assert [one.text for one in house.desk.contents() if isinstance(one, Text)] == [words]


async def test_a_refused_form_comes_back_as_it_was_typed(house: House) -> None:
    """Field errors put the sentence at the field and everything typed back in its place."""
    house.desk.answers["report.log"] = Receipt(
        outcome=Outcome.TAKEN, reply=FieldErrors(errors={"words": "Schrijf wat Bilal zei."})
    )
    typed = fields_of(await house.opened(JOOST, "/reports"), "/reports") | {"client": "bilal", "words": "Iets <b>"}
    answer = await house.post(f"/me/{JOOST}/reports", typed)
    page = await answer.text()
    assert answer.status == 422
    back = fields_of(page, "/reports")
    assert {name: back[name] for name in ("client", "words")} == {"client": "bilal", "words": "Iets <b>"}
    field = next(one for one in read(page) if one.attrs.get("id") == "words")
    assert "Schrijf wat Bilal zei." in words_in(page, field.attrs["aria-describedby"].split()[-1])


async def test_an_assumption_is_seen_before_it_is_asked(house: House) -> None:
    """The preview shows the exact sentence with its leading words; then the same form logs it, once."""
    html = await house.opened(JOOST, "/assumptions")
    typed = fields_of(html, "/assumptions", "assumption.preview") | {
        "text": "Anna wil natuurlijk hulp.",
        "client": "anna",
    }
    preview = await (await house.post(f"/me/{JOOST}/assumptions", typed)).text()
    assert [one.text for one in read(preview) if one.tag == "mark"] == ["natuurlijk"]
    assert [one.text for one in read(preview) if one.attrs.get("class") == "exact"] == ["Anna wil natuurlijk hulp."]
    log = fields_of(preview, "/assumptions", "assumption.log")
    answer = await house.post(f"/me/{JOOST}/assumptions", log)
    assert (answer.status, answer.headers["Location"]) == (303, f"/me/{JOOST}/assumptions?done=assumption.log")
    forms = [one.form for one in house.desk.contents() if isinstance(one, Submitted)]
    assert forms == ["assumption.preview", "assumption.log"]


async def test_settings_say_no_as_clearly_as_yes(house: House) -> None:
    """A box that is not ticked is sent as no, not left out."""
    fields = fields_of(await house.opened(ANNA, "/settings"), "/settings")
    await house.post(f"/me/{ANNA}/settings", fields)
    (content,) = house.desk.contents()
    assert isinstance(content, Submitted)
    assert (content.fields["between"], content.fields["centre_may_read"]) == ("yes", "no")
    assert content.fields["unit"] == "week"


async def test_stopping_takes_one_click_and_comes_back_to_the_page(house: House) -> None:
    """Stop is one button on the settings page."""
    html = await house.opened(ANNA, "/settings")
    elements = read(html)
    stop = next(one for one in elements if one.attrs.get("value") == "stop")
    form = next(one for one in reversed(stop.around) if one.tag == "form")
    fields = {one.attrs["name"]: one.attrs["value"] for one in elements if form in one.around and one.tag == "input"}
    answer = await house.post(form.attrs["action"], fields)
    assert answer.headers["Location"] == f"/me/{ANNA}/settings?done=stop"
    assert house.desk.contents() == [Command(name="stop")]
    assert "gestopt" in await (await house.get(answer.headers["Location"])).text()


async def test_a_reply_in_the_thread_carries_its_item(house: House) -> None:
    """What the centre writes under an item comes in with that item as its thread."""
    path = f"/me/{MARIJKE}/digests/2026-W47"
    fields = fields_of(await house.opened(MARIJKE, "/digests/2026-W47"), path) | {"text": "Wat is er nodig?"}
    answer = await house.post(path, fields)
    assert (answer.status, answer.headers["Location"]) == (303, f"{path}?done=reply#item-out-2")
    assert house.desk.taken[-1].thread == "out-2"


async def test_a_refusal_says_why_and_gives_the_words_back(house: House) -> None:
    """What may not be done is answered with 403, the reason, and the form as it was."""
    house.desk.answers["offer.log"] = Receipt(outcome=Outcome.REFUSED, reply=Note(blocks=("Dat mag nu niet.",)))
    typed = fields_of(await house.opened(JOOST, "/offers"), "/offers") | {"text": "We bellen elke dag."}
    answer = await house.post(f"/me/{JOOST}/offers", typed)
    page = await answer.text()
    assert answer.status == 403
    assert "Dat mag nu niet." in page
    assert fields_of(page, "/offers")["text"] == "We bellen elke dag."


async def test_a_bug_shows_a_person_a_sentence_and_the_log_no_words(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something unforeseen gives a friendly page; the log says where, not what somebody wrote."""
    words = house.desk.visitors[ANNA].name + " zei: geheim"

    async def fail(*_: object) -> View | None:
        raise ValueError(words)

    monkeypatch.setattr(house.desk, "page", fail)
    with caplog.at_level(logging.DEBUG):
        answer = await house.get(f"/me/{ANNA}/answers")
    page = await answer.text()
    assert answer.status == 500
    assert "Traceback" not in page
    assert words not in page + caplog.text
    assert "ValueError" in caplog.text


async def test_ones_data_comes_as_a_file(house: House) -> None:
    """The export is the desk's own bytes, to be saved and not shown."""
    answer = await house.get(f"/me/{ANNA}/data/export.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert await answer.json() == {"answers": []}


async def test_erasing_needs_a_yes_and_ends_with_a_goodbye(house: House) -> None:
    """Without the tick nothing is sent on; with it the last page says goodbye without a link to what is gone."""
    fields = fields_of(await house.opened(ANNA, "/data"), "/data")
    assert (await house.post(f"/me/{ANNA}/data", fields)).status == 400
    assert house.desk.contents() == []
    answer = await house.post(f"/me/{ANNA}/data", fields | {"confirm": "yes"})
    assert answer.status == 200
    assert ANNA not in await answer.text()


async def test_pages_are_in_the_readers_own_language(house: House) -> None:
    """Somebody who reads English gets English, whatever their browser asks for."""
    house.desk.speak(ANNA, "en")
    for path in ("", "/answers", "/settings"):
        assert read(await house.opened(ANNA, path))[0].attrs["lang"] == "en"
    fields = fields_of(await house.opened(), "/say") | {"text": "Cooking."}
    house.desk.read_only = True
    assert read(await (await house.post(f"/me/{ANNA}/say", fields)).text())[0].attrs["lang"] == "en"


async def test_two_answers_at_once_both_come_in(house: House) -> None:
    """Two buttons of one question pressed together are two events; which one counts is not the door's to say."""
    await house.say("Koken.")
    await house.say("Naar de markt.")
    fields = fields_of(await house.opened(), "/pick")
    answers = await asyncio.gather(
        *(house.post(f"/me/{ANNA}/pick", fields | {"choice": choice}) for choice in ("yes", "no"))
    )
    assert [one.status for one in answers] == [303, 303]
    assert {one.choice for one in house.desk.contents() if isinstance(one, Picked)} == {"yes", "no"}


async def test_styles_and_scripts_are_ours_and_nothing_else_is_served(house: House) -> None:
    """The few files there are are served with their kind; no other file of the machine is."""
    for name in ("web.css", "chat.js", "htmx.min.js", "mark.svg"):
        answer = await house.get(f"/assets/{name}")
        assert answer.status == 200
        assert (await house.get(f"/assets/{name}", headers={"If-None-Match": answer.headers["ETag"]})).status == 304
    for name in ("htmx.LICENSE", "%2e%2e%2froutes.py", "..%2f..%2f..%2fetc%2fpasswd"):
        assert (await house.get(f"/assets/{name}")).status == 404


def fields_of_seen(html: str) -> str:
    """Return the mark of what a page has seen."""
    return next(one.attrs["value"] for one in read(html) if one.attrs.get("id") == "seen")
