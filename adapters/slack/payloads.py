"""From what Slack posts to our own values: a closed union, no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.slack.commands import read_command
from adapters.slack.events import read_event
from adapters.slack.fields import text_of
from adapters.slack.heard import Challenge, Ignored, Odd, Payload, Why
from adapters.slack.interactions import read_interaction

_CHALLENGE_LIMIT = 1_000


def read(body: Mapping[str, object], *, salt: bytes = b"", standin: str = "") -> Payload:
    """Return what an unpacked body means, whether it came by HTTP or by a socket.

    `salt` keeps the digest of a form's values from being guessed; `standin` is the address of a Slack on this machine,
    where one is used.
    """
    match text_of(body, "type"):
        case "event_callback":
            return read_event(body)
        case "url_verification":
            challenge = text_of(body, "challenge")
            fit = 0 < len(challenge) <= _CHALLENGE_LIMIT and challenge.isascii() and challenge.isprintable()
            return Challenge(challenge=challenge) if fit else Odd(status=400, reason="challenge")
        case "app_rate_limited":
            return Ignored(reason=Why.PROBE)
        case "" if "command" in body:
            return read_command(body, standin=standin)
        case "" if "ssl_check" in body:
            return Ignored(reason=Why.PROBE)
        case "":
            return Odd(status=400, reason="kind")
        case _:
            return read_interaction(body, salt=salt, standin=standin)
