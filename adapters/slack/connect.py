"""How a workspace comes with a token from the settings, and how any workspace goes."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.slack.api import Api, SlackAway
from adapters.slack.installations import Installation, Installations


async def connect(api: Api, token: str) -> Installation:
    """Return the workspace that a bot token is of; it is not kept yet. Raise SlackRefused or SlackAway."""
    who = await api.who_is(token)
    if not who.account or not who.bot_user:
        raise SlackAway(ambiguous=False, method="auth.test")
    return Installation(
        account=who.account,
        name=who.name,
        url=who.url,
        app_id="",
        bot_user=who.bot_user,
        bot_token=token,
        scopes=who.scopes,
    )


async def uninstalled(api: Api, installations: Installations, account: str) -> None:
    """Forget the tokens of a workspace that took the bot out: nothing is sent there any more. May raise `Away`."""
    await installations.remove(account)
    api.forget(account)


async def revoked(api: Api, installations: Installations, account: str, bots: Sequence[str]) -> bool:
    """Do the same if the bot's own token is among those revoked, given as users; return whether it was."""
    found = await installations.find(account)
    if found is None or found.bot_user not in bots:
        return False
    await uninstalled(api, installations, account)
    return True
