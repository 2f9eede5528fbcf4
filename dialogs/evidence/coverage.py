"""Who was asked in a week and what came of it: silence is a fact, not a failing."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The people asked in one week, divided: everybody asked is in exactly one of the other four."""

    asked: frozenset[PersonId]
    answered: frozenset[PersonId]
    refused: frozenset[PersonId]
    not_reached: frozenset[PersonId]
    open: frozenset[PersonId]


def coverage(
    *,
    asked: frozenset[PersonId],
    answered: frozenset[PersonId],
    refused: frozenset[PersonId],
    not_reached: frozenset[PersonId],
) -> Coverage:
    """Divide the people asked by what came of it; people who were not asked are left out.

    An answer counts before a refusal, and a refusal before not being reached. `refused` are those who said no or stop,
    `not_reached` those to whom nothing could be delivered or who never opened it. Who is in none of these is open.
    """
    refused_only = (refused & asked) - answered
    unreached = (not_reached & asked) - answered - refused_only
    return Coverage(
        asked=asked,
        answered=answered & asked,
        refused=refused_only,
        not_reached=unreached,
        open=asked - answered - refused_only - unreached,
    )
