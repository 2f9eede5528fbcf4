"""Keep the promise about how long words are kept."""

from __future__ import annotations

from datetime import timedelta

from bot import quoting, rhythm
from bot.turn import Turn
from dialogs.people import OrganisationId
from storage.retention import forget_before, forget_raw_before

MONTH = timedelta(days=30.44)
RAW_LASTS = timedelta(days=7)


def keep_promise(turn: Turn, organisation: OrganisationId) -> int:
    """Let go of every word that is older than the organisation promised, and plan the next time; return how many."""
    months = turn.organisation(organisation).retention_months
    quoting.taking_back(turn, organisation)
    gone = forget_before(turn.uow, organisation, turn.now - months * MONTH)
    forget_raw_before(turn.uow, organisation, turn.now - RAW_LASTS)
    turn.uow.presses.forget(organisation, turn.now)
    rhythm.retention(turn, organisation)
    return gone
