"""The port this channel owns: what it needs from the house to serve a personal link."""

from __future__ import annotations

from typing import Protocol

import adapters.desk
from adapters.desk import Visitor
from dialogs.conversation import Conversation


class Desk(adapters.desk.Desk, Protocol):
    """What stands behind the door of personal links. Every method that waits may raise `Away`.

    What the forms of this channel send, as `Submitted(form, fields)`:
    `settings` (language, unit, every, weekday, at, quiet_start, quiet_end, between, centre_may_read: yes or no),
    `answer.revise` (answer, text), `answer.withdraw` (answer), `answer.share` (answer, share),
    `assumption.preview` and `assumption.log` (text, client: an id or empty for the group, about, wrong_if),
    `assumption.withdraw` (assumption), `report.log` (client, words), `offer.log` (client: an id or empty, text),
    `reply` (item, text; the thread of the inbound is the item) and `erase` (confirm: yes).
    A command that opens something (form, window, read, item.reply, item.answer_client, item.ask_team) changes nothing
    and gives a `Form` or a `Note` back; that form is sent by its name, with the fields it kept.
    A receipt with `FieldErrors` puts the form back with what was typed; one that is refused may say why in a `Note`.
    Names of commands: stop, start, pause (ISO date), resume, later, help, say, language (code), assumption (id),
    profile, pass_on (reply), item.dossier and item.not_ours (item), alarm.seen and alarm.lift (alarm). A
    choice under a `Note` is such a command, its value the name or the name, a space and the argument.
    The small buttons of a question come as `Picked` with the value of the control as the choice.
    """

    async def visitor(self, token: str) -> Visitor | None:
        """Return whose link this is, or None for one that is unknown, withdrawn or expired."""
        ...

    async def opened(self, token: str, browser: str) -> None:
        """Note that a page of this link is used in a browser, known by its cookie; empty for one that keeps none."""
        ...

    async def end_other_links(self, token: str) -> None:
        """End every link of this visitor but this one."""
        ...

    async def settled(self, visitor: Visitor) -> None:
        """Return once the answer to what was taken stands in the conversation, or after at most a second."""
        ...

    async def conversation(self, visitor: Visitor) -> Conversation:
        """Return the conversation as it stands; this marks nothing as opened, what is sent from a page does."""
        ...

    def address(self, token: str) -> str:
        """Return the whole address of a personal link."""
        ...
