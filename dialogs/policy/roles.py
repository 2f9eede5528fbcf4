"""What somebody is here, in words: the one place beside the table where a role is compared.

This says whom something is about and what is shown first. What somebody may do is asked of the table.
"""

from __future__ import annotations

from typing import Protocol

from dialogs.people import Member, Role


class Somebody(Protocol):
    """Whoever has a role: a person as they are kept, or as a channel knows them."""

    @property
    def role(self) -> Role:
        """What they are here."""


def is_client(person: Somebody) -> bool:
    """Tell whether this is somebody who is asked: the dialogue is theirs."""
    return person.role is Role.CLIENT


def is_professional(person: Somebody) -> bool:
    """Tell whether this is somebody who works with clients."""
    return person.role is Role.PROFESSIONAL


def is_centre(person: Somebody) -> bool:
    """Tell whether this is somebody of the central organisation."""
    return person.role is Role.CENTRE


def works_here(person: Member | None) -> bool:
    """Tell whether this is somebody of the organisation itself, who is still here."""
    return person is not None and not person.erased and not is_client(person)
