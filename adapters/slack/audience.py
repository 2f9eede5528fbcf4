"""Who reads along in a channel: decided before anything of an organisation is said there, and no by default."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.slack.api import Api, SlackRefused
from adapters.slack.errors import Fate, known

Facts = Mapping[str, object]

CHANNEL_SECONDS: Final = 5.0
MEMBERS_SECONDS: Final = 300.0
MOST_MEMBERS: Final = 300
MOST_PAGES: Final = 10
AT_ONCE: Final = 8
MOST_KEPT: Final = 2000
LEAST_PEOPLE: Final = 2
UNREADABLE: Final = "channel_unreadable"
SLACKBOT: Final = "USLACKBOT"
_SHARED: Final = (
    "is_ext_shared",
    "is_pending_ext_shared",
    "connected_team_ids",
    "pending_connected_team_ids",
    "pending_shared",
)
_OF_PEOPLE: Final = (
    *("id", "team_id", "enterprise_user", "is_stranger", "is_restricted", "is_ultra_restricted"),
    *("is_bot", "deleted"),
)
"""What is remembered of people: not their names and addresses."""


class _Barred(Exception):
    """Nothing may be said here; carries the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    value: object
    until: float


class Audience:
    """Who is in which channel; where only patience helps it raises `SlackRefused`, `SlackAway` or `Away`."""

    def __init__(self, api: Api) -> None:
        """Ask this API."""
        self._api = api
        self._kept: OrderedDict[tuple[str, str, str], _Kept] = OrderedDict()

    async def of_centre(self, account: str, channel: str) -> str:
        """Return an empty string if only people of the workspace read along in a private channel, else the reason."""
        try:
            facts = await self._channel(account, channel)
            if facts.get("is_im") or facts.get("is_mpim"):
                return UNREADABLE
            if facts.get("is_private") is not True:
                return "channel_public"
            if any(facts.get(name) for name in _SHARED) or (facts.get("is_shared") and not facts.get("is_org_shared")):
                return "channel_shared"
            members = await self._members(account, channel)
            return _of_people(account, await self._people(account, members))
        except _Barred as barred:
            return str(barred)

    async def of_one(self, account: str, channel: str, user: str) -> str:
        """Return an empty string if the bot and this person are both in the channel, otherwise the reason."""
        try:
            await self._channel(account, channel)
            return "" if user in await self._members(account, channel) else "user_not_in_channel"
        except _Barred as barred:
            return str(barred)

    def forget(self, account: str, channel: str) -> None:
        """Look anew who is in a channel, because somebody came or it was shared."""
        for what in ("channel", "members"):
            self._kept.pop((account, what, channel), None)

    async def _channel(self, account: str, channel: str) -> Facts:
        """Return what Slack tells of a channel in which the bot can speak."""
        kept = self._find(account, "channel", channel)
        if isinstance(kept, Mapping):
            return kept
        facts = (await self._ask(account, "conversations.info", channel=channel)).get("channel")
        if not isinstance(facts, Mapping) or facts.get("id") != channel:
            raise _Barred(UNREADABLE)
        if facts.get("is_archived"):
            raise _Barred("channel_archived")
        if facts.get("is_member") is not True:
            raise _Barred("not_in_channel")
        self._keep(account, "channel", channel, facts, CHANNEL_SECONDS)
        return facts

    async def _members(self, account: str, channel: str) -> frozenset[str]:
        kept = self._find(account, "members", channel)
        if isinstance(kept, frozenset):
            return kept
        members: set[str] = set()
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            page = await self._ask(account, "conversations.members", channel=channel, limit=200, cursor=cursor)
            found = page.get("members")
            if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
                raise _Barred(UNREADABLE)
            members.update(found)
            cursor = _next(page)
            if cursor is None or len(members) > MOST_MEMBERS:
                break
        if cursor is not None or len(members) > MOST_MEMBERS:
            raise _Barred("channel_too_large")
        self._keep(account, "members", channel, frozenset(members), MEMBERS_SECONDS)
        return frozenset(members)

    async def _people(self, account: str, members: frozenset[str]) -> list[Facts]:
        limit = asyncio.Semaphore(AT_ONCE)

        async def look(user: str) -> Facts:
            async with limit:
                return await self._user(account, user)

        looks = (look(one) for one in sorted(members) if one != SLACKBOT)
        found = await asyncio.gather(*looks, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return [one for one in found if not isinstance(one, BaseException)]

    async def _user(self, account: str, user: str) -> Facts:
        kept = self._find(account, "user", user)
        if isinstance(kept, Mapping):
            return kept
        facts = (await self._ask(account, "users.info", user=user)).get("user")
        if not isinstance(facts, Mapping) or facts.get("id") != user:
            raise _Barred(UNREADABLE)
        enough = {name: facts.get(name) for name in _OF_PEOPLE}
        self._keep(account, "user", user, enough, MEMBERS_SECONDS)
        return enough

    async def _ask(self, account: str, method: str, **arguments: object) -> Facts:
        """Return an answer; where Slack says no and patience does not help, that is the reason."""
        try:
            return await self._api.call(account, method, **arguments)
        except SlackRefused as error:
            meaning = known(error.error)
            if meaning.fate in {Fate.LATER, Fate.TOKEN}:
                raise
            about_user = method == "users.info" or meaning.fate is not Fate.REFUSED
            raise _Barred(UNREADABLE if about_user else meaning.reason) from None

    def _find(self, account: str, what: str, id: str) -> object:
        kept = self._kept.get((account, what, id))
        return kept.value if kept is not None and kept.until > self._api.monotonic() else None

    def _keep(self, account: str, what: str, id: str, value: object, seconds: float) -> None:
        key = (account, what, id)
        self._kept[key] = _Kept(value=value, until=self._api.monotonic() + seconds)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def _of_people(account: str, people: Sequence[Facts]) -> str:
    """Return the reason why these people together may not read along, or an empty string."""
    if any(one.get("is_restricted") or one.get("is_ultra_restricted") for one in people):
        return "channel_has_guests"
    if not all(_is_of(account, one) for one in people):
        return "channel_has_strangers"
    humans = [one for one in people if not one.get("is_bot") and not one.get("deleted")]
    return "" if len(humans) >= LEAST_PEOPLE else "channel_too_small"


def _is_of(account: str, facts: Facts) -> bool:
    """Tell whether somebody is of this workspace, also within a larger organisation."""
    if facts.get("is_stranger"):
        return False
    enterprise = facts.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, Mapping) else None
    return facts.get("team_id") == account or (isinstance(teams, list) and account in teams)


def _next(page: Facts) -> str | None:
    told = page.get("response_metadata")
    cursor = told.get("next_cursor") if isinstance(told, Mapping) else None
    return cursor if isinstance(cursor, str) and cursor else None
