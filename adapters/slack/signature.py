"""Whether a request comes from Slack: the signature, its age, and that it was not here before."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import OrderedDict
from datetime import datetime
from typing import Final

SIGNATURE: Final = "X-Slack-Signature"
TIMESTAMP: Final = "X-Slack-Request-Timestamp"
OLDEST: Final = 300.0
_MOST: Final = 100_000
_STAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature that Slack gives a body at this time stamp."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def is_genuine(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Tell whether Slack signed this body at most five minutes from `now` (wall time); anything odd is a no."""
    if not secret or not _STAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now.timestamp() - int(timestamp)) > OLDEST:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())


class Once:
    """Remembers genuine signatures for as long as they could be used again, up to a bound."""

    def __init__(self, most: int = _MOST) -> None:
        """Remember at most so many; beyond that the oldest is forgotten, and only the inbox refuses it."""
        self._most = most
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    def first(self, signature: str, now: datetime) -> bool:
        """Tell whether this signature is seen for the first time, and remember it."""
        at = now.timestamp()
        while self._seen and (len(self._seen) >= self._most or next(iter(self._seen.values())) <= at):
            self._seen.popitem(last=False)
        key = self._key(signature)
        if key in self._seen:
            return False
        # A time stamp may lie five minutes ahead, and is good for five minutes after that.
        self._seen[key] = at + 2 * OLDEST
        return True

    def forget(self, signature: str) -> None:
        """Forget a signature whose request came to nothing, so that the same bytes may come again."""
        self._seen.pop(self._key(signature), None)

    def __len__(self) -> int:
        return len(self._seen)

    @staticmethod
    def _key(signature: str) -> bytes:
        return signature.removeprefix("v0=").encode()
