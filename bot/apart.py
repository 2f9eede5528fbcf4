"""One person's fault stops nobody else: what cannot be worked out for them is logged by their id, the rest goes on."""

from __future__ import annotations

from types import TracebackType

from bot.log import get_logger
from dialogs.people import PersonId

FAULTS = (ValueError, LookupError, TypeError, ArithmeticError)
"""What comes of a value that should not be there; a database that gives out is none of these, and stops everybody."""

logger = get_logger()


class Apart:
    """`with Apart(person, "send"):` does something for one of many people; a fault in it ends there and is logged."""

    def __init__(self, person: PersonId | None, kind: str) -> None:
        """Remember for whom it is done, and what for."""
        self._person, self._kind = person, kind

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        """End; swallow a fault and log it."""
        if not isinstance(error, FAULTS):
            return False
        logger.error("person.failed", person=self._person, kind=self._kind, exc_info=error)
        return True
