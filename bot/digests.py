"""The week: gather what happened, let it be composed, post it as a thread, and take in what is said under it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from bot import quoting, rhythm
from bot.gathering import gather
from bot.turn import CENTRE, Turn
from dialogs.digest.compose import Digest, Line, Words, compose
from dialogs.digest.week import Source, SourceKind
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.messages import Note, OutboxId, Place, Purpose, Quote
from dialogs.people import Organisation, OrganisationId, Person, PersonId, Role
from dialogs.policy.words import without_names
from dialogs.rhythm.weeks import IsoWeek, bounds
from dialogs.talk.understanding import safe_quote


def post(turn: Turn, organisation: Organisation, week: IsoWeek) -> bool:
    """Post the digest of a week as a thread, once; returns False if that week was posted before."""
    if not turn.uow.digests.begin(organisation.id, str(week), turn.now):
        return False
    composed = composed_of(turn, organisation, week)
    place = Place(channel="web", account=organisation.id, conversation=CENTRE)
    head = _note(turn, organisation, composed.head, _period(turn, organisation, week))
    subject = f"digest:{week}"
    head_id = turn.post(organisation.id, place, head, Purpose.DIGEST, subject=subject)
    turn.uow.digests.add_item(organisation.id, str(week), 0, head_id, "head", "[]")
    for ordinal, item in enumerate(composed.items, start=1):
        body = _note(turn, organisation, item.lines)
        id = turn.post(organisation.id, place, body, Purpose.DIGEST, subject=subject, thread_of=head_id)
        sources = [line.source for line in item.lines if isinstance(line, Words)]
        quoting.note(turn, organisation.id, id, sources)
        kept = json.dumps([[source.kind, source.id, source.speaker] for source in sources])
        turn.uow.digests.add_item(organisation.id, str(week), ordinal, id, item.kind, kept)
    return True


def due(turn: Turn, organisation: OrganisationId, week: str) -> None:
    """Post the digest whose hour has come and plan the next."""
    owner = turn.organisation(organisation)
    parsed = IsoWeek.parse(week)
    post(turn, owner, parsed)
    rhythm.digest(turn, organisation, parsed.following)


def composed_of(turn: Turn, organisation: Organisation, week: IsoWeek) -> Digest:
    """Return the digest of a week as it would be told now."""
    after, until = bounds(week, organisation.timezone, organisation.digest_weekday, organisation.digest_at)
    return compose(str(week), gather(turn, organisation, after, until))


def as_notes(turn: Turn, organisation: Organisation, week: IsoWeek) -> list[Note]:
    """Return the head and the items of a week as finished messages: as they stand, or as they would be posted now.

    A week that was posted is never worked out again: comparing the two would show what one person changed.
    """
    if turn.uow.digests.get(organisation.id, str(week)) is not None:
        items = turn.uow.digests.items(organisation.id, str(week))
        posted = [turn.uow.outbox.get(organisation.id, item.outbox) for item in items]
        return [one.body for one in posted if one is not None and isinstance(one.body, Note)]
    composed = composed_of(turn, organisation, week)
    head = _note(turn, organisation, composed.head, _period(turn, organisation, week))
    return [head, *(_note(turn, organisation, item.lines) for item in composed.items)]


def reply(turn: Turn, author: Person, item: OutboxId, words: str) -> bool:
    """Keep what was said under an item as part of the chain and tell those it concerns; False for no such item."""
    found = turn.uow.digests.find_item(author.organisation, item)
    if found is None:
        return False
    turn.uow.replies.add(author.organisation, turn.uow.new_id(), found[0], item, author.id, words, turn.now)
    week, kept = found
    for professional in _concerned(turn, author.organisation, json.loads(kept.lines)):
        if professional.id != author.id:
            turn.tell(
                professional,
                "bot.reply_received",
                Purpose.NEWS,
                office=turn.organisation(author.organisation).centre_name,
                item=week,
                quotes=(Quote(speaker=author.id, words=words),),
            )
    return True


def _note(
    turn: Turn, organisation: Organisation, lines: Iterable[Line | Words], values: dict[str, str] | None = None
) -> Note:
    first, *rest = list(_blocks(turn, organisation, lines, values or {}))
    return Note(title=str(first), blocks=tuple(rest))


def _blocks(
    turn: Turn, organisation: Organisation, lines: Iterable[Line | Words], more: dict[str, str]
) -> Iterator[str | Quote]:
    texts = turn.script.texts
    for line in lines:
        if isinstance(line, Words):
            yield Quote(speaker=line.source.speaker, words=words_of(turn, organisation.id, line.source))
            continue
        yield texts.phrase(organisation.language, line.key, **{**more, **line.values})


def _period(turn: Turn, organisation: Organisation, week: IsoWeek) -> dict[str, str]:
    after, until = bounds(week, organisation.timezone, organisation.digest_weekday, organisation.digest_at)

    def day(moment: datetime) -> str:
        return turn.script.texts.date(organisation.language, moment.date())

    return {"from": day(after), "to": day(until)}


def words_of(turn: Turn, organisation: OrganisationId, source: Source) -> str | None:
    """Return the words a source holds now, with nobody's name in them; None where they were withdrawn or erased."""
    match source.kind:
        case SourceKind.ANSWER:
            answer = turn.uow.answers.get(organisation, AnswerId(source.id))
            words = str(answer.value) if answer and not answer.withdrawn else ""
        case SourceKind.ASSUMPTION:
            assumption = turn.uow.assumptions.get(organisation, AssumptionId(source.id))
            words = assumption.text if assumption and not assumption.withdrawn else ""
        case SourceKind.VERDICT:
            verdict = turn.uow.verdicts.get(organisation, VerdictId(source.id))
            words = verdict.words if verdict and not verdict.withdrawn else ""
        case _:
            assert_never(source.kind)
    owner = turn.organisation(organisation)
    nobody = turn.script.texts.phrase(owner.language, "bot.somebody")
    return safe_quote(without_names(words, turn.names(organisation), nobody)) or None


def _concerned(turn: Turn, organisation: OrganisationId, sources: list[list[str]]) -> list[Person]:
    """Return the professionals an item concerns: who wrote what it quotes, or whose client did; else nobody."""
    found: dict[PersonId, Person] = {}
    for _kind, _id, speaker in sources:
        person = turn.uow.people.get(organisation, PersonId(speaker))
        if person is not None and person.role is Role.CLIENT and person.professional is not None:
            person = turn.uow.people.get(organisation, person.professional)
        if person is not None and person.role is Role.PROFESSIONAL:
            found[person.id] = person
    return list(found.values())
