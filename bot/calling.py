"""Bring in a person where words do not help: a client who is not understood may be called."""

from __future__ import annotations

from bot.recall import first_name
from bot.turn import Turn, may_reach
from dialogs.messages import Purpose
from dialogs.people import Person
from dialogs.policy.roles import is_client
from dialogs.subject import AboutClient


def caller(turn: Turn, client: Person) -> Person | None:
    """Return who can be asked to call a client: their own professional, if they can be told; else None."""
    if not is_client(client) or client.professional is None:
        return None
    found = turn.uow.people.get(client.organisation, client.professional)
    subject = AboutClient(client.id)
    reachable = found is not None and not found.erased and turn.place(found) is not None
    return found if found and reachable and may_reach(found, Purpose.NEWS, turn.now, subject) else None


def ask(turn: Turn, client: Person) -> None:
    """Ask the client's professional to call, at once, and tell the client whether that was possible."""
    found = caller(turn, client)
    if found is None:
        turn.tell(client, "talk.nobody_to_call")
        return
    subject = AboutClient(client.id)
    turn.tell(found, "bot.call_asked", Purpose.NEWS, client=first_name(client), subject=subject)
    turn.tell(client, "bot.call_passed_on", professional=first_name(found))
