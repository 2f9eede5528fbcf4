"""What the courier may rely on, on every database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import VerdictId
from dialogs.messages import (
    Ambiguous,
    Note,
    OutboxId,
    Purpose,
    Quote,
    Refused,
    SendResult,
    Sent,
    SessionId,
    TryLater,
)
from dialogs.rhythm.weeks import IsoWeek
from dialogs.source import FromAnswer
from dialogs.subject import AboutDigest, AboutSession, AboutVerdict
from storage.errors import OwnerErased
from storage.outgoing import OutboxState
from storage.unit_of_work import UnitOfWork
from tests.contracts.example import ANNA, BERT, ELSEWHERE, JOOST, MINUTE, NOW, ORGANISATION, message, place

WEEK = AboutDigest(IsoWeek(year=2026, week=47))
LEASE = timedelta(seconds=30)


def claimed(uow: UnitOfWork, at: timedelta = timedelta(), limit: int = 100) -> list[str]:
    """Return the ids of what is handed out at that moment."""
    return [one.outgoing.id for one in uow.outbox.claim(NOW + at, limit, LEASE)]


def send(uow: UnitOfWork, id_: str, result: SendResult | None = None) -> bool:
    """Claim exactly this message and mark what became of it."""
    (one,) = uow.outbox.claim(NOW, 1, LEASE)
    assert one.outgoing.id == id_
    return uow.outbox.mark(OutboxId(id_), one.fence, result or Sent(external_id=f"x-{id_}"), NOW, NOW + MINUTE)


def test_the_same_cause_posts_once(uow: UnitOfWork) -> None:
    """A second message of the same cause and ordinal is refused, and the first stays as it was."""
    assert uow.outbox.put(message("m1", ordinal=1))
    assert not uow.outbox.put(message("m2", ordinal=1))
    assert uow.outbox.put(message("m3", ordinal=2))
    assert uow.outbox.put(message("m1", ordinal=1, organisation=ELSEWHERE))
    assert uow.outbox.get(ORGANISATION, OutboxId("m2")) is None
    assert uow.outbox.pending(ORGANISATION) == 2


def test_what_is_put_is_handed_out_whole(uow: UnitOfWork) -> None:
    """A claimed message is the message that was put, with its attempt counted and a fence to mark it by."""
    asked = message("m1", subject=AboutSession(SessionId("s1")), expires=NOW + MINUTE)
    uow.outbox.put(asked)
    (one,) = uow.outbox.claim(NOW, 10, LEASE)
    assert one.outgoing == asked
    assert (one.attempt, one.fence, one.ambiguous, one.external_thread) == (1, 1, False, None)


def test_a_conversation_is_spoken_in_order(uow: UnitOfWork) -> None:
    """Of each conversation only the oldest unfinished message is handed out; other conversations go on."""
    for id_ in ("m1", "m2"):
        uow.outbox.put(message(id_))
    uow.outbox.put(message("b1", to=place("bert", BERT)))
    assert claimed(uow) == ["m1", "b1"]
    assert claimed(uow) == []
    assert uow.outbox.mark(OutboxId("m1"), 1, Sent(external_id="x"), NOW, None)
    assert claimed(uow) == ["m2"]


def test_a_later_message_waits_for_one_that_may_not_go_yet(uow: UnitOfWork) -> None:
    """A message that waits for its moment keeps the later ones of its conversation waiting."""
    uow.outbox.put(message("m1", not_before=NOW + MINUTE))
    uow.outbox.put(message("m2"))
    assert claimed(uow) == []
    assert uow.outbox.waiting(ORGANISATION, "anna", NOW) == 1
    assert claimed(uow, MINUTE) == ["m1"]


def test_the_limit_holds(uow: UnitOfWork) -> None:
    """No more is handed out than was asked for, oldest first."""
    for number in range(5):
        uow.outbox.put(message(f"m{number}", to=place(f"c{number}", BERT)))
    assert claimed(uow, limit=3) == ["m0", "m1", "m2"]
    assert claimed(uow, limit=3) == ["m3", "m4"]


def test_a_child_waits_for_its_parent(uow: UnitOfWork) -> None:
    """A message under another is handed out only after that was sent, with the platform's id of it."""
    uow.outbox.put(message("head", to=place("centre", None)))
    uow.outbox.put(message("item", to=place("elsewhere", None), thread_of=OutboxId("head")))
    assert claimed(uow) == ["head"]
    uow.outbox.mark(OutboxId("head"), 1, Sent(external_id="x-head"), NOW, None)
    (item,) = uow.outbox.claim(NOW, 10, LEASE)
    assert (item.outgoing.id, item.external_thread) == ("item", "x-head")


@pytest.mark.parametrize("how", ["refused", "cancelled", "missing"])
def test_a_child_of_a_lost_parent_is_parked(uow: UnitOfWork, how: str) -> None:
    """Under a parent that will never be there nothing is sent, nor under its children, and the rest goes on at once."""
    if how != "missing":
        uow.outbox.put(message("head", subject=WEEK))
    uow.outbox.put(message("item", thread_of=OutboxId("head")))
    uow.outbox.put(message("newer", replaces=OutboxId("item")))
    uow.outbox.put(message("after"))
    if how == "refused":
        send(uow, "head", Refused(reason="gone"))
    elif how == "cancelled":
        assert uow.outbox.cancel_subject(ORGANISATION, WEEK) == 1
    assert claimed(uow) == ["after"]
    for id_ in ("item", "newer"):
        parked = uow.outbox.get(ORGANISATION, OutboxId(id_))
        assert parked is not None
        assert (parked.state, parked.reason) == (OutboxState.PARKED, "parent")


def test_a_lost_lease_comes_back_as_ambiguous(uow: UnitOfWork) -> None:
    """What nobody marked in time may be there already, so it is handed out as such; before that it is nobody else's."""
    uow.outbox.put(message("m1"))
    uow.outbox.claim(NOW, 10, LEASE)
    assert claimed(uow, LEASE - timedelta(seconds=1)) == []
    (again,) = uow.outbox.claim(NOW + LEASE, 10, LEASE)
    assert (again.ambiguous, again.attempt, again.fence) == (True, 2, 2)


def test_a_stale_fence_changes_nothing(uow: UnitOfWork) -> None:
    """Who lost the lease cannot mark the message any more; who holds it can, once."""
    uow.outbox.put(message("m1"))
    uow.outbox.claim(NOW, 10, LEASE)
    uow.outbox.claim(NOW + LEASE, 10, LEASE)
    assert not uow.outbox.mark(OutboxId("m1"), 1, Refused(reason="late"), NOW, None)
    assert uow.outbox.mark(OutboxId("m1"), 2, Sent(external_id="x"), NOW, None)
    assert not uow.outbox.mark(OutboxId("m1"), 2, Refused(reason="late"), NOW, None)
    assert uow.outbox.external_of(ORGANISATION, OutboxId("m1")) == "x"


@pytest.mark.parametrize(
    ("result", "state", "again", "ambiguous"),
    [
        (Sent(external_id="x"), OutboxState.SENT, False, False),
        (TryLater(reason="busy"), OutboxState.PLANNED, True, False),
        (Ambiguous(reason="broken off"), OutboxState.AMBIGUOUS, True, True),
        (Refused(reason="blocked"), OutboxState.REFUSED, False, False),
    ],
)
def test_what_became_of_a_send_is_kept(
    uow: UnitOfWork, result: SendResult, state: OutboxState, *, again: bool, ambiguous: bool
) -> None:
    """Each result has its state; only what is to be tried or looked up again comes back, and not before its time."""
    uow.outbox.put(message("m1"))
    assert send(uow, "m1", result)
    kept = uow.outbox.get(ORGANISATION, OutboxId("m1"))
    assert kept is not None
    assert kept.state is state
    assert kept.reason == getattr(result, "reason", "")
    assert claimed(uow) == []
    later = uow.outbox.claim(NOW + MINUTE, 10, LEASE)
    assert [one.ambiguous for one in later] == ([ambiguous] if again else [])


def test_stop_takes_back_what_was_not_said_yet(uow: UnitOfWork) -> None:
    """Cancelling reaches this person's waiting messages for these purposes and nothing else."""
    uow.outbox.put(message("sent"))
    send(uow, "sent")
    uow.outbox.put(message("ask"))
    uow.outbox.put(message("reply", purpose=Purpose.REPLY))
    uow.outbox.put(message("other", to=place("bert", BERT)))
    assert uow.outbox.cancel(ORGANISATION, ANNA, {Purpose.ASK, Purpose.REMINDER}) == 1
    assert claimed(uow) == ["reply", "other"]
    states = {one.id: one.state for one in uow.outbox.of_person(ORGANISATION, ANNA)}
    assert states[OutboxId("ask")] is OutboxState.CANCELLED
    assert states[OutboxId("sent")] is OutboxState.SENT


def test_a_message_is_found_by_the_id_of_the_platform(uow: UnitOfWork) -> None:
    """Our id follows from the platform's id and the place together, and from no part of it."""
    uow.outbox.put(message("m1"))
    send(uow, "m1")
    assert uow.outbox.find_external(ORGANISATION, "web", ORGANISATION, "anna", "x-m1") == "m1"
    assert uow.outbox.find_external(ORGANISATION, "web", ORGANISATION, "bert", "x-m1") is None
    assert uow.outbox.find_external(ELSEWHERE, "web", ORGANISATION, "anna", "x-m1") is None


def test_the_newest_about_a_subject_is_one_that_is_or_will_be_there(uow: UnitOfWork) -> None:
    """A refused or cancelled message is nothing to replace."""
    assert uow.outbox.latest_of_subject(ORGANISATION, AboutVerdict(VerdictId("v1"))) is None
    uow.outbox.put(message("m1", subject=AboutVerdict(VerdictId("v1"))))
    send(uow, "m1")
    uow.outbox.put(message("m2", subject=AboutVerdict(VerdictId("v1"))))
    assert uow.outbox.latest_of_subject(ORGANISATION, AboutVerdict(VerdictId("v1"))) == "m2"
    send(uow, "m2", Refused(reason="gone"))
    assert uow.outbox.latest_of_subject(ORGANISATION, AboutVerdict(VerdictId("v1"))) == "m1"


def test_a_quote_dies_with_its_speaker(uow: UnitOfWork) -> None:
    """In a message to somebody else, the words of an erased speaker are gone and the rest stands."""
    body = Note(
        blocks=("Anna zei:", Quote(speaker=ANNA, words="nee"), "Jij dacht:", Quote(speaker=JOOST, words="ja")),
        title="Nieuws",
    )
    for id_, to in (("m1", place("joost", JOOST)), ("m2", place("centre", None))):
        uow.outbox.put(message(id_, to=to, body=body))
    uow.words.erase(ORGANISATION, ANNA)
    for id_ in ("m1", "m2"):
        kept = uow.outbox.get(ORGANISATION, OutboxId(id_))
        assert kept is not None
        assert isinstance(kept.body, Note)
        assert kept.body.blocks[1] == Quote(speaker=ANNA, words=None)
        assert kept.body.blocks[3] == Quote(speaker=JOOST, words="ja")
    uow.outbox.put(message("m3", to=place("joost", JOOST), body=body))
    late = uow.outbox.get(ORGANISATION, OutboxId("m3"))
    assert late is not None
    assert isinstance(late.body, Note)
    assert late.body.blocks[1] == Quote(speaker=ANNA, words=None)


def test_nothing_is_kept_for_an_erased_reader(uow: UnitOfWork) -> None:
    """What was for an erased person is handed out without a body, and nothing new can be put for them."""
    uow.outbox.put(message("m1"))
    uow.words.erase(ORGANISATION, ANNA)
    (one,) = uow.outbox.claim(NOW, 1, LEASE)
    assert one.outgoing.body is None
    with pytest.raises(OwnerErased):
        uow.outbox.put(message("m2"))


def test_the_messages_that_quote_a_source_are_known(uow: UnitOfWork) -> None:
    """From an answer one finds every message that quotes it, once each."""
    first, second = (FromAnswer(id=AnswerId(id), speaker=ANNA) for id in ("a1", "a2"))
    for outbox, ordinal in (("m1", 1), ("m1", 2), ("m2", 1)):
        uow.quotes.add_all(ORGANISATION, [(OutboxId(outbox), ordinal, first)])
    uow.quotes.add_all(ORGANISATION, [(OutboxId("m3"), 1, second)])
    assert uow.quotes.of_source(ORGANISATION, first) == ["m1", "m2"]
    assert uow.quotes.of_source(ELSEWHERE, first) == []
    assert uow.quotes.position(ORGANISATION, OutboxId("m3"), second) == 1
    assert uow.quotes.position(ORGANISATION, OutboxId("m3"), first) is None


def test_only_what_still_waits_can_be_rewritten(uow: UnitOfWork) -> None:
    """A message gets another body while it is planned; once it may be there it stays as it was said."""
    uow.outbox.put(message("m1"))
    assert uow.outbox.rewrite(ORGANISATION, OutboxId("m1"), Note(blocks=("anders",)))
    (one,) = uow.outbox.claim(NOW, 1, LEASE)
    assert one.outgoing.body == Note(blocks=("anders",))
    assert not uow.outbox.rewrite(ORGANISATION, OutboxId("m1"), Note(blocks=("te laat",)))
    assert not uow.outbox.rewrite(ELSEWHERE, OutboxId("m1"), Note(blocks=("niet van ons",)))
