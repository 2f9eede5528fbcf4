"""Gather the facts of one week for the digest: who was asked and answered, what was told, what turned out otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.quoting import shares_of
from bot.reaching import reached_at
from bot.turn import Turn
from dialogs.digest.week import (
    Helps,
    LearnedOfClient,
    LearnedOfGroup,
    Need,
    NewlyTold,
    Quotable,
    Source,
    SourceKind,
    ToldKind,
    Voice,
    WeekEvidence,
)
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import Assumption, AssumptionId, Says, Verdict, standing, status
from dialogs.evidence.coverage import Coverage, coverage
from dialogs.evidence.offers import OfferId
from dialogs.people import Consent, Organisation, Person, PersonId, Role
from dialogs.policy.share import Share, narrowest
from dialogs.policy.words import centre_may_see
from dialogs.talk.definition import Records
from storage.outgoing import OutboxState

_OWN_CHOICES = {
    Records.CONSENT,
    Records.CENTRE_MAY_READ,
    Records.EVERY,
    Records.WEEKDAY,
    Records.PART_OF_DAY,
    Records.BETWEEN,
    Records.LANGUAGE,
}
"""Answers about the dialogue itself; they say nothing of the client's talents, wishes or judgement."""


def gather(turn: Turn, organisation: Organisation, after: datetime, until: datetime) -> WeekEvidence:
    """Return the facts of after < moment <= until."""
    people = {person.id: person for person in turn.uow.people.all(organisation.id)}
    answers = [one for one in turn.uow.answers.between(organisation.id, after, until) if one.person in people]
    clients = [one for one in answers if people[one.person].role is Role.CLIENT]
    return WeekEvidence(
        coverage=_coverage(turn, organisation, people, clients, after, until),
        voices=tuple(_voices(people, clients)),
        learned=tuple(_learned(turn, organisation, people, after, until)),
        told=tuple(_told(people, clients)),
        needs=tuple(_needs(turn, organisation, people, answers)),
    )


def quotable(speaker: Person, answer: Answer) -> Quotable:
    """Return a reference to an answer's words, with whether the centre may read them."""
    source = Source(kind=SourceKind.ANSWER, id=answer.id, speaker=speaker.id)
    return Quotable(source=source, shared=centre_may_see(answer.share, centre_may_read=speaker.centre_may_read))


def _coverage(
    turn: Turn,
    organisation: Organisation,
    people: dict[PersonId, Person],
    answers: list[Answer],
    after: datetime,
    until: datetime,
) -> Coverage:
    asked_at: dict[PersonId, datetime] = {}
    for row in turn.uow.occasions.between(organisation.id, after, until):
        person = people.get(row.person)
        if row.outcome == "asked" and person is not None and person.role is Role.CLIENT:
            asked_at[row.person] = row.at
    unopened = set()
    for id, at in asked_at.items():
        reached = reached_at(turn, people[id])
        if reached is None or reached < at:
            unopened.add(id)
    unwilling = {id for id in asked_at if people[id].consent in {Consent.REFUSED, Consent.STOPPED}}
    return coverage(
        asked=frozenset(asked_at),
        answered=frozenset(one.person for one in answers if one.records not in _OWN_CHOICES),
        refused=frozenset(unwilling),
        not_reached=frozenset(unopened),
    )


def _voices(people: dict[PersonId, Person], answers: list[Answer]) -> Iterator[Voice]:
    why = {one.session: one for one in answers if one.records == Records.WHY}
    for one in answers:
        if one.records == Records.HELPS and one.share is not Share.ME:
            because = why.get(one.session)
            # A quote under "no" tells the "no" as well, so the narrower of the two decides.
            narrow = replace(because, share=narrowest(one.share, because.share)) if because else None
            yield Voice(
                client=one.person,
                offer=OfferId(one.subject),
                says=Helps(str(one.value)),
                why=quotable(people[one.person], narrow) if narrow else None,
            )


def _told(people: dict[PersonId, Person], answers: list[Answer]) -> Iterator[NewlyTold]:
    for one in answers:
        if one.records in {Records.TALENT, Records.WISH} and one.share is not Share.ME:
            kind = ToldKind(one.records)
            yield NewlyTold(kind=kind, client=one.person, words=quotable(people[one.person], one))


def _needs(
    turn: Turn, organisation: Organisation, people: dict[PersonId, Person], answers: list[Answer]
) -> Iterator[Need]:
    teams = {team.id: team.name for team in turn.uow.teams.all(organisation.id)}
    for one in answers:
        person = people[one.person]
        if one.records == Records.NEED and person.role is Role.PROFESSIONAL and one.share is Share.CENTRE:
            name = teams.get(person.team, organisation.name) if person.team else organisation.name
            yield Need(team=name, source=Source(kind=SourceKind.ANSWER, id=one.id, speaker=one.person))


def _learned(
    turn: Turn, organisation: Organisation, people: dict[PersonId, Person], after: datetime, until: datetime
) -> Iterator[LearnedOfClient | LearnedOfGroup]:
    this_week: dict[AssumptionId, list[Verdict]] = defaultdict(list)
    for verdict in turn.uow.verdicts.between(organisation.id, after, until):
        this_week[verdict.assumption].append(verdict)
    for id, verdicts in this_week.items():
        assumption = turn.uow.assumptions.get(organisation.id, id)
        if assumption is None or assumption.withdrawn:
            continue
        source = Source(kind=SourceKind.ASSUMPTION, id=assumption.id, speaker=assumption.author)
        if assumption.subject is None:
            said: dict[Says, set[PersonId]] = defaultdict(set)
            for client, verdict in standing(verdicts).items():
                if shares_of(turn.uow, verdict)[0] is not Share.ME:
                    said[verdict.says].add(client)
            yield LearnedOfGroup(
                assumption=source, said={says: frozenset(who) for says, who in said.items()}, informed=True
            )
        elif assumption.subject in people:
            yield _of_client(turn, assumption, source, people[assumption.subject])


def _of_client(turn: Turn, assumption: Assumption, source: Source, client: Person) -> LearnedOfClient:
    verdicts = turn.uow.verdicts.of_assumption(assumption.organisation, assumption.id)
    stands = standing(verdicts).get(client.id)
    verdict_share, words_share = shares_of(turn.uow, stands) if stands else (Share.TEAM, Share.TEAM)
    words = None
    if stands is not None and stands.words:
        source_of_words = Source(kind=SourceKind.VERDICT, id=stands.id, speaker=client.id)
        allowed = centre_may_see(words_share, centre_may_read=client.centre_may_read)
        words = Quotable(source=source_of_words, shared=allowed)
    return LearnedOfClient(
        assumption=source,
        client=client.id,
        status=status(assumption, verdicts),
        shared=centre_may_see(verdict_share, centre_may_read=client.centre_may_read),
        informed=stands is not None and _was_told(turn, assumption, stands),
        words=words,
    )


def _was_told(turn: Turn, assumption: Assumption, verdict: Verdict) -> bool:
    """Tell whether the news of this verdict has reached its author's conversation: the team sees it first."""
    news = turn.uow.outbox.latest_of_subject(assumption.organisation, f"news:{verdict.id}")
    outgoing = turn.uow.outbox.get(assumption.organisation, news) if news else None
    return outgoing is not None and outgoing.state is OutboxState.SENT
