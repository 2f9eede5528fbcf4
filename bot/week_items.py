"""The items of a posted week: what they told, the words they rest on, whom they concern, what can be done with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import assert_never

from bot.turn import Turn
from dialogs.digest.compose import ItemKind, Line, Words
from dialogs.digest.series import Numbers, numbers
from dialogs.digest.week import Source, SourceKind
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import AssumptionId, VerdictId
from dialogs.messages import Choice, Note, OutboxId, Purpose
from dialogs.people import Organisation, OrganisationId, Person, PersonId, Role
from dialogs.policy.thresholds import AtLeast
from dialogs.rhythm.weeks import IsoWeek
from dialogs.talk.understanding import safe_quote
from storage.outgoing import Outgoing
from storage.rows import DigestItem

WITH_WORDS = ("answer_client", "ask_team")
"""What is done with an item in words, which a form asks for."""

AT_ONCE = ("dossier", "not_ours")
"""What is done with an item by pressing its button."""


def kept(lines: Iterable[Line | Words]) -> str:
    """Return what is kept of an item next to its message: a list for a reference to words, an object for a number."""
    said = tuple(lines)
    sources = [[line.source.kind, line.source.id, line.source.speaker] for line in said if isinstance(line, Words)]
    return json.dumps([*sources, *({"key": key, "n": told.n} for key, told in numbers(said).items())])


def sources_of(item: DigestItem) -> list[Source]:
    """Return the sources an item rests on."""
    found = [one for one in json.loads(item.lines) if isinstance(one, list)]
    return [Source(kind=SourceKind(kind), id=id, speaker=PersonId(speaker)) for kind, id, speaker in found]


def told(turn: Turn, organisation: OrganisationId, week: IsoWeek, kind: ItemKind) -> Numbers:
    """Return the numbers that the items of one kind told in a posted week; none where that week was not posted."""
    items = [item for item in turn.uow.digests.items(organisation, str(week)) if item.kind == kind]
    found = [one for item in items for one in json.loads(item.lines) if isinstance(one, dict)]
    return {one["key"]: AtLeast(one["n"]) for one in found}


def choices(turn: Turn, organisation: Organisation, item: OutboxId, sources: list[Source]) -> tuple[Choice, ...]:
    """Return the buttons of an item: a reply always, and what makes sense for what it rests on."""
    quoted = any(_is_client(turn, organisation.id, source.speaker) for source in sources)
    asked = bool(concerned(turn, organisation.id, sources))
    names = ["reply", *(["answer_client"] if quoted else []), *(["ask_team"] if asked else []), *AT_ONCE]
    return tuple(
        Choice(
            value=f"item.{name} {item}",
            label=turn.script.texts.phrase(organisation.language, f"week.do_{name}"),
        )
        for name in names
    )


def concerned(turn: Turn, organisation: OrganisationId, sources: list[Source]) -> list[Person]:
    """Return the professionals an item concerns: who wrote what it quotes, or whose client did; else nobody."""
    found: dict[PersonId, Person] = {}
    for source in sources:
        person = turn.uow.people.get(organisation, source.speaker)
        if person is not None and person.role is Role.CLIENT and person.professional is not None:
            person = turn.uow.people.get(organisation, person.professional)
        if person is not None and person.role is Role.PROFESSIONAL:
            found[person.id] = person
    return list(found.values())


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
        case SourceKind.REPLY:
            reply = turn.uow.replies.get(organisation, source.id)
            words = (reply.words or "") if reply else ""
        case _:
            assert_never(source.kind)
    owner = turn.organisation(organisation)
    nobody = turn.script.texts.phrase(owner.language, "bot.somebody")
    return safe_quote(turn.names(organisation).without(words, nobody)) or None


def show_anew(turn: Turn, outgoing: Outgoing, body: Note) -> None:
    """Let an item say something else where it stands."""
    if not turn.uow.outbox.rewrite(outgoing.organisation, outgoing.id, body):
        turn.uow.outbox.amend(outgoing.organisation, outgoing.id, body)
        turn.post(
            outgoing.organisation,
            outgoing.to,
            body,
            Purpose.DIGEST,
            subject=outgoing.subject,
            replaces=outgoing.id,
        )


def _is_client(turn: Turn, organisation: OrganisationId, speaker: PersonId) -> bool:
    person = turn.uow.people.get(organisation, speaker)
    return person is not None and person.role is Role.CLIENT
