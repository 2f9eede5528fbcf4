"""Each cell of the table of rights, through the product's own door: who may, does; who may not, changes nothing."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot import dispatch, intake
from bot.admitting import DEFAULT
from bot.rights import NotAllowed
from bot.turn import Turn
from bot.use_case import UseCase
from bot.use_cases import SHEETS, USE_CASES
from dialogs.messages import Command, Content, FieldErrors, Note, Outcome, Receipt, Submitted
from dialogs.pages import PageName
from dialogs.people import PersonId, Role
from dialogs.policy import may as table_file
from storage import tables
from storage.unit_of_work import UnitOfWork
from tests.chat_house import chatting
from tests.house import ANNA, BAS, JOOST, KEES, MARIJKE, SAM, VERA, Home
from tests.integration.use_cases.test_pressed_twice import FORMS, lived

MATRIX = tomllib.loads((Path(table_file.__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
PEOPLE = (ANNA, BAS, JOOST, KEES, VERA, MARIJKE, SAM)
"""A client, another one, her professional, his colleague, one of another team, somebody of the centre, the steward."""

TOLD = frozenset({"inbox", "presses", "outbox", "lines", "routes"})
"""Where it stands that something came in, and what was said of it."""

NOBODY = PersonId("whoever it will be")
OWNERS: Mapping[str, PersonId | None] = {
    "assumption.withdraw": JOOST,
    "assumption.take_back": JOOST,
    "assumption.settle": ANNA,
    "assumption.say": NOBODY,
    "reply.change": MARIJKE,
    "organisation.set": None,
    "help": None,
}
OF_ANNA = ("client", "answer", "reply")
REFUSALS = ("bot.not_allowed", "policy.only_propose", "policy.only_counts", "policy.two_people")

CHANGED = {"reply.change": ["reply"], "choice.change": ["answer"], "assumption.take_back": ["assumption"]}
"""What is only meant by a changed message, and what of it that is about."""

NOT_THEIRS = {
    ("say.words", Role.PROFESSIONAL): "what they say unasked is an assumption",
    ("say.words", Role.CENTRE): "what they say unasked is no talk of a client",
    ("link.give", Role.STEWARD): "whoever runs this gives a link on the command line",
    ("assumption.settle", Role.CLIENT): "who gave no consent yet is not asked",
}
"""What the table allows and there is nothing of for them."""


ASKED = (ANNA, BAS, JOOST, KEES, VERA, MARIJKE)
"""Whoever is ever asked anything: the steward is not."""

WHO: Mapping[str, tuple[PersonId, ...]] = {
    **dict.fromkeys(("answer.give", "answer.pick", "say", "question.open", "question.refresh"), ASKED),
    **dict.fromkeys(("answer.revise", "answer.change", "answer.first", "answer.withdraw", "answer.share"), (ANNA,)),
    "choice.change": (ANNA,),
    **dict.fromkeys(("assumption.preview", "assumption.log", "assumption.withdraw", "assumption.take_back"), (JOOST,)),
    **dict.fromkeys(("talk.log", "offer.log", "link.give", "reply.pass_on", "danger.see", "danger.lift"), (JOOST,)),
    **dict.fromkeys(("item.answer_client", "item.ask_team", "item.dossier", "item.not_ours"), (MARIJKE,)),
    "say.words": (ANNA, BAS),
    "dialogue.start": (ANNA, BAS, JOOST, KEES, VERA),
    "assumption.settle": (ANNA,),
    "assumption.say": (JOOST, KEES, VERA),
    "reply": (JOOST, KEES, VERA, MARIJKE),
    "reply.change": (MARIJKE,),
    "organisation.set": (SAM,),
}
"""Who does what here, by hand and apart from the table; what is not named everybody does with what is their own."""

SEES: Mapping[PageName, tuple[PersonId, ...]] = {
    PageName.GROUP: (ANNA, BAS),
    **dict.fromkeys((PageName.CLIENTS, PageName.ASSUMPTIONS, PageName.REPORTS, PageName.OFFERS), (JOOST, KEES, VERA)),
    **dict.fromkeys((PageName.DIGESTS, PageName.DIGEST), (MARIJKE,)),
    PageName.ORGANISATION: (SAM,),
}
"""Who sees which page; their own words, settings and data everybody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of one try, before it was undone."""

    receipt: Receipt
    changed: frozenset[str]
    told: tuple[str, ...]


class Undone(Exception):
    """Ends the transaction of a try with nothing of it written."""

    def __init__(self, tried: Tried) -> None:
        """Remember what came of it."""
        super().__init__()
        self.tried = tried


def kept(uow: UnitOfWork) -> Mapping[str, list[tuple[object, ...]]]:
    """Return everything that is kept, by table."""
    every = tables.metadata.sorted_tables
    return {table.name: [tuple(row) for row in uow.connection.execute(select(table))] for table in every}


def tried(
    home: Home, person: PersonId, case: UseCase[object], content: Content | None, fields: Mapping[str, str]
) -> Tried:
    """Let somebody try something by the product's door, and undo whatever it did.

    What is only meant by typed or changed words has no name to ask for it by: it goes to the dispatcher as it is.
    """

    def work(uow: UnitOfWork) -> None:
        before, written = kept(uow), {one.id for one in uow.outbox.of_person(DEFAULT, person)}
        if content is not None:
            receipt = intake.take(uow, home.house.script, home.inbound(person, content), home.clock.now())
        else:
            turn = Turn(uow, home.house.script, home.clock.now(), "try")
            somebody = turn.person(DEFAULT, person)
            try:
                dispatch.say(turn, somebody, case, fields)
                receipt = Receipt(outcome=Outcome.TAKEN)
            except NotAllowed as refused:
                turn.tell(somebody, refused.key)
                receipt = Receipt(outcome=Outcome.REFUSED)
        after = kept(uow)
        said = [one.body for one in uow.outbox.of_person(DEFAULT, person) if one.id not in written]
        told = [str(body.blocks[0]) for body in said if isinstance(body, Note)]
        if isinstance(receipt.reply, FieldErrors):
            told += receipt.reply.errors.values()
        changed = frozenset(name for name, rows in after.items() if rows != before[name] and name not in TOLD)
        raise Undone(Tried(receipt=receipt, changed=changed, told=tuple(told)))

    try:
        home.write(work)
    except Undone as undone:
        return undone.tried
    raise AssertionError


def owner_of(case: UseCase[object], person: PersonId, fields: Mapping[str, str], told: PersonId) -> PersonId | None:
    """Return whose the thing is that this is about here; None for what is everybody's."""
    if case.name.startswith("danger."):
        return told
    if case.name in OWNERS:
        return OWNERS[case.name]
    if "item" in fields:
        return None
    return ANNA if any(name in fields for name in OF_ANNA) else person


def allows(case: UseCase[object], home: Home, person: PersonId, owner: PersonId | None) -> bool:
    """Work out by the legend of the table, apart from the code, whether it allows this."""
    actor = home.person(person)
    about = home.person(owner) if owner not in {None, NOBODY} and owner is not None else None
    column = str(actor.role)
    mine = owner == NOBODY or (about is not None and about.professional == person)
    if column == "professional" and about is not None and about.id != person and not mine and about.team == actor.team:
        column = "colleague"
    cell = dict(zip(MATRIX["columns"], MATRIX["actions"][case.right]["cells"], strict=True))[column]
    means = {"yes": True, "own": owner == person, "asg": mine}
    return any(all(means.get(word, False) for word in one.split(" & ")) for one in cell.split(" or "))


def ways(case: UseCase[object], ids: Mapping[str, str]) -> Iterator[tuple[Content | None, dict[str, str]]]:
    """Return every way in which something is asked for, with what it is about."""
    if case.form:
        fields = {name: value.format(**ids) for name, value in FORMS.get(case.form, (ANNA, {}))[1].items()}
        if case.form == "assumption.preview":
            fields = {"client": ANNA, "text": "Anna wil hulp"}
        if case.form == "answer":
            fields = {"session": ids["session"], "question": ids["question"], "choice": "skip"}
        yield Submitted(form=case.form, fields=fields), fields
    if case.command:
        argument = {"until": "2026-12-24", "language": "en"}.get(case.argument) or ids.get(case.argument, "")
        yield Command(name=case.command, argument=argument), {case.argument: argument} if argument else {}
    if not case.form and not case.command:
        fields = {"text": "aanname: Anna wil zingen"} | {name: ids[name] for name in CHANGED.get(case.name, ())}
        yield None, fields


def elsewhere(content: Content | None, fields: dict[str, str]) -> tuple[Content | None, dict[str, str]]:
    """Return the same asked about something that does not exist."""
    none = {
        name: "nonesuch" if name in {*OF_ANNA, "assumption", "item", "alarm"} else value
        for name, value in fields.items()
    }
    match content:
        case Submitted(form=form):
            return Submitted(form=form, fields=none), none
        case Command(name=name, argument=argument):
            return Command(
                name=name, argument="nonesuch" if argument in fields.values() and none != fields else argument
            ), none
        case _:
            return content, none


async def test_who_may_does_and_who_may_not_changes_nothing_and_hears_of_nothing() -> None:
    """For each use case and person the written cell rules; a refusal is what is said of what is not there."""
    with chatting() as chat:
        home = chat.home
        ids = dict(await lived(chat))
        await chat.say(BAS, "Ik wil dood")
        (alarm,) = home.read(lambda uow: uow.alarms.of_person(DEFAULT, BAS))
        ids["alarm"], ids["until"] = alarm.id, "2026-12-24"
        faults: list[object] = []
        did: dict[str, set[PersonId]] = defaultdict(set)
        for case in USE_CASES:
            for content, fields in ways(case, ids):
                for person in PEOPLE:
                    spoken = home.person(person)
                    refusals = [home.house.script.texts.phrase(spoken.language, key) for key in REFUSALS]
                    found = tried(home, person, case, content, fields)
                    refused = found.receipt.outcome is Outcome.REFUSED or any(one in refusals for one in found.told)
                    owner = owner_of(case, person, fields, alarm.told[0])
                    what = (case.name, content, person, found)
                    if not refused:
                        did[case.name].add(person)
                    if not allows(case, home, person, owner):
                        missing = tried(home, person, case, *elsewhere(content, fields))
                        same = found.told == missing.told or set(found.told) <= set(refusals[1:])
                        if not refused or found.changed or not same:
                            faults.append(("done all the same", *what, missing.told))
                    elif refused and (case.name, spoken.role) not in NOT_THEIRS:
                        faults.append(("refused", *what))
        assert faults == []
        assert did == {case.name: set(WHO.get(case.name, PEOPLE)) for case in USE_CASES}
        assert set(WHO) <= set(did)


async def test_a_form_is_opened_for_whoever_may_send_it() -> None:
    """Nobody writes all of it down to hear then that it is not theirs: opening asks for the same right."""
    with chatting() as chat:
        home = chat.home
        ids = await lived(chat)
        for name, case in SHEETS.items():
            assert case.sheet is not None
            content = Command(name="form", argument=f"{name} {ids.get(case.sheet.argument, '')}".strip())
            for person in PEOPLE:
                found = tried(home, person, case, content, {})
                opened = found.receipt.outcome is Outcome.TAKEN
                fields = {case.sheet.argument: ""}
                owner = NOBODY if case.opened else owner_of(case, person, fields, NOBODY)
                theirs = (case.name, home.person(person).role) not in NOT_THEIRS
                assert opened is (allows(case, home, person, owner) and theirs), (name, person)
                assert found.changed == frozenset()


async def test_a_page_is_there_for_whoever_has_its_right_and_for_nobody_else() -> None:
    """A page that is not somebody's is none, whatever name and week they ask for."""
    with chatting() as chat:
        home = chat.home
        await lived(chat)
        for name in PageName:
            for person in PEOPLE:
                week = "2026-W48" if name is PageName.DIGEST else ""
                found = await home.desk.page(home.visitor(person), name, week)
                assert (found is not None) is (person in SEES.get(name, PEOPLE)), (name, person)
