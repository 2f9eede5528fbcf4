"""What a refusal of Teams means for a message: one closed table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from adapters.teams.transport import TransportAway, TransportRefused
from dialogs.messages import Ambiguous, Refused, SendResult, TryLater

PACED: Final = "paced"
NOT_INSTALLED: Final = "not_installed"
NOT_PERSONAL: Final = "not_personal"
NOT_PRIVATE: Final = "not_private"
OTHER_TENANT: Final = "other_tenant"
UNKNOWN_CHANNEL: Final = "unknown_channel"
SHARED_OUTSIDE: Final = "shared_outside"
NOT_A_MESSAGE: Final = "not_a_message"

CODES: Final[Mapping[str, str]] = {
    # https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
    "BotNotInConversationRoster": "not_installed",
    "BotNotRegistered": "not_registered",
    "BotDisabledByAdmin": "disabled_by_admin",
    "BotDisabledByConsumer": "blocked",
    "ConversationBlockedByUser": "blocked",
    "ForbiddenOperationException": "forbidden",
    "InvalidBotApiHost": "wrong_address",
    "MessageWritesBlocked": "writes_blocked",
    "NotEnoughPermissions": "forbidden",
    "ConversationNotFound": "conversation_gone",
    "ActivityNotFoundInConversation": "message_gone",
    "MessageSizeTooBig": "too_big",
    "BadSyntax": "bad_message",
    # ours
    "ForeignAddress": "wrong_address",
    "BadAddress": "wrong_address",
    "Redirected": "wrong_address",
    "CredentialsRefused": "credentials",
}
"""The platform's own words and ours for why not, and the reason that is kept."""

STATUSES: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "bad_message",
    HTTPStatus.UNAUTHORIZED: "credentials",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "conversation_gone",
    HTTPStatus.GONE: "conversation_gone",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_big",
}

UNREACHABLE: Final = frozenset(
    {
        *(NOT_INSTALLED, NOT_PERSONAL, OTHER_TENANT),
        *("not_registered", "disabled_by_admin", "blocked", "forbidden", "writes_blocked", "conversation_gone"),
    }
)
"""The reasons for which this way to reach somebody does not work at all, whatever the message."""

_PATIENCE: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED})
_CREDENTIALS_WAIT: Final = timedelta(minutes=10)


def refused(error: TransportRefused) -> SendResult:
    """Return what a no of Teams means: patience, later, or never."""
    if error.status in _PATIENCE:
        # https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
        return TryLater(after=error.retry_after, reason=f"status_{error.status}", counts=False)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return TryLater(after=error.retry_after, reason="unavailable")
    reason = CODES.get(error.code) or STATUSES.get(error.status, "refused")
    if reason == "credentials":
        # A secret that ran out is put right by a person, and then everything still goes.
        return TryLater(after=_CREDENTIALS_WAIT, reason=reason)
    return never(reason)


def never(reason: str) -> Refused:
    """Return that a message will never be there, and whether that holds for every message on this way."""
    return Refused(reason=reason, unreachable=reason in UNREACHABLE)


def away(error: TransportAway) -> SendResult:
    """Return what it means that no clear answer came."""
    if error.ambiguous:
        return Ambiguous(reason=f"status_{error.status}" if error.status else "no_answer")
    return TryLater(reason="away")
