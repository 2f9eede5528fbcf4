"""What the Slack channel does with a message, against a Slack that keeps what really lies where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.conversations import KnownConversation
from dialogs.messages import (
    Ambiguous,
    Chart,
    Choice,
    Link,
    OutboxId,
    Place,
    Prompt,
    QuestionId,
    Quote,
    Refused,
    Sent,
    Series,
    SessionId,
    TryLater,
)
from dialogs.people import PersonId
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import ANNA, CENTRE, JOOST, SHARED, TEAM, Truth
from tests.standins.slack_workspace import (
    IN_ONE,
    TO_ANNA,
    TO_ANNA_AMONG_OTHERS,
    TO_CENTRE,
    Workspace,
    message,
    note,
    workspace,
)

DM = f"D{ANNA}"
CHART = Chart(title="Talenten", alt="Week 1: 3", categories=("1",), series=(Series(name="n", values=(3,)),))
PROMPT = Prompt(session=SessionId("s"), question=QuestionId("q"), text="Helpt dit jou?")


@pytest.fixture
async def there() -> AsyncIterator[Workspace]:
    """Give the channel in a Slack where all is well."""
    async with workspace() as found:
        yield found


async def test_a_first_message_opens_the_conversation_and_keeps_it(there: Workspace) -> None:
    """Somebody never spoken to gets a conversation of their own, which is opened once."""
    first = await there.channel.send(message(note("een")))
    second = await there.channel.send(message(note("twee"), id="o2"))
    assert there.words(DM) == ["een", "twee"]
    assert [first, second] == [Sent(external_id=one["ts"]) for one in there.truth.lying(DM)]
    assert len(there.slack.made("conversations.open")) == 1
    assert there.conversations.kept[f"slack {TEAM} {ANNA}"].id == DM


async def test_a_message_carries_our_id_and_unfolds_no_link(there: Workspace) -> None:
    """What lies in Slack holds the outbox id and nothing else of ours, and no address in it is unfolded."""
    await there.channel.send(message(note("een")))
    (made,) = there.slack.made("chat.postMessage")
    assert made["metadata"] == {"event_type": "samenspraak", "event_payload": {"id": "o1"}}
    assert (made["unfurl_links"], made["unfurl_media"]) == (False, False)


async def test_a_conversation_that_is_gone_is_opened_anew(there: Workspace) -> None:
    """When the kept conversation is not there any more the message goes to the one that is, once."""
    await there.conversations.keep(KnownConversation(channel="slack", account=TEAM, user=ANNA, id="D0GONE"))
    assert isinstance(await there.channel.send(message(note("een"))), Sent)
    assert there.words(DM) == ["een"]


@pytest.mark.parametrize("wrong", ["C0SHARED", "G0GROUP"])
async def test_nothing_personal_goes_where_others_are(there: Workspace, wrong: str) -> None:
    """A kept conversation that is not a direct message gets nothing, whatever was kept of it."""
    await there.conversations.keep(KnownConversation(channel="slack", account=TEAM, user=ANNA, id=wrong))
    assert await there.channel.audience(TO_ANNA) == "not_personal"
    assert await there.channel.send(message(note("geheim"))) == Refused(reason="not_personal", unreachable=True)
    assert there.slack.made("chat.postMessage") == []


async def test_a_long_message_goes_on_in_its_own_thread(there: Workspace) -> None:
    """What does not fit is said under it, in order, and the first part stands for the whole."""
    words = "a" * IN_ONE + "b" * IN_ONE + "c"
    sent = await there.channel.send(message(note(words)))
    first, *rest = there.truth.lying(DM)
    assert sent == Sent(external_id=first["ts"])
    assert [one.get("thread_ts") for one in rest] == [first["ts"]] * 2
    assert "".join(there.words(DM)) == words
    assert [there.truth.label(one).get("part") for one in (first, *rest)] == [1, 2, 3]


async def test_a_long_item_goes_on_in_the_thread_of_its_head(there: Workspace) -> None:
    """An item of the week and all its parts hang under the head."""
    head = await there.channel.send(message(note("kop"), TO_CENTRE))
    assert isinstance(head, Sent)
    item = message(note("x" * IN_ONE + "y"), TO_CENTRE, id="o2", thread_of=head.external_id)
    assert isinstance(await there.channel.send(item), Sent)
    assert [one["thread_ts"] for one in there.truth.lying(CENTRE)] == [head.external_id] * 3


@pytest.mark.parametrize("kind", ["gone", "ignored"])
async def test_an_item_that_misses_its_thread_is_taken_away(there: Workspace, kind: str) -> None:
    """An item whose head is gone, or of which the thread is ignored, stands nowhere, and the refusal says why."""
    head = await there.channel.send(message(note("kop"), TO_CENTRE))
    assert isinstance(head, Sent)
    if kind == "gone":
        there.truth.messages[CENTRE].clear()
    else:
        there.slack.plant("chat.postMessage", Kind.NO_THREAD)
    item = message(note("onderdeel"), TO_CENTRE, id="o2", thread_of=head.external_id)
    assert await there.channel.send(item) == Refused(reason="thread_lost")
    assert "onderdeel" not in there.words(CENTRE)


async def test_what_lands_in_another_conversation_is_taken_away(there: Workspace) -> None:
    """When Slack answers that it put a message elsewhere, it is removed there and refused here."""
    there.slack.plant("chat.postMessage", Kind.OTHER_CHANNEL, SHARED)
    assert await there.channel.send(message(note("geheim"))) == Refused(reason="place_lost")
    assert there.words(SHARED) == []


async def test_a_message_shown_anew_takes_its_parts_along(there: Workspace) -> None:
    """When a long message becomes short, nothing of the old words is left under it."""
    first = await there.channel.send(message(note("oud" * IN_ONE)))
    assert isinstance(first, Sent)
    again = await there.channel.send(message(note("nieuw"), id="o2", replaces=first.external_id))
    assert again == first
    assert there.words(DM) == ["nieuw"]


async def test_a_message_shown_anew_may_become_longer(there: Workspace) -> None:
    """When a message grows, its parts are changed and the rest is added in the same thread; twice is as once."""
    words = "x" * IN_ONE + "y" * IN_ONE + "z"
    first = await there.channel.send(message(note("a" * IN_ONE + "b")))
    assert isinstance(first, Sent)
    longer = message(note(words), id="o2", replaces=first.external_id)
    for attempt in (1, 2):
        assert await there.channel.send(replace(longer, attempt=attempt)) == first
        assert "".join(there.words(DM)) == words


async def test_an_item_in_a_thread_is_shown_anew_where_it_stands(there: Workspace) -> None:
    """A long item that becomes short loses its parts, and those of the item beside it stay."""
    head = await there.channel.send(message(note("kop"), TO_CENTRE))
    assert isinstance(head, Sent)
    one = await there.channel.send(message(note("a" * IN_ONE + "A"), TO_CENTRE, id="o2", thread_of=head.external_id))
    assert isinstance(one, Sent)
    await there.channel.send(message(note("b" * IN_ONE + "B"), TO_CENTRE, id="o3", thread_of=head.external_id))
    shorter = message(note("weg"), TO_CENTRE, id="o4", replaces=one.external_id)
    assert await there.channel.send(shorter) == one
    assert there.words(CENTRE) == ["kop", "weg", "b" * IN_ONE, "B"]


async def test_a_message_that_is_gone_is_not_shown_anew(there: Workspace) -> None:
    """What somebody removed is not put back in another shape."""
    first = await there.channel.send(message(PROMPT))
    assert isinstance(first, Sent)
    there.truth.messages[DM].clear()
    answered = replace(PROMPT, answered="Je zei: ja")
    gone = await there.channel.send(message(answered, id="o2", replaces=first.external_id))
    assert gone == Refused(reason="gone_message")
    assert there.words(DM) == []


async def test_somebody_among_others_is_called_by_name(there: Workspace) -> None:
    """An invitation in a channel that others read calls the one it is for."""
    body = note("Er is een vraag voor je.", choices=(Choice(value="window s q", label="Openen"),))
    assert isinstance(await there.channel.send(message(body, TO_ANNA_AMONG_OTHERS)), Sent)
    assert there.words(SHARED) == [f"<@{ANNA}> Er is een vraag voor je."]


@pytest.mark.parametrize("body", [PROMPT, note("Gezegd:", Quote(speaker=PersonId("anna"), words="mijn woorden"))])
async def test_no_words_and_no_question_among_others(there: Workspace, body: Prompt) -> None:
    """A question and somebody's words never go where others read along."""
    assert await there.channel.send(message(body, TO_ANNA_AMONG_OTHERS)) == Refused(reason="others_read_along")
    assert there.slack.made("chat.postMessage") == []


async def test_a_link_leads_to_the_message_that_is_meant(there: Workspace) -> None:
    """The address of the message that is meant stands in the message; without one the message goes all the same."""
    first = await there.channel.send(message(note("bedoeld")))
    assert isinstance(first, Sent)
    body = note("Hier:", link=Link(to=OutboxId("o1"), label="daar"))
    for id, external in (("o2", first.external_id), ("o3", "1.2")):
        assert isinstance(await there.channel.send(message(body, id=id, linked=(TO_ANNA, external))), Sent)
    assert there.words(DM)[1] == f"Hier: https://house.slack.com/archives/{DM}/p{first.external_id.replace('.', '')}"
    assert there.words(DM)[2] == "Hier:"


# --- charts -----------------------------------------------------------------------------------------------------------


async def test_a_chart_that_slack_draws_needs_no_picture() -> None:
    """Where Slack draws charts nothing is uploaded."""
    async with workspace(picture=lambda _: b"png") as there:
        assert isinstance(await there.channel.send(message(note("cijfers", chart=CHART), TO_CENTRE)), Sent)
        assert there.truth.uploads == {}


async def test_a_chart_that_slack_does_not_draw_is_a_picture_with_words() -> None:
    """Where Slack refuses the chart the message stands without it, with a picture under it that has its words."""
    async with workspace(Truth(charts=False), picture=lambda _: b"png") as there:
        for id in ("o1", "o2"):
            sent = await there.channel.send(message(note("cijfers", chart=CHART), TO_CENTRE, id=id))
            assert isinstance(sent, Sent)
            upload = list(there.truth.uploads.values())[-1]
            assert (upload["alt"], upload["content"], upload["thread"]) == (CHART.alt, b"png", sent.external_id)
        assert len(there.truth.lying(CENTRE)) == 2
        assert len(there.slack.made("chat.postMessage")) == 3, "the second time Slack is not asked to draw"


async def test_a_chart_without_a_picture_is_its_words() -> None:
    """Where nothing can draw, what the chart shows stands there in words."""
    async with workspace(Truth(charts=False)) as there:
        assert isinstance(await there.channel.send(message(note("cijfers", chart=CHART), TO_CENTRE)), Sent)
        assert there.words(CENTRE) == [f"cijfers\n{CHART.alt}"]


@pytest.mark.parametrize("fault", ["file_uploads_disabled", "missing_scope"])
async def test_a_picture_that_fails_does_not_send_the_message_twice(fault: str) -> None:
    """The message stands, whatever becomes of the picture."""
    async with workspace(Truth(charts=False), picture=lambda _: b"png") as there:
        there.slack.plant("files.getUploadURLExternal", Kind.ERROR, fault)
        assert isinstance(await there.channel.send(message(note("cijfers", chart=CHART), TO_CENTRE)), Sent)
        assert len(there.truth.lying(CENTRE)) == 1


# --- who can be reached -----------------------------------------------------------------------------------------------


async def test_reaching_somebody_says_nothing(there: Workspace) -> None:
    """Whether somebody can be reached is found out without a message, and so is why not."""
    assert await there.channel.reach(TO_ANNA) == ""
    assert await there.channel.reach(replace(TO_ANNA, conversation="U0NOBODY")) == "slack_user_gone"
    there.slack.plant("conversations.open", Kind.ERROR, "user_not_visible")
    assert await there.channel.reach(replace(TO_ANNA, conversation=JOOST)) == "slack_user_not_visible"
    assert await there.channel.reach(TO_ANNA_AMONG_OTHERS) == ""
    assert await there.channel.reach(replace(TO_ANNA, account="T0OTHER")) == "slack_not_installed"
    assert there.slack.made("chat.postMessage") == []


async def test_a_workspace_that_was_never_installed_gets_nothing(there: Workspace) -> None:
    """Where no token is kept, nothing is sent and the reason says so."""
    elsewhere = Place(channel="slack", account="T0OTHER", conversation=ANNA, person=PersonId("anna"))
    assert await there.channel.send(message(note("een"), elsewhere)) == Refused(
        reason="slack_not_installed", unreachable=True
    )
    assert there.slack.calls == []


# --- sends of which the end is unknown --------------------------------------------------------------------------------

LOST = [Kind.DONE_RESET, Kind.DONE_SILENCE, Kind.DONE_STATUS, Kind.DONE_BODY, Kind.DONE_SHORT]


@pytest.mark.parametrize("kind", LOST)
async def test_a_send_of_unknown_end_is_found_and_not_repeated(kind: Kind) -> None:
    """What Slack took in although nobody heard of it is found under its id, and is there once."""
    async with workspace(seconds=0.3) as there:
        there.slack.plant("chat.postMessage", kind, number=503 if kind is Kind.DONE_STATUS else 0.5)
        outbound = message(note("een"))
        assert isinstance(await there.channel.send(outbound), Ambiguous)
        there.time.on(2)
        found = await there.channel.look_up(replace(outbound, attempt=2))
        assert [one["ts"] for one in there.truth.lying(DM)] == [found]


async def test_a_compressed_answer_is_an_answer() -> None:
    """What Slack compressed is read."""
    async with workspace() as there:
        there.slack.plant("chat.postMessage", Kind.DONE_GZIP)
        assert isinstance(await there.channel.send(message(note("een"))), Sent)


async def test_a_message_that_shows_up_late_is_not_sent_twice() -> None:
    """What is only seen half a minute later is waited for before it is sent anew, and what never comes is sent anew."""
    async with workspace(Truth(shows_after=30)) as there:
        there.slack.plant("chat.postMessage", Kind.DONE_RESET)
        outbound = message(note("een"))
        assert isinstance(await there.channel.send(outbound), Ambiguous)
        for _ in range(2):
            there.time.on(10)
            assert await there.channel.look_up(outbound) is None
            assert await there.channel.send(replace(outbound, attempt=2)) == Ambiguous(reason="settling")
        there.time.on(15)
        assert await there.channel.look_up(outbound) == there.truth.lying(DM)[0]["ts"]

        there.slack.plant("chat.postMessage", Kind.RESET)
        lost = message(note("twee"), id="o2")
        assert isinstance(await there.channel.send(lost), Ambiguous)
        there.time.on(61)
        assert await there.channel.look_up(lost) is None
        assert isinstance(await there.channel.send(replace(lost, attempt=2)), Sent)
        assert there.words(DM) == ["een", "twee"]


@pytest.mark.parametrize("part", [1, 2, 3])
@pytest.mark.parametrize("kind", [Kind.RESET, Kind.DONE_RESET, Kind.BUSY, Kind.STATUS])
async def test_a_long_message_that_broke_off_is_finished(kind: Kind, part: int) -> None:
    """Wherever a long message breaks off, each of its parts is there once in the end."""
    async with workspace() as there:
        for _ in range(part - 1):
            there.slack.plant("chat.postMessage", Kind.SLOW)
        there.slack.plant("chat.postMessage", kind, number=503)
        outbound = message(note("a" * IN_ONE + "b" * IN_ONE + "c"))
        result = await there.channel.send(outbound)
        for attempt in range(2, 6):
            if isinstance(result, Sent):
                break
            there.time.on(61)
            ambiguous = isinstance(result, Ambiguous)
            found = await there.channel.look_up(replace(outbound, attempt=attempt)) if ambiguous else None
            result = Sent(external_id=found) if found else await there.channel.send(replace(outbound, attempt=attempt))
        assert isinstance(result, Sent)
        assert there.words(DM) == ["a" * IN_ONE, "b" * IN_ONE, "c"]
        assert result.external_id == there.truth.lying(DM)[0]["ts"]


# --- patience ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "seconds"), [("12", 12), ("", 30), ("soon", 30), ("-1", 30), ("0", 1), ("99999999999999999999", 3600)]
)
async def test_slack_is_given_the_time_it_asks_for(there: Workspace, header: str, seconds: int) -> None:
    """A rate limit moves the message by what Slack says within reason, is no failed attempt, and holds for others."""
    there.slack.plant("chat.postMessage", Kind.BUSY, header)
    patient = TryLater(after=timedelta(seconds=seconds), reason="slack_busy", counts=False)
    assert await there.channel.send(message(note("een"))) == patient
    assert there.api.pace.reserve(TEAM, f"D{JOOST}", there.time.monotonic()) == pytest.approx(seconds)
    there.time.on(seconds)
    assert isinstance(await there.channel.send(message(note("een"))), Sent)


async def test_a_slack_that_cannot_be_reached_is_tried_later() -> None:
    """What never left this machine is simply tried again."""
    async with workspace() as there:
        await there.conversations.keep(KnownConversation(channel="slack", account=TEAM, user=ANNA, id=DM))
        assert there.slack._server is not None
        await there.slack._server.close()
        assert await there.channel.send(message(note("een"))) == TryLater(reason="slack_away")
