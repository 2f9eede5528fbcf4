"""What is wrong with a set-up in Slack: tokens, scopes, and who would read the week of the centre."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Final

from adapters.slack.api import Api, SlackAway, SlackRefused
from adapters.slack.audience import UNREADABLE, Audience
from adapters.slack.errors import known
from adapters.slack.installations import Installation
from adapters.slack.scopes import missing

Finding = tuple[str, Mapping[str, object]]

# A channel that one workspace does not know may be of the other one.
_NOT_HERE: Final = UNREADABLE


async def check(api: Api, audience: Audience, centre: str) -> list[Finding]:
    """Return what is wrong as phrases and their values; raise Away where the workspaces cannot be read."""
    workspaces = await api.installations()
    if not workspaces:
        return [("check.slack_no_workspace", {})]
    found = [finding for one in workspaces async for finding in _workspace(api, one)]
    if centre and not found:
        found += await _centre(audience, workspaces, centre)
    return found


async def _workspace(api: Api, workspace: Installation) -> AsyncIterator[Finding]:
    name = {"workspace": workspace.name or workspace.account}
    if workspace.expires_at is not None and not (api.renews and workspace.refresh_token):
        yield "check.slack_token_ends", name
    try:
        who = await api.who(workspace.account)
    except SlackRefused as error:
        yield f"check.{_phrase(error)}", name
        return
    except SlackAway:
        yield "check.slack_away", name
        return
    if who.account != workspace.account:
        yield "check.slack_other_workspace", {**name, "other": who.name or who.account}
        return
    granted = who.scopes or workspace.scopes
    lacking = missing(granted)
    if granted and lacking:
        yield "check.slack_scopes", {**name, "scopes": ", ".join(lacking)}


async def _centre(audience: Audience, workspaces: list[Installation], centre: str) -> list[Finding]:
    reason = _NOT_HERE
    for workspace in workspaces:
        try:
            reason = await audience.of_centre(workspace.account, centre)
        except (SlackRefused, SlackAway):
            return [("check.slack_away", {"workspace": workspace.name or workspace.account})]
        if reason != _NOT_HERE:
            break
    if not reason:
        return []
    return [(f"check.slack_{reason.removeprefix('slack_')}", {"channel": centre})]


def _phrase(error: SlackRefused) -> str:
    """Return the phrase for a workspace whose token Slack does not take."""
    reason = known(error.error).reason
    return reason if reason in {"slack_not_installed", "slack_barred", "slack_busy"} else "slack_token"
