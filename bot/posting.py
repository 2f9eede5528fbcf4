"""Post a week without holding up anybody: it is read and composed beside the writer, and written by it at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from bot.digests import Ready, TakenBackMeanwhile
from dialogs.people import OrganisationId
from storage.errors import DatabaseAway
from storage.ledger import Ledger
from storage.unit_of_work import UnitOfWork

MOST_TRIES = 4

R = TypeVar("R")


async def posted(
    ledger: Ledger,
    organisation: OrganisationId,
    read: Callable[[UnitOfWork], Ready | None],
    write: Callable[[UnitOfWork, Ready | None], R],
) -> R:
    """Return what `write` returned for the week that `read` found.

    Where words were taken back in between, the week is read anew; in the end `write` has to read it itself, which
    nobody can come in between.
    """
    await ledger.run(_give_key, organisation)
    for _ in range(MOST_TRIES):
        try:
            found = await ledger.read(read)
        except DatabaseAway:
            break  # it is, or reading had to write something, such as a key: the writer finds out
        with suppress(TakenBackMeanwhile):
            return await ledger.run(write, found)
    return await ledger.run(write, None)


def _give_key(uow: UnitOfWork, organisation: OrganisationId) -> None:
    """Make the key under which a shared place's messages are sealed, which reading could not."""
    uow.words.seal(organisation, organisation, "")
