"""The platforms on which the week is played, each under its name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.acceptance.platforms.connector import connector
from tests.acceptance.platforms.local_slack import local_slack
from tests.acceptance.platforms.playground import playground
from tests.acceptance.platforms.record import record
from tests.acceptance.platforms.slack_api import slack_api
from tests.acceptance.platforms.web import web
from tests.acceptance.week import Opening

PLATFORMS: Mapping[str, Opening] = {
    "web": web,
    "record": record,
    "slack_api": slack_api,
    "local_slack": local_slack,
    "connector": connector,
    "playground": playground,
}
