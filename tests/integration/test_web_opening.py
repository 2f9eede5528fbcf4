"""The door to what a button opens: with script, without a database, and when it is not there any more."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from dialogs.messages import Choice, Note, Outcome, Receipt, Submitted
from tests.integration.web_house import HTMX, House, serving
from tests.unit.web.fake_desk import JOOST, MARIJKE, FakeDesk
from tests.unit.web.html_page import fields_of, read
from tests.unit.web.sample_pages import ASKED

OPENED = "item.ask_team out-2"
BUTTON = {"nonce": "nonce-0001", "name": OPENED, "back": "digests/2026-W47"}
ADDRESS = f"/me/{MARIJKE}/asked?open=item.ask_team+out-2&back=digests%2F2026-W47"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house that is served, in which Marijke can ask a team something."""
    desk = FakeDesk()
    desk.opens[OPENED] = Receipt(outcome=Outcome.TAKEN, reply=ASKED)
    async with serving(desk) as found:
        yield found


async def filled(house: House) -> dict[str, str]:
    """Return the form as Marijke would send it."""
    page = await house.opened(MARIJKE, ADDRESS.removeprefix(f"/me/{MARIJKE}"))
    return fields_of(page, "/asked") | {"text": "Lukt dat?", "choice": "yes", "client": "client-1"}


async def test_a_button_leads_to_its_page_with_and_without_script(house: House) -> None:
    """Pressed in a page with script the whole page goes there too, and only then is it opened."""
    plain = await house.post(f"/me/{MARIJKE}/command", BUTTON)
    assert (plain.status, plain.headers["Location"]) == (303, ADDRESS)
    live = await house.post(f"/me/{MARIJKE}/command", BUTTON, headers=HTMX)
    assert (live.status, live.headers["HX-Redirect"]) == (204, ADDRESS)
    assert house.desk.contents() == []


async def test_a_page_is_opened_as_often_as_one_looks(house: House) -> None:
    """Reloading, and going back to press once more, shows the same page again."""
    for _ in range(3):
        assert fields_of(await house.opened(MARIJKE, ADDRESS.removeprefix(f"/me/{MARIJKE}")), "/asked")


async def test_what_was_sent_twice_carries_the_same_key(house: House) -> None:
    """A double click on the form comes in with the key of the form, and leads to the week both times."""
    fields = await filled(house)
    for _ in range(2):
        answer = await house.post(f"/me/{MARIJKE}/asked", fields)
        assert answer.status == 303
        assert answer.headers["Location"] == f"/me/{MARIJKE}/digests/2026-W47?done=item.ask_team#item-out-2"
    sent = [one for one in house.desk.contents() if isinstance(one, Submitted)]
    assert set(map(repr, sent)) == {
        repr(Submitted(form="item.ask_team", fields={"item": "out-2", "text": "Lukt dat?"}, once=fields["nonce"]))
    }


async def test_words_survive_a_database_that_is_away(house: House) -> None:
    """Nothing kept: the words stand there, and one more click sends the same form."""
    fields = await filled(house)
    house.desk.away = True
    answer = await house.post(f"/me/{MARIJKE}/asked", fields)
    assert answer.status == 503
    again = fields_of(await answer.text(), "/asked")
    assert again == fields
    house.desk.away = False
    assert (await house.post(f"/me/{MARIJKE}/asked", again)).status == 303


async def test_what_is_no_form_any_more_still_shows_what_was_typed(house: House) -> None:
    """A form that is refused when it is sent keeps nobody's words from them."""
    fields = await filled(house)
    house.desk.opens[OPENED] = Receipt(outcome=Outcome.REFUSED)
    answer = await house.post(f"/me/{MARIJKE}/asked", fields | {"text": " Lukt\ndat? ", "item": ""})
    page = await answer.text()
    assert answer.status == 403
    assert [one.text for one in read(page) if one.tag == "blockquote"] == [" Lukt\ndat? "]


async def test_something_to_read_is_a_page_with_its_buttons(house: House) -> None:
    """What an invitation was about is read on a page of its own, and what can be done with it is there."""
    note = Note(
        title="Van het kantoor", blocks=("Dank je.",), choices=(Choice(value="pass_on re-1", label="Geef door"),)
    )
    house.desk.opens["read 12"] = Receipt(outcome=Outcome.TAKEN, reply=note)
    page = await house.opened(JOOST, "/asked?open=read+12")
    assert [one.text for one in read(page) if one.tag == "h1"] == ["Van het kantoor"]
    assert fields_of(page, "/command")["name"] == "pass_on re-1"


async def test_nothing_but_what_opens_is_asked_for_by_an_address(house: House) -> None:
    """A link to this page can stop nobody and change nothing."""
    for query in ("?open=stop", "?open=item.dossier+out-2", "?open=", ""):
        assert (await house.get(f"/me/{MARIJKE}/asked{query}")).status == 400
    assert house.desk.taken == []
