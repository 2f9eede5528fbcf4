"""The parts that cards are made of, in Adaptive Card 1.5; people's words stand in rich text, never in markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.teams import data, text
from adapters.teams.data import REFRESH, Data
from dialogs.messages import Choice

Element = dict[str, object]

SCHEMA: Final = "http://adaptivecards.io/schemas/adaptive-card.json"
CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"
MOST_BUTTONS: Final = 6
"""How many buttons Teams shows in one row."""
MOST_ANSWERS: Final = 8
"""How many answers are buttons; more of them are a list to choose from."""
VISIBLE_CONTROLS: Final = 4
MOST_OFFERED: Final = 8_000
"""What all that is to choose from in one list may weigh."""
PIECE: Final = 6_000
"""What one part of a card may weigh, so that parts can be divided over cards."""
_SMALL_PIECE: Final = 500
_MOST_RUNS: Final = 40
_MOST_BOLD: Final = 200
"""A longer text in bold letters would shout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of the product in one reader's language."""

    language: str
    phrase: Callable[..., str]

    def __call__(self, key: str, **values: object) -> str:
        """Return one phrase, filled in."""
        return self.phrase(self.language, key, **values)


# --- to be read -------------------------------------------------------------------------------------------------------


def line(words: str, *, heading: bool = False, label: bool = False, subtle: bool = False) -> Element:
    """Return one line of the product's own text; markdown in it is escaped. A `label` names what stands below it."""
    block: Element = {"type": "TextBlock", "text": text.escaped(words), "wrap": True}
    if heading:
        block |= {"style": "heading", "size": "Large", "weight": "Bolder"}
    if label:
        block |= {"weight": "Bolder", "spacing": "Medium"}
    if subtle:
        block |= {"size": "Small", "isSubtle": True, "spacing": "Small"}
    return block


def words(said: str, *, strong: bool = False, subtle: bool = False) -> list[Element]:
    """Return text in which people's words may stand, in as many blocks as it takes; nothing in it is read as markup."""
    bold = strong and len(said) <= _MOST_BOLD
    return [
        _rich(piece, large=strong, bold=bold, subtle=subtle, first=not at) for at, piece in enumerate(_pieces(said))
    ]


def paragraphs(said: str, *, subtle: bool = False) -> list[Element]:
    """Return a text with a little room between its lines."""
    return [
        {**part, "spacing": "Small"} if at else part
        for at, one in enumerate(one for one in said.splitlines() if one.strip())
        for part in words(one, subtle=subtle)
    ]


def quote(said: str) -> list[Element]:
    """Return somebody's own words, set apart, in as many blocks as it takes."""
    return [
        {"type": "Container", "style": "emphasis", "spacing": "Small", "items": [_rich(piece)]}
        for piece in _pieces(said)
    ]


def _pieces(said: str) -> list[str]:
    return [
        small
        for piece in text.pieces(said, PIECE)
        for small in (text.pieces(piece, _SMALL_PIECE) if len(text.runs(piece)) > _MOST_RUNS else [piece])
    ]


def _rich(said: str, *, large: bool = False, bold: bool = False, subtle: bool = False, first: bool = True) -> Element:
    style: Element = {}
    if large:
        style |= {"size": "Medium"}
    if bold:
        style |= {"weight": "Bolder"}
    if subtle:
        style |= {"size": "Small", "isSubtle": True}
    inlines = [{"type": "TextRun", "text": part, **style} for part in text.runs(said)]
    return {"type": "RichTextBlock", "inlines": inlines, "spacing": "Default" if first else "None"}


# --- to be pressed ----------------------------------------------------------------------------------------------------


def button(title: str, pressed: Data, *, inputs: bool = False, more: bool = False, dialog: bool = False) -> Element:
    """Return a button; `inputs` sends what was filled in along, `more` puts it behind the three dots.

    A dialog knows no `Action.Execute`; elsewhere an old client that does not know it either gets an `Action.Submit`.
    """
    title = text.excerpt(title, text.LONGEST_TITLE)
    associated = "auto" if inputs else "none"
    submit: Element = {"type": "Action.Submit", "title": title, "data": pressed, "associatedInputs": associated}
    if dialog:
        return submit
    found: Element = {
        "type": "Action.Execute",
        "title": title,
        "verb": str(pressed.get("k", "")),
        "data": pressed,
        "associatedInputs": associated,
        "fallback": submit,
    }
    return {**found, "mode": "secondary"} if more else found


def unfolding(title: str, body: Sequence[Element], *, more: bool = False) -> Element:
    """Return a button that shows below it, in the same card, what comes first."""
    shown = {"type": "AdaptiveCard", "body": list(body)}
    found: Element = {
        "type": "Action.ShowCard",
        "title": text.excerpt(title, text.LONGEST_TITLE),
        "card": shown,
    }
    return {**found, "mode": "secondary"} if more else found


def link(title: str, url: str) -> Element:
    """Return a button that leads to an address."""
    return {"type": "Action.OpenUrl", "title": text.excerpt(title, text.LONGEST_TITLE), "url": url}


def rows(actions: Sequence[Element]) -> list[Element]:
    """Return buttons in as many rows as it takes, none much longer than another."""
    needed = -(-len(actions) // MOST_BUTTONS)
    longest = -(-len(actions) // needed) if needed else 1
    found = [actions[at : at + longest] for at in range(0, len(actions), longest)]
    return [{"type": "ActionSet", "actions": list(row)} for row in found]


def apart(parts: Sequence[Element]) -> list[Element]:
    """Return parts of a card with a line above them, and room around it."""
    return [{**part, "separator": True, "spacing": "Medium"} if not at else part for at, part in enumerate(parts)]


def controls(actions: Iterable[tuple[str, Data]]) -> list[Element]:
    """Return the small buttons in one row: the first ones to be seen, the rest behind the three dots."""
    found = [button(title, pressed, more=at >= VISIBLE_CONTROLS) for at, (title, pressed) in enumerate(actions)]
    return [{"type": "ActionSet", "spacing": "Small", "actions": found}] if found else []


# --- to be filled in --------------------------------------------------------------------------------------------------


def box(name: str, label: str, *, value: str = "", long: bool = False, needed: str = "") -> Element:
    """Return a box to write in; `needed` is what is said when it stays empty, or nothing where it may."""
    found: Element = {
        "type": "Input.Text",
        "id": f"{data.INPUT}{name}",
        "label": label,
        "isMultiline": long,
        "maxLength": data.TEXT_LIMIT,
    }
    return found | _given(value, needed)


def dropdown(name: str, label: str, choices: Sequence[Choice], *, value: str = "", needed: str = "") -> Element:
    """Return a list to choose one from; in a list that drops down labels are not read as markdown."""
    offered = _offered(choices)
    found: Element = {
        "type": "Input.ChoiceSet",
        "id": f"{data.INPUT}{name}",
        "label": label,
        "style": "compact",
        "choices": offered,
    }
    if not value and any(not one.value for one in choices):
        value = data.NOTHING
    return found | _given(value if any(one["value"] == value for one in offered) else "", needed)


def picker(kind: str, name: str, label: str, *, value: str = "", needed: str = "") -> Element:
    """Return an input of another kind: `Date`, `Time` or `Number`."""
    found: Element = {"type": f"Input.{kind}", "id": f"{data.INPUT}{name}", "label": label}
    return found | _given(value, needed)


def toggle(name: str, title: str, *, on: str, off: str, value: str) -> Element:
    """Return a box to tick, with what it means beside it, that stands for one of two values."""
    return {
        "type": "Input.Toggle",
        "id": f"{data.INPUT}{name}",
        "title": title,
        "wrap": True,
        "valueOn": on,
        "valueOff": off or data.NOTHING,
        "value": value or data.NOTHING,
    }


def _offered(choices: Sequence[Choice]) -> list[Element]:
    offered: list[Element] = []
    left = MOST_OFFERED
    for one in choices:
        shown: Element = {"title": text.excerpt(one.label, text.LONGEST_TITLE), "value": one.value or data.NOTHING}
        left -= text.weight(shown) + 1
        if left < 0:
            break
        offered.append(shown)
    return offered


def _given(value: str, needed: str) -> Element:
    found: Element = {"value": value} if value else {}
    return found | ({"isRequired": True, "errorMessage": needed} if needed else {})


# --- cards ------------------------------------------------------------------------------------------------------------


def card(
    phrases: Phrases, body: Sequence[Element], *, wide: bool = False, spoken: str = "", refresh: Element | None = None
) -> Element:
    """Return a card; `spoken` is read aloud in place of it, `refresh` says how it asks whether it still holds."""
    found: Element = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": phrases.language,
        "fallbackText": phrases("teams.fallback"),
        "body": list(body),
    }
    if spoken:
        found["speak"] = spoken
    if wide:
        found["msteams"] = {"width": "Full"}
    if refresh is not None:
        found["refresh"] = refresh
    return found


def refresh(title: str, asks: Data, watchers: Sequence[str] = ()) -> Element:
    """Return how a card asks by itself, whenever it is looked at, what is to stand in its place."""
    action = {"type": "Action.Execute", "title": title, "verb": REFRESH, "data": dict(asks)}
    return {"action": action, "userIds": list(watchers)} if watchers else {"action": action}


def packed(parts: Sequence[Element], last: Sequence[Element], *, spare: int = 1_500) -> list[list[Element]]:
    """Divide parts over cards within what a message may weigh, in their order; `last` stays together on the last card.

    `spare` is what the card itself weighs around them.
    """
    most = text.BUDGET - spare
    tail = text.weight(list(last))
    if tail > most:
        parts, last, tail = [*parts, *last], [], 0
    bodies: list[list[Element]] = [[]]
    left = most
    for at, part in enumerate(parts):
        needed = text.weight(part) + 1
        ending = tail if at == len(parts) - 1 else 0
        if bodies[-1] and needed + ending > left:
            bodies.append([])
            left = most
        bodies[-1].append(part)
        left -= needed
    if bodies[-1] and tail > left:
        bodies.append([])
    bodies[-1].extend(last)
    return bodies


def attached(found: Element) -> Element:
    """Return a card as an attachment."""
    return {"contentType": CARD_TYPE, "content": found}
