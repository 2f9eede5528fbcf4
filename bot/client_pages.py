"""What stands on a person's own pages: all they said, their settings, their data, and what the group may judge."""

from __future__ import annotations

from collections import defaultdict

from bot import links, naming, profile, rights
from bot.clock import wall_now
from bot.exporting import own_data
from bot.own_words import CHOICES
from bot.recall import as_named, first_name
from bot.turn import Turn
from dialogs.evidence.answers import Answer
from dialogs.messages import Choice
from dialogs.pages import (
    AnswerCard,
    AnswersView,
    Earlier,
    ExportView,
    OrganisationView,
    PageName,
    Seen,
    SettingsView,
    View,
)
from dialogs.people import Consent, Person
from dialogs.policy.may import Action
from dialogs.policy.roles import is_client
from dialogs.policy.share import Share
from dialogs.rhythm.pauses import next_after_pause
from dialogs.talk import kinds
from dialogs.talk.definition import Records, in_language

UPCOMING = 5


def view(turn: Turn, person: Person, name: PageName) -> View | None:
    """Return what one of the person's own pages shows, or None where there is no such page for them."""
    match name:
        case PageName.ANSWERS:
            return answers(turn, person)
        case PageName.SETTINGS:
            return settings(turn, person)
        case PageName.ORGANISATION:
            owner = as_named(turn, person)
            staff = tuple(naming.candidates(turn, owner.id))
            return OrganisationView(organisation=owner, countries=tuple(turn.script.countries), staff=staff)
        case PageName.EXPORT:
            return ExportView(filename="samenspraak.json", content=own_data(turn, person))
        case _:
            return None


def answers(turn: Turn, person: Person) -> AnswersView:
    """Return everything the person said that stands, newest first, with who saw it."""
    every = turn.uow.answers.of_person(person.organisation, person.id, current_only=False)
    revisions: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for one in every:
        revisions[one.session, one.question].append(one)
    standing_now = turn.uow.answers.of_person(person.organisation, person.id)
    shown = [one for one in standing_now if one.records not in CHOICES]
    shows = rights.has(person, Action.SEEN_READ, rights.of_self(person))
    seen = turn.uow.reads.of_answers(person.organisation, [one.id for one in every]) if shows else {}
    somebody = turn.phrase(person, "bot.somebody_gone")
    readers = {reader for by in seen.values() for reader, _ in by}
    names = {one.id: first_name(one) or somebody for one in turn.uow.people.some(person.organisation, readers)}

    def card(one: Answer) -> AnswerCard:
        question, choices, words = asked(turn, person, one, person.language)
        earlier = [old for old in revisions[one.session, one.question] if old.revision < one.revision]
        readers = {reader: at for old in (*earlier, one) for reader, at in seen.get(old.id, []) if reader != person.id}
        return AnswerCard(
            id=one.id,
            question=question,
            words=words,
            value=str(one.value),
            at=one.at,
            revision=one.revision,
            share=one.share,
            shares=tuple(Share) if is_client(person) else (Share.ME, Share.TEAM, Share.CENTRE),
            choices=choices,
            seen=tuple(Seen(name=names.get(reader, somebody), at=at) for reader, at in readers.items()),
            earlier=tuple(Earlier(words=asked(turn, person, old, person.language)[2], at=old.at) for old in earlier),
        )

    cards = {one.id: card(one) for one in reversed(shown)}
    kind = {one.id: one.records for one in shown}
    told = profile.ordered(turn, person)
    order = [one.answer for one in (*told.talents, *told.wishes)]
    mine = sorted(cards.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    return AnswersView(
        talents=tuple(one for id, one in mine if kind[id] == Records.TALENT),
        wishes=tuple(one for id, one in mine if kind[id] == Records.WISH),
        others=tuple(one for id, one in cards.items() if kind[id] not in {Records.TALENT, Records.WISH}),
        centre_reads=person.centre_may_read,
    )


def asked(turn: Turn, speaker: Person, answer: Answer, language: str) -> tuple[str, tuple[Choice, ...], str]:
    """Return the question as it was put to the speaker, its buttons, and the answer as a person reads it."""
    session = turn.uow.sessions.get(speaker.organisation, answer.session)
    if session is None:
        return "", (), str(answer.value)
    definition = turn.script.definition(turn.uow, session)
    question = next((one for one in definition.questions if one.id == answer.question), None)
    if question is None:
        return in_language(definition.title, language), (), str(answer.value)
    texts = turn.script.texts
    choices = tuple(
        Choice(value=value, label=texts.label(definition, language, question.id, value))
        for value in kinds.values(question)
    )
    words = texts.label(definition, language, question.id, str(answer.value))
    return texts.question(definition, session, question.id, language), choices, words


def settings(turn: Turn, person: Person) -> SettingsView:
    """Return the person's own choices and the next moments they will be asked, in words."""
    texts = turn.script.texts
    upcoming: list[str] = []
    after = turn.now
    while person.consent is Consent.GIVEN and len(upcoming) < UPCOMING:
        following = next_after_pause(person.cadence, person.timezone, after, person.paused_until)
        if following is None:
            break
        upcoming.append(texts.moment(person.language, following.due, person.timezone))
        after = following.due
    return SettingsView(
        language=person.language,
        languages=tuple(Choice(value=code, label=name) for code, name in texts.languages.items()),
        cadence=person.cadence,
        quiet=person.quiet,
        today=turn.today(person),
        paused_until=person.paused_until,
        between=person.between,
        centre_may_read=person.centre_may_read,
        stopped=person.consent in {Consent.STOPPED, Consent.REFUSED},
        upcoming=tuple(upcoming),
        links=links.cards(turn.uow, person, wall_now()),
    )
