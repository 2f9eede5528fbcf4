"""Who receives what comes in from Teams: takes it to the desk, and answers once it is kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Final, assert_never

from adapters.desk import Desk, Visitor
from adapters.teams import answering, cards, home, page, pages, payloads
from adapters.teams.elements import Element, Phrases
from adapters.teams.origin import CHANNEL, Kind, Who
from adapters.teams.pages import Reader
from adapters.teams.payloads import Answer, Happened, Ignored, Joined, Removed, Shared
from adapters.teams.speaking import Speaker
from adapters.teams.transport import Activity, Address, InvokeReply, thread_of
from adapters.teams.whereabouts import Whereabouts
from dialogs.messages import (
    Arrived,
    Command,
    Deleted,
    Edited,
    Form,
    Left,
    Note,
    Outcome,
    Prompt,
    Purpose,
    Receipt,
    Submitted,
    Text,
)
from dialogs.page import Page
from dialogs.pages import PageName, View
from dialogs.people import Identity, OrganisationId
from dialogs.policy.roles import is_client

_NOT_FOUND: Final = 404
_MOST_REMEMBERED: Final = 10_000
_ONE_ARRIVAL: Final = 60.0


class Reception:
    """What stands behind the door of Teams."""

    def __init__(
        self,
        desk: Desk,
        speaker: Speaker,
        whereabouts: Whereabouts,
        *,
        centre: str,
        now: Callable[[], datetime],
        languages: tuple[str, ...] = ("nl", "en"),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take in for this desk; `centre` is the channel in whose threads everybody's replies are read.

        `now` is business time, `languages` those there are, of which the first speaks to strangers.
        """
        self._desk = desk
        self._speaker = speaker
        self._whereabouts = whereabouts
        self._centre = centre
        self._now = now
        self._languages = languages
        self._monotonic = monotonic
        self._told = _Recent()
        self._welcomed = _Recent()

    async def handle(self, activity: Activity) -> InvokeReply | None:
        """Take in one activity whose sender was verified; raises Away while nothing can be kept."""
        read = payloads.read(activity)
        match read:
            case Ignored():
                return self._ignored(read, activity)
            case Joined() | Removed() | Shared():
                if await self._desk.organisation(CHANNEL, read.where.tenant) is not None:
                    await self._noted(read)
                return None
            case Happened():
                reply = await self._happened(read)
                return None if read.answer is Answer.MESSAGE else reply
            case _:
                assert_never(read)

    def _ignored(self, read: Ignored, activity: Activity) -> InvokeReply | None:
        if activity.get("type") != "invoke":
            return None
        if read.reason == "odd_button":
            return answering.with_error(self._phrases(self._languages[0])("web.error.odd"))
        return InvokeReply(status=_NOT_FOUND)

    async def _noted(self, read: Joined | Removed | Shared) -> None:
        match read:
            case Joined():
                await self._whereabouts.meet(read.where)
            case Removed():
                await self._whereabouts.lose(read.where)
            case Shared():
                await self._whereabouts.share(read.where, outside=read.outside)
            case _:
                assert_never(read)

    async def _happened(self, happened: Happened) -> InvokeReply | None:
        organisation = await self._desk.organisation(CHANNEL, happened.where.tenant)
        if organisation is None or not self._is_for_us(happened):
            return InvokeReply(status=_NOT_FOUND)
        identity, visitor = await self._known(happened.who, organisation)
        if identity is None or visitor is None:
            return await self._stranger(happened, await self._unknown(happened, organisation))
        ours = happened.to_us and identity.account == happened.where.tenant
        await self._whereabouts.meet(happened.where, identity.user if ours else "")
        reader = self._reader(visitor)
        if isinstance(happened.content, Command) and happened.content.name == "home":
            return await self._home_button(reader, happened, happened.content.argument)
        if await self._typed_home(reader, happened):
            return None
        if isinstance(happened.content, Text) and not happened.content.text.strip() and happened.unread:
            await self._say(happened, reader.phrases("chat.file_only"))
            return None
        receipt = await self._take(happened, identity, organisation, visitor)
        return await self._answer(reader, happened, receipt)

    async def _known(self, who: Who, organisation: OrganisationId) -> tuple[Identity | None, Visitor | None]:
        """Return who somebody is: as this tenant knows them, or else as their own tenant does."""
        for identity in (who.identity, who.abroad):
            visitor = await self._desk.known(identity) if identity is not None else None
            if visitor is not None and visitor.organisation == organisation:
                return identity, visitor
        return None, None

    async def _unknown(self, happened: Happened, organisation: OrganisationId) -> Receipt:
        """Return what the desk says to somebody it does not know: whom to call, if they say danger."""
        who = happened.who
        identity = who.identity or Identity(channel=CHANNEL, account=happened.where.tenant, user=who.teams_id)
        return await self._desk.take(payloads.inbound(happened, identity, organisation, identity.user, self._now()))

    def _is_for_us(self, happened: Happened) -> bool:
        """Tell whether something in a channel is meant for us: we were called, or it is in a thread of the centre."""
        if happened.where.kind is not Kind.CHANNEL or happened.mentioned or isinstance(happened.content, Deleted):
            return True
        return happened.where.id == self._centre and happened.under != ""

    async def _take(
        self, happened: Happened, identity: Identity, organisation: OrganisationId, visitor: Visitor
    ) -> Receipt:
        place = identity.user
        if happened.where.kind is Kind.CHANNEL and happened.answer is not Answer.DIALOG:
            channel = happened.where.id
            place = f"{channel}/{identity.user}" if is_client(visitor) else channel
        receipt = await self._desk.take(payloads.inbound(happened, identity, organisation, place, self._now()))
        erased = isinstance(happened.content, Submitted) and happened.content.form == "erase"
        if isinstance(happened.content, Left) or (erased and receipt.reply is None):
            await self._whereabouts.lose(happened.where, identity.user)
        return receipt

    # --- answers ------------------------------------------------------------------------------------------------------

    async def _answer(self, reader: Reader, happened: Happened, receipt: Receipt) -> InvokeReply | None:
        if receipt.outcome is Outcome.UNKNOWN:
            return await self._stranger(happened, receipt)
        if happened.answer is Answer.MESSAGE:
            if receipt.outcome is not Outcome.DUPLICATE:
                await self._follow_up(reader, happened, receipt)
            return None
        phrases, title = reader.phrases, reader.phrases("chat.title")
        personal = happened.where.kind is Kind.PERSONAL
        card = answering.shown(phrases, happened, receipt, personal=personal)
        if card is not None:
            named = receipt.reply.title if isinstance(receipt.reply, Form) else title
            return answering.with_card(card, happened.answer, named)
        if answering.only_looked(happened):
            return answering.with_error(phrases("web.error.odd"))
        sentence = answering.trouble(phrases, receipt)
        if not sentence and happened.at_home and personal:
            return answering.with_card(await self._home(reader, ""), happened.answer, title)
        if sentence or answering.leaves_its_card(happened):
            return answering.with_sentence(phrases, sentence or phrases("teams.done"), happened.answer, title)
        done = cards.done(phrases, phrases("teams.done"), home=personal and happened.answer is Answer.CARD)
        return answering.with_card(done, happened.answer, title)

    async def _follow_up(self, reader: Reader, happened: Happened, receipt: Receipt) -> None:
        """Show what a typed message or a button of an old client is answered with; the rest comes by the courier."""
        phrases = reader.phrases
        match receipt.reply:
            case Prompt() as prompt if prompt.answered and happened.under and happened.where.kind is Kind.PERSONAL:
                card = cards.question(phrases, prompt)[-1]
                await self._speaker.update(self._address(happened), happened.under, cards.activity(card, ""))
            case Prompt() as prompt:
                await self._show(happened, cards.question(phrases, prompt, watched=True), phrases)
            case Note() if isinstance(happened.content, Text | Edited):
                pass  # it stands in the conversation itself, a moment later
            case Note() as note:
                await self._show(happened, cards.note(phrases, note), phrases)
            case _:
                personal = happened.where.kind is Kind.PERSONAL
                found = answering.shown(phrases, happened, receipt, personal=personal)
                if found is not None:
                    await self._show(happened, [found], phrases)
        if isinstance(happened.content, Arrived) and receipt.outcome is Outcome.TAKEN:
            await self._welcome(reader, happened)
        elif happened.unread:
            await self._say(happened, phrases("chat.file_too"))
        elif isinstance(happened.content, Text) and self._is("teams.start_words", happened.content.text):
            await self._show(happened, [await self._home(reader, "")], phrases)

    async def _welcome(self, reader: Reader, happened: Happened) -> None:
        """Show who works here what they can do; a client is welcomed by the question the desk puts."""
        # Teams tells twice that an app was added: as an installation and as a member of the chat.
        key = happened.who.teams_id or happened.where.id
        if not is_client(reader.visitor) and self._welcomed.is_new(key, self._monotonic(), _ONE_ARRIVAL):
            await self._show(happened, [await self._home(reader, "")], reader.phrases)

    async def _stranger(self, happened: Happened, receipt: Receipt) -> InvokeReply | None:
        """Tell whoever is not known here so, privately and once; and whom to call, whenever they say danger."""
        phrases = self._phrases(happened.who.language)
        if isinstance(receipt.reply, Note):
            return await self._first_aid(happened, phrases, receipt.reply)
        sentence = phrases("chat.stranger")
        home = isinstance(happened.content, Command) and happened.content.name == "home"
        if happened.answer is Answer.CARD and home:
            # Whoever was erased finds nothing of theirs on a card that was left in the chat.
            gone = cards.done(phrases, sentence, home=False)
            return answering.with_card(gone, happened.answer, phrases("chat.title"))
        if happened.answer is not Answer.MESSAGE:
            return answering.with_sentence(phrases, sentence, happened.answer, phrases("chat.title"))
        telling = happened.where.kind is Kind.PERSONAL and not isinstance(happened.content, Left)
        if telling and self._told.is_new(f"{happened.where.tenant} {happened.where.id}", self._monotonic(), None):
            await self._say(happened, sentence)
        return None

    async def _first_aid(self, happened: Happened, phrases: Phrases, note: Note) -> InvokeReply | None:
        card = cards.note(phrases, note)[-1]
        if happened.answer is not Answer.MESSAGE:
            return answering.with_card(card, happened.answer, phrases("chat.title"))
        if happened.where.kind is Kind.PERSONAL:
            await self._show(happened, [card], phrases)
        return None

    # --- one's own page -----------------------------------------------------------------------------------------------

    async def _home_button(self, reader: Reader, happened: Happened, argument: str) -> InvokeReply | None:
        phrases, title = reader.phrases, reader.phrases("chat.title")
        if happened.where.kind is not Kind.PERSONAL:
            return answering.with_sentence(phrases, phrases("teams.only_private"), happened.answer, title)
        card = await self._home(reader, argument)
        if happened.answer is Answer.MESSAGE:
            await self._show(happened, [card], phrases)
            return None
        return answering.with_card(card, happened.answer, title)

    async def _typed_home(self, reader: Reader, happened: Happened) -> bool:
        """Show the home card to whoever typed its name; that is no answer to anything."""
        if not isinstance(happened.content, Text) or happened.where.kind is not Kind.PERSONAL:
            return False
        if happened.content.session is not None or not self._is("teams.home_words", happened.content.text):
            return False
        await self._show(happened, [await self._home(reader, "")], reader.phrases)
        return True

    async def _home(self, reader: Reader, argument: str) -> Element:
        name, _, rest = argument.partition(" ")
        if name in (PageName.DIGEST, *home.PAGES[reader.visitor.role]):
            week, _, more = rest.partition(" ") if name == PageName.DIGEST else ("", "", rest)
            view = await self._desk.page(reader.visitor, PageName(name), week or rest, page.ROOM)
            await self._desk.seen(reader.visitor, PageName(name))
            if isinstance(view, Page):
                return page.card(reader.phrases, view, rest)
            if view is not None:
                return pages.page(reader, PageName(name), view, int(more) if more.isdecimal() else 0)
        views: dict[PageName, View] = {}
        for shown in home.VIEWS[reader.visitor.role]:
            view = await self._desk.page(reader.visitor, shown, "", page.ROOM)
            await self._desk.seen(reader.visitor, shown)
            if view is not None:
                views[shown] = view
        return home.card(reader, views)

    def _is(self, key: str, typed: str) -> bool:
        """Tell whether somebody typed one of the words of a phrase, in any language: Teams offers them in its own."""
        plain = typed.strip().casefold().rstrip(".!")
        known = {word for language in self._languages for word in self._phrases(language)(key).split(", ")}
        return plain in known

    # --- saying it ----------------------------------------------------------------------------------------------------

    async def _show(self, happened: Happened, found: list[Element], phrases: Phrases) -> None:
        """Show cards to the one who did it: where they are, or in their own chat when others read along there."""
        address = self._address(happened)
        if happened.where.kind is not Kind.PERSONAL:
            identity = happened.who.identity
            known = await self._whereabouts.of_person(happened.where.tenant, identity.user) if identity else None
            if known is None or not known.personal:
                return
            address = self._whereabouts.address(happened.where.tenant, known.id, known.service_url)
        for card in found:
            await self._speaker.post(address, cards.activity(card, cards.summary(phrases, Purpose.REPLY)))

    async def _say(self, happened: Happened, sentence: str) -> None:
        if happened.where.kind is Kind.PERSONAL:
            await self._speaker.post(self._address(happened), cards.plain(sentence))

    def _address(self, happened: Happened) -> Address:
        where = happened.where
        address = self._whereabouts.address(where.tenant, where.id, where.service_url)
        return thread_of(address, where.root) if where.root else address

    def _reader(self, visitor: Visitor) -> Reader:
        return Reader(
            visitor=visitor,
            phrases=self._phrases(visitor.language),
            moment=lambda at: self._desk.moment(visitor, at),
            day=lambda day: self._desk.day(visitor, day),
        )

    def _phrases(self, language: str) -> Phrases:
        known = language if language in self._languages else self._languages[0]
        return Phrases(language=known, phrase=self._desk.phrase)


class _Recent:
    """What was done not long ago; it remembers a bounded number of things."""

    def __init__(self) -> None:
        self._at: OrderedDict[str, float] = OrderedDict()

    def is_new(self, key: str, now: float, seconds: float | None) -> bool:
        """Tell whether this was not done within so many seconds, or ever with None; from now on it was."""
        last = self._at.get(key)
        self._at[key] = now
        self._at.move_to_end(key)
        if len(self._at) > _MOST_REMEMBERED:
            self._at.popitem(last=False)
        return last is None or (seconds is not None and now - last > seconds)
