"""From what the desk answers to what a button or a dialog of Teams is answered with; no I/O."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from adapters.teams import cards, data, elements, forms
from adapters.teams.elements import Element, Phrases
from adapters.teams.payloads import Answer, Happened
from adapters.teams.text import excerpt
from adapters.teams.transport import InvokeReply
from dialogs.messages import Command, FieldErrors, Form, Note, Outcome, Page, Prompt, Quote, Receipt, Submitted

ERROR: Final = "application/vnd.microsoft.error"
MESSAGE: Final = "application/vnd.microsoft.activity.message"
_LONGEST: Final = 1_500
_BAD_REQUEST: Final = 400


def shown(phrases: Phrases, happened: Happened, receipt: Receipt, *, personal: bool) -> Element | None:
    """Return the one card that shows what the desk answered, or None where it answered nothing to be shown."""
    dialog = happened.answer is Answer.DIALOG
    match receipt.reply:
        case Prompt() as prompt:
            short = replace(prompt, text=excerpt(prompt.text, _LONGEST), answered=excerpt(prompt.answered, _LONGEST))
            return cards.question(phrases, short, watched=personal and not dialog)[-1]
        case Form() as form:
            return forms.card(phrases, form, dialog=dialog, home=personal)
        case Note() as note:
            return cards.note(phrases, _shortened(note))[-1]
        case FieldErrors(errors=errors):
            if happened.form is None or not isinstance(happened.content, Submitted):
                return cards.done(phrases, " ".join(errors.values()), home=personal and not dialog)
            again = forms.filled(happened.form, happened.content.fields)
            return forms.card(phrases, again, errors=errors, dialog=dialog, home=personal)
        case Page() | None:
            return None


def trouble(phrases: Phrases, receipt: Receipt) -> str:
    """Return the sentence for what could not be done and of which the desk says no more, or nothing."""
    match receipt.outcome:
        case Outcome.REFUSED:
            return phrases("chat.refused")
        case Outcome.FAILED:
            return phrases("chat.kept")
        case Outcome.UNKNOWN:
            return phrases("chat.stranger")
        case Outcome.TAKEN | Outcome.DUPLICATE:
            return ""


def with_card(found: Element, answer: Answer, title: str) -> InvokeReply:
    """Answer with a card: in place of the used one, or in the dialog."""
    if answer is Answer.DIALOG:
        return InvokeReply(body=forms.dialog(title, found))
    return InvokeReply(body={"statusCode": 200, "type": elements.CARD_TYPE, "value": found})


def with_sentence(phrases: Phrases, sentence: str, answer: Answer, title: str) -> InvokeReply:
    """Answer with a sentence: under the card, which stays, or in the dialog."""
    if answer is Answer.DIALOG:
        return with_card(cards.done(phrases, sentence, home=False), answer, title)
    return InvokeReply(body={"statusCode": 200, "type": MESSAGE, "value": sentence})


def with_error(sentence: str) -> InvokeReply:
    """Answer that nothing can be made of what was pressed."""
    value = {"code": "BadRequest", "message": sentence}
    return InvokeReply(body={"statusCode": _BAD_REQUEST, "type": ERROR, "value": value})


def leaves_its_card(happened: Happened) -> bool:
    """Tell whether a button leaves its card as it is: one that asks for something, rather than answers a question."""
    return isinstance(happened.content, Command)


def only_looked(happened: Happened) -> bool:
    """Tell whether nobody pressed anything: a card that was looked at asked whether it still holds."""
    return isinstance(happened.content, Command) and happened.content.name == data.REFRESH


def _shortened(note: Note) -> Note:
    blocks: list[str | Quote] = []
    for block in note.blocks:
        match block:
            case Quote(words=str() as words):
                blocks.append(replace(block, words=excerpt(words, _LONGEST)))
            case Quote():
                blocks.append(block)
            case _:
                blocks.append(excerpt(block, _LONGEST))
    return replace(note, blocks=tuple(blocks))
