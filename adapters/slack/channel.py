"""Slack as a channel: what goes out, what became of it, and who would read it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Protocol, assert_never

from adapters.conversations import Conversations
from adapters.desk import Away
from adapters.slack.addresses import CHANNEL, Address, Addresses, NotPersonal
from adapters.slack.api import Api, SlackAway, SlackRefused
from adapters.slack.audience import Audience
from adapters.slack.checking import Finding, check
from adapters.slack.errors import Fate, known, outcome, refusal
from adapters.slack.pace import Urgency
from adapters.slack.posting import Astray, Found, Label, Paced, Poster, Rendered
from adapters.slack.uploads import Charts
from dialogs.messages import (
    Ambiguous,
    Chart,
    Form,
    Note,
    Outbound,
    OutboxId,
    Page,
    Place,
    Prompt,
    Purpose,
    Quote,
    SendResult,
    Sent,
    TryLater,
)

SETTLE_SECONDS: Final = 60.0
"""How long a message of which the end is unknown may take to show up before it is sent anew."""

MOST_UNSURE: Final = 10_000

_AT_ONCE: Final = frozenset({Purpose.REPLY, Purpose.URGENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message on its way: to which conversation, and the address that its link leads to."""

    outbound: Outbound
    body: Prompt | Note = field(repr=False)
    to: Address
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What this channel can do."""

    pushes: bool = True
    replaces: bool = True
    looks_up: bool = True


class Render(Protocol):
    """From a body of ours to the messages that Slack shows, in order; the second and later ones go on in a thread."""

    def __call__(
        self, body: Prompt | Note, *, mention: str = "", link_url: str = "", with_chart: bool = True
    ) -> Sequence[Rendered]:
        """Return at least one message; `mention` is called by name in the first."""
        ...


class SlackChannel:
    """The channel of Slack. `audience`, `reach` and `look_up` raise `Away` where it cannot be told now."""

    name: Final = CHANNEL
    capabilities: Final = Capabilities()

    def __init__(
        self,
        api: Api,
        conversations: Conversations,
        *,
        render: Render,
        picture: Callable[[Chart], bytes] | None = None,
        centre: str = "",
        settle: float = SETTLE_SECONDS,
    ) -> None:
        """Send by this API what `render` makes; `picture` draws a chart where Slack does not.

        `centre` is the id of the centre's channel, empty where there is none in Slack.
        """
        self._api = api
        self._centre = centre
        self._render = render
        self._settle = settle
        self._addresses = Addresses(api, conversations)
        self._audience = Audience(api)
        self._poster = Poster(api)
        self._charts = Charts(api, picture)
        self._unsure: OrderedDict[OutboxId, float] = OrderedDict()

    async def send(self, outbound: Outbound) -> SendResult:
        """Send once and tell what became of it; what may be there already is not sent before that is known."""
        match outbound.body:
            case Page(name="export") if outbound.to.person is not None:
                return await self._hand_over(outbound, outbound.body)
            case Form() | Page():
                return refusal("has_its_own_address")
            case Prompt() | Note():
                if self._may_still_show_up(outbound.id):
                    return Ambiguous(reason="settling")
                return await self._send(outbound, outbound.body)
            case _:
                assert_never(outbound.body)

    async def look_up(self, outbound: Outbound) -> str | None:
        """Return the id of a message that is there whole, or None; of a long one the rest is then still to be sent."""
        try:
            to = await self._addresses.of(outbound.to)
            if outbound.replaces is not None:
                return None  # to change it once more does no harm, and tells
            parts = await self._parts(to, outbound)
        except NotPersonal:
            return None
        except SlackRefused as error:
            if known(error.error).fate is Fate.REFUSED:
                return None  # then it cannot be sent either, and sending says why
            raise Away from None
        except SlackAway:
            raise Away from None
        first = parts.get(1)
        if first is None or not all(number in parts for number in range(1, first.label.of + 1)):
            return None
        self._unsure.pop(outbound.id, None)
        return first.ts

    async def audience(self, place: Place) -> str:
        """Return an empty string if the place may get the organisation's words, otherwise the reason why not."""
        channel, slash, user = place.conversation.partition("/")
        try:
            if slash:
                return await self._audience.of_one(place.account, channel, user)
            if place.person is None:
                return await self._audience.of_centre(place.account, channel)
            await self._addresses.known(place)
        except NotPersonal:
            return "not_personal"
        except SlackRefused as error:
            return _reason(error)
        except SlackAway:
            raise Away from None
        return ""

    async def reach(self, place: Place) -> str:
        """Return an empty string if somebody can be spoken to at this place, otherwise why not; nothing is said."""
        if place.person is None or "/" in place.conversation:
            return await self.audience(place)
        try:
            await self._addresses.opened(place)
        except NotPersonal:
            return "not_personal"
        except SlackRefused as error:
            return _reason(error)
        except SlackAway:
            raise Away from None
        return ""

    async def check(self) -> list[Finding]:
        """Return what is wrong with the set-up, each with the phrase that says how to mend it."""
        return await check(self._api, self._audience, self._centre)

    def changed(self, account: str, channel: str) -> None:
        """Look anew who reads along in a channel, because somebody came or went or it was shared."""
        self._audience.forget(account, channel)

    async def _send(self, outbound: Outbound, body: Prompt | Note) -> SendResult:
        try:
            to = await self._addresses.of(outbound.to)
            if to.mention and not _is_invitation(body):
                return refusal("others_read_along")
            sending = Sending(outbound=outbound, body=body, to=to, link=await self._link(outbound))
            if outbound.replaces is not None:
                return await self._replace(sending, outbound.replaces)
            try:
                return await self._post(sending)
            except SlackRefused as error:
                if error.error != "channel_not_found" or not to.personal:
                    raise
                return await self._post(replace(sending, to=await self._addresses.reopened(outbound.to)))
        except (NotPersonal, Astray, Paced, SlackRefused, SlackAway, Away) as error:
            return _result(error)

    async def _hand_over(self, outbound: Outbound, page: Page) -> SendResult:
        """Put somebody's own data as a file into their own conversation, and nowhere else."""
        try:
            to = await self._addresses.of(outbound.to)
            if not to.personal or to.mention:
                return refusal("not_personal")
            named = {one: str(page.values[one]) for one in ("filename", "title")}
            content = str(page.values["content"]).encode()
            return Sent(
                external_id=await self._api.upload_file(
                    to.account,
                    to.conversation,
                    "",
                    name=named["filename"],
                    content=content,
                    title=named["title"],
                    alt=named["title"],
                )
            )
        except (NotPersonal, SlackRefused, SlackAway, Away) as error:
            return _result(error)

    async def _post(self, sending: Sending) -> SendResult:
        """Post what is not there yet of a message, in order."""
        outbound, to = sending.outbound, sending.to
        messages = self._messages(sending)
        again = len(messages) > 1 and outbound.attempt > 1
        there = {number: one.ts for number, one in (await self._parts(to, outbound)).items()} if again else {}
        urgency = Urgency.REPLY if outbound.purpose in _AT_ONCE else Urgency.SCHEDULED
        while (number := _first_missing(there)) <= len(messages):
            root = there.get(1, "")
            label = Label(id=outbound.id, part=number, of=len(messages), root=root)
            try:
                there[number] = await self._one(to, messages[number - 1], label, outbound.thread_of or root, urgency)
            except SlackRefused as error:
                if self._charts.refused(to.account, sending.body, error):
                    messages = self._messages(sending)
                    continue
                if not there:
                    raise
                return _half(_result(error))
            except (SlackAway, Paced, Away) as error:
                if isinstance(error, SlackAway) and error.ambiguous:
                    return Ambiguous(reason="slack_away")
                return _half(_result(error)) if there else _result(error)
            urgency = Urgency.REST
        self._unsure.pop(outbound.id, None)
        await self._charts.draw(to, sending.body, outbound.thread_of or there[1])
        return Sent(external_id=there[1])

    async def _one(self, to: Address, message: Rendered, label: Label, thread: str, urgency: Urgency) -> str:
        """Post one part; when it may be there without anybody knowing, that is remembered."""
        try:
            return await self._poster.post(to, message, label, thread or None, urgency)
        except (SlackAway, asyncio.CancelledError) as error:
            if not isinstance(error, SlackAway) or error.ambiguous:
                self._unsure[label.id] = self._api.monotonic()
                while len(self._unsure) > MOST_UNSURE:
                    self._unsure.popitem(last=False)
            raise

    async def _replace(self, sending: Sending, ts: str) -> SendResult:
        """Let a message and its parts say something else; to do it again does no harm."""
        outbound, to = sending.outbound, sending.to
        messages = self._messages(sending)
        # A question fits in one message. Only of what is told a rest may lie there, with words that must go.
        around = await self._around(to, outbound, ts) if len(messages) > 1 or isinstance(sending.body, Note) else []
        rest = {one.label.part: one.ts for one in around if one.label.root == ts and one.ts != ts}
        head = next((one for one in around if one.ts == ts), None)
        thread = outbound.thread_of or (head.thread if head is not None else "") or ts
        number = 0
        while number < len(messages):
            number += 1
            label = Label(id=outbound.id, part=number, of=len(messages), root=ts if number > 1 else "")
            at = ts if number == 1 else rest.pop(number, "")
            try:
                if at:
                    await self._poster.change(to, at, messages[number - 1], label)
                else:
                    await self._one(to, messages[number - 1], label, thread, Urgency.REST)
            except SlackRefused as error:
                if not self._charts.refused(to.account, sending.body, error):
                    raise
                messages = self._messages(sending)
                number -= 1
        for left in rest.values():
            await self._poster.remove(to, left)
        self._unsure.pop(outbound.id, None)
        return Sent(external_id=ts)

    async def _parts(self, to: Address, outbound: Outbound) -> Mapping[int, Found]:
        """Return the parts of a message that are there, by their number."""
        if outbound.thread_of is not None:
            return _of(outbound.id, await self._poster.thread(to, outbound.thread_of))
        parts = _of(outbound.id, await self._poster.recent(to))
        first = parts.get(1)
        if first is None or first.label.of == 1:
            return parts
        return _of(outbound.id, await self._poster.thread(to, first.ts))

    async def _around(self, to: Address, outbound: Outbound, ts: str) -> list[Found]:
        """Return our messages in the thread in which a message stands, or which it heads."""
        found = await self._poster.thread(to, outbound.thread_of or ts)
        head = next((one for one in found if one.ts == ts), None)
        if outbound.thread_of is None and head is not None and head.thread not in {"", ts}:
            return await self._poster.thread(to, head.thread)
        return found

    async def _link(self, outbound: Outbound) -> str:
        """Return the address of the message that is meant, or an empty string."""
        if outbound.linked is None or not isinstance(outbound.body, Note) or outbound.body.link is None:
            return ""
        place, external = outbound.linked
        if place.channel != CHANNEL or place.account != outbound.to.account:
            return ""
        try:
            return await self._poster.permalink(await self._addresses.of(place), external)
        except (NotPersonal, SlackRefused, SlackAway):
            return ""

    def _messages(self, sending: Sending) -> Sequence[Rendered]:
        return self._render(
            sending.body,
            mention=sending.to.mention,
            link_url=sending.link,
            with_chart=self._charts.shown(sending.to.account),
        )

    def _may_still_show_up(self, id: OutboxId) -> bool:
        since = self._unsure.get(id)
        return since is not None and self._api.monotonic() - since < self._settle


def _first_missing(there: Mapping[int, str]) -> int:
    return next(number for number in range(1, len(there) + 2) if number not in there)


def _is_invitation(body: Prompt | Note) -> bool:
    """Tell whether a body may be read by others than whom it is for: it holds nobody's words and no question."""
    return isinstance(body, Note) and not any(isinstance(block, Quote) for block in body.blocks)


def _of(id: OutboxId, found: Sequence[Found]) -> Mapping[int, Found]:
    """Return the parts of one message; of a part that is there twice the first one."""
    return {one.label.part: one for one in reversed(found) if one.label.id == id}


def _reason(error: SlackRefused) -> str:
    """Return why Slack said no; raise Away where it said no to this moment, or to a token that can be mended."""
    meaning = known(error.error)
    if meaning.fate in {Fate.LATER, Fate.TOKEN}:
        raise Away from None
    return meaning.reason


def _half(result: SendResult) -> SendResult:
    """Return what becomes of a message of which a part is there: what is missing is looked up, and then sent."""
    return Ambiguous(reason="half_sent") if isinstance(result, TryLater) else result


def _result(error: NotPersonal | Astray | Paced | SlackRefused | SlackAway | Away) -> SendResult:
    """Return what becomes of a message of which nothing can be there."""
    match error:
        case NotPersonal():
            return refusal("not_personal")
        case Astray():
            return refusal(str(error))
        case Paced():
            return TryLater(after=timedelta(seconds=error.seconds), reason="paced", counts=False)
        case SlackRefused():
            return outcome(error.error, method=error.method, retry_after=error.retry_after)
        case SlackAway():
            return TryLater(reason="slack_away")
        case Away():
            return TryLater(reason="house_away")
        case _:
            assert_never(error)
