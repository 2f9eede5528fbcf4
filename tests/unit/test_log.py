"""No word of anybody reaches a log, whichever way it tries."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot import log

CANARY = "kanarie in de kolenmijn"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Log into memory, and put logging back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    log.configure(stream=out)
    yield out
    logging.captureWarnings(capture=False)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _fail(words: str) -> None:
    raise ValueError(words)


def test_a_listed_field_is_logged(stream: io.StringIO) -> None:
    """Ids, counts and durations are written as JSON with the name of the event, the level and the time."""
    log.get_logger().info("message_sent", outbox="o1", count=3, duration_ms=1.5)
    line = json.loads(stream.getvalue())
    assert {
        "event": "message_sent",
        "outbox": "o1",
        "count": 3,
        "duration_ms": 1.5,
        "level": "info",
    }.items() <= line.items()
    assert line["timestamp"].endswith("Z")


def test_an_unlisted_field_is_dropped(stream: io.StringIO) -> None:
    """A field that is not on the list does not reach the log, whatever it holds."""
    log.get_logger().info("answer_taken", text="kanarie", answer="a1")
    assert "kanarie" not in stream.getvalue()
    assert json.loads(stream.getvalue())["answer"] == "a1"


@pytest.mark.parametrize("value", [CANARY, [CANARY], {"a": CANARY}, ValueError(CANARY), CANARY.encode()])
def test_a_listed_field_with_a_sentence_is_dropped(stream: io.StringIO, value: object) -> None:
    """A listed field holds a name or a number; anything else is dropped."""
    log.get_logger().info("answer_taken", reason=value)
    assert "kanarie" not in stream.getvalue()
    assert "reason" not in json.loads(stream.getvalue())


def test_an_event_is_a_name(stream: io.StringIO) -> None:
    """Words in the place of the event's name do not reach the log."""
    log.get_logger().info(f"{CANARY} was said")
    assert json.loads(stream.getvalue())["event"] == "unnamed"


def test_an_exception_is_its_type_and_place(stream: io.StringIO) -> None:
    """Of an exception its type, its cause's type and its place are logged, never its message."""
    try:
        try:
            _fail(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        log.get_logger().exception("intake_failed")
    line = json.loads(stream.getvalue())
    assert (line["error"], line["cause"]) == ("RuntimeError", "ValueError")
    assert line["place"].startswith("unit/test_log.py:")
    assert "kanarie" not in stream.getvalue()


def test_a_library_is_heard_but_not_quoted(stream: io.StringIO) -> None:
    """A warning of a library is logged with its name and place; what it says is not."""
    logging.getLogger("some.library").warning("could not store %s", CANARY)
    logging.getLogger("some.library").info("quiet")
    try:
        _fail(CANARY)
    except ValueError:
        logging.getLogger("other").exception(CANARY)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["logger"], first["level"]) == ("some.library", "warning")
    assert (second["logger"], second["error"]) == ("other", "ValueError")
    assert "kanarie" not in stream.getvalue()


def test_a_python_warning_is_not_quoted(stream: io.StringIO) -> None:
    """A warning of Python goes the same way."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert json.loads(stream.getvalue())["logger"] == "py.warnings"
    assert "kanarie" not in stream.getvalue()


@pytest.mark.usefixtures("stream")
def test_on_a_terminal_the_same_list_holds() -> None:
    """The readable form drops what the JSON form drops."""
    out = io.StringIO()
    log.configure(stream=out, console=True)
    log.get_logger().warning("answer_taken", answer="a1", text=CANARY, reason=CANARY)
    assert "answer_taken" in out.getvalue()
    assert "a1" in out.getvalue()
    assert "kanarie" not in out.getvalue()
