"""The door for Microsoft Teams: `POST /api/messages`."""

from __future__ import annotations

from typing import Protocol

from adapters.teams.transport import Activity, InvokeReply


class Handler(Protocol):
    """What stands behind the door."""

    async def handle(self, activity: Activity) -> InvokeReply | None:
        """Take in one activity of which the sender was verified; it may raise `adapters.desk.Away`."""
        ...
