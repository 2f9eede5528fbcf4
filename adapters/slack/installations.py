"""A workspace in which the bot was installed, with its tokens, and the port in which such workspaces are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One workspace: `account` is its team id, `bot_user` the user that the bot is there.

    `expires_at` is wall time, None for a token that stays; `refresh_token` works once, empty where none was given.
    """

    account: str
    name: str
    url: str
    app_id: str
    bot_user: str
    bot_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Return the installation as JSON, tokens and all: only to be kept sealed."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        expires = self.expires_at.isoformat() if self.expires_at is not None else None
        return json.dumps({**values, "expires_at": expires, "scopes": list(self.scopes)})

    @classmethod
    def from_text(cls, text: str) -> Installation:
        """Return the installation that `to_text` gave; raise ValueError for anything else."""
        try:
            values: dict[str, Any] = json.loads(text)
            expires = values.pop("expires_at")
            scopes = tuple(values.pop("scopes"))
            at = datetime.fromisoformat(expires) if expires is not None else None
            return cls(**values, expires_at=at, scopes=scopes)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("This is not an installation.") from error


class Installations(Protocol):
    """The workspaces there are, sealed, across restarts and processes. Every method may raise `Away`."""

    async def find(self, account: str) -> Installation | None:
        """Return the workspace as it is kept now, or None for one that was never installed or was removed."""
        ...

    async def keep(self, installation: Installation) -> None:
        """Keep a workspace, new or in the place of what was kept of it; that ends the lease on its tokens."""
        ...

    async def remove(self, account: str) -> None:
        """Forget the tokens of a workspace and send nothing there any more; nothing happens if there is none."""
        ...

    async def lease(self, account: str, seconds: float) -> bool:
        """Tell whether the caller alone may change the workspace's tokens, for so many seconds or until `keep`."""
        ...

    async def all(self) -> list[Installation]:
        """Return every workspace that was not removed."""
        ...
