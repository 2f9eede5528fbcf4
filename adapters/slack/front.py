"""Bolt as we use it: behind our own door, with one middleware that keeps first and acknowledges afterwards."""

from __future__ import annotations

import json
import logging
from typing import Final

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.reception import Answer, Reception

JSON_HEADERS: Final = {"content-type": "application/json"}


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

    async def keep(req: AsyncBoltRequest) -> BoltResponse:
        return acknowledgement(await reception.receive(req.body))

    app.use(keep)
    app.error(_failed)
    return app


def acknowledgement(answer: Answer) -> BoltResponse:
    """Return the answer as Bolt passes it on."""
    if answer.body is None:
        return BoltResponse(status=answer.status)
    return BoltResponse(status=answer.status, body=json.dumps(answer.body), headers=dict(JSON_HEADERS))


async def _whoever(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
    # Whose workspace it is the reception asks the desk; tokens stay with whoever sends.
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)


async def _failed(error: Exception) -> BoltResponse:
    # Our own failures are answers already; what fails before that is a body that Bolt cannot read.
    logging.getLogger(__name__).warning("bolt could not read a request: %s", type(error).__name__)
    return BoltResponse(status=400)
