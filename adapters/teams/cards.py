"""From our messages to Adaptive Cards: questions, notes and what is told after a button was pressed; no I/O.

A message that does not fit one card becomes several, in order; the buttons stand on the last one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote as percent
from xml.sax.saxutils import escape

from adapters.teams import data, elements
from adapters.teams.elements import Element, Phrases
from adapters.teams.text import excerpt, weight
from dialogs.messages import Chart, Choice, Input, Note, Prompt, Purpose, Quote

MOST_WATCHERS: Final = 60
"""For how many people a card may ask anew whether it still holds."""
_MOST_BARS: Final = 12
_COLOURS: Final = (
    *("categoricalBlue", "categoricalTeal", "categoricalMarigold", "categoricalPurple"),
    *("categoricalLime", "categoricalLavender"),
)
"""None that says good or bad."""
_MOST_SPOKEN: Final = 1_000


def question(phrases: Phrases, prompt: Prompt, *, watched: bool = False, watchers: Sequence[str] = ()) -> list[Element]:
    """Return a question as cards; once it was answered it has no buttons any more.

    A card that is `watched` asks, whenever it is seen, whether its question is still open. In a chat with few people it
    does so for everybody; `watchers` are the Teams ids of those for whom it does so elsewhere.
    """
    if prompt.answered:
        return _cards(phrases, _answered(prompt), [], spoken=prompt.answered)
    parts: list[Element] = []
    if prompt.progress:
        done, every = prompt.progress
        parts.append(elements.line(phrases("web.chat.progress", done=done, all=every), subtle=True))
    parts += elements.words(prompt.text, strong=True)
    if prompt.hint:
        parts += elements.paragraphs(prompt.hint, subtle=True)
    last = elements.words(prompt.visibility, subtle=True) if prompt.visibility else []
    last += _answers(phrases, prompt)
    controls = ((one.label, data.pick(prompt.session, prompt.question, one.value)) for one in prompt.controls)
    last += elements.apart([*_window(prompt), *elements.controls(controls)])
    spoken = f"{prompt.text} {prompt.hint} {prompt.visibility}"
    refresh = _refresh(phrases, prompt, watchers) if watched else None
    return _cards(phrases, parts, last, spoken=spoken, refresh=refresh)


def note(phrases: Phrases, told: Note, *, leads_to: str = "", wide: bool = False) -> list[Element]:
    """Return something told as cards; `leads_to` is the address behind its link, where there is one."""
    parts: list[Element] = [elements.line(told.title, heading=True)] if told.title else []
    for block in told.blocks:
        parts += blocks(phrases, block)
    if told.chart is not None:
        parts += chart(told.chart)
    actions = [elements.button(one.label, data.command(one.value)) for one in told.choices]
    if told.link is not None and leads_to:
        actions.append(elements.link(told.link.label, leads_to))
    spoken = " ".join((told.title, *(one for one in told.blocks if isinstance(one, str))))
    return _cards(
        phrases, parts, elements.rows(actions), spoken=f"{spoken} {told.chart.alt if told.chart else ''}", wide=wide
    )


def blocks(phrases: Phrases, block: str | Quote) -> list[Element]:
    """Return a paragraph, or somebody's own words; those that were taken back are gone."""
    match block:
        case Quote(words=None):
            return [elements.line(phrases("web.chat.gone"), subtle=True)]
        case Quote(words=str() as said):
            return elements.quote(said)
        case _:
            return elements.words(str(block))


def done(phrases: Phrases, sentence: str, *, home: bool) -> Element:
    """Return what stands where a card was once what it asked is done; `home` offers the way back."""
    actions = [elements.button(phrases("teams.home"), data.at_home("home"))] if home else []
    return elements.card(phrases, [*elements.words(excerpt(sentence, _MOST_SPOKEN)), *elements.rows(actions)])


def chart(shown: Chart) -> list[Element]:
    """Return a picture of a few numbers under its title; whoever cannot see it reads words that say all it shows."""
    categories = shown.categories[-_MOST_BARS:]
    first = len(shown.categories) - len(categories)
    series = [
        {
            "legend": one.name,
            "color": _COLOURS[at % len(_COLOURS)],
            "values": [{"x": name, "y": value} for name, value in zip(categories, one.values[first:], strict=False)],
        }
        for at, one in enumerate(shown.series)
    ]
    # Upright, so that a week with fewer people is a shorter bar: lying down, Teams makes all of them equally long.
    bars: Element = {"type": "Chart.VerticalBar.Grouped", "stacked": True, "data": series}
    return [elements.line(shown.title), {**bars, "fallback": elements.line(shown.alt)}]


def mentioning(card: Element, mention: Element) -> Element:
    """Return a card that calls somebody by name above what it says; `mention` says who and by which name."""
    calling: Element = {"type": "TextBlock", "text": mention["text"], "wrap": True}
    body = card["body"]
    settings = card.get("msteams")
    return {
        **card,
        "body": [calling, *(body if isinstance(body, list) else [])],
        "msteams": {**(settings if isinstance(settings, dict) else {}), "entities": [mention]},
    }


def activity(card: Element, summary: str) -> Element:
    """Return the message that carries a card; a notification shows `summary` alone, so nobody's words are in it."""
    # Without a text beside the card: Teams would split the two, and give back no id.
    return {"type": "message", "summary": summary, "attachments": [elements.attached(card)]}


def plain(sentence: str) -> Element:
    """Return a message of one sentence of the product's own."""
    return {"type": "message", "textFormat": "plain", "text": sentence}


def summary(phrases: Phrases, purpose: Purpose) -> str:
    """Return what a notification says of a message, which never depends on anybody's words."""
    return phrases(f"teams.summary.{purpose}")


def address_of_message(channel: str, message: str, tenant: str) -> str:
    """Return the address that opens a message of a channel in Teams."""
    of, id, within = (percent(part, safe="") for part in (channel, message, tenant))
    return f"https://teams.microsoft.com/l/message/{of}/{id}?tenantId={within}"


def _answered(prompt: Prompt) -> list[Element]:
    return [*elements.words(prompt.text, subtle=True), *elements.words(prompt.answered)]


def _answers(phrases: Phrases, prompt: Prompt) -> list[Element]:
    session, asked = prompt.session, prompt.question
    if len(prompt.choices) > elements.MOST_ANSWERS:
        needed = phrases("teams.choose")
        offered = [Choice(value=one.value, label=one.label) for one in prompt.choices]
        send = elements.button(phrases("web.chat.send"), data.choose(session, asked), inputs=True)
        return [elements.dropdown("c", phrases("web.chat.answer"), offered, needed=needed), *elements.rows([send])]
    if prompt.choices:
        return elements.rows(
            [elements.button(one.label, data.pick(session, asked, one.value)) for one in prompt.choices]
        )
    label, needed = phrases("web.chat.answer"), phrases("web.error.empty")
    send = elements.button(phrases("web.chat.send"), data.say(session, asked), inputs=True)
    match prompt.input:
        case Input.NONE:
            return []
        case Input.DATE:
            return [elements.picker("Date", "text", label, needed=phrases("web.error.date")), *elements.rows([send])]
        case Input.TEXT | Input.CHOICE | Input.NUMBER:
            long = prompt.input is Input.TEXT
            return [elements.box("text", label, long=long, needed=needed), *elements.rows([send])]


def _window(prompt: Prompt) -> list[Element]:
    # A box in the card is the window already: what is written there never stands in the chat.
    if not prompt.window or (not prompt.choices and prompt.input is not Input.NONE):
        return []
    return elements.rows([elements.button(prompt.window, data.do("window", f"{prompt.session} {prompt.question}"))])


def _refresh(phrases: Phrases, prompt: Prompt, watchers: Sequence[str]) -> Element:
    asks = data.do(data.REFRESH, f"{prompt.session} {prompt.question}")
    return elements.refresh(phrases("teams.refresh"), asks, watchers[:MOST_WATCHERS])


def _cards(
    phrases: Phrases,
    parts: Sequence[Element],
    last: Sequence[Element],
    *,
    spoken: str,
    wide: bool = False,
    refresh: Element | None = None,
) -> list[Element]:
    # What is read aloud may be taken for SSML, so it must not look like it.
    spoken = escape(excerpt(spoken.strip(), _MOST_SPOKEN))
    bodies = elements.packed(parts, last, spare=1_500 + weight(spoken))
    found = []
    for at, body in enumerate(bodies):
        ends = at == len(bodies) - 1
        found.append(
            elements.card(
                phrases,
                body,
                wide=wide,
                spoken=spoken if len(bodies) == 1 else "",
                refresh=refresh if ends else None,
            )
        )
    return found
