"""What becomes of a question that Slack refuses, in the whole house: a state with a reason, and one notice at most."""

from __future__ import annotations

import tomllib
from functools import partial
from pathlib import Path

from adapters.slack.errors import Fate, known
from bot.admitting import DEFAULT
from bot.courier import Courier
from dialogs.messages import Note, OutboxId, Place, Purpose
from dialogs.people import Identity, PersonId
from storage.outgoing import OutboxState, Outgoing
from storage.unit_of_work import UnitOfWork
from tests.house import ANNA, JOOST, NOW, Home
from tests.standins.slack_api import Kind
from tests.standins.slack_truth import TEAM, Truth, person
from tests.standins.slack_workspace import workspace

DATA = tomllib.loads((Path(__file__).parents[1] / "data/slack_errors.toml").read_text("utf-8"))
ERRORS = sorted({*DATA["methods"]["chat.postMessage"], *DATA["every"]})
STATES = {
    Fate.REFUSED: OutboxState.REFUSED,
    Fate.BUG: OutboxState.REFUSED,
    Fate.LATER: OutboxState.PLANNED,
    Fate.TOKEN: OutboxState.PLANNED,
    Fate.AMBIGUOUS: OutboxState.AMBIGUOUS,
}


def question(error: str) -> Outgoing:
    """Return a question to Anna in a conversation of its own."""
    return Outgoing(
        id=OutboxId(f"o {error}"),
        organisation=DEFAULT,
        to=Place(channel="slack", account=TEAM, conversation=f"U {error}", person=ANNA),
        purpose=Purpose.ASK,
        body=Note(blocks=("Hoe gaat het?",)),
        cause=f"planted {error}",
        ordinal=1,
        at=NOW,
    )


async def test_every_error_has_a_state_and_one_notice_at_most(home: Home) -> None:
    """Each documented error, planted once: a state with a reason, and then another way, one notice, or patience."""
    await home.welcome(ANNA)
    truth = Truth(people={f"U {error}": person(f"U {error}") for error in ERRORS})
    async with workspace(truth) as there:
        courier = Courier(home.house.ledger, {"slack": there.channel}, home.house.script, home.clock)
        for error in ERRORS:
            told, said = _told(home, JOOST), _told(home, ANNA)
            for _ in range(2):
                there.slack.plant("chat.postMessage", Kind.ERROR, error)
            outgoing = question(error)
            known_there = Identity(channel="slack", account=TEAM, user=outgoing.to.conversation)
            home.write(partial(_link, identity=known_there))
            home.write(partial(_put, outgoing=outgoing))
            for _ in range(3):
                await courier.deliver()
            found = home.read(partial(_get, id=outgoing.id))
            assert found is not None
            assert found.state is STATES[known(error).fate], error
            assert found.reason == known(error).reason, error
            refused = found.state is OutboxState.REFUSED
            another_way = refused and known(error).unreachable
            assert _told(home, JOOST) - told == (refused and not another_way), error
            assert _told(home, ANNA) - said == 1 + another_way, error
            home.write(_cancel)
            there.slack._faults.clear()
            there.time.on(3600)
        assert not any(truth.messages.values())


def _link(uow: UnitOfWork, *, identity: Identity) -> None:
    uow.people.link(DEFAULT, ANNA, identity)


def _told(home: Home, person: PersonId) -> int:
    """Return how many messages there ever were for somebody."""

    def count(uow: UnitOfWork) -> int:
        return len(uow.outbox.of_person(DEFAULT, person))

    return home.read(count)


def _put(uow: UnitOfWork, outgoing: Outgoing) -> bool:
    return uow.outbox.put(outgoing)


def _get(uow: UnitOfWork, id: OutboxId) -> Outgoing | None:
    return uow.outbox.get(DEFAULT, id)


def _cancel(uow: UnitOfWork) -> int:
    return uow.outbox.cancel(DEFAULT, ANNA, [Purpose.ASK])
