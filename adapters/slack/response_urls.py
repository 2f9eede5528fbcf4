"""Which addresses may be answered to: Slack's own, or those of a stand-in on this machine."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

HOST: Final = "hooks.slack.com"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def usable(url: str, standin: str = "") -> str:
    """Return the address if it may be answered to, otherwise an empty text.

    `standin` is the address of a Slack on this machine, where one is used; then its own port counts as well.
    """
    found = _split(url)
    if found is None or found.username is not None or found.password is not None:
        return ""
    if found.scheme == "https" and found.hostname == HOST and found.port in {None, 443}:
        return url
    ours = _split(standin) if standin else None
    if ours is None or not {ours.hostname, found.hostname} <= _LOOPBACK:
        return ""
    return url if found.scheme == "http" and found.port == ours.port else ""


def _split(url: str) -> SplitResult | None:
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    return found
