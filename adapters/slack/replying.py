"""After the commit: how somebody is answered, given where they spoke."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, assert_never

from adapters.desk import Desk, Visitor
from adapters.slack import notices
from adapters.slack.fields import name_of
from adapters.slack.heard import Heard, Surface, Wordless
from adapters.slack.notices import Told
from adapters.slack.speaking import Voice
from dialogs.messages import FieldErrors, Form, Note, Outcome, Page, Prompt, Quote, Receipt, Submitted
from dialogs.people import Identity

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 10_000
_SAYS: Final[Mapping[Outcome, str]] = {
    Outcome.UNKNOWN: "chat.stranger",
    Outcome.REFUSED: "chat.refused",
    Outcome.FAILED: "chat.kept",
}

_PLAIN: Final = Receipt(outcome=Outcome.TAKEN)

Json = Mapping[str, object]
Reply = Form | FieldErrors | Page | Prompt | Note | None


class Modal(Protocol):
    """Draws a form as a window."""

    def __call__(self, form: Form, *, close: str, errors: Mapping[str, str] = ...) -> dict[str, object]:
        """Return the view; `close` is what its way out says, `errors` stand at their fields."""
        ...


class Reading(Protocol):
    """Draws something to be read as a window."""

    def __call__(self, blocks: tuple[str | Quote, ...], *, title: str, close: str) -> dict[str, object]:
        """Return the view, without anything to send."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """What draws windows and Home, and reads a window that was sent."""

    modal: Modal
    submission: Callable[[Mapping[str, object]], Submitted]
    field_errors: Callable[[Mapping[str, object], Mapping[str, str]], Mapping[str, str]]
    reading: Reading
    home: Callable[[Desk, Visitor], Awaitable[dict[str, object]]]
    page: Callable[[Desk, Visitor, str], Awaitable[dict[str, object] | None]]


class Replies:
    """Answers people where they are; what it returns is what the acknowledgement itself says, if anything."""

    def __init__(self, desk: Desk, views: Views) -> None:
        """Speak with the phrases of this desk, and draw with these views."""
        self._desk = desk
        self._views = views
        self._once: OrderedDict[str, None] = OrderedDict()

    async def answer(self, voice: Voice, heard: Heard, receipt: Receipt) -> Json | None:
        """Answer what was taken in; most of what is typed the house answers by itself."""
        if heard.surface is Surface.TYPED and receipt == _PLAIN and not heard.files:
            return None
        visitor = await self._desk.known(heard.identity)
        language = visitor.language if visitor else ""
        reply = self._reply(heard, receipt, language)
        said: Json | None = None
        match heard.surface:
            case Surface.SUBMITTED:
                said = self._sent(heard, reply, language)
            case Surface.COMMAND:
                said = await self._commanded(voice, heard, reply, language)
            case Surface.WINDOW:
                await self._pressed_in_window(voice, heard, reply, language)
            case Surface.HOME:
                await self._pressed_at_home(voice, heard, reply, language)
            case Surface.BUTTON | Surface.SHORTCUT:
                await self._pressed(voice, heard, reply, language)
            case Surface.TYPED:
                await self._typed(voice, heard, reply, language)
            case _:
                assert_never(heard.surface)
        if heard.files and receipt.outcome is Outcome.TAKEN:
            await voice.tell(heard, self._message(language, "chat.file_too"))
        return said

    async def wordless(self, voice: Voice, sent: Wordless) -> None:
        """Say, once for each message, that files are not read."""
        visitor = await self._desk.known(sent.identity)
        if visitor is None and self._first(_whose(sent.identity)):
            await voice.tell(sent, self._message("", "chat.stranger"))
        elif visitor is not None and self._first(sent.message):
            await voice.tell(sent, self._message(visitor.language, "chat.file_only"))

    async def show_home(self, voice: Voice, identity: Identity) -> None:
        """Show somebody their Home as it is now; a stranger, or somebody who was erased, sees only a sentence."""
        visitor = await self._desk.known(identity)
        if visitor is None:
            view = notices.home(self._desk.phrase("", "chat.stranger"))
        else:
            view = await self._views.home(self._desk, visitor)
        await voice.publish(identity.user, view)

    async def show_page(self, voice: Voice, heard: Heard, argument: str) -> None:
        """Open the page somebody asks for in a window, or let it take the place of what stands in theirs."""
        visitor = await self._desk.known(heard.identity)
        view = await self._views.page(self._desk, visitor, argument) if visitor else None
        if view is not None and heard.surface is Surface.WINDOW:
            await voice.update(name_of(heard.view, "id"), view)
        elif view is not None:
            await voice.open(heard.trigger, view)

    @staticmethod
    def changes_home(heard: Heard, receipt: Receipt) -> bool:
        """Tell whether Home may be another one now: after a button on it, or a form, which is often opened there."""
        if heard.surface is Surface.HOME:
            return True
        in_window = heard.surface in {Surface.SUBMITTED, Surface.WINDOW}
        return in_window and receipt.outcome is Outcome.TAKEN and not isinstance(receipt.reply, Form | FieldErrors)

    # --- what is said -------------------------------------------------------------------------------------------------

    def _reply(self, heard: Heard, receipt: Receipt, language: str) -> Reply:
        if isinstance(receipt.reply, Prompt) and receipt.reply.answered:
            return None  # the message whose button it was says so itself, a moment later
        told = isinstance(receipt.reply, Note) and receipt.outcome is Outcome.TAKEN
        if told and heard.surface is Surface.TYPED and heard.personal:
            return None  # it stands in the conversation itself, a moment later
        if receipt.reply is not None or receipt.outcome not in _SAYS:
            return receipt.reply
        if heard.surface is Surface.TYPED:
            # What went wrong with typed words the house says itself; a stranger is told once, not at every word.
            stranger = receipt.outcome is Outcome.UNKNOWN
            if not stranger or not self._first(_whose(heard.identity)):
                return None
        return Note(blocks=(self._desk.phrase(language, _SAYS[receipt.outcome]),))

    def _first(self, key: str) -> bool:
        if key in self._once:
            return False
        self._once[key] = None
        if len(self._once) > _MOST:
            self._once.popitem(last=False)
        return True

    def _message(self, language: str, key: str) -> dict[str, object]:
        return notices.message(Told(blocks=(self._desk.phrase(language, key),)))

    def _window(self, reply: Form | FieldErrors | Page | Prompt | Note, language: str) -> dict[str, object]:
        close = self._desk.phrase(language, "chat.close")
        if isinstance(reply, Form):
            try:
                return self._views.modal(reply, close=close)
            except Exception as error:  # noqa: BLE001  a form that no window can hold: say so rather than nothing
                _LOG.error("slack window not drawn: %s", type(error).__name__)
                reply = Note(blocks=(self._phrase(language, "chat.window_failed"),))
        what = notices.told(reply)
        title = what.title or self._desk.phrase(language, "chat.title")
        return self._views.reading(what.blocks, title=title, close=close)

    # --- by where it was said -----------------------------------------------------------------------------------------

    def _sent(self, heard: Heard, reply: Reply, language: str) -> Json | None:
        """Answer a window in the acknowledgement: without an answer it closes."""
        if reply is None:
            return None
        if isinstance(reply, FieldErrors):
            errors = self._views.field_errors(heard.view, reply.errors)
            if errors:
                return {"response_action": "errors", "errors": dict(errors)}
        return {"response_action": "update", "view": self._window(reply, language)}

    async def _commanded(self, voice: Voice, heard: Heard, reply: Reply, language: str) -> Json | None:
        """Answer a command in the acknowledgement, which only whoever typed it sees."""
        if isinstance(reply, Form):
            opened = await voice.open(heard.trigger, self._window(reply, language))
            return None if opened else self._privately(Told(blocks=(self._phrase(language, "chat.window_failed"),)))
        if reply is None:
            return self._privately(Told(blocks=(self._phrase(language, "chat.answered_in_dm"),)))
        return self._privately(notices.told(reply))

    async def _pressed(self, voice: Voice, heard: Heard, reply: Reply, language: str) -> None:
        if isinstance(reply, Form):
            if not await voice.open(heard.trigger, self._window(reply, language)):
                await voice.tell(heard, self._message(language, "chat.window_failed"))
        elif reply is not None:
            await voice.tell(heard, notices.message(notices.told(reply)))

    async def _pressed_at_home(self, voice: Voice, heard: Heard, reply: Reply, language: str) -> None:
        if reply is not None and not await voice.open(heard.trigger, self._window(reply, language)):
            await voice.tell(heard, self._message(language, "chat.window_failed"))

    async def _pressed_in_window(self, voice: Voice, heard: Heard, reply: Reply, language: str) -> None:
        if isinstance(reply, Form):
            await voice.push(heard.trigger, self._window(reply, language))
        elif reply is not None:
            await voice.update(name_of(heard.view, "id"), self._window(reply, language))

    async def _typed(self, voice: Voice, heard: Heard, reply: Reply, language: str) -> None:
        if isinstance(reply, Form):
            # A window opens only for something that was pressed.
            await voice.tell(heard, self._message(language, "chat.no_window"))
        elif reply is not None:
            await voice.tell(heard, notices.message(notices.told(reply)))

    def _phrase(self, language: str, key: str) -> str:
        return self._desk.phrase(language, key)

    @staticmethod
    def _privately(what: Told) -> Json:
        return {"response_type": "ephemeral", **notices.message(what)}


def _whose(identity: Identity) -> str:
    return f"{identity.account}:{identity.user}"
