"""What every answer of this channel carries so that a personal link stays personal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BODY_LIMIT: Final = 1024 * 1024
BODY_SECONDS: Final = 15.0

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)


def headers(*, framed: bool) -> Mapping[str, str]:
    """Return the headers of a page; `framed` lets a page of our own, such as the try-out, show it in a frame."""
    return {
        "Content-Security-Policy": _POLICY.format(ancestors="'self'" if framed else "'none'"),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN" if framed else "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
