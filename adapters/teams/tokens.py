"""Whether a request is really from Teams, for this app, about this service address and from a tenant of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeGuard

import jwt

from adapters.teams.addresses import ServiceAddresses
from adapters.teams.keys import ISSUER, SigningKey
from adapters.teams.transport import Activity

CHANNEL_ID: Final = "msteams"
SKEW: Final = timedelta(minutes=5)
ALGORITHM: Final = "RS256"
_LONGEST: Final = 8 * 1024
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.ASCII)
_LONGEST_ID: Final = 256
_MOST_SEEN: Final = 64
_END_OF_TIME: Final = 1 << 40
_UNSIGNED: Final = 401
_FOREIGN: Final = 403


class TokenRefused(Exception):
    """Who sent this may not send it. `status` is 401 or 403, `reason` a word of ours that may be logged."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Keys(Protocol):
    """Whoever knows which keys are genuine."""

    async def find(self, id: str) -> SigningKey | None:
        """Return a key, None if there is none of this id; raises `KeysAway` where nobody can tell."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What a verified token says: which service it speaks for, and for which channels its key may sign."""

    service_url: str
    channels: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    key_id: str
    key: SigningKey
    since: int
    until: int
    service_url: str


class Tokens:
    """Verifies the tokens that come in; there is no way to switch it off."""

    def __init__(
        self,
        *,
        app_id: str,
        tenants: Collection[str],
        keys: Keys,
        addresses: ServiceAddresses,
        now: Callable[[], datetime],
    ) -> None:
        """Accept tokens for `app_id` from `tenants` (in lower case); `now` is wall time."""
        self._app_id = app_id
        self._tenants = frozenset(tenants)
        self._keys = keys
        self._addresses = addresses
        self._now = now
        self._seen: dict[str, _Seen] = {}

    async def verify(self, authorization: str) -> Bearer:
        """Return what a token says once its signature, issuer, audience and dates are good.

        Raises TokenRefused, and KeysAway where it cannot be told.
        """
        found = _BEARER.fullmatch(authorization) if len(authorization) <= _LONGEST else None
        if found is None:
            raise TokenRefused(_UNSIGNED, "no_token")
        token = found[1]
        seen = self._seen.get(token)
        key_id = seen.key_id if seen is not None else _key_id(token)
        # The key is asked for each time: one that was withdrawn takes the tokens that we know with it.
        key = await self._keys.find(key_id)
        if key is None:
            raise TokenRefused(_UNSIGNED, "unknown_key")
        if seen is None or seen.key is not key:
            seen = self._checked(token, key_id, key)
            self._remember(token, seen)
        moment, skew = self._now().timestamp(), SKEW.total_seconds()
        if moment >= seen.until + skew:
            raise TokenRefused(_UNSIGNED, "expired")
        if moment < seen.since - skew:
            raise TokenRefused(_UNSIGNED, "not_yet")
        return Bearer(service_url=seen.service_url, channels=key.channels)

    def admit(self, bearer: Bearer, activity: Activity) -> None:
        """Check that the token was made for this activity, and that it comes from where it may. Raises TokenRefused."""
        if activity.get("channelId") != CHANNEL_ID or CHANNEL_ID not in bearer.channels:
            raise TokenRefused(_UNSIGNED, "channel")
        if activity.get("serviceUrl") != bearer.service_url:
            raise TokenRefused(_UNSIGNED, "service_url")
        if not self._addresses.accepts(bearer.service_url):
            raise TokenRefused(_FOREIGN, "service_host")
        if not self._from_a_tenant_of_ours(activity):
            raise TokenRefused(_FOREIGN, "tenant")

    def _checked(self, token: str, key_id: str, key: SigningKey) -> _Seen:
        """Return a token of which the signature and all claims but the dates are good."""
        try:
            claims: Mapping[str, object] = jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                # The dates are held against our own clock, each time the token comes by.
                options={
                    "require": ["exp", "nbf", "iss", "aud", "serviceurl"],
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except Exception as error:  # noqa: BLE001  whatever a hostile token does to the parser, the answer is no
            raise TokenRefused(_UNSIGNED, type(error).__name__) from None
        since, until, service_url = claims["nbf"], claims["exp"], claims["serviceurl"]
        if not _is_moment(since) or not _is_moment(until) or not isinstance(service_url, str):
            raise TokenRefused(_UNSIGNED, "claims")
        return _Seen(key_id=key_id, key=key, since=since, until=until, service_url=service_url)

    def _remember(self, token: str, seen: _Seen) -> None:
        # Teams sends the same token for an hour; taking it apart each time would be the dearest part of a request.
        if len(self._seen) >= _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        self._seen[token] = seen

    def _from_a_tenant_of_ours(self, activity: Activity) -> bool:
        named = [_inner(activity, "channelData", "tenant", "id"), _inner(activity, "conversation", "tenantId")]
        given = [tenant for tenant in named if tenant is not None]
        return bool(given) and all(isinstance(tenant, str) and tenant.lower() in self._tenants for tenant in given)


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except Exception:  # noqa: BLE001  the same: a header that cannot be read is no header
        raise TokenRefused(_UNSIGNED, "header") from None
    id = header.get("kid")
    # Asked before the keys are: a token that could never be good makes nobody look for its key.
    if header.get("alg") != ALGORITHM or not isinstance(id, str) or not 0 < len(id) <= _LONGEST_ID:
        raise TokenRefused(_UNSIGNED, "header")
    return id


def _is_moment(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _END_OF_TIME


def _inner(activity: Activity, *path: str) -> object:
    found: object = activity
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
