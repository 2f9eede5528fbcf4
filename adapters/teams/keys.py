"""The keys Microsoft signs with: fetched without holding anybody up, kept for a day, renewed for an unknown one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

ISSUER: Final = "https://api.botframework.com"
MICROSOFT_METADATA: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
STANDIN_METADATA: Final = "/v1/.well-known/openidconfiguration"
"""Where a stand-in has its metadata, under its own address."""

FRESH: Final = timedelta(hours=24)
STALE: Final = timedelta(hours=24)
BETWEEN_FETCHES: Final = timedelta(minutes=5)
AFTER_A_FAILURE: Final = timedelta(seconds=30)
FETCH_SECONDS: Final = 5.0
SMALLEST_KEY: Final = 2048
_LARGEST: Final = 512 * 1024
_MOST_KEYS: Final = 100
_LOG: Final = logging.getLogger(__name__)


class KeysAway(Exception):
    """It cannot be told now whether a key is genuine. Nothing was taken in; the same request may come again."""


class _BadKeys(Exception):
    """What the issuer sent is no set of keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A public key, and the channels it may sign for."""

    public: RSAPublicKey = field(repr=False)
    channels: frozenset[str]


class SigningKeys:
    """The keys of one issuer.

    A key that is known is there at once, also while the issuer is away (for one day beyond the day it is good for). An
    unknown one is looked for with the issuer, at most once in five minutes.
    """

    def __init__(self, metadata_url: str, *, now: Callable[[], datetime]) -> None:
        """Take the keys from this issuer; `now` is wall time."""
        self._metadata_url = metadata_url
        self._origin = re.match(r"https?://[^/]+/", metadata_url)
        self._now = now
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, id: str) -> SigningKey | None:
        """Return the key of this id, or None where the issuer has none. Raises KeysAway where nobody can tell."""
        age = self._age()
        known = self._keys.get(id) if age is not None and age < FRESH + STALE else None
        if known is not None and age is not None:
            if age >= FRESH:
                self._renew()
            return known
        fetching = self._renew()
        if fetching is not None:
            await asyncio.shield(fetching)
        age = self._age()
        if age is None or age >= FRESH + STALE:
            raise KeysAway
        found = self._keys.get(id)
        if found is None and self._failed:
            raise KeysAway
        return found

    async def close(self) -> None:
        """Stop what is being fetched."""
        if self._fetching is not None:
            self._fetching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._fetching

    def _age(self) -> timedelta | None:
        # A clock that was set back makes no key younger than it is.
        return None if self._fetched is None else abs(self._now() - self._fetched)

    def _renew(self) -> asyncio.Task[None] | None:
        """Return the fetch that is under way, begun now if it is time for one, or None."""
        if self._fetching is None or self._fetching.done():
            wait = AFTER_A_FAILURE if self._failed else BETWEEN_FETCHES
            if self._tried is not None and abs(self._now() - self._tried) < wait:
                return None
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                keys = await self._ask()
        except Exception as error:  # noqa: BLE001  whatever an issuer answers, the keys we have go on
            self._failed = True
            _LOG.warning("signing keys not fetched: %s", type(error).__name__)
        else:
            self._keys, self._failed = keys, False
            self._fetched = self._now()
        self._tried = self._now()

    async def _ask(self) -> Mapping[str, SigningKey]:
        # A session of its own, a few times a day: no cookies, no proxy and no password file of the machine.
        async with aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.DummyCookieJar()) as session:
            metadata = await _document(session, self._metadata_url)
            address = metadata.get("jwks_uri")
            if metadata.get("issuer") != ISSUER or not isinstance(address, str):
                raise _BadKeys
            if self._origin is None or not address.startswith(self._origin[0]):
                raise _BadKeys
            return read_keys(await _document(session, address))


async def _document(session: aiohttp.ClientSession, url: str) -> Mapping[str, object]:
    async with session.get(url, allow_redirects=False) as response:
        if response.status != 200:  # noqa: PLR2004  the only answer that holds keys
            raise _BadKeys
        body = bytearray()
        async for part in response.content.iter_chunked(16 * 1024):
            body += part
            if len(body) > _LARGEST:
                raise _BadKeys
    try:
        found = json.loads(body)
    except RecursionError:
        raise _BadKeys from None
    if not isinstance(found, dict):
        raise _BadKeys
    return cast("dict[str, object]", found)


def read_keys(document: Mapping[str, object]) -> Mapping[str, SigningKey]:
    """Return the usable keys of a JWKS document by their ids; raises _BadKeys where there is none."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise _BadKeys
    found = {id: key for id, key in map(_key, listed[:_MOST_KEYS]) if id and key is not None}
    if not found:
        raise _BadKeys
    return found


def _key(entry: object) -> tuple[str, SigningKey | None]:
    if not isinstance(entry, dict):
        return "", None
    id, channels = entry.get("kid"), entry.get("endorsements")
    if not isinstance(id, str) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
        return "", None
    try:
        public = RSAAlgorithm.from_jwk({name: entry[name] for name in ("kty", "n", "e")})
    except Exception:  # noqa: BLE001  a key that cannot be read is no key, whatever is wrong with it
        return "", None
    if not isinstance(public, RSAPublicKey) or public.key_size < SMALLEST_KEY:
        return "", None
    named = channels if isinstance(channels, list) else []
    return id, SigningKey(public=public, channels=frozenset(name for name in named if isinstance(name, str)))
