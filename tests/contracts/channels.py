"""The channels that are held to one contract, each with what stands behind it, so that a test can look there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from adapters.web.channel import WebChannel
from bot.admitting import DEFAULT
from bot.mailbox import LineMailbox
from bot.ports import Channel
from bot.turn import CENTRE
from dialogs.messages import Place
from storage.ledger import Ledger
from storage.unit_of_work import UnitOfWork
from tests.contracts.slack_bench import slack
from tests.contracts.teams_bench import teams
from tests.house import ANNA, Home, opened, plain


class Bench(Protocol):
    """One channel with the platform behind it."""

    @property
    def channel(self) -> Channel:
        """The channel itself."""
        ...

    @property
    def place(self) -> Place:
        """Where one person is reached."""
        ...

    @property
    def shared(self) -> Place:
        """Where the centre is reached, with threads."""
        ...

    @property
    def elsewhere(self) -> Place:
        """A place that is none of the organisation's."""
        ...

    def shown(self, place: Place) -> list[tuple[str, str, str]]:
        """Return what somebody reads at a place, in order: external id, text, external id of the thread or nothing."""
        ...

    def away(self) -> AbstractContextManager[Channel]:
        """Give the same channel while its platform cannot be reached."""
        ...


_ANNA = Place(channel="web", account=DEFAULT, conversation=ANNA, person=ANNA)
_CENTRE = Place(channel="web", account=DEFAULT, conversation=CENTRE)
_ELSEWHERE = Place(channel="web", account=DEFAULT, conversation="somewhere else")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebBench:
    """The web channel; its platform is our own mailbox."""

    home: Home
    channel: Channel
    place: Place = _ANNA
    shared: Place = _CENTRE
    elsewhere: Place = _ELSEWHERE

    def shown(self, place: Place) -> list[tuple[str, str, str]]:
        """Return the lines of a conversation."""

        def lines(uow: UnitOfWork) -> list[tuple[str, str, str]]:
            found = uow.lines.of(DEFAULT, place.conversation, 100)
            return [(one.id, plain(one.body or ""), one.thread or "") for one in found]

        return self.home.read(lines)

    @contextmanager
    def away(self) -> Iterator[Channel]:
        """Give the channel on a database that is closed."""
        ledger = Ledger(self.home.house.engines, self.home.house.ledger._vault)
        ledger.close()
        yield WebChannel(LineMailbox(ledger))


@contextmanager
def web() -> Iterator[Bench]:
    """Give the web channel in a house of its own."""
    with opened("sqlite://") as home:
        yield WebBench(home=home, channel=WebChannel(LineMailbox(home.house.ledger)))


BENCHES: Mapping[str, Callable[[], AbstractContextManager[Bench]]] = {"slack": slack, "teams": teams, "web": web}
"""Every channel by its name; a channel that is not here fails the suite."""
