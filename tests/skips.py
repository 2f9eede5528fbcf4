"""Names every skipped test at the end of a run; with CI=true or `--no-skips` a skip is a failure.

Nothing goes untested in silence.
"""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run ask that nothing is skipped, without being what a machine of the kind CI is."""
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failure, as with CI=true")


def _skipped(reporter: pytest.TerminalReporter) -> list[tuple[str, str]]:
    reports = reporter.stats.get("skipped", [])
    return [(report.nodeid, report.longrepr[2] if isinstance(report.longrepr, tuple) else "") for report in reports]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every skipped test with its reason."""
    skipped = _skipped(terminalreporter)
    if not skipped:
        return
    terminalreporter.section(f"NOT TESTED HERE: {len(skipped)}", yellow=True, bold=True)
    for name, reason in skipped:
        terminalreporter.line(f"{name}: {reason}", yellow=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a run that passed with skips into a failure where none is allowed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    none_allowed = os.environ.get("CI") == "true" or session.config.getoption("--no-skips")
    if none_allowed and isinstance(reporter, pytest.TerminalReporter) and _skipped(reporter):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
