"""Everything one use case may read and write, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from sqlalchemy import Connection

from storage.repositories.alarms import Alarms
from storage.repositories.answers import Answers, Reads
from storage.repositories.assumptions import Assumptions, Verdicts
from storage.repositories.definitions import Definitions
from storage.repositories.digests import Digests, Replies
from storage.repositories.erasures import Erasures
from storage.repositories.inbox import Inbox
from storage.repositories.lines import Lines
from storage.repositories.links import Links
from storage.repositories.offers import Offers
from storage.repositories.organisations import Organisations, Settings, Teams
from storage.repositories.outbox import Outbox
from storage.repositories.people import People
from storage.repositories.platforms import Accounts, Addresses, Routes
from storage.repositories.presses import Presses
from storage.repositories.quotes import Quotes
from storage.repositories.reports import Reports
from storage.repositories.rhythm import Contacts, DueRows, Occasions
from storage.repositories.sessions import Sessions
from storage.vault import Vault


class UnitOfWork:
    """One transaction's view of the database; made by the ledger, never kept beyond the use case."""

    def __init__(self, connection: Connection, vault: Vault, ids: Callable[[], str]) -> None:
        """Work on `connection`; keys come from `vault`, new ids from `ids`."""
        self.connection = connection
        self.words = vault.ring(connection)
        self.new_id = ids

    @cached_property
    def organisations(self) -> Organisations:
        """The organisations."""
        return Organisations(self.connection, self.words)

    @cached_property
    def settings(self) -> Settings:
        """What organisations have set."""
        return Settings(self.connection, self.words)

    @cached_property
    def teams(self) -> Teams:
        """The teams."""
        return Teams(self.connection, self.words)

    @cached_property
    def people(self) -> People:
        """The people and their identities."""
        return People(self.connection, self.words)

    @cached_property
    def erasures(self) -> Erasures:
        """Who was erased."""
        return Erasures(self.connection, self.words)

    @cached_property
    def accounts(self) -> Accounts:
        """The accounts on chat platforms."""
        return Accounts(self.connection, self.words)

    @cached_property
    def addresses(self) -> Addresses:
        """The platforms' own addresses."""
        return Addresses(self.connection, self.words)

    @cached_property
    def routes(self) -> Routes:
        """How people are reached."""
        return Routes(self.connection, self.words)

    @cached_property
    def links(self) -> Links:
        """The personal web links."""
        return Links(self.connection, self.words)

    @cached_property
    def definitions(self) -> Definitions:
        """The dialogues that sessions were begun with."""
        return Definitions(self.connection, self.words)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions."""
        return Sessions(self.connection, self.words)

    @cached_property
    def answers(self) -> Answers:
        """The answers."""
        return Answers(self.connection, self.words)

    @cached_property
    def reads(self) -> Reads:
        """Who has seen which answer."""
        return Reads(self.connection, self.words)

    @cached_property
    def inbox(self) -> Inbox:
        """What came in."""
        return Inbox(self.connection, self.words)

    @cached_property
    def presses(self) -> Presses:
        """The forms and buttons that counted."""
        return Presses(self.connection, self.words)

    @cached_property
    def outbox(self) -> Outbox:
        """What goes out."""
        return Outbox(self.connection, self.words)

    @cached_property
    def quotes(self) -> Quotes:
        """Which message quotes whom."""
        return Quotes(self.connection, self.words)

    @cached_property
    def due(self) -> DueRows:
        """What is due, and when."""
        return DueRows(self.connection, self.words)

    @cached_property
    def contacts(self) -> Contacts:
        """The one contact a day."""
        return Contacts(self.connection, self.words)

    @cached_property
    def occasions(self) -> Occasions:
        """What was decided of every occasion."""
        return Occasions(self.connection, self.words)

    @cached_property
    def assumptions(self) -> Assumptions:
        """The assumptions."""
        return Assumptions(self.connection, self.words)

    @cached_property
    def verdicts(self) -> Verdicts:
        """The verdicts of clients."""
        return Verdicts(self.connection, self.words)

    @cached_property
    def reports(self) -> Reports:
        """The talks that professionals noted."""
        return Reports(self.connection, self.words)

    @cached_property
    def offers(self) -> Offers:
        """The offers."""
        return Offers(self.connection, self.words)

    @cached_property
    def alarms(self) -> Alarms:
        """What people wrote in danger."""
        return Alarms(self.connection, self.words)

    @cached_property
    def digests(self) -> Digests:
        """The weeks that were posted."""
        return Digests(self.connection, self.words)

    @cached_property
    def replies(self) -> Replies:
        """What was said under a digest."""
        return Replies(self.connection, self.words)

    @cached_property
    def lines(self) -> Lines:
        """The messages of the web channel."""
        return Lines(self.connection, self.words, self.new_id)
