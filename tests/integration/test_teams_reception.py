"""A whole house on Teams: what people do there, what they see at once, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.teams.elements import Element
from adapters.teams.transport import TransportAway
from bot.admitting import DEFAULT
from dialogs.people import Consent
from dialogs.talk.definition import Records
from tests.danger_lanes import DANGER, NUMBER
from tests.fake_teams import APP, BOT, CENTRE, OTHER_TENANT, TENANT, chat_of, in_channel, message, pressed, user_of
from tests.house import ANNA, BAS, JOOST, MARIJKE
from tests.teams_bench import SHARED
from tests.teams_house import ERROR, MESSAGE, TeamsHome, card_of, data_of, installed, on_teams, t
from tests.unit.teams.card_reading import look
from tests.unit.teams.samples import TEXTS


@pytest.fixture
def teams() -> Iterator[TeamsHome]:
    """Give a house on Teams."""
    with on_teams() as found:
        yield found


# --- the talk ---------------------------------------------------------------------------------------------------------


async def test_a_client_is_welcomed_when_the_app_is_added(teams: TeamsHome) -> None:
    """Adding the app brings the first question, with who asks and how to stop, and no card that is not for them yet."""
    await teams.take(installed(ANNA))
    question = teams.open(ANNA)
    assert question is not None
    assert "Anna" in question.text
    assert len(teams.chat(ANNA)) == 1


async def test_the_app_that_is_added_twice_welcomes_once(teams: TeamsHome) -> None:
    """Teams tells of an installation and of a member of the chat; somebody who works here sees one home card."""
    await teams.take(installed(JOOST))
    added = {**message(user_of(JOOST), "", id="f:member"), "type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
    await teams.take(added)
    assert [t("teams.log.assumption") in look(one.card or {}).titles() for one in teams.chat(JOOST)] == [True]


async def test_a_used_button_shows_what_was_answered(teams: TeamsHome) -> None:
    """The card of a pressed button is answered with the question and what was answered, without any button."""
    await teams.say(ANNA, "hallo")
    card = card_of(await teams.press(ANNA, "Ja"))
    assert look(card).texts[-1] == t("chat.answered", answer="Ja")
    assert look(card).buttons == []
    closed = teams.chat(ANNA)[0].card
    assert closed is not None
    assert look(closed).buttons == []


async def test_an_old_client_sees_the_same(teams: TeamsHome) -> None:
    """A client that only knows the old kind of button has its card replaced by what was answered too."""
    await teams.say(ANNA, "hallo")
    await teams.press(ANNA, "Ja", submit=True)
    closed = teams.chat(ANNA)[0].card
    assert closed is not None
    assert look(closed).texts[-1] == t("chat.answered", answer="Ja")


async def test_words_in_the_card_never_stand_in_the_chat(teams: TeamsHome) -> None:
    """What is written in the box of a card is the answer, and no message of the chat holds it."""
    await teams.welcome(ANNA)
    await teams.ask_for(ANNA, "wishes")
    await teams.press(ANNA, t("web.chat.send"), text="Ik kan goed luisteren")
    assert teams.home.words(ANNA, Records.TALENT) == ["Ik kan goed luisteren"]
    assert "luisteren" not in teams.told(ANNA)


async def test_a_typed_answer_counts_with_its_edits_and_its_removal(teams: TeamsHome) -> None:
    """What is typed is the answer, an edit of that message changes it, and removing the message takes it back."""
    await teams.welcome(ANNA)
    await teams.ask_for(ANNA, "wishes")
    await teams.take(message(user_of(ANNA), "Ik zing", id="77"))
    edit = {**message(user_of(ANNA), "Ik zing in een koor", id="77"), "type": "messageUpdate"}
    edit["channelData"] = {"eventType": "editMessage", "tenant": {"id": TENANT}}
    await teams.take(edit)
    assert teams.home.words(ANNA, Records.TALENT) == ["Ik zing in een koor"]
    await teams.take({**message(user_of(ANNA), "", id="77"), "type": "messageDelete"})
    assert teams.home.words(ANNA, Records.TALENT) == []


async def test_what_teams_posts_twice_counts_once(teams: TeamsHome) -> None:
    """The same activity again, as Teams sends it after fifteen seconds, changes nothing and shows nothing twice."""
    await teams.say(ANNA, "hallo")
    button = look(teams.chat(ANNA)[0].card or {}).buttons[0]
    once = pressed(user_of(ANNA), data_of(button), id="f:once", under=teams.chat(ANNA)[0].id)
    await teams.take(once)
    before = len(teams.transport.posted)
    await teams.take(once)
    assert len(teams.transport.posted) == before


async def test_a_card_that_was_answered_elsewhere_closes_when_it_is_seen(teams: TeamsHome) -> None:
    """A card that is looked at stays open while it is, and closes once it was answered; looking brings nothing else."""
    await teams.say(ANNA, "hallo")
    question = teams.open(ANNA)
    assert question is not None
    assert question.card is not None
    refresh = question.card["refresh"]
    assert isinstance(refresh, dict)
    look_again = refresh["action"]["data"]
    still = card_of(await teams.take(pressed(user_of(ANNA), look_again, id="f:1", under=question.id)))
    assert "refresh" in still
    await teams.say(ANNA, "ja")
    before = len(teams.transport.posted)
    for under in (question.id, "a-message-of-which-nobody-knew-that-it-arrived"):
        closed = card_of(await teams.take(pressed(user_of(ANNA), look_again, id=f"f:{under}", under=under)))
        assert look(closed).buttons == []
        assert "refresh" not in closed
    assert len(teams.transport.posted) == before
    other = await teams.take(pressed(user_of(BAS), look_again, id="f:9", under=question.id))
    assert other["type"] == ERROR


# --- strangers, channels, coming and going ----------------------------------------------------------------------------


async def test_a_stranger_is_told_once_and_nothing_is_kept(teams: TeamsHome) -> None:
    """Whoever is not in the roster hears so once, in their language, and their address is not remembered."""
    unknown = user_of("unknown")
    for number in range(3):
        await teams.take(message(unknown, "Hello", id=f"{number}", locale="en-US"))
    assert [one.text for one in teams.transport.at(chat_of(unknown))] == [TEXTS.phrase("en", "chat.stranger")]
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, unknown)) is None
    answer = await teams.take(pressed(unknown, {"v": 1, "k": "do", "n": "help", "a": ""}, id="f:1", under="1"))
    assert (answer["type"], answer["value"]) == (MESSAGE, t("chat.stranger"))


async def test_a_stranger_in_danger_gets_the_numbers_every_time(teams: TeamsHome) -> None:
    """In their own chat and in a dialog, in both languages; nothing is kept and nobody told."""
    unknown = user_of("unknown")
    for number in range(2):
        await teams.take(message(unknown, DANGER["en"], id=f"{number}"))
    shown = [one.text for one in teams.transport.at(chat_of(unknown))]
    assert len(shown) == 2
    for language in DANGER:
        line = teams.home.house.script.helplines["NL"].sentences(language)[0]
        assert all(line in one for one in shown)
    assert [one for one in teams.transport.posted if one not in teams.transport.at(chat_of(unknown))] == []
    assert teams.home.read(lambda uow: uow.outbox.pending(DEFAULT)) == 0


async def test_danger_is_answered_once_in_the_chat_and_on_the_spot_in_a_form(teams: TeamsHome) -> None:
    """Typed words have one answer; a form that was sent shows it in its own place too."""
    await teams.say(ANNA, DANGER["nl"])
    assert teams.told(ANNA).count(NUMBER) == 1
    sent: Element = {"v": 1, "k": "form", "f": "say", "in.text": DANGER["nl"]}
    answer = await teams.take(pressed(user_of(ANNA), sent, id=teams.id(), under="1"))
    assert NUMBER in str(answer)


async def test_danger_in_a_channel_is_answered_in_private(teams: TeamsHome) -> None:
    """Said among others, the numbers come in one's own chat, and the channel reads nothing of it."""
    await teams.say(MARIJKE, "help")
    before = len(teams.transport.at(CENTRE))
    await teams.take(in_channel(user_of(MARIJKE), f"<at>Samenspraak</at> {DANGER['nl']}", id=teams.id(), root="1"))
    assert len(teams.transport.at(CENTRE)) == before


async def test_a_tenant_nobody_connected_gets_nothing(teams: TeamsHome) -> None:
    """What comes from a tenant that is none of ours is dropped without a word."""
    activity = message(user_of(ANNA), "hallo", id="1")
    activity["conversation"] = {"conversationType": "personal", "tenantId": OTHER_TENANT, "id": "a:x"}
    activity["channelData"] = {"tenant": {"id": OTHER_TENANT}}
    assert await teams.take(activity) == {}
    assert teams.transport.posted == []


async def test_what_people_say_among_themselves_is_not_ours(teams: TeamsHome) -> None:
    """In a channel only what calls us, or stands in a thread of the centre's channel, is taken at all."""
    await teams.take(installed(JOOST))
    before = len(teams.transport.posted)
    await teams.take(in_channel(user_of(JOOST), "aanname: Anna zingt graag", id="5"))
    assert teams.home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST)) == []
    assert len(teams.transport.posted) == before


async def test_a_client_who_calls_us_in_a_channel_is_answered_in_their_own_chat(teams: TeamsHome) -> None:
    """Among others nothing tells who is a client or that there is a question: what is for them stands in their chat."""
    called = {"type": "mention", "text": "<at>Samenspraak</at>", "mentioned": {"id": BOT}}
    for number, words in enumerate(("hallo", "wat kun je?", "help")):
        said = f"<at>Samenspraak</at> {words}"
        await teams.take(in_channel(user_of(ANNA), said, id=f"{70 + number}", entities=[called]))
    assert teams.transport.at(CENTRE) == []
    assert teams.open(ANNA) is not None


TWO_OTHERS = f"19:{user_of(ANNA)}_{user_of(BAS)}@unq.gbl.spaces"


@pytest.mark.parametrize("chat", [TWO_OTHERS, "a:1-a-chat-of-two-others", "19:d77be723@thread.v2"])
@pytest.mark.parametrize("name", ["composeExtension/fetchTask", "composeExtension/submitAction", "task/fetch"])
async def test_an_address_is_learned_in_ones_own_chat_alone(teams: TeamsHome, chat: str, name: str) -> None:
    """What is opened from a box to write in, in whatever chat, never becomes where somebody is spoken to."""
    await teams.welcome(ANNA, consent="no")
    before = teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA)))
    asked = message(user_of(ANNA), "", id="f:77", type="invoke", name=name)
    asked["conversation"] = {"conversationType": "personal", "tenantId": TENANT, "id": chat}
    asked["value"] = {"commandId": "assumption", "data": {"v": 1, "k": "do", "n": "form", "a": "say"}}
    await teams.take(asked)
    assert before is not None
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA))) == before
    assert teams.transport.at(chat) == []


async def test_a_chat_of_two_others_is_none_of_ours(teams: TeamsHome) -> None:
    """An id that names two people is theirs, whatever Teams calls it; one that names somebody and us is ours."""
    ours = f"19:{user_of(ANNA)}_{APP}@unq.gbl.spaces"
    for chat in (TWO_OTHERS, ours):
        said = message(user_of(ANNA), "hallo", id=f"in {len(chat)}".replace(" ", "-"))
        said["conversation"] = {"conversationType": "personal", "tenantId": TENANT, "id": chat}
        await teams.take(said)
    found = teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA)))
    assert found is not None
    assert found.external == ours
    assert teams.transport.at(TWO_OTHERS) == []


async def test_a_home_card_opens_for_nobody_in_a_channel(teams: TeamsHome) -> None:
    """One's own page is shown in one's own chat alone."""
    activity = pressed(user_of(JOOST), {"v": 1, "k": "do", "n": "home", "a": "clients"}, id="f:1", under="1")
    activity["conversation"] = in_channel(user_of(JOOST), "", id="1")["conversation"]
    answer = await teams.take(activity)
    assert (answer["type"], answer["value"]) == (MESSAGE, t("teams.only_private"))


async def test_whoever_removes_the_app_hears_nothing_more(teams: TeamsHome) -> None:
    """Removing the app means stop, and the address is forgotten."""
    await teams.welcome(ANNA)
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA))) is not None
    await teams.take(installed(ANNA, "remove"))
    assert teams.home.person(ANNA).consent is Consent.STOPPED
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA))) is None


async def test_a_team_and_its_sharing_are_remembered(teams: TeamsHome) -> None:
    """Being added to a team makes its channel known; sharing that with outsiders bars it until it ends."""
    event = {**in_channel(user_of(JOOST), "", id="f:1"), "type": "conversationUpdate"}
    event["conversation"] = {"conversationType": "channel", "tenantId": TENANT, "id": CENTRE}
    added = {**event, "membersAdded": [{"id": f"28:{APP}"}]}
    await teams.take(added)
    place = teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, CENTRE))
    assert place is not None
    assert not place.personal
    for kind, teams_of, reason in (
        ("channelShared", "sharedWithTeams", "shared_outside"),
        ("channelUnshared", "unsharedFromTeams", ""),
    ):
        data = {"eventType": kind, teams_of: [{"tenantId": OTHER_TENANT}], "tenant": {"id": TENANT}}
        await teams.take({**event, "channelData": data})
        assert await teams.channel.audience(SHARED) == reason
    await teams.take({**event, "membersRemoved": [{"id": BOT}]})
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, CENTRE)) is None


async def test_files_are_said_not_to_be_read(teams: TeamsHome) -> None:
    """A photo alone is answered with a sentence; words beside a file are taken, and the file is said not to be."""
    await teams.welcome(ANNA)
    photo = [{"contentType": "image/png", "contentUrl": "https://example.org/x.png"}]
    await teams.say(ANNA, "", attachments=photo)
    assert teams.chat(ANNA)[-1].text == t("chat.file_only")
    await teams.say(ANNA, "ik wil iets zeggen", attachments=photo)
    assert t("chat.file_too") in teams.told(ANNA)


@pytest.mark.parametrize("value", [{"action": {"data": {"v": 9}}}, {"action": {}}])
async def test_an_odd_button_is_an_error_and_nothing_else(teams: TeamsHome, value: object) -> None:
    """What is behind no button of ours is answered as an error that Teams understands."""
    activity = {**message(user_of(ANNA), "", id="f:1"), "type": "invoke", "name": "adaptiveCard/action", "value": value}
    answer = await teams.take(activity)
    assert (answer["statusCode"], answer["type"]) == (400, ERROR)


async def test_a_platform_that_is_away_does_not_lose_what_was_said(teams: TeamsHome) -> None:
    """When the answer cannot be shown, what was said is kept all the same."""
    await teams.welcome(ANNA)

    def fault(_call: str, _conversation: str) -> None:
        raise TransportAway(ambiguous=True)

    teams.transport.fault = fault
    await teams.ask_for(ANNA, "form", "say", submit=True)
    await teams.say(ANNA, "home")
    await teams.say(ANNA, "Ik zou graag eens naar zee.")
    said = teams.home.read(lambda uow: uow.answers.of_person(DEFAULT, ANNA))
    assert "Ik zou graag eens naar zee." in [one.value for one in said]


async def test_a_guest_is_known_as_this_tenant_knows_them(teams: TeamsHome) -> None:
    """Whether or not Teams names a guest's own tenant, the person in the roster is the same one."""
    for number, tenant in enumerate((TENANT, OTHER_TENANT)):
        activity = message(user_of(ANNA), "hallo", id=f"{number}")
        activity["from"] = {"id": "29:anna", "aadObjectId": user_of(ANNA).upper(), "tenantId": tenant}
        await teams.take(activity)
    assert teams.open(ANNA) is not None
    assert t("chat.stranger") not in teams.told(ANNA)


async def test_whoever_erases_everything_is_forgotten_here_too(teams: TeamsHome) -> None:
    """After erasing, the address of the chat is gone as well."""
    await teams.welcome(ANNA)
    sent = {"v": 1, "k": "form", "f": "erase", "kept": {}, "in.confirm": "yes"}
    await teams.take(pressed(user_of(ANNA), sent, id="f:1", under="1"))
    assert teams.home.read(lambda uow: uow.addresses.get("teams", TENANT, user_of(ANNA))) is None
