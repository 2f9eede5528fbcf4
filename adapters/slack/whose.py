"""Whose workspace it is: where the app is installed, where somebody is at home, which users are robots."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.slack.fields import each, id_of, part
from adapters.slack.heard import CHANNEL
from dialogs.people import Identity

_Given = Mapping[str, object]


def installed(body: _Given) -> tuple[str, ...]:
    """Return the workspaces an event may have been sent for, the likeliest first.

    In a channel shared between companies `team_id` can be the workspace of whoever spoke; what Slack sends the event
    for stands in `authorizations`. An app installed for a whole enterprise has no workspace there, only the enterprise.
    """
    granted = each(body, "authorizations")[:1]
    found = [id_of(one, key) for one in granted for key in ("team_id", "enterprise_id")]
    return _distinct(*found[:1], id_of(body, "context_team_id"), id_of(body, "team_id"), *found[1:], _enterprise(body))


def installed_for(body: _Given) -> tuple[str, ...]:
    """Return the workspaces a button, window or shortcut may belong to, the likeliest first.

    A window knows where its app is installed; a message knows the workspace of the app that posted it; `team` can be
    the workspace of whoever pressed.
    """
    return _distinct(
        id_of(part(body, "view"), "app_installed_team_id"),
        id_of(part(body, "message"), "team"),
        id_of(body, "team"),
        id_of(part(body, "user"), "team_id"),
        _enterprise(body),
    )


def author(body: _Given, message: _Given, user: str) -> Identity | None:
    """Return who wrote a message, at home in their own workspace; None where Slack does not tell which that is."""
    for key in ("user_team", "source_team", "team"):
        if team := id_of(message, key):
            found = _workspace(body, team)
            return _identity(found, user) if found else _insider(body, user)
    return _insider(body, user)


def presser(body: _Given) -> Identity | None:
    """Return who pressed, sent or asked for something; None where the workspace or the user is not told."""
    user = id_of(body, "user")
    teams = (id_of(part(body, "user"), "team_id"), id_of(body, "team"))
    home = next((team for team in teams if team.startswith("T")), "")
    return _identity(home, user) if home and user else None


def robots(body: _Given) -> frozenset[str]:
    """Return the users in whose name the app itself speaks."""
    return frozenset(id_of(one, "user_id") for one in each(body, "authorizations") if one.get("is_bot") is True) - {""}


def _insider(body: _Given, user: str) -> Identity | None:
    # Where companies share a channel nobody may be taken for one of ours for want of better knowledge.
    home = next((one for one in installed(body) if one.startswith("T")), "")
    return None if body.get("is_ext_shared_channel") is True or not home else _identity(home, user)


def _workspace(body: _Given, team: str) -> str:
    """Return the workspace behind a team, which for an enterprise is told only now and then."""
    if team.startswith("T"):
        return team
    for enterprise, workspace in (("enterprise_id", "team_id"), ("context_enterprise_id", "context_team_id")):
        if team == id_of(body, enterprise):
            return id_of(body, workspace)
    return ""


def _identity(team: str, user: str) -> Identity:
    return Identity(channel=CHANNEL, account=team, user=user)


def _enterprise(body: _Given) -> str:
    return id_of(body, "enterprise") or id_of(body, "enterprise_id")


def _distinct(*found: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one))
