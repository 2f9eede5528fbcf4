"""Sending over Teams: where it goes, what becomes of it, and every way in which Teams can say no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.teams.transport import TransportAway, TransportRefused
from dialogs.messages import (
    Choice,
    Form,
    Input,
    Link,
    Note,
    OutboxId,
    Page,
    Place,
    Prompt,
    Purpose,
    QuestionId,
    Quote,
    Refused,
    Sent,
    SessionId,
    TryLater,
)
from tests.fake_teams import CENTRE, OTHER_TENANT, TENANT, chat_of
from tests.teams_bench import ANNA, PERSONAL, SHARED, USER, WORDS, Teams
from tests.unit.teams.card_reading import look, shown
from tests.unit.teams.samples import TEXTS

INVITED = Place(channel="teams", account=TENANT, conversation=f"{CENTRE}/{USER}", person=ANNA)
INVITATION = Note(blocks=("Er is een vraag voor je.",), choices=(Choice(value="window s q", label="Antwoorden"),))
ASKED = Prompt(
    session=SessionId("s"),
    question=QuestionId("q"),
    text="Helpt dit jou?",
    input=Input.CHOICE,
    choices=(Choice(value="yes", label="Ja"), Choice(value="no", label="Nee")),
)


@pytest.fixture
def teams() -> Teams:
    """Give a channel whose tenant was met before."""
    return Teams()


# --- where it goes ----------------------------------------------------------------------------------------------------


async def test_a_question_goes_to_the_persons_own_chat(teams: Teams) -> None:
    """Whoever has no chat with us yet is written to in one that is opened, and the next time in the same one."""
    first = await teams.sent(ASKED)
    second = await teams.sent(WORDS, id="o2")
    assert teams.transport.opened == [(TENANT, USER)]
    assert [one.id for one in teams.transport.at(chat_of(USER))] == [first, second]
    card = teams.transport.posted[0].card
    assert card is not None
    assert "refresh" in card


async def test_a_known_chat_is_used_as_it_is(teams: Teams) -> None:
    """Whoever was met before is written to where they were met, and no chat is opened."""
    teams.conversations.plant(USER, "a:known", personal=True)
    await teams.sent(WORDS)
    assert teams.transport.opened == []
    assert [one.conversation for one in teams.transport.posted] == ["a:known"]


@pytest.mark.parametrize(
    ("id", "personal"), [("19:meeting_x@thread.v2", True), ("a:chat", False), ("19:group@thread.v2", False)]
)
async def test_private_words_never_go_where_others_read(teams: Teams, id: str, personal: bool) -> None:  # noqa: FBT001
    """A reference that was kept wrong, as a meeting or a chat of a few, gets no private words at all."""
    teams.conversations.plant(USER, id, personal=personal)
    result = await teams.send(WORDS)
    assert result == Refused(reason="not_personal", unreachable=True)
    assert teams.transport.calls == 0


async def test_nobody_is_written_to_before_the_app_is_there() -> None:
    """In a tenant that was never met nothing can be sent, and the reason says so."""
    teams = Teams()
    teams.conversations.kept.clear()
    assert await teams.send(WORDS) == Refused(reason="not_installed", unreachable=True)
    assert await teams.send(WORDS, SHARED) == Refused(reason="not_installed", unreachable=True)
    assert teams.transport.calls == 0


async def test_a_place_of_another_tenant_gets_nothing(teams: Teams) -> None:
    """Somebody of another tenant cannot be written to in theirs."""
    stranger = replace(PERSONAL, account=OTHER_TENANT)
    assert await teams.channel.audience(stranger) == "other_tenant"
    assert await teams.send(WORDS, stranger) == Refused(reason="other_tenant", unreachable=True)


async def test_a_week_is_a_post_with_its_items_in_the_thread(teams: Teams) -> None:
    """The head begins a new post in the channel, its items stand under it, and one shown anew stands where it stood."""
    head = await teams.sent(Note(title="Week 47", blocks=("Deze week.",)), SHARED, purpose=Purpose.DIGEST)
    item = await teams.sent(WORDS, SHARED, id="o2", thread_of=head, purpose=Purpose.DIGEST)
    anew = Note(blocks=("Anders.",))
    assert await teams.sent(anew, SHARED, id="o3", thread_of=head, replaces=item) == item
    assert [(one.id, one.root, one.text) for one in teams.transport.at(CENTRE)] == [
        (head, "", "Week 47\nDeze week."),
        (item, head, "Anders."),
    ]


async def test_a_channel_nobody_met_gets_a_reason(teams: Teams) -> None:
    """Only the centre's channel, and those where we were met, may be written to; a person's chat is none."""
    elsewhere = replace(SHARED, conversation="19:elsewhere@thread.tacv2")
    assert await teams.channel.audience(SHARED) == ""
    assert await teams.channel.audience(elsewhere) == "unknown_channel"
    teams.conversations.plant(elsewhere.conversation, elsewhere.conversation, personal=False)
    assert await teams.channel.audience(elsewhere) == ""
    teams.conversations.plant(elsewhere.conversation, chat_of(USER), personal=True)
    assert await teams.channel.audience(elsewhere) == "unknown_channel"


async def test_a_channel_that_outsiders_read_gets_no_week(teams: Teams) -> None:
    """Once a channel is shared with another organisation the centre's words no longer go there."""
    teams.conversations.plant(f"outside {CENTRE}", CENTRE, personal=False)
    assert await teams.channel.audience(SHARED) == "shared_outside"
    assert isinstance(await teams.send(WORDS, SHARED), Refused)
    assert await teams.channel.audience(INVITED) == ""


async def test_where_others_read_along_somebody_is_only_invited(teams: Teams) -> None:
    """In a shared channel a person is called by name to what waits for them; no words and no question go there."""
    await teams.sent(INVITATION, INVITED)
    (posted,) = teams.transport.at(CENTRE)
    card = posted.card
    assert card is not None
    settings = card["msteams"]
    assert isinstance(settings, dict)
    assert settings["entities"] == [
        {"type": "mention", "text": "<at>Anna</at>", "mentioned": {"id": USER, "name": "Anna"}}
    ]
    for body in (WORDS, ASKED):
        assert await teams.send(body, INVITED) == Refused(reason="not_private")


async def test_a_link_leads_into_the_channel_and_never_into_a_chat(teams: Teams) -> None:
    """A link to a message of the channel opens it; to one in a personal chat with us Teams knows no way."""
    told = Note(blocks=("Bij de week:",), link=Link(to=OutboxId("o9"), label="Kijk"))
    await teams.sent(told, linked=(SHARED, "1700"))
    await teams.sent(told, id="o2", linked=(PERSONAL, "1700"))
    first, second = (one.card for one in teams.transport.posted)
    assert first is not None
    assert second is not None
    assert [one["url"] for one in look(first).buttons] == [
        f"https://teams.microsoft.com/l/message/19%3A6decf54d86d945e4b3924b63a9161a78%40thread.tacv2/1700?tenantId={TENANT}"
    ]
    assert look(second).buttons == []


async def test_what_is_no_message_is_refused(teams: Teams) -> None:
    """A form can be sent as a card; a page has its own way."""
    assert isinstance(await teams.send(Form(name="f", title="F", fields=(), submit="Ga")), Sent)
    assert await teams.send(Page(name="p", values={}), id="o2") == Refused(reason="not_a_message")


# --- long messages ----------------------------------------------------------------------------------------------------


def long(letter: str = "a") -> Note:
    """Return words for a few messages."""
    return Note(blocks=(Quote(speaker=ANNA, words=letter * 40_000),))


async def test_long_words_go_on_in_more_messages(teams: Teams) -> None:
    """Words too long for one message come in several, in order; in a channel the rest stands in its thread."""
    first = await teams.sent(long())
    head = await teams.sent(long(), SHARED, id="o2")
    for conversation, id in ((chat_of(USER), first), (CENTRE, head)):
        posted = teams.transport.at(conversation)
        assert posted[0].id == id
        assert len(posted) == 3
        assert shown([one.card for one in posted if one.card]) == "a" * 40_000
    assert {one.root for one in teams.transport.at(CENTRE)[1:]} == {head}


async def test_long_words_that_break_off_go_on_where_they_were(teams: Teams) -> None:
    """When Teams wants patience halfway, the next try sends the rest and not the beginning again."""
    calls = [0]

    def fault(_call: str, _conversation: str) -> None:
        calls[0] += 1
        if calls[0] == 3:
            raise TransportRefused(status=429, retry_after=timedelta(seconds=0))

    await teams.sent(Note(blocks=("hoi",)), id="o0")
    teams.transport.fault = fault
    assert isinstance(await teams.send(long()), TryLater)
    first = await teams.sent(long())
    posted = teams.transport.at(chat_of(USER))[1:]
    assert posted[0].id == first
    assert shown([one.card for one in posted if one.card]) == "a" * 40_000


async def test_long_words_that_are_taken_back_are_gone_everywhere(teams: Teams) -> None:
    """When words that filled several messages are taken back, none of those messages holds them any longer."""
    first = await teams.sent(long("z"))
    gone = Note(blocks=(Quote(speaker=ANNA, words=None),))
    assert await teams.sent(gone, id="o2", replaces=first) == first
    posted = teams.transport.at(chat_of(USER))
    assert len(posted) == 3
    assert not any("z" * 10 in str(one.activity) for one in posted)
    assert await teams.sent(long("y"), id="o3", replaces=first) == first
    assert "y" * 10 in str(posted[0].activity)


# --- the check --------------------------------------------------------------------------------------------------------


async def test_a_good_set_up_has_nothing_to_say(teams: Teams) -> None:
    """With a token, a tenant and a channel that was met, and people who have the app, there is nothing to mend."""
    teams.conversations.plant(CENTRE, CENTRE, personal=False)
    assert await teams.channel.check([PERSONAL]) == []
    assert await teams.channel.reach(PERSONAL)


@pytest.mark.parametrize(
    ("spoil", "key"),
    [
        (lambda teams: setattr(teams.token, "fault", TransportRefused(status=401)), "check.teams_credentials"),
        (lambda teams: setattr(teams.token, "fault", TransportAway(ambiguous=False)), "check.teams_away"),
        (lambda teams: teams.conversations.kept.clear(), "check.teams_not_installed"),
        (lambda teams: teams.conversations.kept.pop(("teams", TENANT, CENTRE)), "check.teams_centre_unseen"),
        (
            lambda teams: teams.conversations.plant(f"outside {CENTRE}", CENTRE, personal=False),
            "check.teams_centre_shared",
        ),
        (
            lambda teams: teams.plant(TransportRefused(status=403, code="BotNotInConversationRoster"), call="open_dm"),
            "check.teams_not_reached",
        ),
        (lambda teams: teams.plant(TransportAway(ambiguous=True), call="open_dm"), "check.teams_away"),
        (lambda teams: teams.plant(TransportRefused(status=429), call="open_dm"), "check.teams_away"),
    ],
)
async def test_each_fault_of_a_set_up_is_found(teams: Teams, spoil: Callable[[Teams], object], key: str) -> None:
    """A check names what is wrong, by a phrase that says how to mend it in every language."""
    teams.conversations.plant(CENTRE, CENTRE, personal=False)
    spoil(teams)
    found = await teams.channel.check([PERSONAL])
    assert [name for name, _ in found] == [key]
    for name, values in found:
        assert all(TEXTS.phrase(language, name, **values) for language in ("nl", "en"))


async def test_an_outsider_is_told_of_by_name(teams: Teams) -> None:
    """Somebody of another tenant is named, with the link as the way that is left."""
    teams.conversations.plant(CENTRE, CENTRE, personal=False)
    (found,) = await teams.channel.check([replace(PERSONAL, account=OTHER_TENANT)])
    assert found == ("check.teams_outsider", {"person": ANNA})
    assert "people link anna" in TEXTS.phrase("nl", found[0], **found[1])
    assert not await teams.channel.reach(replace(PERSONAL, account=OTHER_TENANT))


async def test_words_that_are_taken_back_halfway_do_not_stay(teams: Teams) -> None:
    """When words are taken back while the rest of them still waits, the part that was sent is emptied too."""
    await teams.sent(Note(blocks=("hoi",)), id="o0")
    calls = [0]

    def fault(_call: str, _conversation: str) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise TransportRefused(status=503)

    teams.transport.fault = fault
    assert isinstance(await teams.send(long("z")), TryLater)
    assert "z" * 10 in str(teams.transport.posted[-1].activity)
    await teams.sent(Note(blocks=(Quote(speaker=ANNA, words=None),)))
    assert not any("z" * 10 in str(one.activity) for one in teams.transport.posted)
