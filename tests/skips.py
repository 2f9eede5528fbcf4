"""Names every skipped test at the end of a run; where CI=true a skip is a failure. Nothing goes untested in silence."""

from __future__ import annotations

import os

import pytest


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
    """Turn a run that passed with skips into a failure where CI=true."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and isinstance(reporter, pytest.TerminalReporter) and _skipped(reporter):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
