"""One's own page on Teams: the home card, the forms it opens, and what a professional writes down from any chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.teams.elements import Element
from bot.admitting import DEFAULT
from dialogs.people import Consent, PersonId
from dialogs.talk.definition import Records
from tests.fake_teams import TENANT, message, user_of
from tests.house import ANNA, JOOST, MARIJKE, SAM
from tests.teams_house import TeamsHome, card_of, data_of, in_dialog, installed, on_teams, t
from tests.unit.teams.card_reading import look


@pytest.fixture
def teams() -> Iterator[TeamsHome]:
    """Give a house on Teams."""
    with on_teams() as found:
        yield found


# --- one's own page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["home", "Overzicht", " mijn overzicht. ", "overview"])
async def test_whoever_types_home_sees_their_home(teams: TeamsHome, words: str) -> None:
    """Typed in any language of the product, and answered with a card that is no answer to anything."""
    await teams.say(ANNA, "hallo")
    await teams.say(ANNA, words)
    card = teams.chat(ANNA)[-1].card
    assert card is not None
    assert t("web.nav.answers") in look(card).titles()
    assert teams.home.person(ANNA).consent is Consent.UNASKED


async def test_a_page_opens_in_the_place_of_the_home_card(teams: TeamsHome) -> None:
    """A button of the home card shows the page where the home card stood, and leads back."""
    await teams.welcome(ANNA)
    await teams.say(ANNA, "home")
    page = card_of(await teams.press(ANNA, t("web.nav.answers")))
    assert look(page).texts[0] == t("web.answers.title")
    (back,) = [one for one in look(page).buttons if one["title"] == t("web.back")]
    home = card_of(await teams.press_this(ANNA, back, "1"))
    assert t("web.nav.answers") in look(home).titles()


async def test_an_old_page_shows_nothing_that_was_taken_back(teams: TeamsHome) -> None:
    """Looked at again, a card that was left in the chat shows what stands by now; to whoever was erased, nothing."""
    await teams.welcome(ANNA)
    await teams.say(ANNA, "ik wil iets zeggen")
    await teams.say(ANNA, "liever thee")
    await teams.say(ANNA, "home")
    page = card_of(await teams.press(ANNA, t("web.nav.answers")))
    assert "liever thee" in str(page)
    (said,) = (
        one for one in teams.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA)) if one.value == "liever thee"
    )
    await teams.home.submit(ANNA, "answer.withdraw", answer=said.id)
    refresh = page["refresh"]
    assert isinstance(refresh, dict)
    seen = card_of(await teams.press_this(ANNA, refresh["action"], "1"))
    assert look(seen).texts[0] == t("web.answers.title")
    assert "liever thee" not in str(seen)
    await teams.home.submit(ANNA, "erase", confirm="yes")
    gone = card_of(await teams.press_this(ANNA, refresh["action"], "1"))
    assert look(gone).texts == [t("chat.stranger")]


async def test_a_form_opens_in_place_and_says_what_is_not_right(teams: TeamsHome) -> None:
    """A form stands where its button stood; sent wrong it comes back with what was typed, sent right it is done."""
    await teams.welcome(ANNA)
    await teams.say(ANNA, "home")
    form = card_of(await teams.press(ANNA, t("web.nav.settings")))
    (send,) = [one for one in look(form).buttons if one["associatedInputs"] == "auto"]
    wrong = card_of(await teams.press_this(ANNA, send, "1", every="99", at="11:00"))
    sight = look(wrong)
    assert t("web.error.fields") in sight.texts
    assert {one["id"]: one.get("value") for one in sight.inputs}["in.at"] == "11:00"
    (send,) = [one for one in sight.buttons if one["associatedInputs"] == "auto"]
    done = card_of(await teams.press_this(ANNA, send, "1", every="2", at="11:00"))
    assert look(done).texts == [t("teams.done")]
    assert teams.home.person(ANNA).cadence.every == 2


async def test_a_button_of_the_home_card_shows_the_home_card_anew(teams: TeamsHome) -> None:
    """After a stop at the home card that card says so, with the way back."""
    await teams.welcome(ANNA)
    await teams.say(ANNA, "home")
    home = card_of(await teams.press(ANNA, t("web.settings.stop")))
    assert t("web.chat.stopped") in look(home).texts
    assert t("web.chat.start") in look(home).titles()


async def test_words_are_taken_back_after_being_asked_once_more(teams: TeamsHome) -> None:
    """From the home card somebody takes back what they said, in two presses."""
    await teams.welcome(ANNA)
    await teams.ask_for(ANNA, "wishes")
    await teams.say(ANNA, "Ik zing")
    await teams.say(ANNA, "home")
    home = teams.chat(ANNA)[-1].card
    assert home is not None
    assert t("web.answers.withdraw") not in look(home).titles()  # pressed, it only unfolds the question
    assert t("web.answers.withdraw_hint") in look(home).texts
    await teams.press(ANNA, t("web.answers.withdraw_yes"))
    assert teams.home.words(ANNA, Records.TALENT) == []


async def test_a_form_that_was_typed_for_comes_as_a_card(teams: TeamsHome) -> None:
    """Where an old client or a typed word asks for a form, the form is sent as a message."""
    await teams.welcome(ANNA)
    await teams.ask_for(ANNA, "form", "say", submit=True)
    card = teams.chat(ANNA)[-1].card
    assert card is not None
    assert look(card).inputs[0]["id"] == "in.text"


@pytest.mark.parametrize("person", [JOOST, MARIJKE, SAM])
async def test_whoever_works_here_has_a_home(teams: TeamsHome, person: PersonId) -> None:
    """A professional, the centre and the steward see their own home card, and each of its pages opens."""
    await teams.take(installed(person))
    card = teams.chat(person)[-1].card
    assert card is not None
    pages = [one for one in look(card).buttons if data_of(one)["n"] == "home"]
    assert pages
    for one in pages:
        opened = card_of(await teams.press_this(person, one, "1"))
        assert look(opened).texts[0] != look(card).texts[0]


async def test_the_steward_gives_the_organisation_its_name(teams: TeamsHome) -> None:
    """Whoever sets it up names the organisation from their home card, and everything else stays as it was."""
    await teams.take(installed(SAM))
    before = teams.home.read(lambda uow: uow.organisations.get(DEFAULT))
    form = card_of(await teams.press(SAM, t("web.organisation.title")))
    (send,) = [one for one in look(form).buttons if one["associatedInputs"] == "auto"]
    filled = {str(one["id"]).removeprefix("in."): str(one.get("value")) for one in look(form).inputs}
    await teams.press_this(SAM, send, "1", submit=False, **(filled | {"name": "Zorg Noord"}))
    assert before is not None
    assert teams.home.read(lambda uow: uow.organisations.get(DEFAULT)) == replace(before, name="Zorg Noord")


# --- the professional -------------------------------------------------------------------------------------------------


def extension(person: str, id: str, name: str, value: dict[str, object]) -> dict[str, object]:
    """Return what Teams posts when somebody uses the app from the box to write in, or from a message."""
    found = {**message(user_of(person), "", id=id), "type": "invoke", "name": name, "value": value}
    place = {"id": "19:somewhere@thread.v2", "conversationType": "groupChat", "tenantId": TENANT}
    return {**found, "conversation": place}


async def test_an_assumption_is_logged_from_a_message(teams: TeamsHome) -> None:
    """From any chat a dialog opens with the words of the message, shows how the client reads them, and logs them."""
    await teams.welcome(ANNA)
    await teams.say(JOOST, "hallo")
    payload = {"body": {"contentType": "html", "content": "<p>Anna wil graag hulp in de ochtend</p>"}}
    value: Element = {"commandId": "assumption", "messagePayload": payload}
    card = in_dialog(await teams.take(extension(JOOST, "f:1", "composeExtension/fetchTask", value)))
    values = {one["id"]: one.get("value") for one in look(card).inputs}
    assert values["in.text"] == "Anna wil graag hulp in de ochtend"
    (send,) = look(card).buttons
    assert send["type"] == "Action.Submit"
    data = {**data_of(send), "in.client": ANNA, "in.text": values["in.text"], "in.about": "demand"}
    card = in_dialog(await teams.take(extension(JOOST, "f:2", "composeExtension/submitAction", {"data": data})))
    assert "Je wilt graag hulp in de ochtend" in look(card).text
    (send,) = look(card).buttons
    sent = extension(JOOST, "f:3", "composeExtension/submitAction", {"data": data_of(send)})
    assert look(in_dialog(await teams.take(sent))).texts == [t("teams.done")]
    kept = teams.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST))
    assert [one.text for one in kept] == ["Je wilt graag hulp in de ochtend."]


async def test_a_client_cannot_log_an_assumption(teams: TeamsHome) -> None:
    """Whoever may not do something is told so in the dialog itself, and nothing is kept."""
    await teams.welcome(ANNA)
    asked = extension(ANNA, "f:1", "composeExtension/fetchTask", {"commandId": "assumption"})
    assert look(in_dialog(await teams.take(asked))).texts == [t("chat.refused")]
