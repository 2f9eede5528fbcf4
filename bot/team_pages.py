"""What stands on a professional's pages: their clients' shared words, assumptions, talks and offers."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot import reaching
from bot.judged import judged
from bot.own_words import CHOICES
from bot.pages.said import as_said
from bot.quoting import may_read
from bot.turn import WEB, Turn
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import Assumption, status
from dialogs.pages import (
    AssumptionCard,
    AssumptionsView,
    ClientCard,
    ClientsView,
    PageName,
    Told,
    View,
    Voice,
)
from dialogs.pages import Person as Listed
from dialogs.people import OrganisationId, Person, PersonId
from dialogs.policy.share import Share
from dialogs.talk.definition import Records
from storage.unit_of_work import UnitOfWork


def view(turn: Turn, professional: Person, name: PageName) -> View | None:
    """Return what a professional's page shows, or None where it is not one of theirs."""
    match name:
        case PageName.CLIENTS:
            return ClientsView(
                clients=tuple(_client(turn, professional, client) for client in own_clients(turn.uow, professional)),
                waiting=_waiting(turn, professional),
            )
        case PageName.ASSUMPTIONS:
            own = turn.uow.assumptions.of_author(professional.organisation, professional.id)
            return AssumptionsView(
                clients=_listed(turn, professional),
                assumptions=tuple(_assumption(turn, professional, one) for one in reversed(own) if not one.withdrawn),
            )
        case _:
            return None


def own_clients(uow: UnitOfWork, professional: Person) -> list[Person]:
    """Return the clients that are this professional's own and still there."""
    clients = uow.people.clients_of(professional.organisation, professional.id)
    return sorted((one for one in clients if not one.erased), key=lambda one: one.name)


def readable(uow: UnitOfWork, reader: Person, client: Person) -> list[Answer]:
    """Return the client's answers that the reader may read, oldest first, without choices about the dialogue."""
    answers = uow.answers.of_person(client.organisation, client.id)
    return [one for one in answers if one.records not in CHOICES and may_read(reader, client, one.share)]


def _waiting(turn: Turn, professional: Person) -> tuple[str, ...]:
    """Return the names of the clients of the team who have no professional of their own, so that somebody sees it."""
    if professional.team is None:
        return ()
    people = turn.uow.people.without_professional(professional.organisation, professional.team)
    return tuple(sorted(one.name for one in people))


def mark_seen(
    uow: UnitOfWork, organisation: OrganisationId, reader: PersonId, now: datetime, until: datetime | None = None
) -> None:
    """Note that a professional saw the words their clients shared until now, or `until`: clients see that (P43)."""
    professional = uow.people.get(organisation, reader)
    if professional is None:
        return
    alike: dict[tuple[Share, ...], list[PersonId]] = defaultdict(list)
    for client in uow.people.members(organisation, reader):
        if not client.erased:
            alike[tuple(share for share in Share if may_read(professional, client, share))].append(client.id)
    for shares, clients in alike.items():
        uow.reads.mark_shared(organisation, clients, shares, reader, now, until=until or now, but=CHOICES)


def _client(turn: Turn, professional: Person, client: Person) -> ClientCard:
    told: dict[str, list[Told]] = {Records.TALENT: [], Records.WISH: [], "": []}
    for one in reversed(readable(turn.uow, professional, client)):
        question, _, words = as_said(turn, client, one, professional.language)
        told.get(one.records, told[""]).append(Told(question=question, words=words, at=one.at))
    about = turn.uow.assumptions.about(client.organisation, client.id)
    offer = turn.uow.offers.for_client(client.organisation, client.id, client.team)
    return ClientCard(
        id=client.id,
        name=client.name,
        reached=_reached(turn, professional, client),
        talents=tuple(told[Records.TALENT]),
        wishes=tuple(told[Records.WISH]),
        answers=tuple(told[""]),
        assumptions=tuple(_assumption(turn, professional, one) for one in reversed(about) if not one.withdrawn),
        offer=offer.text if offer else "",
    )


def _reached(turn: Turn, professional: Person, client: Person) -> str:
    place = turn.place(client)
    if place is not None and place.channel != WEB:
        way = reaching.way_of(turn, professional, place)
        delivered = turn.uow.outbox.latest_delivered(client.organisation, client.id)
        if delivered is None:
            return turn.phrase(professional, "bot.reached_not_yet", way=way)
        day = turn.script.texts.moment(professional.language, delivered, professional.timezone)
        return turn.phrase(professional, "bot.reached_chat", way=way, date=day)
    reached = reaching.reached_at(turn, client)
    if reached is None:
        return turn.phrase(professional, "bot.reached_never")
    day = turn.script.texts.moment(professional.language, reached, professional.timezone)
    return turn.phrase(professional, "bot.reached_web", date=day)


def _assumption(turn: Turn, reader: Person, assumption: Assumption) -> AssumptionCard:
    client = turn.uow.people.get(assumption.organisation, assumption.subject) if assumption.subject else None
    every = turn.uow.verdicts.of_assumption(assumption.organisation, assumption.id)
    heard = judged(turn.uow, reader, assumption, every)
    return AssumptionCard(
        id=assumption.id,
        text=assumption.text or turn.phrase(reader, "bot.sentence_erased"),
        about=assumption.about,
        status=status(assumption, heard.every),
        at=assumption.at,
        client=client.name if client else None,
        wrong_if=assumption.wrong_if,
        voices=tuple(Voice(says=one.says, at=one.at, words=one.words, name=client.name) for one in heard.own if client),
        counts=heard.counts if client is None else {},
        of_others=heard.of_others,
        may_withdraw=assumption.author == reader.id and not heard.every,
    )


def _listed(turn: Turn, professional: Person) -> tuple[Listed, ...]:
    return tuple(Listed(id=one.id, name=one.name) for one in own_clients(turn.uow, professional))
