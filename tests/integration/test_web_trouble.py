"""What the door does with what cannot be taken, and when nothing can be kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData

from adapters.web.payloads import TEXT_LIMIT
from dialogs.messages import FieldErrors, Note, Outcome, Picked, Receipt, Text
from dialogs.pages import View
from tests.integration.web_house import HTMX, House, serving, words_in
from tests.unit.web.fake_desk import ANNA, JOOST, FakeDesk
from tests.unit.web.html_page import fields_of, read
from tests.unit.web.sample_pages import NOW


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house that is served."""
    async with serving(FakeDesk()) as found:
        yield found


async def test_a_form_sent_twice_counts_once(house: House) -> None:
    """A double click, or a browser that sends again, is one answer."""
    fields = fields_of(await house.opened(), "/say") | {"text": "Koken."}
    for _ in range(3):
        assert (await house.post(f"/me/{ANNA}/say", fields)).status == 303
    assert len(house.desk.contents()) == 1


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
    """A database that can only be read shows the talk; a page with script says beforehand that nothing can be kept."""
    await house.opened()
    house.desk.read_only = True
    house.desk.talks[house.desk.visitors[ANNA].person].say("Laatste", mine=True, at=NOW)
    html = await house.looked_at()
    assert "Laatste" in words_in(html, "lines")
    answer = await house.post(f"/me/{ANNA}/seen", fields_of(html, "/seen"), headers=HTMX)
    assert answer.status == 503
    assert words_in(await answer.text(), "notice") == house.phrase("web.away.look")


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
    typed = fields_of(await house.opened(JOOST, "/reports"), "/asked") | {"client": "bilal", "words": "Iets <b>"}
    answer = await house.post(f"/me/{JOOST}/asked", typed)
    page = await answer.text()
    assert answer.status == 422
    back = fields_of(page, "/asked")
    assert {name: back[name] for name in ("client", "words")} == {"client": "bilal", "words": "Iets <b>"}
    field = next(one for one in read(page) if one.attrs.get("name") == "words")
    assert "Schrijf wat Bilal zei." in words_in(page, field.attrs["aria-describedby"].split()[-1])


async def test_a_refusal_says_why_and_gives_the_words_back(house: House) -> None:
    """What may not be done is answered with 403, the reason, and the words, to be kept."""
    house.desk.answers["offer.log"] = Receipt(outcome=Outcome.REFUSED, reply=Note(blocks=("Dat mag nu niet.",)))
    typed = fields_of(await house.opened(JOOST, "/offers"), "/asked") | {
        "client": "anna",
        "text": "We bellen elke dag.",
    }
    answer = await house.post(f"/me/{JOOST}/asked", typed)
    page = await answer.text()
    assert answer.status == 403
    assert "Dat mag nu niet." in page
    assert [one.text for one in read(page) if one.tag == "blockquote"] == ["We bellen elke dag."]


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
