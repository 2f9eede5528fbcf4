"""Words at rest: nobody reads them in the file, and erasing a key erases them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from dialogs.evidence.answers import AnswerId
from dialogs.evidence.assumptions import About, Assumption, AssumptionId, Says, Verdict, VerdictId
from dialogs.evidence.offers import Offer, OfferId
from dialogs.evidence.talks import Report, ReportId
from dialogs.messages import Note, OutboxId, Prompt, Purpose, QuestionId, Quote, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.policy.alarm import Alarm, AlarmId
from dialogs.source import FromAnswer
from dialogs.subject import AboutVerdict
from dialogs.talk.definition import DialogueId
from dialogs.talk.session import Session
from storage import tables
from storage.engine import Engines, open_engines
from storage.erasure import erase_person
from storage.errors import OwnerErased, WeakSecret, WrongSecret
from storage.ledger import Ledger
from storage.outgoing import OutboxState
from storage.rows import Account, Given
from storage.unit_of_work import UnitOfWork
from storage.vault import Vault
from tests.contracts.example import (
    ANNA,
    ANNA_ON_THE_WEB,
    ELSEWHERE,
    JOOST,
    MINUTE,
    NOW,
    ORGANISATION,
    TEAM,
    answer,
    message,
    person,
    place,
    settle_in,
)
from tests.databases import SECRET

CANARY = "kanarie"
"""In every word of Anna's, so that it can be looked for in the file."""
STUBS = {"alarms", "answers", "erasures", "inbox", "keys", "occasions", "offers", "outbox", "reports", "verdicts"}
"""The tables that keep a row of somebody erased, without words: that something was said, asked or erased, and when."""
_LARGE = 1 << 18
WORDS = f"mijn {CANARY} zingt"


def speak(uow: UnitOfWork) -> None:
    """Let Anna's words reach every column that can hold words, her name included, and let Joost quote her."""
    settle_in(uow)
    uow.people.save(replace(person(ANNA), name=WORDS))
    uow.answers.add(answer(value=WORDS))
    uow.sessions.save(
        Session(
            id=SessionId("s1"),
            person=ANNA,
            organisation=ORGANISATION,
            dialogue=DialogueId("talents"),
            definition_hash="h",
            language="nl",
            answers={QuestionId("talent"): WORDS},
            version=1,
        )
    )
    uow.inbox.take(ORGANISATION, "e1", "m1", ANNA_ON_THE_WEB, NOW, WORDS)
    uow.inbox.failed(ORGANISATION, "e1", "KeyError")
    asked = Prompt(session=SessionId("s1"), question=QuestionId("wish"), text=WORDS)
    uow.outbox.put(message("to-anna", body=asked, purpose=Purpose.ASK))
    told = Note(blocks=("Anna zei:", Quote(speaker=ANNA, words=WORDS)))
    uow.outbox.put(message("to-joost", body=told, to=place("joost", JOOST), subject=AboutVerdict(VerdictId("v1"))))
    uow.outbox.put(message("to-centre", body=told, to=place("centre", None), purpose=Purpose.DIGEST))
    for outbox, owner in (("to-anna", ANNA), ("to-joost", JOOST), ("to-centre", None)):
        uow.lines.put(
            organisation=ORGANISATION,
            conversation=outbox,
            direction="out",
            owner=owner,
            outbox=OutboxId(outbox),
            body=told,
            at=NOW,
        )
    uow.quotes.add_all(ORGANISATION, [(OutboxId("to-joost"), 0, FromAnswer(id=AnswerId("a1"), speaker=ANNA))])
    uow.assumptions.add(
        Assumption(
            id=AssumptionId("p1"),
            organisation=ORGANISATION,
            author=JOOST,
            team=TEAM,
            about=About.DEMAND,
            subject=ANNA,
            text=WORDS,
            wrong_if=WORDS,
            at=NOW,
        )
    )
    uow.verdicts.add(
        Verdict(
            id=VerdictId("v1"),
            organisation=ORGANISATION,
            assumption=AssumptionId("p1"),
            client=ANNA,
            revision=1,
            says=Says.PARTLY,
            words=WORDS,
            at=NOW,
            session=SessionId("s1"),
        )
    )
    uow.reports.add(
        Report(id=ReportId("r1"), organisation=ORGANISATION, client=ANNA, author=JOOST, words=WORDS, at=NOW)
    )
    uow.offers.add(
        Offer(id=OfferId("o1"), organisation=ORGANISATION, team=TEAM, author=JOOST, client=ANNA, text=WORDS, at=NOW)
    )
    uow.alarms.save(
        Alarm(
            id=AlarmId("d1"),
            organisation=ORGANISATION,
            person=ANNA,
            words=WORDS,
            at=NOW,
            last_at=NOW,
            told_at=NOW,
            told=(JOOST,),
        )
    )
    uow.digests.begin(ORGANISATION, "2026-W47", NOW)
    uow.replies.add(ORGANISATION, "y1", "2026-W47", OutboxId("to-centre"), ANNA, WORDS, NOW)
    uow.accounts.keep(
        Account(channel="slack", account="T1", organisation=ORGANISATION, name="Zorg", secret=WORDS, at=NOW)
    )
    uow.presses.take(ORGANISATION, ANNA, "key", now=NOW, until=NOW + MINUTE)
    uow.presses.keep(ORGANISATION, ANNA, "key", about=WORDS, reply=Note(blocks=(WORDS,)))
    uow.links.issue(ORGANISATION, ANNA, "hash", NOW, NOW + MINUTE)
    uow.links.opened(ORGANISATION, ANNA, "browser", "hash", NOW)
    uow.contacts.take(ORGANISATION, ANNA, NOW.date(), "e1")
    uow.routes.put(ORGANISATION, place("anna", ANNA), 1)
    uow.inbox.gave(ORGANISATION, "m1", Given(person=ANNA, kind="answer", ref="a1"))
    uow.occasions.decide(ORGANISATION, ANNA, "talents", NOW.date(), "10:00", "asked", "", NOW)
    uow.erasures.begin(ORGANISATION, ANNA, NOW)
    uow.due.put(ORGANISATION, "occasion:anna", "occasion", NOW, person=ANNA)


@pytest.fixture
def spoken(disk_url: str, vault: Vault) -> Iterator[tuple[Ledger, Engines, Path]]:
    """Give a database file in which Anna spoke, with its ledger."""
    engines = open_engines(disk_url)
    ledger = Ledger(engines, vault)
    ledger.run_now(speak)
    yield ledger, engines, Path(disk_url.removeprefix("sqlite:///"))
    ledger.close()
    engines.close()


def on_disk(path: Path) -> bytes:
    """Return everything that lies in the database file, its log and its index."""
    return b"".join(found.read_bytes() for found in sorted(path.parent.glob(f"{path.name}*")))


def test_every_word_is_sealed_in_the_file(spoken: tuple[Ledger, Engines, Path]) -> None:
    """No word that anybody said can be found in the database file or its log, and every sealed column was tried."""
    ledger, _, path = spoken
    assert CANARY.encode() not in on_disk(path)
    assert b"zorg" in on_disk(path)  # plain things can be found, so the search itself works

    def untried(uow: UnitOfWork) -> list[str]:
        sealed = [column for table in tables.metadata.sorted_tables for column in table.c if column.info.get("sealed")]
        empty = [one for one in sealed if not uow.connection.scalar(select(one).where(one.is_not(None)).limit(1))]
        return [f"{column.table.name}.{column.name}" for column in empty]

    assert ledger.read_now(untried) == []


def test_an_erased_person_leaves_no_words(spoken: tuple[Ledger, Engines, Path]) -> None:
    """After erasure Anna is a stub without a name, and nothing she said or that was kept of her alone can be read."""
    ledger, engines, path = spoken
    secret_things = [key_of(ledger, ANNA), *sealed_tokens(ledger, ANNA)]
    assert len(secret_things) > 8
    ledger.run_now(erase_person, person(ANNA), [AboutVerdict(VerdictId("v1"))])
    assert engines.checkpoint()
    left = on_disk(path)
    assert not [thing for thing in secret_things if thing.encode() in left]

    def found(uow: UnitOfWork) -> None:
        stub = uow.people.get(ORGANISATION, ANNA)
        assert stub is not None
        assert (stub.name, stub.erased) == ("", True)
        assert uow.people.by_identity(ANNA_ON_THE_WEB) is None
        assert uow.links.find("hash") is None
        assert uow.sessions.get(ORGANISATION, SessionId("s1")) is None
        assert uow.due.of_person(ORGANISATION, ANNA) == []
        assert uow.lines.of(ORGANISATION, "to-anna", 9) == []
        (kept,) = uow.answers.of_person(ORGANISATION, ANNA)
        assert (kept.value, kept.records) == ("", "talent")
        (verdict,) = uow.verdicts.of_client(ORGANISATION, ANNA)
        assert (verdict.words, verdict.says) == ("", Says.PARTLY)
        (assumed,) = uow.assumptions.of_author(ORGANISATION, JOOST)
        assert (assumed.text, assumed.wrong_if, assumed.withdrawn) == ("", "", True)
        offer = uow.offers.get(ORGANISATION, OfferId("o1"))
        assert offer is not None
        assert (offer.text, offer.closed) == ("", True)
        assert [one.words for one in uow.replies.of_week(ORGANISATION, "2026-W47")] == [None]
        assert [one.raw for one in uow.inbox.list_failed(ORGANISATION)] == [None]
        (cancelled,) = uow.outbox.of_person(ORGANISATION, ANNA)
        assert (cancelled.body, cancelled.state) == (None, OutboxState.CANCELLED)
        shown = uow.outbox.get(ORGANISATION, OutboxId("to-centre"))
        assert shown is not None
        assert isinstance(shown.body, Note)
        assert shown.body.blocks == ("Anna zei:", Quote(speaker=ANNA, words=None))
        assert [one.body for one in uow.lines.of(ORGANISATION, "to-joost", 9)] == [None]

    ledger.read_now(found)


def test_only_stubs_are_left_of_somebody_erased(spoken: tuple[Ledger, Engines, Path]) -> None:
    """Of every table that names whose its rows are, one is emptied of Anna or known to keep stubs of hers."""
    ledger, _, _ = spoken
    theirs = [
        (table, table.c[name])
        for table in tables.metadata.sorted_tables
        for name in ("person", "owner", "speaker", "client")
        if name in table.c
    ]

    def naming_anna(uow: UnitOfWork) -> set[str]:
        found = (uow.connection.scalar(select(owner).where(owner == ANNA).limit(1)) for _, owner in theirs)
        return {table.name for (table, _), one in zip(theirs, found, strict=True) if one is not None}

    assert ledger.read_now(naming_anna) == {table.name for table, _ in theirs}
    ledger.run_now(erase_person, person(ANNA))
    assert ledger.read_now(naming_anna) == STUBS


def test_erasing_one_leaves_the_others_as_they_were(spoken: tuple[Ledger, Engines, Path]) -> None:
    """Joost keeps his name and what was told to him about others; the same person id elsewhere is somebody else."""
    ledger, _, _ = spoken
    elsewhere = person(ANNA, organisation=ELSEWHERE)
    ledger.run_now(lambda uow: uow.people.save(elsewhere))
    ledger.run_now(erase_person, person(ANNA))
    assert ledger.read_now(lambda uow: uow.people.get(ELSEWHERE, ANNA)) == elsewhere
    joost = ledger.read_now(lambda uow: uow.people.get(ORGANISATION, JOOST))
    assert joost is not None
    assert joost.name == "Joost"
    told = ledger.read_now(lambda uow: uow.outbox.get(ORGANISATION, OutboxId("to-joost")))
    assert told is not None
    assert isinstance(told.body, Note)
    assert told.body.blocks[0] == "Anna zei:"


def test_an_erased_key_is_gone_for_every_process(spoken: tuple[Ledger, Engines, Path]) -> None:
    """A process that had the key in use reads nothing any more once another process erased it."""
    ledger, engines, _ = spoken
    other = Ledger(engines, Vault(SECRET))
    first = other.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))
    assert first[0].value == WORDS
    ledger.run_now(lambda uow: uow.words.erase(ORGANISATION, ANNA))
    assert other.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))[0].value == ""
    with pytest.raises(OwnerErased):
        other.run_now(lambda uow: uow.answers.add(answer("a2", revision=2)))
    other.close()


def test_an_erased_key_is_in_no_table_of_the_server(postgresql_url: str, vault: Vault) -> None:
    """With PostgreSQL too the erased key is in none of the files that hold tables, and words can still be written."""
    engines = open_engines(postgresql_url)
    ledger = Ledger(engines, vault)
    try:
        ledger.run_now(speak)
        last = PersonId("zoe")  # the newest row is the one that an ordinary vacuum leaves in its page
        ledger.run_now(lambda uow: uow.people.save(person(last)))
        key = key_of(ledger, last).encode()
        with engines.write.connect() as connection:
            folder = Path(connection.execute(text("SHOW data_directory")).scalar_one()) / "base"
        assert lies_in(folder, engines, key)
        ledger.run_now(erase_person, person(last))
        assert engines.checkpoint()
        assert not lies_in(folder, engines, key)
        ledger.run_now(lambda uow: uow.answers.add(answer("a2", person=JOOST, session=SessionId("s2"))))
    finally:
        ledger.run_now(lambda uow: uow.connection.execute(text(f"TRUNCATE {', '.join(tables.metadata.tables)}")))
        ledger.close()
        engines.close()


def lies_in(folder: Path, engines: Engines, thing: bytes) -> bool:
    """Tell whether the server's files hold any piece of `thing`, once it wrote everything down."""
    with engines.write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
    pieces = [thing[start : start + 16] for start in range(16, len(thing) - 16)]  # the beginning is alike in all
    files = (path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.stat().st_size < _LARGE)
    return any(piece in content for content in files for piece in pieces)


def test_an_undone_erasure_erases_nothing(spoken: tuple[Ledger, Engines, Path]) -> None:
    """When the use case that erased somebody fails, everything is still there."""
    ledger, _, _ = spoken

    def erase_and_fail(uow: UnitOfWork) -> None:
        erase_person(uow, person(ANNA))
        raise LookupError

    with pytest.raises(LookupError):
        ledger.run_now(erase_and_fail)
    assert ledger.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))[0].value == WORDS


def test_the_secret_can_be_changed(spoken: tuple[Ledger, Engines, Path]) -> None:
    """With the old secret beside the new one everything opens; once rewrapped, the new one does alone."""
    _, engines, _ = spoken

    def read_with(vault: Vault) -> str | int:
        ledger = Ledger(engines, vault)
        try:
            return ledger.read_now(lambda uow: uow.answers.of_person(ORGANISATION, ANNA))[0].value
        finally:
            ledger.close()

    newest = "another secret altogether"
    with pytest.raises(WrongSecret):
        read_with(Vault(newest))
    both = Vault(newest, SECRET)
    assert read_with(both) == WORDS
    rewrapping = Ledger(engines, both)
    assert rewrapping.run_now(lambda uow: uow.words.rewrap()) == 4
    rewrapping.close()
    assert read_with(Vault(newest)) == WORDS
    with pytest.raises(WrongSecret):
        read_with(Vault(SECRET))


@pytest.mark.parametrize("secret", ["", "short", b"fifteen bytes.."])
def test_a_weak_secret_is_refused(secret: str | bytes) -> None:
    """Nobody's words are kept under a secret that can be guessed."""
    with pytest.raises(WeakSecret, match="16 characters"):
        Vault(secret)


def test_one_owner_cannot_open_the_words_of_another(uow: UnitOfWork) -> None:
    """A sealed word opens under its own owner in its own organisation only."""
    token = uow.words.seal(ORGANISATION, ANNA, WORDS)
    for organisation, owner in ((ORGANISATION, PersonId("bert")), (ELSEWHERE, ANNA)):
        uow.words.seal(organisation, owner, "iets")
        assert uow.words.open(organisation, owner, token) is None
    assert uow.words.open(OrganisationId(ORGANISATION), ANNA, token) == WORDS


def sealed_tokens(ledger: Ledger, owner: PersonId) -> list[str]:
    """Return every token in the database that opens under this owner's key."""

    def find(uow: UnitOfWork) -> list[str]:
        found: list[str] = []
        for table in tables.metadata.sorted_tables:
            for column in table.c:
                if column.info.get("sealed"):
                    found += [token for token in uow.connection.scalars(select(column)) if token]
        return [token for token in found if uow.words.open(ORGANISATION, owner, token) is not None]

    return ledger.read_now(find)


def key_of(ledger: Ledger, owner: PersonId) -> str:
    """Return the owner's wrapped key."""
    mine = (tables.keys.c.organisation == ORGANISATION, tables.keys.c.owner == owner)
    return str(ledger.read_now(lambda uow: uow.connection.scalars(select(tables.keys.c.wrapped).where(*mine)).one()))
