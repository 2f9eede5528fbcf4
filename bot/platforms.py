"""What chat platforms need remembered, on the ledger: addresses of conversations, and workspaces with their tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar, TypeVarTuple

from adapters.conversations import KnownConversation
from adapters.desk import Away
from adapters.slack.installations import Installation
from bot import reaching, rhythm
from bot.admitting import DEFAULT
from bot.clock import wall_now
from bot.ports import Clock
from bot.script import Script
from bot.turn import Turn
from dialogs.people import Organisation, OrganisationId
from storage.errors import PASSING
from storage.ledger import Ledger
from storage.rows import Account, Address
from storage.unit_of_work import UnitOfWork

R = TypeVar("R")
Ts = TypeVarTuple("Ts")

SLACK = "slack"


class LedgerConversations:
    """The platforms' own addresses of people and shared channels."""

    def __init__(self, ledger: Ledger) -> None:
        """Remember on this ledger."""
        self._ledger = ledger

    async def find(self, channel: str, account: str, user: str) -> KnownConversation | None:
        """Return the conversation with this user or the shared channel of this id, or None."""
        try:
            found = await self._ledger.read(lambda uow: uow.addresses.get(channel, account, user))
        except PASSING as error:
            raise Away from error
        if found is None:
            return None
        return KnownConversation(
            channel=channel,
            account=account,
            user=user,
            id=found.external,
            service_url=found.service_url,
            personal=found.personal,
        )

    async def keep(self, conversation: KnownConversation) -> None:
        """Remember a conversation of an account that is somebody's; of any other nothing is kept."""
        await _run(self._ledger, _keep_address, conversation)

    async def forget(self, channel: str, account: str, user: str) -> None:
        """Forget a conversation."""
        await _run(self._ledger, lambda uow: uow.addresses.forget(channel, account, user))


class LedgerInstallations:
    """The Slack workspaces, with their tokens sealed under the organisation each belongs to."""

    def __init__(self, ledger: Ledger, script: Script, clock: Clock) -> None:
        """Keep on this ledger; a workspace nobody knows becomes an organisation of its own, begun by this clock."""
        self._ledger = ledger
        self._script = script
        self._clock = clock

    async def find(self, account: str) -> Installation | None:
        """Return the workspace as it is kept now, or None for one that was never installed or was removed."""
        kept = await self._read(lambda uow: uow.accounts.get(SLACK, account))
        return None if kept is None or kept.removed or kept.secret is None else Installation.from_text(kept.secret)

    async def keep(self, installation: Installation) -> None:
        """Keep a workspace, new or in the place of what was kept of it; that ends the lease on its tokens."""
        await _run(self._ledger, _keep_installation, self._script, self._clock, installation)

    async def remove(self, account: str) -> None:
        """Forget the tokens of a workspace; what people said there stays for as long as was promised."""
        await _run(self._ledger, lambda uow: uow.accounts.remove(SLACK, account))

    async def lease(self, account: str, seconds: float) -> bool:
        """Tell whether the caller alone may change the workspace's tokens, for so many seconds or until `keep`."""
        wall = wall_now()
        until = wall + timedelta(seconds=seconds)
        return await _run(self._ledger, lambda uow: uow.accounts.lease(SLACK, account, wall, until))

    async def all(self) -> list[Installation]:
        """Return every workspace that was not removed."""
        kept = await self._read(_all_of_slack)
        return [Installation.from_text(secret) for secret in kept]

    async def _read(self, query: Callable[[UnitOfWork], R]) -> R:
        try:
            return await self._ledger.read(query)
        except PASSING as error:
            raise Away from error


def connect(uow: UnitOfWork, account: Account) -> None:
    """Keep an account, and let whoever was known by their user alone be reached in it, if it is the only one.

    Ways that failed because nothing could be said in it at all work again.
    """
    uow.accounts.keep(account)
    uow.routes.mended(account.organisation, account.channel, account.account, reaching.OF_THE_ACCOUNT)
    if len(uow.accounts.of(account.organisation, account.channel)) == 1:
        guests = account.channel == SLACK  # who is of another workspace is a guest here; a tenant speaks for itself
        uow.routes.connect(account.organisation, account.channel, account.account, guests=guests)


async def _run(ledger: Ledger, work: Callable[[UnitOfWork, *Ts], R], *args: *Ts) -> R:
    try:
        return await ledger.run(work, *args)
    except PASSING as error:
        raise Away from error


def _keep_address(uow: UnitOfWork, conversation: KnownConversation) -> None:
    organisation = uow.accounts.organisation(conversation.channel, conversation.account)
    if organisation is not None:
        uow.addresses.keep(
            Address(
                organisation=organisation,
                channel=conversation.channel,
                account=conversation.account,
                user=conversation.user,
                external=conversation.id,
                service_url=conversation.service_url,
                personal=conversation.personal,
            )
        )


def _keep_installation(uow: UnitOfWork, script: Script, clock: Clock, installation: Installation) -> None:
    known = uow.accounts.get(SLACK, installation.account)
    organisation = known.organisation if known else _organisation_for(uow, script, clock, installation)
    connect(
        uow,
        Account(
            channel=SLACK,
            account=installation.account,
            organisation=organisation,
            name=installation.name,
            secret=installation.to_text(),
            at=known.at if known else wall_now(),
        ),
    )


def _organisation_for(uow: UnitOfWork, script: Script, clock: Clock, installation: Installation) -> OrganisationId:
    """Return the organisation that has no workspace yet, or one made for this workspace, apart from all others."""
    first = uow.organisations.get(DEFAULT)
    if first is not None and not uow.accounts.of(DEFAULT, SLACK):
        return DEFAULT
    id = OrganisationId(f"slack-{re.sub(r'[^A-Za-z0-9]', '', installation.account)}")
    if uow.organisations.get(id) is None:
        own = Organisation(id=id, name=installation.name, centre_name=first.centre_name if first else installation.name)
        if first is not None:
            own = replace(own, language=first.language, timezone=first.timezone, country=first.country)
        uow.organisations.save(own)
        turn = Turn(uow, script, clock.now(), f"found:{id}")
        rhythm.digest(turn, id)
        rhythm.retention(turn, id)
    return id


def _all_of_slack(uow: UnitOfWork) -> list[str]:
    kept = [one for each in uow.organisations.all() for one in uow.accounts.of(each.id, SLACK)]
    return [one.secret for one in kept if one.secret is not None]
