"""Gather the facts of one week for the digest: who was asked and answered, what was told, what turned out otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.quoting import shares_of_all
from bot.reaching import reached_after
from bot.turn import Turn
from dialogs.digest.week import (
    Helps,
    LearnedOfClient,
    LearnedOfGroup,
    Need,
    NewlyTold,
    Quotable,
    ToldKind,
    Voice,
    WeekEvidence,
)
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import Assumption, AssumptionId, Says, Verdict, VerdictId, standing, status
from dialogs.evidence.coverage import Coverage, coverage
from dialogs.evidence.offers import OfferId
from dialogs.people import Consent, Member, Organisation, PersonId
from dialogs.policy.roles import is_client, is_professional
from dialogs.policy.share import Share, narrowest
from dialogs.policy.words import centre_may_see
from dialogs.source import FromAnswer, FromAssumption, FromVerdict
from dialogs.subject import AboutVerdict, Subject
from dialogs.talk.definition import Records

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
    people = {member.id: member for member in turn.uow.people.members(organisation.id)}
    answers = [one for one in turn.uow.answers.between(organisation.id, after, until) if one.person in people]
    clients = [one for one in answers if is_client(people[one.person])]
    return WeekEvidence(
        coverage=_coverage(turn, organisation, people, clients, after, until),
        voices=tuple(_voices(people, clients)),
        learned=tuple(_learned(turn, organisation, people, after, until)),
        told=tuple(_told(people, clients)),
        needs=tuple(_needs(turn, organisation, people, answers)),
    )


def quotable(speaker: Member, answer: Answer) -> Quotable:
    """Return a reference to an answer's words, with whether the centre may read them."""
    source = FromAnswer(id=answer.id, speaker=speaker.id)
    return Quotable(source=source, shared=centre_may_see(answer.share, centre_may_read=speaker.centre_may_read))


def _coverage(
    turn: Turn,
    organisation: Organisation,
    people: dict[PersonId, Member],
    answers: list[Answer],
    after: datetime,
    until: datetime,
) -> Coverage:
    asked_at: dict[PersonId, datetime] = {}
    for row in turn.uow.occasions.between(organisation.id, after, until):
        person = people.get(row.person)
        if row.outcome == "asked" and person is not None and is_client(person):
            asked_at[row.person] = row.at
    reached = reached_after(turn, organisation.id, asked_at, after)
    unopened = {id for id, at in asked_at.items() if id not in reached or reached[id] < at}
    unwilling = {id for id in asked_at if people[id].consent in {Consent.REFUSED, Consent.STOPPED}}
    return coverage(
        asked=frozenset(asked_at),
        answered=frozenset(one.person for one in answers if one.records not in _OWN_CHOICES),
        refused=frozenset(unwilling),
        not_reached=frozenset(unopened),
    )


def _voices(people: dict[PersonId, Member], answers: list[Answer]) -> Iterator[Voice]:
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


def _told(people: dict[PersonId, Member], answers: list[Answer]) -> Iterator[NewlyTold]:
    for one in answers:
        if one.records in {Records.TALENT, Records.WISH} and one.share is not Share.ME:
            kind = ToldKind(one.records)
            yield NewlyTold(kind=kind, client=one.person, words=quotable(people[one.person], one))


def _needs(
    turn: Turn, organisation: Organisation, people: dict[PersonId, Member], answers: list[Answer]
) -> Iterator[Need]:
    teams = {team.id: team.name for team in turn.uow.teams.all(organisation.id)}
    for one in answers:
        person = people[one.person]
        if one.records == Records.NEED and is_professional(person) and one.share is Share.CENTRE:
            name = teams.get(person.team, organisation.name) if person.team else organisation.name
            yield Need(team=name, source=FromAnswer(id=one.id, speaker=one.person))


def _learned(
    turn: Turn, organisation: Organisation, people: dict[PersonId, Member], after: datetime, until: datetime
) -> Iterator[LearnedOfClient | LearnedOfGroup]:
    this_week: dict[AssumptionId, list[Verdict]] = defaultdict(list)
    for verdict in turn.uow.verdicts.between(organisation.id, after, until):
        this_week[verdict.assumption].append(verdict)
    assumed = {one.id: one for one in turn.uow.assumptions.some(organisation.id, this_week) if not one.withdrawn}
    of_clients = [id for id, one in assumed.items() if one.subject is not None]
    every = turn.uow.verdicts.of_assumptions(organisation.id, of_clients)
    stand = [*_standing_in(every), *_standing_in(this_week)]
    shares = shares_of_all(turn.uow, organisation.id, stand)
    told = turn.uow.outbox.sent_of_subjects(organisation.id, [AboutVerdict(one.id) for one in stand])
    for id, verdicts in this_week.items():
        assumption = assumed.get(id)
        if assumption is None:
            continue
        source = FromAssumption(id=assumption.id, speaker=assumption.author)
        if assumption.subject is None:
            said: dict[Says, set[PersonId]] = defaultdict(set)
            for client, verdict in standing(verdicts).items():
                if shares[verdict.id][0] is not Share.ME:
                    said[verdict.says].add(client)
            yield LearnedOfGroup(
                assumption=source, said={says: frozenset(who) for says, who in said.items()}, informed=True
            )
        elif assumption.subject in people:
            yield _of_client(assumption, source, people[assumption.subject], every[id], shares, told)


def _standing_in(verdicts: Mapping[AssumptionId, list[Verdict]]) -> Iterator[Verdict]:
    for of_one in verdicts.values():
        yield from standing(of_one).values()


def _of_client(
    assumption: Assumption,
    source: FromAssumption,
    client: Member,
    verdicts: list[Verdict],
    shares: Mapping[VerdictId, tuple[Share, Share]],
    told: set[Subject],
) -> LearnedOfClient:
    stands = standing(verdicts).get(client.id)
    verdict_share, words_share = shares[stands.id] if stands else (Share.TEAM, Share.TEAM)
    words = None
    if stands is not None and stands.words:
        source_of_words = FromVerdict(id=stands.id, speaker=client.id)
        allowed = centre_may_see(words_share, centre_may_read=client.centre_may_read)
        words = Quotable(source=source_of_words, shared=allowed)
    return LearnedOfClient(
        assumption=source,
        client=client.id,
        status=status(assumption, verdicts),
        shared=centre_may_see(verdict_share, centre_may_read=client.centre_may_read),
        # The team sees it first: the news of this verdict has reached its author's conversation.
        informed=stands is not None and AboutVerdict(stands.id) in told,
        words=words,
    )
