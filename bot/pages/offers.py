"""The page of what a professional does for their clients, and what those say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot import sheets
from bot.pages import voices
from bot.pages.reader import Reader
from bot.pages.voices import Voice
from bot.quoting import may_read
from bot.team_pages import own_clients
from dialogs.evidence.answers import Answer
from dialogs.evidence.offers import Offer, OfferId
from dialogs.page import Action, Card, Emphasis, Page, Section, Text, Tone
from dialogs.pages import PageName
from dialogs.people import Person, PersonId
from dialogs.talk.definition import Records

_WAITING: Final = frozenset({"no", "partly"})
"""What a client says of an offer that does not help yet: there the next step is the team's."""


def page(reader: Reader) -> Page:
    """Return the offers of the reader and those for their clients, newest first, and before them what waits."""
    t = reader.t
    own = _own(reader)
    heard = _heard(reader, [one.id for one, _ in own])
    waiting = [one for one in own if any(voice.says in _WAITING for voice in heard[one[0].id])]
    rest = [one for one in own if one not in waiting]
    parts = [_section(reader, "offers", rest, heard)]
    if waiting and reader.section != "offers":
        parts.insert(0, _section(reader, "waits", waiting, heard))
    log = Action(
        name="form",
        argument="offer",
        label=t("web.offers.log"),
        emphasis=Emphasis.MAIN,
        form=reader.form(sheets.offer),
    )
    return Page(
        name=PageName.OFFERS,
        title=t("web.offers.title"),
        lead=t("web.offers.lead"),
        actions=(log,),
        sections=tuple(one for one in parts if one.cards) or (replace(parts[-1], empty=t("web.offers.empty")),),
    )


def _own(reader: Reader) -> list[tuple[Offer, Person | None]]:
    person, uow = reader.person, reader.turn.uow
    every = uow.offers.of_team(person.organisation, person.team) if person.team else []
    clients = {one.id: one for one in uow.people.some(person.organisation, {one.client for one in every if one.client})}
    found = [(one, clients.get(one.client) if one.client else None) for one in reversed(every)]
    return [
        (one, client)
        for one, client in found
        if one.author == person.id or (client is not None and client.professional == person.id)
    ]


def _section(
    reader: Reader, name: str, every: list[tuple[Offer, Person | None]], heard: Mapping[OfferId, list[Voice]]
) -> Section:
    at = reader if reader.section == name else replace(reader, after="")
    shown, more = at.part(every, [one.id for one, _ in every])
    waits = name == "waits"
    return Section(
        name=name,
        title=reader.t("slack.home.waits" if waits else "web.offers.list"),
        lead=reader.t("slack.home.waits_lead") if waits else "",
        cards=tuple(_card(reader, one, client, heard[one.id]) for one, client in shown),
        more=more,
    )


def _card(reader: Reader, offer: Offer, client: Person | None, heard: list[Voice]) -> Card:
    return Card(
        id=offer.id,
        about=f"{client.name if client else reader.t('web.client.group')} · {reader.moment(offer.at)}",
        blocks=(
            Text(text=offer.text or reader.t("bot.sentence_erased"), tone=Tone.STRONG),
            Text(text=reader.t("web.offers.voices" if heard else "web.offers.unanswered"), tone=Tone.QUIET),
            *voices.blocks(reader, heard),
        ),
    )


def _heard(reader: Reader, offers: list[OfferId]) -> Mapping[OfferId, list[Voice]]:
    """Return what each client of the reader said last of each offer, as far as the reader may read it."""
    person, uow = reader.person, reader.turn.uow
    clients = {one.id: one for one in own_clients(uow, person)}
    said: dict[tuple[str, PersonId, str], Answer] = {}
    for one in uow.answers.of_people(person.organisation, clients, (Records.HELPS, Records.WHY)):
        if may_read(person, clients[one.person], one.share):
            said[one.subject, one.person, one.records] = one
    found: dict[OfferId, list[Voice]] = {}
    for offer in offers:
        found[offer] = []
        for id, client in clients.items():
            helps, why = (said.get((offer, id, kind)) for kind in (Records.HELPS, Records.WHY))
            if helps is not None:
                words = str(why.value) if why else ""
                found[offer].append(Voice(says=str(helps.value), at=helps.at, words=words, name=client.name))
    return found
