"""Small weeks made of plain numbers, for the tests of the digest."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.digest.compose import Digest, Item, Line, Words
from dialogs.digest.week import Helps, NewlyTold, Quotable, ToldKind, Voice
from dialogs.evidence.answers import AnswerId
from dialogs.evidence.coverage import Coverage, coverage
from dialogs.evidence.offers import OfferId
from dialogs.people import PersonId
from dialogs.policy.thresholds import AtLeast
from dialogs.source import FromAnswer

JOOST = PersonId("joost")
NOBODY = coverage(asked=frozenset(), answered=frozenset(), refused=frozenset(), not_reached=frozenset())


def people(n: int, prefix: str = "client") -> frozenset[PersonId]:
    """Return `n` different people."""
    return frozenset(PersonId(f"{prefix}-{number}") for number in range(n))


def covered(*, answered: int = 0, refused: int = 0, not_reached: int = 0, still_open: int = 0) -> Coverage:
    """Return the coverage of a week with so many people in each part."""
    parts = [people(answered, "a"), people(refused, "r"), people(not_reached, "n"), people(still_open, "o")]
    return coverage(asked=frozenset().union(*parts), answered=parts[0], refused=parts[1], not_reached=parts[2])


def quote(client: PersonId, ident: str, *, shared: bool) -> Quotable:
    """Return words of a client."""
    return Quotable(source=FromAnswer(id=AnswerId(ident), speaker=client), shared=shared)


def voices(says: Helps, n: int, *, shared: int = 0) -> tuple[Voice, ...]:
    """Return `n` voices that say so, the first `shared` of which with words that may be told."""
    return tuple(
        Voice(
            client=client,
            offer=OfferId("mornings"),
            says=says,
            why=quote(client, f"why-{client}", shared=number < shared),
        )
        for number, client in enumerate(sorted(people(n, says)))
    )


def wish(client: str, ident: str, *, shared: bool) -> NewlyTold:
    """Return a wish newly told."""
    return NewlyTold(kind=ToldKind.WISH, client=PersonId(client), words=quote(PersonId(client), ident, shared=shared))


def talent(client: str, ident: str, *, shared: bool) -> NewlyTold:
    """Return a talent newly told."""
    return NewlyTold(kind=ToldKind.TALENT, client=PersonId(client), words=quote(PersonId(client), ident, shared=shared))


def lines(items: Iterable[Item]) -> list[Line]:
    """Return every sentence of the items."""
    return [line for item in items for line in item.lines if isinstance(line, Line)]


def quoted(digest: Digest) -> list[str]:
    """Return the ids of all words in the digest, in order."""
    return [line.source.id for item in digest.items for line in item.lines if isinstance(line, Words)]


def told(digest: Digest) -> dict[str, int]:
    """Return every number of people a digest tells, by the key and name under which it is told."""
    everything = [*digest.head, *lines(digest.items)]
    return {
        f"{line.key}.{name}": value.n
        for line in everything
        for name, value in line.values.items()
        if isinstance(value, AtLeast)
    }
