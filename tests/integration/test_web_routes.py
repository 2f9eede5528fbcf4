"""The door of the web channel over real HTTP, with a house in memory behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from dialogs.messages import Arrived, Command, Note, Picked, Submitted, Text
from dialogs.pages import PageName
from tests.integration.web_house import HTMX, House, fields_of_seen, serving, words_in
from tests.unit.web.fake_desk import ANNA, JOOST, MARIJKE, FakeDesk
from tests.unit.web.html_page import fields_of, read
from tests.unit.web.sample_pages import NOW, SCRIPT

STRANGER = "nobody-0123456789abcdef"
OWN = {
    ANNA: {"answers", "group", "settings", "data"},
    JOOST: {"answers", "clients", "assumptions", "reports", "offers", "settings", "data"},
    MARIJKE: {"answers", "digests", "settings", "data"},
}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house that is served."""
    async with serving(FakeDesk()) as found:
        yield found


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


async def test_looking_changes_nothing(house: House) -> None:
    """A GET is never seen, reached or opened, whoever sends it: a browser, a preview, a mail scanner, a prefetch."""
    for headers in (
        {},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "preview"},
        {"X-Moz": "prefetch"},
        {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    ):
        for token in (ANNA, JOOST, MARIJKE):
            await house.client.head(f"/me/{token}", headers=headers)
            for path in ("", "/lines", *(f"/{name}" for name in sorted(OWN[token])), "/data/export.json"):
                await house.get(f"/me/{token}{path}", headers=headers)
    assert (house.desk.taken, house.desk.sights, house.desk.openings) == ([], [], [])


async def test_a_page_tells_what_it_showed(house: House) -> None:
    """What a page sends counts once: the newest line it had, or the page itself with the moment it was drawn."""
    for _ in range(2):
        fields = fields_of(await house.looked_at(), "/seen")
        await house.post(f"/me/{ANNA}/seen", {"shown": ""})
    assert [one.content for one in house.desk.taken] == [Arrived()]
    assert house.desk.taken[0].shown == ""
    fields = fields_of(await house.looked_at(), "/seen")
    await house.post(f"/me/{ANNA}/seen", fields)
    assert house.desk.taken[-1].shown == fields["shown"] != ""
    for drawn in (NOW.isoformat(), "yesterday", ""):
        await house.post(f"/me/{JOOST}/seen", {"page": "clients", "drawn": drawn})
    assert house.desk.sights == [(house.desk.visitors[JOOST].person, PageName.CLIENTS, NOW)]


async def test_without_script_the_next_form_tells_what_was_seen(house: House) -> None:
    """The button that begins the welcome, and every form of the conversation, carry the newest line that was shown."""
    html = await house.looked_at()
    assert house.phrase("web.chat.welcome") in html
    await house.post(f"/me/{ANNA}/seen", fields_of(html, "/seen"))
    html = await house.looked_at()
    assert words_in(html, "now-text") == SCRIPT[0].text
    await house.post(f"/me/{ANNA}/say", fields_of(html, "/say") | {"text": "Timmeren."})
    assert house.desk.taken[-1].shown == house.desk.talks[house.desk.visitors[ANNA].person].lines[0].id
    await house.post(f"/me/{JOOST}/clients", fields_of(await house.looked_at(JOOST, "/clients"), "/clients"))
    assert [name for _, name, _ in house.desk.sights] == [PageName.CLIENTS]


async def test_a_browser_is_known_again(house: House) -> None:
    """A page gives a browser a name that only the house reads, and the house hears once in which a link is used."""
    named = (await house.get(f"/me/{ANNA}")).cookies["browser"]
    assert (named["path"], named["httponly"], named["samesite"], named["secure"]) == ("/me", True, "Lax", True)
    mine = {"Cookie": f"browser={named.value}"}
    assert "Set-Cookie" not in (await house.get(f"/me/{ANNA}", headers=mine)).headers
    for token, headers in ((ANNA, mine), (ANNA, mine), (JOOST, mine), (ANNA, {}), (ANNA, {"Cookie": "browser=<b>"})):
        await house.post(f"/me/{token}/seen", {"page": "settings"}, headers=headers)
    assert house.desk.openings == [(ANNA, named.value), (JOOST, named.value), (ANNA, "")]


async def test_the_try_out_knows_no_browsers() -> None:
    """There one browser shows everybody, so none is noted."""
    async with serving(FakeDesk(), framed=True) as tryout:
        await tryout.opened()
        assert tryout.desk.openings == []
        assert "Set-Cookie" not in (await tryout.get(f"/me/{ANNA}")).headers


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
    """Every answer forbids foreign script, frames, referrers, guessing and keeping; its cookie names no person."""
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
            assert set(answer.cookies) <= {"browser"}
            assert answer.headers["Cache-Control"] == "no-store" or answer.url.path.startswith("/assets/")


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
    assert house.desk.contents() == [Command(name="stop", once=fields["nonce"])]
    assert "gestopt" in await (await house.get(answer.headers["Location"])).text()


async def test_a_reply_in_the_thread_carries_its_item(house: House) -> None:
    """What the centre writes under an item comes in with that item as its thread."""
    path = f"/me/{MARIJKE}/digests/2026-W47"
    fields = fields_of(await house.opened(MARIJKE, "/digests/2026-W47"), path) | {"text": "Wat is er nodig?"}
    answer = await house.post(path, fields)
    assert (answer.status, answer.headers["Location"]) == (303, f"{path}?done=reply#item-out-2")
    assert house.desk.taken[-1].thread == "out-2"


async def test_ones_data_comes_as_a_file(house: House) -> None:
    """The export is the desk's own bytes, to be saved and not shown."""
    answer = await house.get(f"/me/{ANNA}/data/export.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert await answer.json() == {"answers": []}


async def test_erasing_needs_a_yes_and_ends_with_a_goodbye(house: House) -> None:
    """Without the tick nothing is sent on; with it the last page says goodbye without a link to what is gone."""
    page = read(await house.opened(ANNA, "/data"))
    (opens,) = [one.attrs["href"] for one in page if "form+erase" in one.attrs.get("href", "")]
    fields = fields_of(await (await house.get(opens)).text(), "/asked")
    assert (await house.post(f"/me/{ANNA}/asked", fields)).status == 400
    assert not [one for one in house.desk.contents() if isinstance(one, Submitted)]
    answer = await house.post(f"/me/{ANNA}/asked", fields | {"confirm": "yes"})
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


async def test_styles_and_scripts_are_ours_and_nothing_else_is_served(house: House) -> None:
    """The few files there are are served with their kind; no other file of the machine is."""
    for name in ("web.css", "chat.js", "htmx.min.js", "mark.svg"):
        answer = await house.get(f"/assets/{name}")
        assert answer.status == 200
        assert (await house.get(f"/assets/{name}", headers={"If-None-Match": answer.headers["ETag"]})).status == 304
    for name in ("htmx.LICENSE", "%2e%2e%2froutes.py", "..%2f..%2f..%2fetc%2fpasswd"):
        assert (await house.get(f"/assets/{name}")).status == 404
