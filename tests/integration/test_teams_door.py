"""Whatever comes to the door, it gets a sensible answer, and what people said is in no log."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.desk import Away
from adapters.teams.addresses import BadAddress, service_addresses
from adapters.teams.credentials import StaticToken
from adapters.teams.door import BODY_LIMIT, PATH, Door
from adapters.teams.settings import TeamsSettings
from adapters.teams.transport import InvokeReply
from adapters.teams.transport_botbuilder import BotbuilderTransport
from adapters.teams.wire import DEEPEST
from tests.integration.teams_door import Listener, Served, Wall, as_with_microsoft
from tests.integration.teams_mutations import CANARY, activities, mutated
from tests.standins.issuer import APP, TENANT

MUTATED = 10_000


@pytest.fixture
async def door() -> AsyncIterator[Served]:
    """Give a door as in real life."""
    async with as_with_microsoft() as found:
        yield found


async def test_what_teams_sends_is_taken_in_whole(door: Served) -> None:
    """Every kind of activity reaches whoever is behind the door as it was sent, and an empty 200 says so."""
    sent = activities(door.service_url)
    for one in sent:
        assert await door.send(json.dumps(one).encode()) == (200, b"")
    assert door.listener.heard == list(sent)


async def test_an_invoke_is_answered_with_what_was_said(door: Served) -> None:
    """The answer to an invoke is its HTTP answer; to any other activity the same answer says nothing."""
    door.listener.reply = InvokeReply(status=202, body={"statusCode": 200, "value": {"type": "AdaptiveCard", "x": "é"}})
    status, body = await door.send(json.dumps(door.message(type="invoke", name="adaptiveCard/action")).encode())
    assert (status, json.loads(body)) == (202, {"statusCode": 200, "value": {"type": "AdaptiveCard", "x": "é"}})
    assert await door.send(json.dumps(door.message()).encode()) == (200, b"")
    door.listener.reply = InvokeReply(status=501)
    assert await door.send(json.dumps(door.message(type="invoke")).encode()) == (501, b"")
    door.listener.reply = None
    assert await door.send(json.dumps(door.message(type="invoke")).encode()) == (200, b"")


def nested(depth: int) -> object:
    """Return something so many levels deep."""
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


async def test_a_body_that_is_no_activity_is_refused(door: Served) -> None:
    """What is no JSON object in UTF-8 is refused with 400, however it is broken, and the next one gets in."""
    good = json.dumps(door.message())
    bodies = (
        *(b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe{\x00}\x00", b'{"a":\xff}', b"\xef\xbb\xbf{}", b"{}x"),
        *(b"[" * 100_000, b'{"a":' * 100_000, b'{"a":NaN}', b'{"a":Infinity}', b'{"a":1e999}', b'{"a":-1e999}'),
        *(b'{"a":' + b"9" * 5000 + b"}", b"{'a':1}", b'{"a":"\x00"}', b'{"a":1,}', good.encode("utf-16")),
        json.dumps(door.message(more=nested(DEEPEST))).encode(),
    )
    for body in bodies:
        assert await door.send(body) == (400, b""), body[:40]
    assert await door.knock(door.message(more=nested(DEEPEST - 1))) == 200
    assert len(door.listener.heard) == 1


async def test_half_characters_become_whole_ones(door: Served) -> None:
    """Half of an emoji, which could be stored nowhere, is taken in as the sign for it; whole ones stay."""
    sent = (
        b'{"text":"a\\ud83d b\\ud83d\\ude00 \\udc00","\\ud800":[{"x":"\\udfff"}],'
        + json.dumps(door.message(text=None)).encode()[1:]
    )
    assert await door.send(sent) == (200, b"")
    (heard,) = door.listener.heard
    assert heard["text"] == "a\ufffd b😀 \ufffd"
    assert heard["\ufffd"] == [{"x": "\ufffd"}]


async def test_size_and_type_are_looked_at_first(door: Served) -> None:
    """Too much is 413, also when it was packed small; another type or encoding is 415; neither is looked into."""
    text = {"Content-Type": "text/plain"}
    assert await door.send(b"{}", headers=text) == (415, b"")
    assert await door.send(b"{}", headers={"Content-Type": "application/json; charset=utf-16"}) == (415, b"")
    assert await door.send(b"x" * (BODY_LIMIT + 1)) == (413, b"")
    packed = {"Content-Encoding": "gzip"}
    assert await door.send(gzip.compress(b" " * (BODY_LIMIT * 20)), headers=packed) == (413, b"")
    assert door.listener.heard == []
    whole = json.dumps(door.message()).encode()
    assert await door.send(gzip.compress(whole), headers=packed) == (200, b"")
    assert await door.send(whole.ljust(BODY_LIMIT)) == (200, b"")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip\r\nContent-Length: 7", b"no gzip"),
        ("Content-Encoding: deflate\r\nContent-Length: 7", b"no gzip"),
        ("Transfer-Encoding: chunked", b"zz\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 2", b"{}"),
        ("Content-Length: x", b"{}"),
        ("Content-Length: -1", b"{}"),
    ],
)
async def test_a_body_that_cannot_be_unpacked_is_refused(door: Served, header: str, body: bytes) -> None:
    """What is packed or framed wrongly is refused with 400, also when it is rightly signed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.client.port)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {door.token()}\r\nContent-Type: application/json"
    writer.write(f"{head}\r\n{header}\r\n\r\n".encode() + body)
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert await door.knock(door.message()) == 200


async def test_a_stranger_is_not_read(door: Served) -> None:
    """Without a good token nothing of the body is looked at: a broken one is a stranger's all the same."""
    assert await door.send(b"{", "") == (401, b"")
    assert await door.send(b"{", "a.b.c") == (401, b"")
    async with door.client.get(PATH) as response:
        assert response.status == 405


async def test_a_house_that_is_away_is_tried_again(door: Served) -> None:
    """Where nothing can be kept, Teams is told to come back, and then the activity is taken in."""
    door.listener.error = Away()
    assert await door.knock(door.message()) == 503
    door.listener.error = None
    assert await door.knock(door.message()) == 200


async def test_a_mistake_of_ours_says_nothing(door: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Where we fail the answer is empty, and the log says what and where, without anybody's words."""
    caplog.set_level(logging.DEBUG)
    door.listener.error = RuntimeError(CANARY)
    assert await door.send(json.dumps(door.message(text=CANARY)).encode()) == (500, b"")
    assert "RuntimeError" in caplog.text
    assert "teams_door.py" in caplog.text
    assert CANARY not in caplog.text


async def test_mutated_activities_get_a_yes_or_a_no(
    door: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ten thousand activities, rightly signed and wrongly made: only 2xx and 4xx, and no word of them in any log."""
    caplog.set_level(logging.DEBUG)
    chance, good, token = random.Random(20261102), activities(door.service_url), door.token()
    found: Counter[int] = Counter()
    for number in range(MUTATED):
        status, _ = await door.send(mutated(chance, good[number % len(good)]), token)
        found[status] += 1
    assert set(found) == {200, 400, 401, 403}
    assert min(found.values()) > 100
    written = capfd.readouterr()
    assert CANARY not in caplog.text + written.out + written.err


WHOLE = TeamsSettings(app_id=APP, secret="s", tenant=TENANT)


@pytest.mark.parametrize(
    "part", [replace(WHOLE, app_id=""), replace(WHOLE, secret=""), replace(WHOLE, tenant=" "), TeamsSettings()]
)
async def test_without_app_secret_and_tenant_there_is_no_door(part: TeamsSettings) -> None:
    """An app that is not set up whole has no address at all."""
    transport = BotbuilderTransport(app_id=APP, credentials=StaticToken(""), addresses=service_addresses())
    assert [route.path for route in Door(WHOLE, transport, Listener(), now=Wall()).routes()] == [PATH]
    assert Door(part, transport, Listener(), now=Wall()).routes() == []


@pytest.mark.parametrize("url", ["https://evil.example", "http://127.0.0.1", "http://10.0.0.1:80", "127.0.0.1:80"])
def test_a_stand_in_is_on_loopback_or_nowhere(url: str) -> None:
    """A stand-in that is not on this machine is a mistake that is found before anything is served."""
    settings = replace(WHOLE, standin_url=url)
    transport = BotbuilderTransport(app_id=APP, credentials=StaticToken(""), addresses=service_addresses())
    with pytest.raises(BadAddress):
        Door(settings, transport, Listener(), now=Wall())


async def test_a_token_of_a_stand_in_opens_no_real_door(door: Served) -> None:
    """Where no stand-in is set up its service address is as foreign as any other."""
    local = "http://127.0.0.1:5857/"
    assert await door.knock(door.message(serviceUrl=local), door.token(serviceurl=local)) == 403
    door.wall.pass_by(timedelta(minutes=1))
    assert door.listener.heard == []
