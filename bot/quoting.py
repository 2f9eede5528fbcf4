"""Where somebody's words were passed on, and how they disappear there once they may no longer be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.turn import Turn
from dialogs.evidence.answers import Answer
from dialogs.evidence.assumptions import AssumptionId, Verdict, VerdictId
from dialogs.messages import Note, OutboxId, Purpose, Quote
from dialogs.people import Member, OrganisationId, Person, PersonId, relation
from dialogs.policy.may import Action, Actor, Thing, may
from dialogs.policy.ruling import Allowed, Reason
from dialogs.policy.share import Share, narrowest
from dialogs.policy.words import centre_may_see
from dialogs.source import FromAnswer, FromAssumption, FromVerdict, Source
from dialogs.subject import AboutVerdict, Plain, Subject
from dialogs.talk.definition import Records
from storage.rows import LineId
from storage.unit_of_work import UnitOfWork

_TAKEN_BACK = "words_taken_back"
"""The setting that names the last taking back of words."""

_OF_VERDICT = (Records.VERDICT, Records.VERDICT_WORDS)


Quoted = tuple[OutboxId, int, Source]
"""That a message quotes a source: the message, which of its quotes it is, and the source."""


def note(turn: Turn, organisation: OrganisationId, message: OutboxId | None, sources: Iterable[Source | None]) -> None:
    """Remember of which sources the quotes in a message are, in their order; None for a quote of no one's concern."""
    if message is not None:
        turn.uow.quotes.add_all(organisation, quoted(message, sources))


def quoted(message: OutboxId, sources: Iterable[Source | None]) -> list[Quoted]:
    """Return what `note` would remember."""
    return [(message, position, source) for position, source in enumerate(sources) if source is not None]


def last_taken_back(turn: Turn, organisation: OrganisationId) -> str:
    """Return which taking back of words was the last in the organisation."""
    return turn.uow.settings.get(organisation, _TAKEN_BACK) or ""


def hold(turn: Turn, organisation: OrganisationId) -> str:
    """Return the same, and let nobody take words back until this transaction ends."""
    return turn.uow.settings.hold(organisation, _TAKEN_BACK)


def taking_back(turn: Turn, organisation: OrganisationId) -> None:
    """Note that words are taken back, before looking where they are quoted: what is read of them meanwhile is void."""
    if not turn.takes_back:
        turn.takes_back = True
        turn.uow.settings.put(organisation, _TAKEN_BACK, turn.uow.new_id())


def forget(turn: Turn, speaker: Person, answer: Answer, level: Share | None) -> None:
    """Show every message that quotes an answer anew without it, unless its reader may still read it at `level`.

    None means that nobody may: it was taken back, or other words came in its place.
    """
    taking_back(turn, speaker.organisation)
    _forget(turn, speaker, FromAnswer(id=answer.id, speaker=speaker.id), level)
    if answer.records in _OF_VERDICT:
        for verdict in turn.uow.verdicts.of_session(speaker.organisation, answer.session):
            _forget(turn, speaker, FromVerdict(id=verdict.id, speaker=speaker.id), level)
    if answer.records == Records.VERDICT:
        # What was assumed of one client was told for the sake of what that client said of it.
        assumption = turn.uow.assumptions.get(speaker.organisation, AssumptionId(answer.subject))
        if assumption is not None and assumption.subject == speaker.id:
            _forget(turn, speaker, FromAssumption(id=assumption.id, speaker=assumption.author), level)


def forget_source(turn: Turn, speaker: Person, source: Source) -> None:
    """Show every message that quotes this source anew without it."""
    taking_back(turn, speaker.organisation)
    _forget(turn, speaker, source, None)


def take_away(turn: Turn, about: Person, subject: Subject) -> None:
    """Let what others were told about one person say that it was taken away, where it stands outside our own pages."""
    for outgoing in turn.uow.outbox.pushed(about.organisation, subject):
        reader = turn.uow.people.get(about.organisation, outgoing.to.person) if outgoing.to.person else None
        if reader is not None and reader.id != about.id:
            gone = Note(blocks=(turn.phrase(reader, Reason.WITHDRAWN),))
            turn.post(
                about.organisation, outgoing.to, gone, Purpose.REPLY, subject=Plain.TAKEN_AWAY, replaces=outgoing.id
            )


def mark_seen(turn: Turn, reader: Person, conversation: str, shown: LineId | None = None) -> None:
    """Note that the reader saw what stands in their conversation, up to the line `shown` or all of it.

    Whoever said the words that are quoted there sees that (P43).
    """
    subjects = turn.uow.outbox.unopened_subjects(reader.organisation, conversation, shown)
    news = [subject.id for subject in subjects if isinstance(subject, AboutVerdict)]
    _mark(turn, reader, turn.uow.quotes.unopened(reader.organisation, conversation, shown), news)
    turn.uow.lines.opened(reader.organisation, conversation, turn.now, shown)


def mark_pushed(turn: Turn, reader: Person) -> None:
    """Note the same of what was pushed to the reader, who speaks to us there now."""
    _mark(turn, reader, turn.uow.outbox.pushed_unseen(reader.organisation, reader.id))


def mark_read(turn: Turn, reader: Person, message: OutboxId) -> None:
    """Note the same of one message that was opened by itself."""
    _mark(turn, reader, turn.uow.quotes.of_message(reader.organisation, message))


def _mark(turn: Turn, reader: Person, seen: Sequence[Source], news: Iterable[VerdictId] = ()) -> None:
    answers = [one.id for one in seen if isinstance(one, FromAnswer)]
    verdicts = {*news, *(one.id for one in seen if isinstance(one, FromVerdict))}
    turn.uow.reads.mark(reader.organisation, answers, reader.id, turn.now)
    turn.uow.reads.mark_verdicts(reader.organisation, verdicts, reader.id, turn.now)


def narrow_all(turn: Turn, person: Person) -> Person:
    """The centre may no longer read along: whatever it was shown of this person's words disappears there."""
    taking_back(turn, person.organisation)
    narrowed = replace(person, centre_may_read=False)
    for answer in turn.uow.answers.of_person(person.organisation, person.id):
        forget(turn, narrowed, answer, answer.share)
    turn.uow.people.save(narrowed)
    return narrowed


def shares_of(uow: UnitOfWork, verdict: Verdict) -> tuple[Share, Share]:
    """Return how far a verdict and the words with it may travel: as far as the answers in which they were given."""
    return shares_of_all(uow, verdict.organisation, [verdict])[verdict.id]


def shares_of_all(
    uow: UnitOfWork, organisation: OrganisationId, verdicts: Iterable[Verdict]
) -> dict[VerdictId, tuple[Share, Share]]:
    """Return the same for each of many verdicts."""
    given_in = {one.id: one.session for one in verdicts}
    shares = uow.answers.shares(organisation, given_in.values(), _OF_VERDICT)
    found = {}
    for id, session in given_in.items():
        given = shares.get(session, {})
        share = given.get(Records.VERDICT, Share.TEAM)
        found[id] = (share, narrowest(share, given.get(Records.VERDICT_WORDS, share)))
    return found


def may_read(reader: Member, owner: Member, level: Share) -> bool:
    """Tell whether somebody may read words of another that are shared this far."""
    thing = Thing(owner=owner.id, organisation=owner.organisation, share=level, team=owner.team)
    return isinstance(may(Actor.of(reader), Action.ANSWER_READ, thing, relation(reader, owner)), Allowed)


def _forget(turn: Turn, speaker: Person, source: Source, level: Share | None) -> None:
    organisation = speaker.organisation
    for quoting in turn.uow.quotes.of_source(organisation, source):
        outgoing = turn.uow.outbox.get(organisation, quoting)
        position = turn.uow.quotes.position(organisation, quoting, source)
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
