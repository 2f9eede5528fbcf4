"""Logging: names of events with ids, counts, durations and reasons from a list; everything else is dropped.

What people say can therefore not end up in a log by accident: not as a field, not in the text of an error, and not by
way of a library.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

FIELDS = frozenset(
    {
        *("level", "timestamp", "logger", "place", "error", "cause", "outcome", "reason", "purpose", "kind", "state"),
        *(
            "organisation",
            "team",
            "person",
            "dialogue",
            "question",
            "session",
            "answer",
            "assumption",
            "offer",
            "report",
        ),
        *("outbox", "digest", "week", "occasion", "channel", "account", "command", "job", "method", "route", "status"),
        *("count", "asked", "skipped", "sent", "failed", "pending", "attempt", "size", "port", "version", "revision"),
        *("at", "due", "duration_ms", "after_s", "lag_s", "event_id"),
    }
)
"""The fields that may be logged: what they hold is a number or a name, never a sentence."""

_EVENT = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_NAME = re.compile(r"[\w.:;@/{}<>+=-]{1,200}")


def configure(*, stream: TextIO | None = None, console: bool | None = None, level: int = logging.INFO) -> None:
    """Send every log line to `stream` (standard error), as JSON or, on a terminal, readable for people."""
    out = stream or sys.stderr
    readable = out.isatty() if console is None else console
    ending: list[Processor] = [
        structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0) if readable else structlog.processors.JSONRenderer()
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_the_place,
            only_what_may_be_logged,
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)


def get_logger() -> FilteringBoundLogger:
    """Return the logger; call it with the name of an event and fields: `log.info("message_sent", outbox=id)`."""
    logger: FilteringBoundLogger = structlog.get_logger()
    return logger


def only_the_place(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type, the type of its cause and the place where it was raised."""
    given = event.pop("exc_info", None)
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    if not isinstance(error, BaseException):
        return event
    event["error"] = type(error).__name__
    if (cause := error.__cause__ or error.__context__) is not None:
        event["cause"] = type(cause).__name__
    if error.__traceback__ is not None:
        event["place"] = _innermost(error.__traceback__)
    return event


def only_what_may_be_logged(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Keep the event's name and the listed fields that hold a number or a name; drop the rest."""
    name = event.pop("event", "")
    kept = {key: value for key, value in event.items() if key in FIELDS and _is_name_or_number(value)}
    return {"event": name if isinstance(name, str) and _EVENT.fullmatch(name) else "unnamed", **kept}


def _is_name_or_number(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and _is_name(value))


def _is_name(value: str) -> bool:
    return _NAME.fullmatch(value) is not None


def _innermost(trace: TracebackType) -> str:
    frame, line = list(traceback.walk_tb(trace))[-1]
    return f"{'/'.join(PurePath(frame.f_code.co_filename).parts[-2:])}:{line}"


class _Libraries(logging.Handler):
    """Passes on that a library complained and where, never what it said: that may hold somebody's words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the name of the library's logger and the place."""
        log = structlog.get_logger()
        log.log(
            record.levelno,
            "library_complained",
            logger=record.name,
            place=f"{'/'.join(PurePath(record.pathname).parts[-2:])}:{record.lineno}",
            exc_info=record.exc_info,
        )
