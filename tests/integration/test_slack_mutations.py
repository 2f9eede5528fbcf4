"""Ten thousand damaged bodies with a good signature: none is an error, and none ends up in a log."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import streams, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict, CIMultiDictProxy

from adapters.slack.door import PATH
from adapters.slack.signature import SIGNATURE, TIMESTAMP, sign
from tests.integration.slack_house import NOW, SECRET, serving

MOST = 10_000
BY_HTTP = 200
CANARY = "pannenkoekenhuis"
FOLDER = Path(__file__).parents[1] / "payloads" / "slack"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
CONTENT_TYPES = (JSON, FORM, "application/json; charset=utf-8", "text/plain", "application/xml", "", "a/b; charset=x")
ODD: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1e308, 2**64, 10**400, "", " ", "\ud800", "\x00", "U01ANNA", "T01HOUSE"),
    *([], {}, [[]], [None], {"id": 7}, {"id": None}, ["U01ANNA"], "x" * 5_000, CANARY),
)


def seeds() -> list[tuple[object, bool]]:
    """Return the bodies that the files hold, and whether each is a form."""
    found: list[tuple[object, bool]] = []
    for path in sorted(FOLDER.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8").replace("kook", CANARY))
        found.append((case["body"], False) if "body" in case else (case["form"], True))
    return found


def packed(body: object, form: bool) -> bytes:  # noqa: FBT001 - what a seed says of itself
    """Return the bytes of a body."""
    if form and isinstance(body, dict):
        fields = {name: json.dumps(one) if isinstance(one, dict) else str(one) for name, one in body.items()}
        return urlencode(fields, errors="replace").encode()
    return json.dumps(body).encode()


def swapped(body: object, chance: random.Random) -> object:
    """Return the body with one value somewhere in it replaced, removed or wrapped."""
    if isinstance(body, dict) and body and chance.random() < 0.85:
        name = chance.choice(list(body))
        if chance.random() < 0.1:
            return {one: value for one, value in body.items() if one != name}
        return {**body, name: swapped(body[name], chance)}
    if isinstance(body, list) and body and chance.random() < 0.8:
        place = chance.randrange(len(body))
        return [swapped(one, chance) if number == place else one for number, one in enumerate(body)]
    if chance.random() < 0.1:
        for _ in range(chance.choice((1, 30, 63, 64, 65, 200))):
            body = [body] if chance.random() < 0.5 else {"id": body}
        return body
    return chance.choice(ODD)


def damaged(sent: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them flipped, cut off, doubled, or with something put in between."""
    at, until = sorted(chance.randrange(len(sent) + 1) for _ in range(2))
    match chance.randrange(7):
        case 0:
            flipped = bytearray(sent)
            for _ in range(chance.choice((1, 2, 20))):
                if flipped:
                    flipped[chance.randrange(len(flipped))] = chance.randrange(256)
            return bytes(flipped)
        case 1:
            return sent[:at]
        case 2:
            return sent[:until] + sent[at:]
        case 3:
            put = chance.choice(
                (b'"', b"\\", b"[" * 70, b"{", b"\xff", b"\x00", b"%ff", b"&payload=", b"\\ud800", b"9" * 5_000)
            )
            return sent[:at] + put + sent[at:]
        case 4:
            doubled = chance.choice(
                (b'"type":"x",', b'"event":[],', b'"type":"event_callback",', b'"event":{"type":"message"},')
            )
            return sent.replace(b"{", b"{" + doubled, 1)
        case 5:
            return sent.replace(b"null", b"NaN").replace(b":1", b":1e999")
        case _:
            return sent


def fresh(body: object, number: int) -> object:
    """Return the body as that of another event, so that it is not taken for one that was here before."""
    text = json.dumps(body).replace("Ev0TEST", f"Ev{number}").replace("5948256871.", f"{number}.")
    return json.loads(text.replace("1795594825.", f"{1_795_594_825 + number}."))


def mutations(chance: random.Random, most: int) -> list[tuple[bytes, str]]:
    """Return so many bodies with their content types."""
    found, bodies = [], seeds()
    for number in range(most):
        body, form = chance.choice(bodies)
        body = fresh(body, number)
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            body = swapped(body, chance)
        sent = packed(body, form)
        if chance.random() < 0.5:
            sent = damaged(sent, chance)
        right = FORM if form else JSON
        found.append((sent, right if chance.random() < 0.9 else chance.choice(CONTENT_TYPES)))
    return found


class Wire:
    """What a server hands to the door, without the server: that is what makes ten thousand quick."""

    def __init__(self, chance: random.Random) -> None:
        loop = asyncio.get_running_loop()
        self._chance = chance
        self._loop = loop
        self._protocol = BaseProtocol(loop)
        self._like = make_mocked_request("POST", PATH)

    def request(self, sent: bytes, content_type: str) -> web.Request:
        """Return a request that is signed at some moment within the five minutes."""
        stamp = str(int(NOW.timestamp()) + self._chance.randrange(-300, 301))
        headers = CIMultiDict({TIMESTAMP: stamp, SIGNATURE: sign(SECRET, stamp, sent), "Content-Type": content_type})
        payload = streams.StreamReader(self._protocol, 2**16, loop=self._loop)
        payload.feed_data(sent)
        payload.feed_eof()
        like, none = self._like, None
        message = like._message._replace(headers=CIMultiDictProxy(headers))
        return web.Request(message, payload, like.protocol, none, none, self._loop)  # type: ignore[arg-type]


def words_in(caplog: pytest.LogCaptureFixture) -> str:
    """Return everything that was logged, as a careless handler would write it down."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in caplog.records)


@pytest.mark.timeout(120)
async def test_no_damaged_body_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """Each of ten thousand is answered with 2xx or 4xx, and not one word of them is in the log."""
    caplog.set_level(logging.DEBUG)
    chance = random.Random(2026)
    async with serving() as house:
        handler, wire = house.door.routes()[0].handler, Wire(chance)
        counts: dict[int, int] = {}
        for sent, content_type in mutations(chance, MOST):
            answer = await handler(wire.request(sent, content_type))
            assert isinstance(answer, web.Response)
            counts[answer.status] = counts.get(answer.status, 0) + 1
        assert {status // 100 for status in counts} <= {2, 4}, counts
        # The damage must neither spare everything nor stop everything at the first hurdle.
        assert counts[200] > MOST // 5
        assert counts[400] > MOST // 10
        assert len(house.desk.taken) > MOST // 100
    assert CANARY not in words_in(caplog)


async def test_no_damaged_body_is_an_error_over_http(caplog: pytest.LogCaptureFixture) -> None:
    """The same over a real connection, where the server itself has a part in it."""
    caplog.set_level(logging.DEBUG)
    async with serving() as house:
        for sent, content_type in mutations(random.Random(7), BY_HTTP):
            answer = await house.post(sent, content_type)
            assert answer.status // 100 in {2, 4}
    assert CANARY not in words_in(caplog)


def test_the_search_for_words_can_fail(caplog: pytest.LogCaptureFixture) -> None:
    """A log line with a body in it would be found, also in the text of an error."""
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("somebody").exception("failed")
    assert CANARY in words_in(caplog)
