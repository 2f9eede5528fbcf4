"""Microsoft Teams as a channel: questions in personal chats, the week in a channel of the centre."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, assert_never

from adapters.desk import Away
from adapters.teams import cards, errors, forms
from adapters.teams.elements import Element, Phrases
from adapters.teams.origin import CHANNEL
from adapters.teams.speaking import Speaker
from adapters.teams.transport import Address, TransportAway, TransportRefused, thread_of
from adapters.teams.whereabouts import Whereabouts
from dialogs.messages import (
    Form,
    Note,
    Outbound,
    Page,
    Place,
    Prompt,
    Purpose,
    Quote,
    Refused,
    SendResult,
    Sent,
    TryLater,
)

Finding = tuple[str, dict[str, object]]
_MOST_BEGUN: Final = 1_000
_NOT_IN_A_NAME: Final = re.compile(r"[<>\[\]*_`~\\{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What this channel can do; nobody can look up whether a message arrived."""

    pushes: bool = True
    replaces: bool = True
    looks_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who will read a message: their language, and their name where one person is called by it."""

    language: str
    name: str = field(default="", repr=False)


class Credentials(Protocol):
    """Whoever has a token for our calls."""

    async def token(self) -> str:
        """Return a token; raises TransportRefused or TransportAway."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _To:
    """Where a message goes, and how it is written there."""

    address: Address
    phrases: Phrases
    personal: bool
    mention: Element | None = None


@dataclass(slots=True)
class _Begun:
    """How far a message came, and what it said: a digest, so that no words are kept."""

    digest: str
    ids: list[str] = field(default_factory=list)


class TeamsChannel:
    """The channel of one app in one tenant."""

    name: Final = CHANNEL
    capabilities: Final = Capabilities()

    def __init__(
        self,
        *,
        tenants: frozenset[str],
        centre: str,
        speaker: Speaker,
        whereabouts: Whereabouts,
        credentials: Credentials,
        phrase: Callable[..., str],
        reader: Callable[[Place], Awaitable[Reader]],
    ) -> None:
        """Send to people and channels of `tenants`; `centre` is the channel of the centre, or empty.

        `phrase` gives the phrases of a language, `reader` tells in which language a place reads; it may raise `Away`.
        """
        self._tenants = tenants
        self._centre = centre
        self._speaker = speaker
        self._whereabouts = whereabouts
        self._credentials = credentials
        self._phrase = phrase
        self._reader = reader
        # How far a long message came that could not be sent whole, so that its beginning is not sent again.
        self._begun: dict[str, _Begun] = {}

    async def send(self, outbound: Outbound) -> SendResult:
        """Send once and tell what became of it."""
        try:
            return await self._send(outbound)
        except Away:
            # Whatever of it was posted is remembered below, so nothing is said twice.
            return TryLater(reason="house_away")

    async def _send(self, outbound: Outbound) -> SendResult:
        barred = await self.audience(outbound.to) or _barred(outbound)
        if barred:
            return errors.never(barred)
        to = await self._to(outbound.to)
        if not isinstance(to, _To):
            return to
        activities = self._activities(outbound, to)
        if not activities:
            return errors.never(errors.NOT_A_MESSAGE)
        address = thread_of(to.address, outbound.thread_of) if outbound.thread_of and not to.personal else to.address
        if outbound.replaces:
            return await self._replace(to.address, outbound.replaces, outbound.thread_of, activities)
        return await self._post(outbound.id, address, activities)

    async def look_up(self, outbound: Outbound) -> str | None:  # noqa: ARG002 - the port's own name
        """Return None: without rights to read everybody's messages nothing can be looked up."""
        return None

    async def audience(self, place: Place) -> str:
        """Return an empty string if the place may get the organisation's words, otherwise the reason why not."""
        channel, _, user = place.conversation.partition("/")
        if place.account not in self._tenants:
            return errors.OTHER_TENANT
        if place.person is not None and not user:
            return "" if channel else errors.NOT_INSTALLED
        if channel != self._centre:
            known = await self._whereabouts.of_person(place.account, channel)
            if known is None or known.personal:
                return errors.UNKNOWN_CHANNEL
        if not user and await self._whereabouts.is_shared_outside(place.account, channel):
            return errors.SHARED_OUTSIDE
        return ""

    async def reach(self, place: Place) -> bool:
        """Tell whether the place can be reached: a guest with the app can, somebody of another tenant never.

        Raise `Away` where that cannot be told now.
        """
        if await self.audience(place):
            return False
        to = await self._to(place)
        if isinstance(to, TryLater):
            raise Away
        return isinstance(to, _To)

    async def check(self, people: Sequence[Place] = ()) -> list[Finding]:
        """Return what is wrong with the set-up, as phrase keys with their values; `people` are asked for one by one."""
        try:
            await self._credentials.token()
        except TransportRefused:
            return [("check.teams_credentials", {})]
        except TransportAway:
            return [("check.teams_away", {})]
        found: list[Finding] = []
        met = [one for one in sorted(self._tenants) if await self._whereabouts.service_url(one)]
        if not met:
            found.append(("check.teams_not_installed", {}))
        if self._centre and met:
            if await self._whereabouts.of_person(met[0], self._centre) is None:
                found.append(("check.teams_centre_unseen", {"channel": self._centre}))
            elif await self._whereabouts.is_shared_outside(met[0], self._centre):
                found.append(("check.teams_centre_shared", {"channel": self._centre}))
        try:
            return found + [lost for place in people if (lost := await self._lost(place, met=bool(met)))]
        except Away:
            return [*found, ("check.teams_away", {})]

    async def _lost(self, place: Place, *, met: bool) -> Finding | None:
        if place.account not in self._tenants:
            return ("check.teams_outsider", {"person": place.person})
        if met and not await self.reach(place):
            return ("check.teams_not_reached", {"person": place.person})
        return None

    # --- where to -----------------------------------------------------------------------------------------------------

    async def _to(self, place: Place) -> _To | TryLater | Refused:
        reader = await self._reader(place)
        phrases = Phrases(language=reader.language, phrase=self._phrase)
        channel, _, user = place.conversation.partition("/")
        if place.person is not None and not user:
            address = await self._personal(place.account, place.conversation)
            return _To(address=address, phrases=phrases, personal=True) if isinstance(address, Address) else address
        found = await self._whereabouts.of_channel(place.account, channel)
        if found is None:
            return errors.never(errors.NOT_INSTALLED)
        mention = _mention(user, reader.name or phrases("teams.you")) if user else None
        return _To(address=found, phrases=phrases, personal=False, mention=mention)

    async def _personal(self, tenant: str, user: str) -> Address | TryLater | Refused:
        """Return the personal chat of exactly this person, opened anew where none is kept."""
        known = await self._whereabouts.of_person(tenant, user)
        if known is not None:
            # A reference that was kept as personal has turned out to be a meeting before.
            if not known.personal or known.user != user or "@thread" in known.id:
                return errors.never(errors.NOT_PERSONAL)
            return self._whereabouts.address(tenant, known.id, known.service_url)
        service_url = await self._whereabouts.service_url(tenant)
        if not service_url:
            return errors.never(errors.NOT_INSTALLED)
        opened = await self._speaker.open(service_url, tenant, user)
        if isinstance(opened, Address):
            await self._whereabouts.remember(tenant, user, opened)
        return opened

    # --- what ---------------------------------------------------------------------------------------------------------

    def _activities(self, outbound: Outbound, to: _To) -> list[Element]:
        phrases, body = to.phrases, outbound.body
        match body:
            case Prompt():
                found = cards.question(phrases, body, watched=to.personal)
            case Note():
                wide = outbound.purpose is Purpose.DIGEST
                found = cards.note(phrases, body, leads_to=self._leads_to(outbound), wide=wide)
            case Form():
                found = [forms.card(phrases, body, home=to.personal)]
            case Page():
                found = []
            case _:
                assert_never(body)
        summary = cards.summary(phrases, outbound.purpose)
        if to.mention is not None and found:
            found[0] = cards.mentioning(found[0], to.mention)
        return [cards.activity(one, summary) for one in found]

    def _leads_to(self, outbound: Outbound) -> str:
        """Return the address of the message meant; a personal chat with us has none that Teams would open."""
        if outbound.linked is None:
            return ""
        place, message = outbound.linked
        if place.channel != CHANNEL or place.person is not None:
            return ""
        return cards.address_of_message(place.conversation, message, place.account)

    # --- how ----------------------------------------------------------------------------------------------------------

    async def _post(self, outbox: str, address: Address, activities: list[Element]) -> SendResult:
        """Post a message in its parts; in a channel the first begins the thread in which the others go on."""
        # What was begun with other words may hold some that were taken back since: that beginning is shown anew.
        digest = hashlib.sha256(json.dumps(activities).encode()).hexdigest()
        begun = self._begun.setdefault(outbox, _Begun(digest=digest))
        while len(self._begun) > _MOST_BEGUN:
            self._begun.pop(next(iter(self._begun)))
        ids = begun.ids
        if ids and begun.digest != digest:
            await self._whereabouts.keep_rest(address, ids[0], tuple(ids[1:]))
            result = await self._replace(address, ids[0], None, activities)
            if isinstance(result, Sent):
                self._begun.pop(outbox, None)
            return result
        for activity in activities[len(ids) :]:
            here = thread_of(address, ids[0]) if ids and _begins(address) else address
            result = await self._speaker.post(here, activity)
            if not isinstance(result, Sent):
                return result
            ids.append(result.external_id)
        if len(ids) > 1:
            await self._whereabouts.keep_rest(address, ids[0], tuple(ids[1:]))
        self._begun.pop(outbox, None)
        return Sent(external_id=ids[0])

    async def _replace(self, address: Address, first: str, thread: str | None, activities: list[Element]) -> SendResult:
        """Show a message anew in all its parts; parts that are no longer needed become empty of words."""
        known = [first, *await self._whereabouts.rest(address, first)]
        ids = list(known)
        for at, activity in enumerate(activities):
            if at < len(known):
                result = await self._speaker.update(address, known[at], activity)
            else:
                here = thread_of(address, thread or first) if _begins(address) else address
                result = await self._speaker.post(here, activity)
            if not isinstance(result, Sent):
                return result
            if at >= len(known):
                ids.append(result.external_id)
        for extra in known[len(activities) :]:
            result = await self._speaker.update(address, extra, cards.plain("…"))
            if not isinstance(result, Sent):
                return result
        if ids[1:] != known[1:]:
            await self._whereabouts.keep_rest(address, first, tuple(ids[1:]))
        return Sent(external_id=first)


def _begins(address: Address) -> bool:
    return address.conversation_id.startswith("19:") and ";" not in address.conversation_id


def _mention(user: str, name: str) -> Element:
    name = _NOT_IN_A_NAME.sub("", name)
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": user, "name": name}}


def _barred(outbound: Outbound) -> str:
    """Return why a message may not go to its place: where others read along only an invitation goes, never words."""
    if outbound.to.person is None or "/" not in outbound.to.conversation:
        return ""
    if isinstance(outbound.body, Note) and not any(isinstance(one, Quote) for one in outbound.body.blocks):
        return ""
    return errors.NOT_PRIVATE
