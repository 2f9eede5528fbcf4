"""The page of what the team thinks, for a client to say something of; who thought it is never shown."""

from __future__ import annotations

from bot.pages.reader import Reader
from bot.turn import Turn
from dialogs.evidence.assumptions import Assumption, Verdict, standing
from dialogs.page import Action, Card, Page, Section, Text, Tone, Words
from dialogs.pages import PageName
from dialogs.people import Person
from dialogs.policy.roles import is_client


def page(reader: Reader) -> Page | None:
    """Return what the team thinks about this client and its clients together, and what this client said of it."""
    if not is_client(reader.person):
        return None
    found = _open_to(reader.turn, reader.person)
    shown, more = reader.part(found, [assumption.id for assumption, _ in found])
    cards = tuple(_card(reader, assumption, own) for assumption, own in shown)
    return Page(
        name=PageName.GROUP,
        title=reader.t("web.group.title"),
        lead=reader.t("web.group.lead"),
        sections=(Section(name="group", cards=cards, empty=reader.t("web.group.empty"), more=more),),
    )


def _open_to(turn: Turn, client: Person) -> list[tuple[Assumption, Verdict | None]]:
    """Return each assumption that is put to this client, newest first, with this client's own judgement.

    Of one that was erased only what the client said of it is left to be read.
    """
    about = turn.uow.assumptions.about(client.organisation, client.id)
    together = turn.uow.assumptions.for_group(client.organisation, client.team) if client.team else []
    found = []
    for assumption in sorted((*about, *together), key=lambda one: one.at, reverse=True):
        own = standing(turn.uow.verdicts.of_assumption(client.organisation, assumption.id)).get(client.id)
        if not assumption.withdrawn and (own is not None or assumption.text):
            found.append((assumption, own))
    return found


def _card(reader: Reader, assumption: Assumption, own: Verdict | None) -> Card:
    t = reader.t
    blocks: list[Text | Words] = [Text(text=assumption.text or t("bot.sentence_erased"), tone=Tone.STRONG)]
    if own is not None:
        said = f"{t('web.group.yours')} {t(f'web.says.{own.says}')} · {reader.moment(own.at)}"
        blocks.append(Words(quoted=own.words, by=said) if own.words else Text(text=said, tone=Tone.QUIET))
    label = t("web.group.again" if own else "web.group.answer")
    again = (Action(name="assumption", argument=assumption.id, label=label),) if assumption.text else ()
    return Card(id=assumption.id, blocks=tuple(blocks), actions=again)
