"""What the Teams channel may rely on, whichever library carries it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.teams.addresses import service_addresses
from adapters.teams.connector import LONGEST_WAIT
from adapters.teams.transport import (
    Activity,
    Address,
    InvokeReply,
    TransportAway,
    TransportRefused,
    begins_a_thread,
    thread_of,
)
from tests.contracts.transports import TRANSPORTS, Bench, CountedToken, Make
from tests.standins.connector import ConnectorStandin, Fault, connector
from tests.standins.issuer import APP, TENANT

CHANNEL = "19:centre@thread.tacv2"
CHAT = "a:anna"
ANNA = "00000000-0000-0000-0000-0000000000a0"
IMPATIENT = 1.0
MANY = 100


@pytest.fixture
def standin() -> Iterator[ConnectorStandin]:
    """Give a connector with one chat and one channel."""
    with connector() as found:
        found.chat(CHAT, ANNA)
        found.channel(CHANNEL, ANNA)
        yield found


@pytest.fixture(params=sorted(TRANSPORTS))
def make(request: pytest.FixtureRequest) -> Make:
    """Give each way of making a transport in turn."""
    return TRANSPORTS[request.param]


@pytest.fixture
async def bench(make: Make, standin: ConnectorStandin, request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    """Give each transport in turn; where the platform is silent it does not wait long."""
    token = CountedToken(standin.token)
    patience = IMPATIENT if "silence" in request.node.name else 10.0
    transport = make(token, service_addresses(standin_url=standin.url), patience)
    yield Bench(transport=transport, standin=standin, token=token)
    await transport.close()


def said(text: str, **more: object) -> Activity:
    """Return a message."""
    return {"type": "message", "text": text, **more}


# --- what is said -----------------------------------------------------------------------------------------------------


async def test_what_is_posted_is_there_once_in_order(bench: Bench) -> None:
    """Messages stand in a chat under the ids that came back, in the order in which they were posted."""
    ids = [await bench.transport.post(bench.at(CHAT), said(str(number))) for number in range(20)]
    assert bench.standin.shown(CHAT) == [(id, str(number), "") for number, id in enumerate(ids)]
    assert len(bench.standin.asked) == 20


async def test_nothing_of_an_activity_is_lost(bench: Bench) -> None:
    """Cards, mentions and whatever else was written arrive as they were written, in every script."""
    written = {
        "text": '<at>Anna</at> 👩‍👩‍👧‍👧 שלום \\ " { } % \u2068é\u2069 \ud800 \x00',
        "entities": [
            {"type": "mention", "text": "<at>Anna</at>", "mentioned": {"id": "29:1", "name": "Anna", "x": None}}
        ],
        "attachments": [{"contentType": "application/vnd.x", "content": {"Body": [{"a": 1.5}], "none": None}}],
        "channelData": {"notification": {"alert": True}},
        "somethingNew": {"deep": [[[]]]},
    }
    await bench.transport.post(bench.at(CHAT), written)
    arrived = bench.standin.conversations[CHAT].shown[0].activity
    assert {name: arrived[name] for name in written if name != "channelData"} == {
        name: value for name, value in written.items() if name != "channelData"
    }
    assert arrived["channelData"] == {"notification": {"alert": True}, "tenant": {"id": TENANT}}
    assert (arrived["type"], arrived["from"]) == ("message", {"id": f"28:{APP}"})
    assert arrived["conversation"] == {"id": CHAT, "tenantId": TENANT}


async def test_a_post_in_a_channel_begins_a_thread(bench: Bench) -> None:
    """A new post in a channel is a root; what is posted to its thread stands under it, and not in the channel."""
    head = bench.at(CHANNEL)
    root = await bench.transport.post(head, said("kop"))
    item = await bench.transport.post(thread_of(head, root), said("onderdeel"))
    second = await bench.transport.post(thread_of(thread_of(head, root), root), said("nog een"))
    assert bench.standin.shown(CHANNEL) == [(root, "kop", ""), (item, "onderdeel", root), (second, "nog een", root)]
    assert begins_a_thread(head)
    assert not begins_a_thread(thread_of(head, root))
    assert not begins_a_thread(bench.at(CHAT))


async def test_a_thread_that_is_gone_is_refused(bench: Bench) -> None:
    """A reply to a root that is not there is refused; it never ends up in the channel itself."""
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(thread_of(bench.at(CHANNEL), "999"), said("verdwaald"))
    assert (refused.value.status, refused.value.code) == (404, "ConversationNotFound")
    assert bench.standin.shown(CHANNEL) == []


async def test_an_update_takes_the_place_of_what_stood_there(bench: Bench) -> None:
    """What is updated stands where it stood, also for the second time and in a thread."""
    first = await bench.transport.post(bench.at(CHAT), said("oud"))
    await bench.transport.post(bench.at(CHAT), said("daarna"))
    for text in ("nieuw", "nieuwst"):
        await bench.transport.update(bench.at(CHAT), first, said(text))
        assert [shown for _, shown, _ in bench.standin.shown(CHAT)] == [text, "daarna"]
    root = await bench.transport.post(bench.at(CHANNEL), said("kop"))
    await bench.transport.update(thread_of(bench.at(CHANNEL), root), root, said("kop, nieuw"))
    assert bench.standin.shown(CHANNEL) == [(root, "kop, nieuw", "")]


async def test_an_update_of_nothing_is_refused(bench: Bench) -> None:
    """What is not there cannot be updated."""
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.update(bench.at(CHAT), "999", said("nieuw"))
    assert (refused.value.status, refused.value.code) == (404, "ActivityNotFoundInConversation")


async def test_a_personal_chat_is_opened_once(bench: Bench) -> None:
    """The chat with somebody is found again, a new one is made for somebody else, and both can be written to."""
    found = await bench.transport.open_dm(bench.standin.url, TENANT, ANNA)
    assert found == bench.at(CHAT)
    other = await bench.transport.open_dm(bench.standin.url, TENANT, "00000000-0000-0000-0000-0000000000b0")
    assert other == await bench.transport.open_dm(bench.standin.url, TENANT, "00000000-0000-0000-0000-0000000000b0")
    id = await bench.transport.post(other, said("dag"))
    assert bench.standin.shown(other.conversation_id) == [(id, "dag", "")]
    assert bench.standin.shown(CHAT) == []


async def test_slow_answers_do_not_queue_up(bench: Bench) -> None:
    """A hundred messages are under way at once while the platform thinks; none waits for another."""
    bench.standin.plant(*[Fault(end="wait")] * MANY)
    sending = [asyncio.create_task(bench.transport.post(bench.at(CHAT), said(str(one)))) for one in range(MANY)]
    assert await asyncio.to_thread(bench.standin.wait_for, MANY)
    assert not any(one.done() for one in sending)
    bench.standin.go_on()
    ids = await asyncio.gather(*sending)
    assert sorted(ids) == sorted(id for id, _, _ in bench.standin.shown(CHAT))
    assert len(set(ids)) == MANY


async def test_an_incoming_activity_passes_as_it_is(bench: Bench) -> None:
    """Whoever takes an activity in gets it whole, and its answer and its exceptions come back."""
    activity: Activity = {"type": "invoke", "value": {"action": {"data": [1, None]}}}
    seen: list[Activity] = []

    async def take(given: Activity) -> InvokeReply | None:
        seen.append(given)
        return InvokeReply(body={"statusCode": 200})

    async def fail(_given: Activity) -> InvokeReply | None:
        raise KeyError

    assert await bench.transport.handle(activity, take) == InvokeReply(body={"statusCode": 200})
    assert seen == [activity]
    with pytest.raises(KeyError):
        await bench.transport.handle(activity, fail)


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSALS = (
    Fault(status=403, code="ConversationBlockedByUser"),
    Fault(status=403, code="BotNotInConversationRoster"),
    Fault(status=403, code="BotDisabledByAdmin"),
    Fault(status=404, code="ConversationNotFound"),
    Fault(status=413, code="MessageSizeTooBig"),
    Fault(status=400, code="BadSyntax"),
    Fault(status=401, code=""),
    Fault(status=412, code="PreconditionFailed"),
    Fault(status=429, code="TooManyRequests"),
    Fault(status=503, code="ServiceUnavailable"),
)


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: f"{fault.status}-{fault.code}")
async def test_a_refusal_is_a_word_of_ours(bench: Bench, fault: Fault) -> None:
    """Every no of the platform comes with its status and code, once, and nothing was posted."""
    bench.standin.plant(fault)
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert (refused.value.status, refused.value.code) == (fault.status, fault.code)
    assert refused.value.retry_after is None
    assert bench.standin.shown(CHAT) == []
    assert len(bench.standin.asked) == 1


@pytest.mark.parametrize(
    "message",
    [
        '{"subCode":"MessageWritesBlocked","details":"x"}',
        "subCode: MessageWritesBlocked",
        'Writes are blocked. {\\"subCode\\": \\"MessageWritesBlocked\\"}',
    ],
)
async def test_the_sub_code_says_the_most(bench: Bench, message: str) -> None:
    """The sub-code, which the platform puts into a sentence, is the code of the refusal."""
    bench.standin.plant(Fault(status=403, code="ForbiddenOperationException", message=message))
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert refused.value.code == "MessageWritesBlocked"


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("0", timedelta()),
        ("999999999", LONGEST_WAIT),
        ("9" * 40, None),
        ("-3", None),
        ("soon", None),
        ("1.5", None),
        ("Tue, 01 Jan 2999 12:00:00 GMT", LONGEST_WAIT),
        ("Fri, 01 Jan 1999 12:00:00 GMT", timedelta()),
        ("", None),
    ],
)
async def test_how_long_to_wait_is_told(bench: Bench, given: str, wait: timedelta | None) -> None:
    """The platform's own delay is passed on, seconds or a date, never more than an hour, and nonsense is no delay."""
    bench.standin.plant(Fault(status=429, code="TooManyRequests", retry_after=given))
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert refused.value.retry_after == wait


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"error":7}', b"[" * 50_000, b"\xff" * 100_000])
async def test_a_refusal_without_sense_is_a_refusal(bench: Bench, body: bytes) -> None:
    """Whatever stands in the body of a no, it stays a no."""
    bench.standin.plant(Fault(status=403, body=body))
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert (refused.value.status, refused.value.code) == (403, "")


# --- what nobody knows ------------------------------------------------------------------------------------------------

UNKNOWN = (
    Fault(status=500, code="ServiceError"),
    Fault(status=500, code="ServiceError", taken=True),
    Fault(status=502),
    Fault(status=502, taken=True),
    Fault(status=504),
    Fault(status=504, taken=True),
    Fault(end="reset"),
    Fault(end="reset", taken=True),
    Fault(end="silence", taken=True),
    Fault(end="cut", taken=True),
    Fault(status=201, body=b"", taken=True),
    Fault(status=200, body=b'{"id": 7}', taken=True),
)


@pytest.mark.parametrize("fault", UNKNOWN, ids=lambda fault: f"{fault.status}-{fault.end}-{fault.taken}")
async def test_what_nobody_knows_is_said_to_be_unknown(bench: Bench, fault: Fault) -> None:
    """Where a message may be there or not, that is what is said; it was tried once, and the next one goes well."""
    bench.standin.plant(fault)
    with pytest.raises(TransportAway) as away:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert away.value.ambiguous
    assert len(bench.standin.asked) == 1
    assert [text for _, text, _ in bench.standin.shown(CHAT)] == (["een"] if fault.taken else [])
    await bench.transport.post(bench.at(CHAT), said("twee"))
    assert [text for _, text, _ in bench.standin.shown(CHAT)][-1] == "twee"


async def test_where_nobody_listens_nothing_was_sent(make: Make) -> None:
    """A connection that was not made is no unknown end: nothing had left."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    transport = make(CountedToken("t"), service_addresses(standin_url=url), 10.0)
    with pytest.raises(TransportAway) as away:
        await transport.post(Address(service_url=url, conversation_id=CHAT, bot_id="b", tenant=TENANT), said("een"))
    await transport.close()
    assert not away.value.ambiguous


async def test_a_chat_that_may_be_opened_is_tried_again_without_harm(bench: Bench) -> None:
    """When the end of opening a chat is unknown, opening it again finds the same one."""
    bench.standin.plant(Fault(status=502, taken=True))
    with pytest.raises(TransportAway):
        await bench.transport.open_dm(bench.standin.url, TENANT, "bert")
    assert (await bench.transport.open_dm(bench.standin.url, TENANT, "bert")).conversation_id == "a:bert"


# --- where our token goes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(bench: Bench, status: int) -> None:
    """Whoever is asked cannot send our token, or the message, to somebody else."""
    with connector() as other:
        bench.standin.plant(Fault(status=status, location=f"{other.url}/v3/conversations/{CHAT}/activities"))
        with pytest.raises(TransportRefused) as refused:
            await bench.transport.post(bench.at(CHAT), said("een"))
        assert (refused.value.status, refused.value.code) == (status, "Redirected")
        assert other.asked == []


@pytest.mark.parametrize(
    "url", ["https://smba.trafficmanager.net/teams/", "https://evil.example/", "", "http://[::1]/"]
)
async def test_a_foreign_service_gets_nothing(bench: Bench, url: str) -> None:
    """To a service that is not on the list nothing is sent; the token is not even asked for."""
    foreign = replace(bench.at(CHAT), service_url=url)
    for call in (
        bench.transport.post(foreign, said("een")),
        bench.transport.post(replace(foreign, conversation_id=CHANNEL), said("een")),
        bench.transport.update(foreign, "1", said("een")),
        bench.transport.open_dm(url, TENANT, ANNA),
    ):
        with pytest.raises(TransportRefused) as refused:
            await call
        assert (refused.value.status, refused.value.code) == (0, "ForeignAddress")
    assert bench.token.asked == 0
    assert bench.standin.asked == []


@pytest.mark.parametrize("id", ["", ".", "..", "a b", "a\n", "é", "\ud800", "a" * 2000])
async def test_an_id_that_cannot_be_one_is_refused(bench: Bench, id: str) -> None:
    """An id that could lead to another place on the same host goes nowhere."""
    for call in (
        bench.transport.post(bench.at(id), said("een")),
        bench.transport.update(bench.at(CHAT), id, said("een")),
    ):
        with pytest.raises(TransportRefused) as refused:
            await call
        assert (refused.value.status, refused.value.code) == (0, "BadAddress")
    assert bench.standin.asked == []


@pytest.mark.parametrize(
    "id", ["a/../b", "a?b=c", "a#b", "%2e%2e", "{x}", "a;b=c", "19:a@thread.tacv2;messageid=1", "a+b"]
)
async def test_an_id_stays_one_part_of_the_path(bench: Bench, id: str) -> None:
    """Whatever stands in an id, it is the id of a conversation and nothing else."""
    bench.standin.chat(id.partition(";messageid=")[0], ANNA)
    if ";messageid=" in id:
        with pytest.raises(TransportRefused):
            await bench.transport.post(bench.at(id), said("een"))
    else:
        posted = await bench.transport.post(bench.at(id), said("een"))
        assert bench.standin.shown(id) == [(posted, "een", "")]
    assert [one.path.count("/") for one in bench.standin.asked] == [4]


async def test_every_call_carries_the_token_to_the_service_alone(bench: Bench) -> None:
    """The token is seen by the host of the service, by nobody else, and is in no error that we raise."""
    await bench.transport.post(bench.at(CHAT), said("een"))
    host = bench.standin.url.removeprefix("http://")
    assert bench.standin.tokens_by_host() == {(host, f"Bearer {bench.standin.token}")}
    bench.standin.token = "another"
    with pytest.raises(TransportRefused) as refused:
        await bench.transport.post(bench.at(CHAT), said("een"))
    assert bench.token.value not in str(refused.value)
    assert refused.value.__cause__ is None
