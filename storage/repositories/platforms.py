"""The chat platforms: which accounts were connected, whose address is what, and how people are reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, not_, or_, select, update

from dialogs.messages import Place
from dialogs.people import OrganisationId, PersonId
from storage.repositories.base import Repository
from storage.rows import Account, Address, Route
from storage.statements import in_batches
from storage.tables import accounts, conversations, identities, outbox, routes


class Accounts(Repository):
    """The workspaces and tenants that were connected, with their secrets sealed."""

    def organisation(self, channel: str, account: str) -> OrganisationId | None:
        """Return whose account this is, also one that was removed, or None for one never connected."""
        row = self._row(accounts, channel=channel, account=account)
        return None if row is None else OrganisationId(row.organisation)

    def get(self, channel: str, account: str) -> Account | None:
        """Return the account, or None for one never connected."""
        row = self._row(accounts, channel=channel, account=account)
        return None if row is None else self._account(row)

    def of(self, organisation: OrganisationId, channel: str) -> list[Account]:
        """Return the accounts of an organisation on a channel that were not removed, the oldest first."""
        mine = (accounts.c.organisation == organisation, accounts.c.channel == channel, accounts.c.removed.is_(False))
        return [self._account(row) for row in self._all(select(accounts).where(*mine).order_by(accounts.c.at))]

    def keep(self, account: Account) -> None:
        """Insert or overwrite the account; whoever was taking care of its tokens is done."""
        secret = (
            None if account.secret is None else self._seal(account.organisation, account.organisation, account.secret)
        )
        self._put(
            accounts,
            ("channel", "account"),
            channel=account.channel,
            account=account.account,
            organisation=account.organisation,
            name=account.name,
            secret=secret,
            lease=None,
            removed=account.removed,
            at=account.at,
        )

    def remove(self, channel: str, account: str) -> bool:
        """Forget the secrets of an account and freeze it; return False if there was none to freeze."""
        here = {"channel": channel, "account": account, "removed": False}
        return self._change(accounts, here, removed=True, secret=None, lease=None) == 1

    def lease(self, channel: str, account: str, wall: datetime, until: datetime) -> bool:
        """Let one caller take care of an account's tokens until `until` (wall time); False while another does."""
        here = (accounts.c.channel == channel, accounts.c.account == account, accounts.c.removed.is_(False))
        free = or_(accounts.c.lease.is_(None), accounts.c.lease <= wall)
        return self._connection.execute(update(accounts).where(*here, free).values(lease=until)).rowcount == 1

    def _account(self, row: Row[Any]) -> Account:
        return Account(
            channel=row.channel,
            account=row.account,
            organisation=OrganisationId(row.organisation),
            name=row.name,
            secret=self._open(row.organisation, row.organisation, row.secret),
            removed=row.removed,
            at=row.at,
        )


class Addresses(Repository):
    """The platforms' own addresses of people and shared channels."""

    def get(self, channel: str, account: str, user: str) -> Address | None:
        """Return where somebody, or a shared channel, is spoken to, or None."""
        row = self._row(conversations, channel=channel, account=account, user=user)
        if row is None:
            return None
        return Address(
            organisation=OrganisationId(row.organisation),
            channel=row.channel,
            account=row.account,
            user=row.user,
            external=row.external,
            service_url=row.service_url,
            personal=row.personal,
        )

    def keep(self, address: Address) -> None:
        """Insert or overwrite an address."""
        self._put(
            conversations,
            ("channel", "account", "user"),
            organisation=address.organisation,
            channel=address.channel,
            account=address.account,
            user=address.user,
            external=address.external,
            service_url=address.service_url,
            personal=address.personal,
        )

    def forget(self, channel: str, account: str, user: str) -> None:
        """Forget an address."""
        here = (conversations.c.channel == channel, conversations.c.account == account, conversations.c.user == user)
        self._connection.execute(delete(conversations).where(*here))


class Routes(Repository):
    """The ways to reach each person."""

    def of(self, organisation: OrganisationId, person: PersonId) -> list[Route]:
        """Return the ways to reach a person, the best first, also those that do not work."""
        mine = (routes.c.organisation == organisation, routes.c.person == person)
        query = select(routes).where(*mine).order_by(routes.c.rank, routes.c.channel, routes.c.conversation)
        return [_route(row) for row in self._all(query)]

    def heard_after(
        self, organisation: OrganisationId, people: Iterable[PersonId], after: datetime
    ) -> dict[PersonId, datetime]:
        """Return when these people last wrote to us by any way, of each for whom that was after `after`."""
        found: dict[PersonId, datetime] = {}
        for batch in in_batches(people):
            mine = (routes.c.organisation == organisation, routes.c.person.in_(batch), routes.c.heard > after)
            query = select(routes.c.person, func.max(routes.c.heard).label("at")).where(*mine)
            found |= {PersonId(row.person): row.at for row in self._all(query.group_by(routes.c.person))}
        return found

    def put(self, organisation: OrganisationId, place: Place, rank: int, trouble: str = "") -> None:
        """Insert or overwrite a way to reach the person of `place`; the lowest rank is tried first."""
        if place.person is None:
            raise ValueError(place)
        self._put(
            routes,
            ("organisation", "person", "channel", "account", "conversation"),
            organisation=organisation,
            person=place.person,
            channel=place.channel,
            account=place.account,
            conversation=place.conversation,
            rank=rank,
            trouble=trouble,
        )

    def claim(self, organisation: OrganisationId, place: Place, among: Place | None) -> None:
        """Let a personal place be the only one its person has on that channel, and nobody else's.

        Of the ways to the same user among others only `among` stays, or every one where that is None.
        """
        user = place.conversation
        here = (routes.c.organisation == organisation, routes.c.channel == place.channel)
        theirs = routes.c.person == place.person
        own = _is_at(place)
        others = routes.c.conversation.endswith(f"/{user}", autoescape=True)
        stays = others if among is None else and_(others, _is_at(among))
        self._connection.execute(delete(routes).where(*here, theirs, not_(or_(own, stays))))
        accounts = {one.account for one in (place, among) if one is not None}
        taken = and_(routes.c.account.in_(accounts), or_(routes.c.conversation == user, others))
        self._connection.execute(delete(routes).where(*here, not_(theirs), taken))

    def trouble(self, organisation: OrganisationId, place: Place, trouble: str) -> bool:
        """Note why a way does not work, or with an empty string that it does; return False if that was known."""
        here = (
            routes.c.organisation == organisation,
            routes.c.person == place.person,
            routes.c.channel == place.channel,
            routes.c.account == place.account,
            routes.c.conversation == place.conversation,
            routes.c.trouble != trouble,
        )
        return self._connection.execute(update(routes).where(*here).values(trouble=trouble)).rowcount == 1

    def heard(self, organisation: OrganisationId, place: Place, at: datetime) -> None:
        """Note that the person of a place wrote or pressed something there."""
        here = (
            routes.c.organisation == organisation,
            routes.c.person == place.person,
            routes.c.channel == place.channel,
            _is_at(place),
        )
        self._connection.execute(update(routes).where(*here).values(heard=at))

    def mended(self, organisation: OrganisationId, channel: str, account: str, troubles: Collection[str]) -> None:
        """Note that the ways in an account work again that failed for one of these reasons."""
        here = (routes.c.organisation == organisation, routes.c.channel == channel, routes.c.account == account)
        self._connection.execute(update(routes).where(*here, routes.c.trouble.in_(troubles)).values(trouble=""))

    def connect(self, organisation: OrganisationId, channel: str, account: str, *, guests: bool = False) -> None:
        """Give everybody of whom only the user is known on a channel this account: it is the only one they can mean.

        With `guests` whoever has another home is spoken to here too. Who is known in the account already keeps what is
        known there. What waits to be sent there gets the account too.
        """
        for table, same in ((routes, ("organisation", "person", "conversation")), (identities, ("user",))):
            elsewhere = table.c.account != account if guests and table is routes else table.c.account == ""
            here = (table.c.organisation == organisation, table.c.channel == channel, elsewhere)
            there = table.alias()
            alike = (there.c[name] == table.c[name] for name in ("channel", *same))
            known = select(there.c.account).where(there.c.account == account, *alike)
            self._connection.execute(delete(table).where(*here, known.exists()))
            self._connection.execute(update(table).where(*here).values(account=account))
        waits = (outbox.c.organisation == organisation, outbox.c.channel == channel, outbox.c.account == "")
        self._connection.execute(update(outbox).where(*waits).values(account=account))


def _is_at(place: Place) -> ColumnElement[bool]:
    return and_(routes.c.account == place.account, routes.c.conversation == place.conversation)


def _route(row: Row[Any]) -> Route:
    place = Place(channel=row.channel, account=row.account, conversation=row.conversation, person=PersonId(row.person))
    return Route(place=place, rank=row.rank, trouble=row.trouble, heard=row.heard)
