"""Fixtures that every test may ask for by name, and the one that every test gets."""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Iterator

import hypothesis
import pytest
import structlog

from bot import log

pytest_plugins = ["tests.databases", "tests.house", "tests.danger_lanes"]

# One profile, whatever the machine and whether or not CI is set there: the same cases everywhere, and no test that
# fails because the machine is slow or busy.
hypothesis.settings.register_profile(
    "samenspraak",
    derandomize=True,
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("samenspraak")

# The zones of the pinned package, as in the product, not those that the machine happens to have.
zoneinfo.reset_tzpath(to=())


@pytest.fixture(autouse=True)
def _log_afterwards() -> Iterator[None]:
    """Put the log back: whoever configured it wrote to a stream that is closed by the time of the next test."""
    yield
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if type(handler).__module__ != log.__name__]
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
