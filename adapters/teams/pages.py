"""From what a person's page shows to one Adaptive Card; a long page goes on at the press of a button; no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, assert_never

from adapters.desk import Visitor
from adapters.teams import data, elements
from adapters.teams.cards import blocks
from adapters.teams.elements import Element, Phrases
from adapters.teams.text import BUDGET, excerpt, weight
from dialogs.messages import Note, Quote
from dialogs.page import Page
from dialogs.pages import (
    AssumptionCard,
    AssumptionsView,
    ClientCard,
    ClientsView,
    DigestView,
    ExportView,
    OrganisationView,
    PageName,
    SettingsView,
    View,
    Voice,
)
from dialogs.policy.roles import is_client

Entry = list[Element]
_Work = ClientsView | AssumptionsView | DigestView | OrganisationView

LONGEST_WORDS: Final = 400
"""So many characters of somebody's words stand on a page; the whole stands where they were said."""
_ROOM: Final = 4_000
_MOST_VOICES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page: their phrases, and how they read a moment and a date."""

    visitor: Visitor
    phrases: Phrases
    moment: Callable[[datetime], str] = field(repr=False)
    day: Callable[[date], str] = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """Return one phrase in the reader's language."""
        return self.phrases(key, **values)


def page(reader: Reader, name: PageName, view: View, start: int = 0) -> Element:
    """Return a page as a card, from its entry `start` on, as far as it fits; a button leads to the rest."""
    address = f"{name} {view.week}" if isinstance(view, DigestView) else str(name)
    body: list[Element] = [elements.line(reader(f"web.{name}.title"), heading=True)]
    if start == 0 and name is not PageName.DIGEST:
        body += elements.words(reader(_lead(reader, name)))
    every = entries(reader, view)
    shown = body + [part for entry in every[start : start + 1] for part in _fitting(entry)]
    at = start + 1
    while at < len(every) and weight(shown) + weight(every[at]) < BUDGET - _ROOM:
        shown += every[at]
        at += 1
    if not every:
        shown += elements.words(reader(f"web.{name}.empty")) if name in _MAY_BE_EMPTY else []
    actions = list(_actions(reader, name))
    if at < len(every):
        actions.insert(0, elements.button(reader("teams.more"), data.at_home("home", f"{address} {at}")))
    actions.append(elements.button(reader("web.back"), data.at_home("home")))
    here = f"{address} {start}" if start else address
    refresh = elements.refresh(reader("teams.refresh"), data.at_home("home", here))
    return elements.card(reader.phrases, [*shown, *elements.rows(actions)], refresh=refresh)


def entries(reader: Reader, view: View) -> list[Entry]:
    """Return what stands on a page, each thing by itself."""
    match view:
        case SettingsView() | ExportView() | Page():
            return []
        case _:
            return _of_work(reader, view)


def _of_work(reader: Reader, view: _Work) -> list[Entry]:
    match view:
        case ClientsView():
            return [*_waiting(reader, view), *(_client(reader, one) for one in view.clients)]
        case AssumptionsView():
            return [assumption(reader, one) for one in view.assumptions]
        case DigestView():
            return _week(reader, view)
        case OrganisationView():
            return [[elements.line(one) for one in (view.organisation.name, view.organisation.centre_name)]]
        case _:
            assert_never(view)


def _waiting(reader: Reader, view: ClientsView) -> list[Entry]:
    if not view.waiting:
        return []
    waiting = reader("web.clients.waiting", n=len(view.waiting), clients=view.waiting)
    return [elements.words(excerpt(waiting, LONGEST_WORDS))]


def assumption(reader: Reader, card: AssumptionCard) -> Entry:
    """Return one assumption with what clients said of it."""
    about = card.client or reader("web.client.group")
    status = " · ".join((reader(f"web.status.{card.status}"), about, reader.moment(card.at)))
    found = [elements.line(status, subtle=True), *_said(card.text)]
    if card.wrong_if:
        found += elements.words(excerpt(reader("web.assumptions.wrong", words=card.wrong_if), LONGEST_WORDS))
    found += [elements.line(f"{reader(f'web.says.{says}')}: {count}") for says, count in card.counts.items()]
    found += [
        elements.line(reader("web.assumptions.of_others", says=reader(f"web.says.{says}"), n=n))
        for says, n in card.of_others.items()
    ]
    if card.client is None:
        found += [elements.line(reader("web.assumptions.others"), subtle=True)]
    found += _voices(reader, card.voices)
    if card.may_withdraw:
        withdraw = data.at_home("assumption.withdraw", card.id)
        found += elements.rows([elements.button(reader("web.assumptions.withdraw"), withdraw)])
    return _apart(found)


_MAY_BE_EMPTY: Final = frozenset({PageName.CLIENTS, PageName.ASSUMPTIONS})


def _lead(reader: Reader, name: PageName) -> str:
    staff = name is PageName.SETTINGS and not is_client(reader.visitor)
    return f"web.{name}.lead_staff" if staff else f"web.{name}.lead"


def _actions(reader: Reader, name: PageName) -> Iterable[Element]:
    match name:
        case PageName.CLIENTS | PageName.ASSUMPTIONS:
            yield elements.button(reader("teams.log.assumption"), data.at_home("form", "assumption"))
        case _:
            return


# --- the professional -------------------------------------------------------------------------------------------------


def _client(reader: Reader, client: ClientCard) -> Entry:
    found = [*elements.words(client.name, strong=True), elements.line(client.reached, subtle=True)]
    for group, told in (("talents", client.talents), ("wishes", client.wishes)):
        if told:
            found.append(elements.line(reader(f"web.clients.{group}"), label=True))
            found += [part for one in told[:_MOST_VOICES] for part in _said(one.words)]
    if not client.talents and not client.wishes:
        found.append(elements.line(reader("web.clients.nothing")))
    if client.offer:
        found += [elements.line(reader("web.clients.offer"), label=True), *_said(client.offer)]
    if client.answers:
        found.append(elements.line(reader("web.clients.answers", n=len(client.answers)), label=True))
        for one in client.answers[:_MOST_VOICES]:
            found += [*_asked(one.question), *_said(one.words)]
    return _apart(found)


def _voices(reader: Reader, voices: Sequence[Voice]) -> Entry:
    found: Entry = []
    for voice in voices[:_MOST_VOICES]:
        parts = (reader(f"web.says.{voice.says}"), voice.name, reader.moment(voice.at))
        found += [elements.line(" · ".join(part for part in parts if part), subtle=True), *_said(voice.words)]
    return found


# --- the centre -------------------------------------------------------------------------------------------------------


def _week(reader: Reader, view: DigestView) -> list[Entry]:
    found = [_note(reader, view.head)]
    for item in view.items:
        entry = _note(reader, item.body)
        for reply in item.replies[:_MOST_VOICES]:
            entry += [elements.line(f"{reply.name} · {reader.moment(reply.at)}", subtle=True), *_said(reply.words)]
        answer = elements.button(reader("web.digest.reply"), data.at_home("form", f"reply {item.id}"))
        found.append(_apart([*entry, *elements.rows([answer])]))
    return found


def _note(reader: Reader, note: Note) -> Entry:
    found = elements.words(note.title, strong=True)
    for block in note.blocks:
        short = block if isinstance(block, Quote) else excerpt(block, LONGEST_WORDS)
        if isinstance(short, Quote) and short.words is not None:
            short = Quote(speaker=short.speaker, words=excerpt(short.words, LONGEST_WORDS))
        found += blocks(reader.phrases, short)
    return found


# --- parts ------------------------------------------------------------------------------------------------------------


def _said(words: str) -> Entry:
    return elements.quote(excerpt(words, LONGEST_WORDS))


def _asked(question: str) -> Entry:
    return elements.words(excerpt(question, LONGEST_WORDS), subtle=True)


def _fitting(entry: Entry) -> Entry:
    """Return as much of one entry as a message can hold, and all its buttons."""
    left = BUDGET - _ROOM - sum(weight(part) + 1 for part in entry if part["type"] == "ActionSet")
    found = []
    for part in entry:
        if part["type"] != "ActionSet":
            left -= weight(part) + 1
            if left < 0:
                continue
        found.append(part)
    return found


def _apart(entry: Entry) -> Entry:
    return elements.apart(entry)
