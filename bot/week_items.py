"""The items of a posted week: what they told, the words they rest on, whom they concern, what can be done with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.turn import Turn
from dialogs.digest.compose import ItemKind, Line, Words
from dialogs.digest.series import Numbers
from dialogs.messages import Choice, Note, OutboxId, Purpose
from dialogs.people import Member, Organisation, OrganisationId, Person, PersonId
from dialogs.policy.roles import is_client, is_professional
from dialogs.policy.thresholds import AtLeast
from dialogs.policy.words import Names
from dialogs.rhythm.weeks import IsoWeek
from dialogs.source import FromAnswer, FromAssumption, FromVerdict, Source, key, read
from dialogs.talk.understanding import safe_quote
from storage.outgoing import Outgoing
from storage.rows import DigestItem, Reply

WITH_WORDS = ("answer_client", "ask_team")
"""What is done with an item in words, which a form asks for."""

AT_ONCE = ("dossier", "not_ours")
"""What is done with an item by pressing its button."""


def kept(lines: Iterable[Line | Words]) -> str:
    """Return what is kept of an item next to its message: its lines in their order, with no words in them.

    A list refers to words. An object is a sentence: its key, and by name what is filled in, where a number is of people
    and a list holds a date.
    """
    return json.dumps([_kept(line) for line in lines])


def _kept(line: Line | Words) -> object:
    if isinstance(line, Words):
        return key(line.source)
    return {"key": line.key, "values": {name: _kept_value(value) for name, value in line.values.items()}}


def _kept_value(value: str | date | AtLeast) -> object:
    match value:
        case AtLeast():
            return value.n
        case date():
            return [value.isoformat()]
        case str():
            return value


def lines_of(item: DigestItem) -> tuple[Line | Words, ...]:
    """Return the lines that `kept` wrote, or none for an item from before its sentences were kept."""
    found = json.loads(item.lines)
    if not any(isinstance(one, dict) and "values" in one for one in found):
        return ()
    return tuple(Words(source=read(one)) if isinstance(one, list) else _line(one) for one in found)


def _line(found: Mapping[str, Any]) -> Line:
    values: dict[str, str | date | AtLeast] = {}
    for name, value in found["values"].items():
        match value:
            case int():
                values[name] = AtLeast(value)
            case [day]:
                values[name] = date.fromisoformat(day)
            case _:
                values[name] = str(value)
    return Line(key=found["key"], values=values)


def sources_of(item: DigestItem) -> list[Source]:
    """Return the sources an item rests on."""
    return [read(one) for one in json.loads(item.lines) if isinstance(one, list)]


def told(turn: Turn, organisation: OrganisationId, week: IsoWeek, kind: ItemKind) -> Numbers:
    """Return the numbers that the items of one kind told in a posted week; none where that week was not posted."""
    items = [item for item in turn.uow.digests.items(organisation, str(week)) if item.kind == kind]
    found = [one for item in items for one in json.loads(item.lines) if isinstance(one, dict)]
    numbers = {one["key"]: one["values"].get("n") if "values" in one else one["n"] for one in found}
    return {key: AtLeast(n) for key, n in numbers.items() if isinstance(n, int)}


def choices(
    turn: Turn, organisation: Organisation, item: OutboxId, sources: list[Source], members: Mapping[PersonId, Member]
) -> tuple[Choice, ...]:
    """Return the buttons of an item: a reply always, and what makes sense for what it rests on."""
    speakers = [members[source.speaker] for source in sources if source.speaker in members]
    quoted = any(is_client(one) for one in speakers)
    asked = any(_concerned(one, members) for one in speakers)
    names = ["reply", *(["answer_client"] if quoted else []), *(["ask_team"] if asked else []), *AT_ONCE]
    return tuple(
        Choice(
            value=f"item.{name} {item}",
            label=turn.script.texts.phrase(organisation.language, f"week.do_{name}"),
        )
        for name in names
    )


def _concerned(speaker: Member, members: Mapping[PersonId, Member]) -> bool:
    """Tell whether there is a professional whom the words of a speaker concern."""
    found: Member | None = speaker
    if is_client(speaker) and speaker.professional is not None:
        found = members.get(speaker.professional)
    return found is not None and is_professional(found)


def concerned(turn: Turn, organisation: OrganisationId, sources: list[Source]) -> list[Person]:
    """Return the professionals an item concerns: who wrote what it quotes, or whose client did; else nobody."""
    found: dict[PersonId, Person] = {}
    for source in sources:
        person = turn.uow.people.get(organisation, source.speaker)
        if person is not None and is_client(person) and person.professional is not None:
            person = turn.uow.people.get(organisation, person.professional)
        if person is not None and is_professional(person):
            found[person.id] = person
    return list(found.values())


def words_of(turn: Turn, organisation: Organisation, sources: Iterable[Source]) -> dict[Source, str | None]:
    """Return the words the sources hold now, with nobody's name in them; None where they were withdrawn or erased."""
    uow, every = turn.uow, list(sources)
    found: dict[tuple[str, str], str] = {}
    for answer in uow.answers.some(organisation.id, [one.id for one in every if isinstance(one, FromAnswer)]):
        found[FromAnswer.kind, answer.id] = "" if answer.withdrawn else str(answer.value)
    assumed = [one.id for one in every if isinstance(one, FromAssumption)]
    for assumption in uow.assumptions.some(organisation.id, assumed):
        found[FromAssumption.kind, assumption.id] = "" if assumption.withdrawn else assumption.text
    for verdict in uow.verdicts.some(organisation.id, [one.id for one in every if isinstance(one, FromVerdict)]):
        found[FromVerdict.kind, verdict.id] = "" if verdict.withdrawn else verdict.words
    if not any(found.values()):
        return dict.fromkeys(every)
    names = Names(uow.people.names(organisation.id))
    nobody = turn.script.texts.phrase(organisation.language, "bot.somebody")
    return {one: safe_quote(names.without(found.get((one.kind, one.id), ""), nobody)) or None for one in every}


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


def says_something(reply: Reply) -> bool:
    """Tell whether something was said under an item; what was done at once stands on the item."""
    return reply.words is not None and reply.kind not in AT_ONCE
