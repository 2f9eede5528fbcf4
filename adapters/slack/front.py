"""Bolt as we use it: behind our own door, with one middleware that keeps first and acknowledges afterwards."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.reception import Answer, Reception

REACHED: Final = "samenspraak_reached"
"""What the context of a request holds once it got through to the reception."""

_HEADERS: Final = {"content-type": "application/json"}


class _Wordless(logging.Filter):
    """Leaves of a record of Bolt or its client where it came from and what kind of error it was, and no more."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[0] if record.exc_info else None
        record.msg = "slack library complained: %s"
        record.args = (error.__name__ if error else record.levelname.lower(),)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def quiet() -> logging.Logger:
    """Return the logger for Bolt and its client: they would write down whole bodies."""
    logger = logging.getLogger("slack_bolt.front")
    logger.setLevel(logging.ERROR)
    if not logger.filters:
        logger.addFilter(_Wordless())
    return logger


def front(reception: Reception) -> AsyncApp:
    """Return a Bolt application that hands everything to the reception, and does nothing after the acknowledgement."""
    logger = quiet()
    app = AsyncApp(
        name="samenspraak",
        logger=logger,
        client=AsyncWebClient(logger=logger, retry_handlers=[]),
        authorize=_whoever,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    app.use(_Keep(reception))
    return app


class _Keep(AsyncMiddleware):
    """Keeps, and then acknowledges. It is no plain function: Bolt reads fields for those, and trips over odd ones."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt passes it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002 - nothing comes after this
    ) -> BoltResponse:
        """Return what to tell Slack."""
        req.context[REACHED] = True
        return acknowledgement(await self._reception.receive(req.body))


def acknowledgement(answer: Answer) -> BoltResponse:
    """Return the answer as Bolt passes it on."""
    if answer.body is None:
        return BoltResponse(status=answer.status)
    return BoltResponse(status=answer.status, body=json.dumps(answer.body), headers=dict(_HEADERS))


async def _whoever(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
    # Whose workspace it is the reception asks the desk; tokens stay with whoever sends.
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
