"""Where somebody's words were passed on, and how they disappear there once they may no longer be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.turn import Turn
from dialogs.digest.week import Source, SourceKind
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.evidence.assumptions import AssumptionId, Verdict, VerdictId
from dialogs.messages import Note, OutboxId, Purpose, Quote
from dialogs.people import OrganisationId, Person, PersonId, relation
from dialogs.policy.may import Action, Actor, Thing, may
from dialogs.policy.ruling import Allowed, Reason
from dialogs.policy.share import Share, narrowest
from dialogs.policy.words import centre_may_see
from dialogs.talk.definition import Records
from storage.unit_of_work import UnitOfWork

TAKEN_AWAY = "taken_away"
"""What a message is about that only says that something was taken away: nothing that can be erased once more."""

_OF_VERDICT = (Records.VERDICT, Records.VERDICT_WORDS)


def note(turn: Turn, organisation: OrganisationId, message: OutboxId | None, sources: Iterable[Source | None]) -> None:
    """Remember of which sources the quotes in a message are, in their order; None for a quote of no one's concern."""
    for position, source in enumerate(sources):
        if message is not None and source is not None:
            turn.uow.quotes.add(organisation, message, position, source.speaker, source.kind, source.id)


def forget(turn: Turn, speaker: Person, answer: Answer, level: Share | None) -> None:
    """Show every message that quotes an answer anew without it, unless its reader may still read it at `level`.

    None means that nobody may: it was taken back, or other words came in its place.
    """
    _forget(turn, speaker, SourceKind.ANSWER, answer.id, level)
    if answer.records in _OF_VERDICT:
        for verdict in turn.uow.verdicts.of_session(speaker.organisation, answer.session):
            _forget(turn, speaker, SourceKind.VERDICT, verdict.id, level)
    if answer.records == Records.VERDICT:
        # What was assumed of one client was told for the sake of what that client said of it.
        assumption = turn.uow.assumptions.get(speaker.organisation, AssumptionId(answer.subject))
        if assumption is not None and assumption.subject == speaker.id:
            _forget(turn, speaker, SourceKind.ASSUMPTION, assumption.id, level)


def forget_source(turn: Turn, speaker: Person, source: Source) -> None:
    """Show every message that quotes this source anew without it."""
    _forget(turn, speaker, source.kind, source.id, None)


def take_away(turn: Turn, about: Person, subject: str) -> None:
    """Let what others were told about one person say that it was taken away, where it stands outside our own pages."""
    for outgoing in turn.uow.outbox.pushed(about.organisation, subject):
        reader = turn.uow.people.get(about.organisation, outgoing.to.person) if outgoing.to.person else None
        if reader is not None and reader.id != about.id:
            gone = Note(blocks=(turn.phrase(reader, Reason.WITHDRAWN),))
            turn.post(about.organisation, outgoing.to, gone, Purpose.REPLY, subject=TAKEN_AWAY, replaces=outgoing.id)


def mark_seen(turn: Turn, reader: Person, conversation: str) -> None:
    """Note that the reader opened the words quoted in their conversation: whoever said them sees that (P43)."""
    sources = set(turn.uow.quotes.unopened(reader.organisation, conversation))
    for subject in turn.uow.outbox.unopened_subjects(reader.organisation, conversation):
        about, _, id = subject.partition(":")
        if about == "news":
            sources.add((SourceKind.VERDICT, id))
    _mark(turn, reader, sources)


def mark_pushed(turn: Turn, reader: Person) -> None:
    """Note the same of what was pushed to the reader, who speaks to us there now."""
    _mark(turn, reader, turn.uow.outbox.pushed_unseen(reader.organisation, reader.id))


def mark_read(turn: Turn, reader: Person, message: OutboxId) -> None:
    """Note the same of one message that was opened by itself."""
    _mark(turn, reader, turn.uow.quotes.of_message(reader.organisation, message))


def _mark(turn: Turn, reader: Person, sources: Iterable[tuple[str, str]]) -> None:
    seen = tuple(sources)
    answers = [AnswerId(id) for kind, id in seen if kind == SourceKind.ANSWER]
    verdicts = [VerdictId(id) for kind, id in seen if kind == SourceKind.VERDICT]
    turn.uow.reads.mark(reader.organisation, answers, reader.id, turn.now)
    turn.uow.reads.mark_verdicts(reader.organisation, verdicts, reader.id, turn.now)


def narrow_all(turn: Turn, person: Person) -> Person:
    """The centre may no longer read along: whatever it was shown of this person's words disappears there."""
    narrowed = replace(person, centre_may_read=False)
    for answer in turn.uow.answers.of_person(person.organisation, person.id):
        forget(turn, narrowed, answer, answer.share)
    turn.uow.people.save(narrowed)
    return narrowed


def shares_of(uow: UnitOfWork, verdict: Verdict) -> tuple[Share, Share]:
    """Return how far a verdict and the words with it may travel: as far as the answers in which they were given."""
    given = {one.records: one.share for one in uow.answers.of_session(verdict.organisation, verdict.session)}
    share = given.get(Records.VERDICT, Share.TEAM)
    return share, narrowest(share, given.get(Records.VERDICT_WORDS, share))


def may_read(reader: Person, owner: Person, level: Share) -> bool:
    """Tell whether somebody may read words of another that are shared this far."""
    thing = Thing(owner=owner.id, organisation=owner.organisation, share=level, team=owner.team)
    return isinstance(may(Actor.of(reader), Action.ANSWER_READ, thing, relation(reader, owner)), Allowed)


def _forget(turn: Turn, speaker: Person, kind: SourceKind, id: str, level: Share | None) -> None:
    organisation = speaker.organisation
    for quoting in turn.uow.quotes.of_source(organisation, kind, id):
        outgoing = turn.uow.outbox.get(organisation, quoting)
        position = turn.uow.quotes.position(organisation, quoting, kind, id)
        if outgoing is None or not isinstance(outgoing.body, Note) or position is None:
            continue
        reader = outgoing.to.person
        if level is not None and _may_keep(turn, speaker, reader, level):
            continue
        body = _without(outgoing.body, position)
        if not turn.uow.outbox.rewrite(organisation, quoting, body):
            turn.uow.outbox.amend(organisation, quoting, body)
            # In somebody's own conversation it goes like a reply: taking words away must not wait for anybody's leave.
            purpose = Purpose.DIGEST if reader is None else Purpose.REPLY
            turn.post(organisation, outgoing.to, body, purpose, subject=outgoing.subject, replaces=quoting)


def _may_keep(turn: Turn, speaker: Person, reader: PersonId | None, level: Share) -> bool:
    if reader is None:
        return centre_may_see(level, centre_may_read=speaker.centre_may_read)
    found = turn.uow.people.get(speaker.organisation, reader)
    return found is not None and may_read(found, speaker, level)


def _without(body: Note, position: int) -> Note:
    blocks: list[str | Quote] = []
    seen = -1
    for block in body.blocks:
        seen += isinstance(block, Quote)
        blocks.append(replace(block, words=None) if isinstance(block, Quote) and seen == position else block)
    return replace(body, blocks=tuple(blocks))
