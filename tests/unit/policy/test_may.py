"""The table of who may do what: complete, closed, and the laws it must keep whatever else is written in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from dialogs.people import Consent, OrganisationId, Person, PersonId, Relation, Role, TeamId
from dialogs.policy import may as table_file
from dialogs.policy.may import Action, Actor, Column, Condition, Thing, may, table
from dialogs.policy.ruling import Allowed, Denied, Reason
from dialogs.policy.share import Share

HOME, ELSEWHERE = OrganisationId("home"), OrganisationId("elsewhere")
TEAM, OTHER_TEAM = TeamId("north"), TeamId("south")
ME, ANNA = PersonId("me"), PersonId("anna")
UNKNOWN = Denied(reason=Reason.UNKNOWN)
MATRIX = tomllib.loads((Path(table_file.__file__).parent / "matrix.toml").read_text(encoding="utf-8"))


def actors() -> Iterator[Actor]:
    """Return every kind of actor: each role, here or elsewhere, active or not."""
    for role, organisation, active in product(Role, (HOME, ELSEWHERE), (True, False)):
        yield Actor(person=ME, role=role, organisation=organisation, active=active, team=TEAM)


def things() -> Iterator[tuple[Thing, Relation]]:
    """Return every kind of thing with the relations in which one can stand to it."""
    for share, counted in product(Share, (True, False)):
        own = Thing(owner=ME, organisation=HOME, share=share, team=TEAM, counted=counted)
        yield own, Relation.SELF
        for relation in (Relation.ASSIGNED, Relation.TEAM, Relation.NONE):
            yield replace(own, owner=ANNA), relation
        for team in (TEAM, OTHER_TEAM, None):
            yield replace(own, owner=None, team=team), Relation.NONE


def is_inside(actor: Actor) -> bool:
    """Tell whether somebody is part of the organisation at all."""
    return actor.active and actor.organisation == HOME


WORLDS = [(actor, thing, relation) for actor in actors() for thing, relation in things()]


def expected(cell: str, actor: Actor, thing: Thing, relation: Relation) -> bool:
    """Work out by the legend of the file, apart from the code, whether a cell allows."""
    level = {Role.PROFESSIONAL: Share.PROFESSIONAL, Role.CENTRE: Share.CENTRE}.get(actor.role)
    if actor.role is Role.PROFESSIONAL and relation is Relation.TEAM:
        level = Share.TEAM
    means = {
        "yes": True,
        "own": relation is Relation.SELF,
        "asg": relation is Relation.ASSIGNED or (thing.owner is None and thing.team == TEAM),
        "shr": level is not None and list(Share).index(thing.share) >= list(Share).index(level),
        "agg": thing.counted,
        "req": False,
        "bg": False,
        "no": False,
    }
    return any(all(means[word] for word in one.split(" & ")) for one in cell.split(" or "))


@pytest.mark.parametrize("action", Action)
def test_every_cell_rules_as_it_is_written(action: Action) -> None:
    """In every world the ruling is what the written cell says, read by its legend."""
    cells = dict(zip(MATRIX["columns"], MATRIX["actions"][action]["cells"], strict=True))
    for actor, thing, relation in WORLDS:
        column = str(actor.role)
        if not is_inside(actor):
            column = "outsider"
        elif actor.role is Role.PROFESSIONAL and relation is Relation.TEAM:
            column = "colleague"
        ruling = may(actor, action, thing, relation)
        assert isinstance(ruling, Allowed) is expected(cells[column], actor, thing, relation), (actor, thing, relation)


def test_the_table_is_closed_and_complete() -> None:
    """Every action has a cell for everybody, every row has an action, and nothing else is in the table."""
    assert set(table()) == set(product(Action, Column))
    assert set(MATRIX["actions"]) == {str(action) for action in Action}
    assert {rule["row"] for rule in MATRIX["actions"].values()} == {*range(1, 40), "ours"}


@pytest.mark.parametrize("action", Action)
def test_whoever_is_outside_learns_nothing(action: Action) -> None:
    """To an outsider, somebody of elsewhere and somebody who left, everything looks like what does not exist."""
    for actor, thing, relation in WORLDS:
        if not is_inside(actor):
            assert may(actor, action, thing, relation) == UNKNOWN


@pytest.mark.parametrize(
    "action",
    [
        Action.ANSWER_GIVE,
        Action.ANSWER_WITHDRAW,
        Action.SHARE_SET,
        Action.RESUME,
        Action.ASSUMPTION_SETTLE,
        Action.TALK_CONFIRM,
        Action.FEEDBACK_APPROVE,
    ],
)
def test_only_the_one_it_belongs_to(action: Action) -> None:
    """Answering, withdrawing, widening, coming back, settling and approving are nobody else's."""
    for actor, thing, relation in WORLDS:
        if relation is not Relation.SELF:
            assert may(actor, action, thing, relation) == UNKNOWN


def test_only_a_client_settles() -> None:
    """No professional, manager or steward settles an assumption, not even one about themselves."""
    for actor, thing, relation in WORLDS:
        for action in (Action.ASSUMPTION_SETTLE, Action.TALK_CONFIRM, Action.FEEDBACK_APPROVE):
            if actor.role is not Role.CLIENT:
                assert may(actor, action, thing, relation) == UNKNOWN


def test_a_clients_own_choices_are_always_open_to_them() -> None:
    """A client may always answer, take back, share, set the rhythm, pause, stop, come back, read, export and erase."""
    anna = Actor(person=ME, role=Role.CLIENT, organisation=HOME)
    mine = Thing(owner=ME, organisation=HOME)
    for action in (
        Action.ANSWER_GIVE,
        Action.ANSWER_WITHDRAW,
        Action.ANSWER_READ,
        Action.SHARE_SET,
        Action.SHARE_NARROW,
        Action.CADENCE_SET,
        Action.PAUSE,
        Action.STOP,
        Action.RESUME,
        Action.SEEN_READ,
        Action.ASSUMPTION_SETTLE,
        Action.ASSUMPTION_READ,
        Action.DATA_EXPORT,
        Action.DATA_ERASE,
    ):
        assert may(anna, action, mine, Relation.SELF) == Allowed()


def test_what_is_for_oneself_is_read_by_nobody_else() -> None:
    """Words that are not shared are read by nobody but their speaker, whatever the role or relation."""
    for actor, thing, relation in WORLDS:
        if thing.share is Share.ME and relation is not Relation.SELF:
            assert isinstance(may(actor, Action.ANSWER_READ, thing, relation), Denied)


def test_the_centre_never_reaches_a_client() -> None:
    """The centre cannot ask, put, log, drill down, pause or set a client's rhythm."""
    marijke = Actor(person=ME, role=Role.CENTRE, organisation=HOME)
    anna = Thing(owner=ANNA, organisation=HOME, share=Share.CENTRE, team=TEAM, counted=True)
    for action in (
        Action.DIALOGUE_START,
        Action.ASSUMPTION_LOG,
        Action.ASSUMPTION_PUT,
        Action.DIGEST_DRILL,
        Action.PAUSE,
        Action.CADENCE_SET,
        Action.OFFER_LOG,
        Action.TALK_LOG,
    ):
        assert may(marijke, action, anna, Relation.NONE) == UNKNOWN


def test_a_reason_is_given_only_to_somebody_close_enough_to_know() -> None:
    """Who may propose, may see counts or needs a second person hears so; anybody further off hears nothing."""
    joost = Actor(person=ME, role=Role.PROFESSIONAL, organisation=HOME, team=TEAM)
    marijke = replace(joost, role=Role.CENTRE)
    steward = replace(joost, role=Role.STEWARD)
    anna = Thing(owner=ANNA, organisation=HOME, share=Share.ME)
    assert may(joost, Action.CADENCE_SET, anna, Relation.ASSIGNED) == Denied(reason=Reason.ONLY_PROPOSE)
    assert may(joost, Action.CADENCE_SET, anna, Relation.NONE) == UNKNOWN
    assert may(marijke, Action.SILENCE_READ, anna, Relation.NONE) == Denied(reason=Reason.ONLY_COUNTS)
    assert may(marijke, Action.SILENCE_READ, replace(anna, counted=True), Relation.NONE) == Allowed()
    assert may(steward, Action.ANSWER_READ, anna, Relation.NONE) == Denied(reason=Reason.TWO_PEOPLE)


def test_a_group_belongs_to_its_own_team() -> None:
    """An assumption about a group is put by somebody of that team, and by no other professional."""
    joost = Actor(person=ME, role=Role.PROFESSIONAL, organisation=HOME, team=TEAM)
    group = Thing(owner=None, organisation=HOME, team=TEAM)
    assert may(joost, Action.ASSUMPTION_PUT, group, Relation.NONE) == Allowed()
    assert may(joost, Action.ASSUMPTION_PUT, replace(group, team=OTHER_TEAM), Relation.NONE) == UNKNOWN
    assert may(replace(joost, team=None), Action.ASSUMPTION_PUT, replace(group, team=None), Relation.NONE) == UNKNOWN


def test_somebody_erased_acts_no_more() -> None:
    """An actor made of an erased person is an outsider."""
    person = Person(
        id=ME, organisation=HOME, name="Anna", role=Role.CLIENT, team=TEAM, consent=Consent.GIVEN, erased=True
    )
    mine = Thing(owner=ME, organisation=HOME)
    assert may(Actor.of(person), Action.ANSWER_READ, mine, Relation.SELF) == UNKNOWN
    assert may(Actor.of(replace(person, erased=False)), Action.ANSWER_READ, mine, Relation.SELF) == Allowed()


def test_every_word_of_the_legend_is_used() -> None:
    """A condition that no cell asks for would be a rule nobody keeps."""
    used = {condition for cell in table().values() for alternative in cell for condition in alternative}
    assert used == set(Condition)
