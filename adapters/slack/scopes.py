"""What the bot asks leave for in a workspace, each for one reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

SCOPES: Final[Mapping[str, str]] = {
    "chat:write": "asks, answers and posts the week",
    "im:write": "begins a direct message",
    "im:history": "reads what people answer there, and looks up whether a message arrived",
    "groups:history": "reads the replies under the week in the centre's private channel, and looks a message up there",
    "groups:read": "knows who reads along in that channel",
    "channels:read": "knows who is in a channel that a client shares",
    "users:read": "tells guests and people of elsewhere from one's own",
    "commands": "offers /samenspraak and the shortcuts",
}
"""The scopes it cannot do without, and what each is for."""

OPTIONAL: Final[Mapping[str, str]] = {"files:write": "puts a picture of a chart where Slack does not draw it"}
"""What it asks for and can do without."""


def missing(granted: Collection[str]) -> list[str]:
    """Return the scopes that the bot needs and does not have, in the order of the list."""
    return [scope for scope in SCOPES if scope not in granted]
