"""The page of all that somebody said: what they can do, what they wish, and the rest, with what they can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot import profile, rights
from bot.own_words import CHOICES
from bot.pages.reader import Reader
from bot.pages.said import as_said
from bot.recall import as_named, first_name
from dialogs.evidence.answers import Answer
from dialogs.page import Action, Card, Confirm, Emphasis, Facts, Folded, Page, Section, Text, Tone, Words
from dialogs.pages import PageName
from dialogs.people import Person, PersonId
from dialogs.policy.may import Action as Right
from dialogs.policy.roles import is_client
from dialogs.policy.share import Share
from dialogs.talk.definition import Records

_PROFILE: Final[Mapping[str, Records]] = {"talents": Records.TALENT, "wishes": Records.WISH}
_SECTIONS: Final = (*_PROFILE, "others")


def page(reader: Reader) -> Page:
    """Return what the reader said that stands, newest first and what they put in front before that."""
    first = _SECTIONS.index(reader.section) if reader.section in _SECTIONS else 0
    sections = [one for name in _SECTIONS[first:] if (one := _section(reader, name)).cards]
    tell = Action(name="wishes", label=reader.t("web.answers.tell"), emphasis=Emphasis.MAIN)
    return Page(
        name=PageName.ANSWERS,
        title=reader.t("web.answers.title"),
        lead=reader.t("web.answers.lead"),
        actions=(tell,) if is_client(reader.person) else (),
        sections=tuple(sections) or (Section(name="others", empty=reader.t("web.answers.empty")),),
    )


def _section(reader: Reader, name: str) -> Section:
    person, uow = reader.person, reader.turn.uow
    after = reader.after if name == reader.section else ""
    found = _profile(reader, name, after) if name in _PROFILE else _others(reader, after)
    shown = found[: reader.room]
    every = uow.answers.revisions(person.organisation, {one.session for one in shown})
    seen = _Seen(reader, every)
    cards = []
    for at, one in enumerate(shown):
        earlier = [old for old in every if _is_earlier(old, one)]
        may_lead = name in _PROFILE and bool(at or after)
        cards.append(_card(reader, one, earlier, seen.by([*earlier, one]), may_lead=may_lead))
    return Section(name=name, title=reader.t(f"web.answers.{name}"), cards=tuple(cards), more=len(found) > reader.room)


def _profile(reader: Reader, name: str, after: str) -> list[Answer]:
    """Return talents or wishes as the profile has them, and last the wishes that are over: one more than is shown."""
    person = reader.person
    told = profile.ordered(reader.turn, person)
    order = {one.answer: place for place, one in enumerate(told.talents if name == "talents" else told.wishes)}
    standing = reader.turn.uow.answers.of_person(person.organisation, person.id, only=(_PROFILE[name],))
    standing.reverse()
    mine = sorted(standing, key=lambda one: order.get(one.id, len(order)))
    ids = [str(one.id) for one in mine]
    first = ids.index(after) + 1 if after in ids else 0
    return mine[first : first + reader.room + 1]


def _others(reader: Reader, after: str) -> list[Answer]:
    answers, person = reader.turn.uow.answers, reader.person
    but = (*CHOICES, *_PROFILE.values())
    return answers.newest_of_person(person.organisation, person.id, but=but, after=after, most=reader.room + 1)


def _is_earlier(old: Answer, one: Answer) -> bool:
    return (old.session, old.question) == (one.session, one.question) and old.revision < one.revision


class _Seen:
    """Who saw which answer, as sentences."""

    def __init__(self, reader: Reader, answers: list[Answer]) -> None:
        self._reader = reader
        uow, self._own = reader.turn.uow, reader.person.id
        organisation = reader.person.organisation
        shows = rights.has(reader.person, Right.SEEN_READ, rights.of_self(reader.person))
        self._seen = uow.reads.of_answers(organisation, [one.id for one in answers]) if shows else {}
        readers = {id for seen in self._seen.values() for id, _ in seen}
        self._names: dict[PersonId, str] = {one.id: first_name(one) for one in uow.people.some(organisation, readers)}

    def by(self, revisions: list[Answer]) -> str:
        """Return by whom any of these was seen and when last, or that it was received."""
        t, reader = self._reader.t, self._reader
        at = {who: at for one in revisions for who, at in self._seen.get(one.id, []) if who != self._own}
        somebody = t("bot.somebody_gone")
        told = [
            t("web.answers.seen", name=self._names.get(who) or somebody, moment=reader.moment(moment))
            for who, moment in at.items()
        ]
        return " · ".join(told) or t("web.answers.received")


def _card(reader: Reader, answer: Answer, earlier: list[Answer], seen: str, *, may_lead: bool) -> Card:
    t, person = reader.t, reader.person
    question, _, words = as_said(reader.turn, person, answer, person.language)
    revision = [t("web.answers.revision", n=answer.revision)] if answer.revision > 1 else []
    share = Share.CENTRE if answer.share is Share.TEAM and person.centre_may_read else answer.share
    before = tuple(
        Words(quoted=as_said(reader.turn, person, old, person.language)[2], by=reader.moment(old.at)) for old in earlier
    )
    return Card(
        id=answer.id,
        blocks=(
            *((Text(text=question, tone=Tone.ASKED),) if question else ()),
            Words(quoted=words),
            Text(text=" · ".join([reader.moment(answer.at), *revision]), tone=Tone.QUIET),
            Text(text=seen, tone=Tone.QUIET),
            Facts(rows=((t("web.answers.readers"), _circle(reader, person, share)),)),
            *((Folded(label=t("web.answers.earlier"), blocks=before),) if before else ()),
        ),
        actions=_actions(reader, answer, may_lead=may_lead),
    )


def _actions(reader: Reader, answer: Answer, *, may_lead: bool) -> tuple[Action, ...]:
    t = reader.t
    sure = Confirm(text=t("web.answers.withdraw_hint"), yes=t("web.answers.withdraw_yes"), no=t("slack.home.keep"))
    return (
        Action(name="form", argument=f"revise {answer.id}", label=t("web.answers.change")),
        Action(name="form", argument=f"share {answer.id}", label=t("web.answers.share")),
        *((Action(name="answer.first", argument=answer.id, label=t("bot.profile_first")),) if may_lead else ()),
        Action(name="answer.withdraw", argument=answer.id, label=t("web.answers.withdraw"), confirm=sure),
    )


def _circle(reader: Reader, person: Person, share: Share) -> str:
    """Return who may read what is shared this far, as the person would say it."""
    uow, t = reader.turn.uow, reader.t
    own = uow.people.get(person.organisation, person.professional) if person.professional else None
    team = uow.teams.get(person.organisation, person.team) if person.team else None
    return t(
        f"web.share.{share}",
        professional=(first_name(own) if own else "") or t("web.share.my_professional"),
        team=team.name if team else t("web.share.my_team"),
        office=as_named(reader.turn, person).centre_name,
    )
