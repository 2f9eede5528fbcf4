"""What a professional, somebody of the centre and the steward find on their Home tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from adapters.slack import blocks as b
from adapters.slack.blocks import Json
from adapters.slack.buttons import do
from adapters.slack.home_own import LINE, excerpt
from adapters.slack.shelves import Shelf, cards_of
from adapters.slack.speech import DOT, Speech
from adapters.slack.text import MORE
from dialogs.messages import Note, Quote
from dialogs.pages import (
    AssumptionCard,
    AssumptionsView,
    ClientCard,
    ClientsView,
    DigestView,
    Item,
    OrganisationView,
    Told,
    Voice,
)

_TOLD: Final = 3
"""So many talents, wishes and answers of one client are shown; the newest come first."""

_VOICES: Final = 5
"""So much that was said about one thing is shown: voices, or replies, of which the newest come last."""


def welcome(speech: Speech) -> Shelf:
    """Return the first thing a professional sees: three things they can do at once."""
    buttons = [
        do("form", "assumption", speech.say("slack.app.log_assumption"), style="primary"),
        do("form", "report", speech.say("web.reports.log")),
        do("form", "offer", speech.say("web.offers.log")),
    ]
    head = b.header(speech.say("slack.home.hello", name=speech.name))
    return Shelf(head=(head, b.section(speech.say("web.assumptions.lead")), b.actions(buttons)))


# --- clients ----------------------------------------------------------------------------------------------------------


def clients(speech: Speech, view: ClientsView) -> Shelf:
    """Return the clients with what they share, in their own words."""
    head = [b.header(speech.say("web.clients.title"))]
    head.append(b.context(speech.say("web.clients.lead" if view.clients else "web.clients.empty")))
    if view.waiting:
        waiting = speech.say("web.clients.waiting", n=len(view.waiting), clients=view.waiting)
        head.append(b.context(excerpt(waiting)))
    return Shelf(head=tuple(head), cards=cards_of(view.clients, partial(_client, speech)))


def _client(speech: Speech, card: ClientCard) -> tuple[Json, ...]:
    told = [b.words(excerpt(card.name, LINE), bold=True)]
    for name, every in (("talents", card.talents), ("wishes", card.wishes)):
        if every:
            told += [b.words(speech.say(f"web.clients.{name}")), *_quotes(every)]
    if not (card.talents or card.wishes):
        told.append(b.words(speech.say("web.clients.nothing")))
    if card.answers:
        told += [b.words(speech.say("web.clients.answers", n=len(card.answers))), *_quotes(card.answers)]
    if card.offer:
        told += [b.words(f"{speech.say('web.clients.offer')}: {excerpt(card.offer)}")]
    return (b.rich(*told), b.context(excerpt(card.reached)))


def _quotes(every: Sequence[Told]) -> list[Json]:
    quotes = [b.quoted(excerpt(one.words)) for one in every[:_TOLD]]
    return quotes if len(every) <= _TOLD else [*quotes, b.words(MORE)]


# --- what was written down --------------------------------------------------------------------------------------------


def assumptions(speech: Speech, view: AssumptionsView) -> Shelf:
    """Return the assumptions with what clients said of them, which nobody else can change."""
    empty = "web.assumptions.only_clients" if view.assumptions else "web.assumptions.empty"
    head = (b.header(speech.say("web.assumptions.list")), b.context(speech.say(empty)))
    return Shelf(head=head, cards=cards_of(view.assumptions, partial(_assumption, speech)))


def _assumption(speech: Speech, card: AssumptionCard) -> tuple[Json, ...]:
    told = [b.words(excerpt(card.text)), *_voices(speech, card.voices)]
    about = [
        speech.say(f"web.status.{card.status}"),
        card.client or speech.say("web.client.group"),
        speech.moment(card.at),
        *(f"{speech.say(f'web.says.{says}')}: {count}" for says, count in card.counts.items()),
        *(
            speech.say("web.assumptions.of_others", says=speech.say(f"web.says.{says}"), n=n)
            for says, n in card.of_others.items()
        ),
    ]
    if card.client is None:
        about.append(speech.say("web.assumptions.others"))
    if card.wrong_if:
        about.append(speech.say("web.assumptions.wrong", words=card.wrong_if))
    shown = (b.rich(*told), b.context(excerpt(DOT.join(about))))
    if not card.may_withdraw:
        return shown
    return (*shown, b.actions([do("assumption.withdraw", card.id, speech.say("web.assumptions.withdraw"))]))


def _voices(speech: Speech, voices: Sequence[Voice]) -> Iterator[Json]:
    for voice in voices[:_VOICES]:
        named = [voice.name] if voice.name else []
        line = [*named, speech.say(f"web.says.{voice.says}"), speech.moment(voice.at)]
        yield b.words(excerpt(DOT.join(line), LINE))
        if voice.words:
            yield b.quoted(excerpt(voice.words))
    if len(voices) > _VOICES:
        yield b.words(MORE)


# --- the centre and the steward ---------------------------------------------------------------------------------------


def week(speech: Speech, view: DigestView) -> Shelf:
    """Return the newest week as it stands now: its items, and what was said under them."""
    head = [b.header(view.head.title or speech.say("web.digest.title")), b.context(speech.moment(view.at))]
    if view.head.blocks:
        head.append(b.rich(*_note(view.head)))
    return Shelf(head=tuple(head), cards=cards_of(view.items, partial(_item, speech)))


def _item(speech: Speech, item: Item) -> tuple[Json, ...]:
    title = [b.words(excerpt(item.body.title, LINE), bold=True)] if item.body.title else []
    shown = [b.rich(*title, *_note(item.body))]
    replies = []
    for reply in item.replies[-_VOICES:]:
        by = DOT.join((excerpt(reply.name, LINE), speech.moment(reply.at)))
        replies += [b.words(by), b.quoted(excerpt(reply.words))]
    if replies:
        shown.append(b.rich(*replies))
    return (*shown, b.actions([do("form", f"reply {item.id}", speech.say("web.digest.reply"))]))


def _note(note: Note) -> Iterator[Json]:
    for block in note.blocks:
        yield b.quoted(excerpt(block.words or MORE)) if isinstance(block, Quote) else b.words(excerpt(block))


def organisation(speech: Speech, view: OrganisationView) -> Shelf:
    """Return what is set for everybody."""
    hour = speech.say(
        "language.moment",
        day=speech.say(f"web.weekday.{view.organisation.digest_weekday}"),
        time=speech.hour(view.organisation.digest_at),
    )
    lines = [
        f"{speech.say('web.organisation.name')}: {view.organisation.name or MORE}",
        f"{speech.say('web.organisation.centre_name')}: {view.organisation.centre_name or MORE}",
        f"{speech.say('web.organisation.digest')}: {hour}",
        speech.say("web.data.months", n=view.organisation.retention_months),
    ]
    return Shelf(
        head=(
            b.header(speech.say("slack.home.hello", name=speech.name)),
            b.rich(b.words(speech.say("web.organisation.lead")), b.bullets(excerpt(line, LINE) for line in lines)),
            b.actions([do("form", "organisation", speech.say("web.organisation.title"))]),
        )
    )
