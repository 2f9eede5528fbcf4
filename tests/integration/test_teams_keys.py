"""The keys of the issuer: rotated, unknown, slow, away or nonsense, and what is let in meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.teams.keys import (
    AFTER_A_FAILURE,
    BETWEEN_FETCHES,
    FRESH,
    STALE,
    STANDIN_METADATA,
    KeysAway,
    SigningKeys,
    read_keys,
)
from tests.integration.teams_door import Served, Wall, standing_in
from tests.standins.connector import ConnectorStandin, connector
from tests.standins.issuer import Issuer, claims

HOURS = 30 * 24
FETCH = 2  # metadata, then keys


@pytest.fixture
def standin() -> Iterator[ConnectorStandin]:
    """Give a stand-in for the issuer."""
    with connector() as found:
        yield found


@pytest.fixture
async def door(standin: ConnectorStandin) -> AsyncIterator[Served]:
    """Give a door that takes its keys from the stand-in."""
    async with standing_in(standin) as found:
        yield found


@pytest.fixture
async def keys(standin: ConnectorStandin) -> AsyncIterator[SigningKeys]:
    """Give keys that are fetched from the stand-in."""
    found = SigningKeys(f"{standin.url}{STANDIN_METADATA}", now=Wall())
    yield found
    await found.close()


def unknown(door: Served) -> str:
    """Return a token that names a key which nobody publishes."""
    return door.issuer.sign(claims(door.service_url, door.wall()), kid="nobody-0")


def says(
    status: int, body: object = None, headers: Mapping[str, str] | None = None
) -> Callable[[str], Awaitable[web.Response]]:
    """Return an issuer that answers everything with this."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def answer(_path: str) -> web.Response:
        return web.Response(status=status, body=raw, headers=headers)

    return answer


async def test_a_month_of_hourly_rotation_refuses_no_good_token(door: Served, standin: ConnectorStandin) -> None:
    """Keys change each hour for thirty days; every token of the new and of the old key is let in, and no stranger."""
    refused, old, stranger = [], door.token(), unknown(door)
    for hour in range(HOURS):
        standin.issuer.rotate()
        new = door.token()
        found = [await door.knock(door.message(), token) for token in (new, old, stranger)]
        if found != [200, 200, 401]:
            refused.append((hour, found))
        old = new
        door.wall.pass_by(timedelta(hours=1))
    assert refused == []
    assert len(door.listener.heard) == 2 * HOURS
    assert standin.issuer_asked == FETCH * HOURS


async def test_strangers_cannot_make_us_ask_all_the_time(door: Served, standin: ConnectorStandin) -> None:
    """A thousand unknown keys, many at once, cost the issuer one question in five minutes."""
    assert await door.knock(door.message()) == 200
    for minutes in range(10):
        statuses = await asyncio.gather(*(door.knock(door.message(), unknown(door)) for _ in range(100)))
        assert set(statuses) == {401}
        assert standin.issuer_asked == FETCH * (1 + minutes // 5)
        door.wall.pass_by(timedelta(minutes=1))
    assert timedelta(minutes=5) == BETWEEN_FETCHES


async def test_many_at_once_wait_for_one_question(door: Served, standin: ConnectorStandin) -> None:
    """At the very beginning a hundred messages wait for the same keys, and all of them get in."""
    assert set(await asyncio.gather(*(door.knock(door.message()) for _ in range(100)))) == {200}
    assert standin.issuer_asked == FETCH


async def test_a_slow_issuer_holds_up_nobody_else(door: Served, standin: ConnectorStandin) -> None:
    """While the issuer thinks, other requests are answered one after the other; then the one that waited gets in."""
    loop, going_on, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    async def think(path: str) -> web.Response:
        loop.call_soon_threadsafe(asked.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(going_on.wait(), loop))
        return web.json_response(standin.issuer.documents(standin.url)[path])

    standin.issuer_says = think
    waiting = asyncio.create_task(door.knock(door.message()))
    await asked.wait()
    assert [await door.knock(door.message(), "a.b.c") for _ in range(50)] == [401] * 50
    assert not waiting.done()
    going_on.set()
    assert await waiting == 200


async def test_whoever_goes_away_takes_nothing_along(keys: SigningKeys, standin: ConnectorStandin) -> None:
    """When the first one that waits for the keys gives up, the others have them all the same, by the same question."""
    loop, going_on, asked = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    async def think(path: str) -> web.Response:
        loop.call_soon_threadsafe(asked.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(going_on.wait(), loop))
        return web.json_response(standin.issuer.documents(standin.url)[path])

    standin.issuer_says = think
    first, second = asyncio.create_task(keys.find("key-0")), asyncio.create_task(keys.find("key-0"))
    await asked.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    going_on.set()
    assert await second is not None
    assert standin.issuer_asked == FETCH


async def test_known_keys_go_on_while_the_issuer_is_away(door: Served, standin: ConnectorStandin) -> None:
    """After a day keys are asked for anew; while nobody answers the known ones count for one more day, not longer."""
    assert await door.knock(door.message()) == 200
    standin.issuer_says = says(503)
    door.wall.pass_by(FRESH + STALE - timedelta(seconds=1))
    assert await door.knock(door.message()) == 200
    assert await door.knock(door.message(), unknown(door)) == 503
    door.wall.pass_by(timedelta(seconds=1))
    assert await door.knock(door.message()) == 503
    standin.issuer_says = None
    assert await door.knock(door.message()) == 503
    door.wall.pass_by(AFTER_A_FAILURE)
    assert await door.knock(door.message()) == 200


async def test_a_key_that_was_withdrawn_opens_nothing(door: Served, standin: ConnectorStandin) -> None:
    """A key that the issuer no longer tells of is forgotten with the next question, at the latest after a day."""
    withdrawn = claims(door.service_url, door.wall(), exp=int((door.wall() + timedelta(days=9)).timestamp()))
    token = standin.issuer.sign(withdrawn)
    assert await door.knock(door.message(), token) == 200
    standin.issuer.rotate(keep=0)
    assert await door.knock(door.message(), token) == 200
    door.wall.pass_by(BETWEEN_FETCHES)
    assert await door.knock(door.message()) == 200
    assert await door.knock(door.message(), token) == 401


async def test_a_clock_that_is_set_back_locks_nobody_out(door: Served, standin: ConnectorStandin) -> None:
    """A clock that was an hour ahead and is put right neither forgets the keys nor waits an hour before it asks."""
    door.wall.pass_by(timedelta(hours=1))
    assert await door.knock(door.message()) == 200
    door.wall.pass_by(timedelta(hours=-1))
    standin.issuer.rotate()
    assert await door.knock(door.message()) == 200


GOOD = Issuer().documents("URL")
"""What the issuer of these tests says when it is well; URL stands for its address."""


def metadata(**other: object) -> dict[str, object]:
    """Return metadata that is good but for one thing."""
    return {**GOOD[STANDIN_METADATA], **other}


NONSENSE: tuple[tuple[str, Callable[[str], Awaitable[web.Response]]], ...] = (
    ("error", says(500, metadata())),
    ("created", says(201, metadata())),
    ("not there", says(404)),
    ("nothing", says(200, b"")),
    ("no json", says(200, b"<html>")),
    ("no utf-8", says(200, b'{"issuer":"\xff"}')),
    ("a list", says(200, [metadata()])),
    ("empty", says(200, {})),
    ("deep", says(200, b"[" * 100_000)),
    ("huge", says(200, json.dumps(metadata()).encode().ljust(600_000))),
    ("another issuer", says(200, metadata(issuer="https://evil.example"))),
    ("no issuer", says(200, metadata(issuer=None))),
    ("keys on another port", says(200, metadata(jwks_uri="http://127.0.0.1:1/v1/.well-known/keys"))),
    ("keys at a longer port", says(200, metadata(jwks_uri="URL1/v1/.well-known/keys"))),
    ("keys at a userinfo", says(200, metadata(jwks_uri="URL@evil.example/keys"))),
    ("keys at a list", says(200, metadata(jwks_uri=["x"]))),
    ("moved", says(302, metadata(), {"Location": "/v1/.well-known/good"})),
)


@pytest.mark.parametrize("answer", [one for _, one in NONSENSE], ids=[name for name, _ in NONSENSE])
async def test_an_issuer_that_makes_no_sense_is_away(
    keys: SigningKeys, standin: ConnectorStandin, answer: Callable[[str], Awaitable[web.Response]]
) -> None:
    """Whatever the issuer answers instead of keys, nobody can tell whose token it is, and nothing breaks."""

    async def mostly_good(path: str) -> web.Response:
        found = await answer(path) if path == STANDIN_METADATA else web.json_response(GOOD["/v1/.well-known/keys"])
        assert isinstance(found.body, bytes)
        found.body = found.body.replace(b"URL", standin.url.encode())
        return found

    standin.issuer_says = mostly_good
    with pytest.raises(KeysAway):
        await keys.find("key-0")
    assert standin.issuer_asked == 1


async def test_keys_of_somebody_else_are_not_asked_for(keys: SigningKeys, standin: ConnectorStandin) -> None:
    """Keys come from the issuer's own address; whoever the metadata points to otherwise hears nothing from us."""
    with connector() as other:
        standin.issuer_says = says(200, metadata(jwks_uri=f"{other.url}/v1/.well-known/keys"))
        with pytest.raises(KeysAway):
            await keys.find("key-0")
        assert other.issuer_asked == 0


@pytest.mark.parametrize(
    "entry",
    [
        *("x", [], {}, {"kid": "odd"}, {"kid": 7, "kty": "RSA", "n": "x", "e": "AQAB"}),
        {"kid": "odd", "kty": "RSA", "n": "!", "e": "AQAB"},
        {"kid": "odd", "kty": "RSA", "n": None, "e": []},
        {"kid": "odd", "kty": "oct", "k": "c2VjcmV0"},
        {"kid": "odd", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {**Issuer().public("key-0"), "kid": "odd", "use": "enc"},
        {**Issuer().public("key-0"), "kid": ""},
        {**Issuer().public("key-0"), "kid": "odd", "n": "w" * 100},
    ],
    ids=str,
)
def test_a_key_that_is_none_is_left_out(entry: object) -> None:
    """Among good keys a bad one changes nothing: too short, of another kind, for another use, or unreadable."""
    good = Issuer().public("key-0")
    assert set(read_keys({"keys": [entry, good]})) == {"key-0"}


def test_a_private_key_that_is_published_serves_as_the_public_one_at_most() -> None:
    """What is kept of a key is its public part, and the channels that it may sign for."""
    found = read_keys({"keys": [{**Issuer().public("key-0"), "endorsements": ["msteams", 7, None]}]})
    assert found["key-0"].channels == frozenset({"msteams"})
    assert (
        read_keys({"keys": [{**Issuer().public("key-0"), "endorsements": "msteams"}]})["key-0"].channels == frozenset()
    )
