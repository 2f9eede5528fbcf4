"""Who may do what with whose words: one closed table, and whatever is not in it is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import assert_never

from dialogs.people import Member, OrganisationId, PersonId, Relation, Role, TeamId
from dialogs.policy.ruling import Allowed, Denied, Reason, Ruling
from dialogs.policy.share import Share


class Action(StrEnum):
    """Everything that can be asked of the table."""

    ANSWER_GIVE = "answer.give"
    ANSWER_WITHDRAW = "answer.withdraw"
    ANSWER_READ = "answer.read"
    TALK_LOG = "talk.log"
    TALK_CONFIRM = "talk.confirm"
    SHARE_SET = "share.set"
    SHARE_NARROW = "share.narrow"
    CADENCE_SET = "cadence.set"
    LANGUAGE_SET = "language.set"
    PAUSE = "pause"
    STOP = "stop"
    RESUME = "resume"
    SEEN_READ = "seen.read"
    QUESTION_PROPOSE = "question.propose"
    DIALOGUE_START = "dialogue.start"
    DIALOGUE_WRITE = "dialogue.write"
    DIALOGUE_READ = "dialogue.read"
    OFFER_LOG = "offer.log"
    OFFER_CLOSE = "offer.close"
    ASSUMPTION_LOG = "assumption.log"
    ASSUMPTION_PUT = "assumption.put"
    ASSUMPTION_SETTLE = "assumption.settle"
    ASSUMPTION_WITHDRAW = "assumption.withdraw"
    ASSUMPTION_READ = "assumption.read"
    FEEDBACK_COMPOSE = "feedback.compose"
    FEEDBACK_APPROVE = "feedback.approve"
    FEEDBACK_RETRACT = "feedback.retract"
    DIGEST_READ = "digest.read"
    DIGEST_REPLY = "digest.reply"
    REPLY_CHANGE = "reply.change"
    DIGEST_ACT = "digest.act"
    DIGEST_FORWARD = "digest.forward"
    DIGEST_DRILL = "digest.drill"
    DIGEST_PLACE = "digest.place"
    SILENCE_READ = "silence.read"
    RELATION_INVITE = "relation.invite"
    RELATION_END = "relation.end"
    RELATION_COVER = "relation.cover"
    RELATION_READ = "relation.read"
    LINK_GIVE = "link.give"
    PAGE_OPEN = "page.open"
    LINKS_END = "links.end"
    DANGER_SEE = "danger.see"
    DANGER_LIFT = "danger.lift"
    ROLE_GIVE = "role.give"
    ROLE_COMBINE = "role.combine"
    DATA_EXPORT = "data.export"
    DATA_ERASE = "data.erase"
    RETENTION_SET = "retention.set"
    HOLD_SET = "hold.set"
    DELIVERY_READ = "delivery.read"
    INSTALL_SET = "install.set"
    ORGANISATION_SET = "organisation.set"
    INBOX_REPLAY = "inbox.replay"
    GLASS_BREAK = "glass.break"
    ORGANISATION_DELETE = "organisation.delete"


class Column(StrEnum):
    """As whom somebody acts."""

    CLIENT = "client"
    PROFESSIONAL = "professional"
    COLLEAGUE = "colleague"
    CENTRE = "centre"
    STEWARD = "steward"
    OUTSIDER = "outsider"


class Condition(StrEnum):
    """What a cell of the table asks for."""

    YES = "yes"
    OWN = "own"
    ASSIGNED = "asg"
    SHARED = "shr"
    COUNTED = "agg"
    PROPOSE = "req"
    TWO_PEOPLE = "bg"
    NO = "no"


Cell = tuple[tuple[Condition, ...], ...]
"""Alternatives, of which one must hold; each is a set of conditions that must hold together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who wants to do something; `team` is the team they work in, if any."""

    person: PersonId
    role: Role
    organisation: OrganisationId
    active: bool = True
    team: TeamId | None = None

    @staticmethod
    def of(person: Member, *, active: bool = True) -> Actor:
        """Return this person as one who acts; somebody erased is no longer active."""
        return Actor(
            person=person.id,
            role=person.role,
            organisation=person.organisation,
            active=active and not person.erased,
            team=person.team,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What it would be done with.

    `owner` is the person whose words it holds or about whom it is: the client of an answer, of a verdict and of an
    assumption that is read, logged, put or settled; the author of what is withdrawn, closed or retracted. It is None
    for what belongs to a group, and then `team` says whose. `counted` means: only rounded counts are shown of it.
    """

    owner: PersonId | None
    organisation: OrganisationId
    share: Share = Share.ME
    team: TeamId | None = None
    counted: bool = False


@cache
def table() -> Mapping[tuple[Action, Column], Cell]:
    """Return the table, every cell of it; a mistake in the file is a ValueError or KeyError at the first question."""
    data = tomllib.loads(files("dialogs.policy").joinpath("matrix.toml").read_text(encoding="utf-8"))
    columns = [Column(name) for name in data["columns"]]
    return {
        (Action(name), column): _cell(text)
        for name, rule in data["actions"].items()
        for column, text in zip(columns, rule["cells"], strict=True)
    }


def _cell(text: str) -> Cell:
    return tuple(tuple(Condition(word) for word in one.split(" & ")) for one in text.split(" or "))


def may(actor: Actor, action: Action, thing: Thing, relation: Relation) -> Ruling:
    """Return whether `actor`, standing in `relation` to the owner of the thing, may do this.

    What one may not know about gives the same reason as what does not exist. Only somebody who meets everything else
    the cell asks for learns that they may propose, may see counts, or need a second person.
    """
    column = _column(actor, thing, relation)
    best = Reason.UNKNOWN
    for alternative in table().get((action, column), ((Condition.NO,),)):
        failing = [
            reason
            for condition in alternative
            if (reason := _failure(condition, actor, thing, relation, column)) is not None
        ]
        if not failing:
            return Allowed()
        if Reason.UNKNOWN not in failing:
            best = failing[0]
    return Denied(reason=best)


def _column(actor: Actor, thing: Thing, relation: Relation) -> Column:
    if not actor.active or actor.organisation != thing.organisation:
        return Column.OUTSIDER
    match actor.role:
        case Role.CLIENT:
            return Column.CLIENT
        case Role.PROFESSIONAL:
            return Column.COLLEAGUE if relation is Relation.TEAM and thing.owner is not None else Column.PROFESSIONAL
        case Role.CENTRE:
            return Column.CENTRE
        case Role.STEWARD:
            return Column.STEWARD
        case _:
            assert_never(actor.role)


_SHARED_AS_FAR_AS = {
    Column.PROFESSIONAL: Share.PROFESSIONAL,
    Column.COLLEAGUE: Share.TEAM,
    Column.CENTRE: Share.CENTRE,
}


def _failure(condition: Condition, actor: Actor, thing: Thing, relation: Relation, column: Column) -> Reason | None:
    match condition:
        case Condition.YES:
            holds = True
        case Condition.NO:
            holds = False
        case Condition.OWN:
            holds = thing.owner == actor.person and relation is Relation.SELF
        case Condition.ASSIGNED:
            holds = _assigned(actor, thing, relation)
        case Condition.SHARED:
            level = _SHARED_AS_FAR_AS.get(column)
            holds = level is not None and thing.share.reaches(level)
        case Condition.COUNTED:
            return None if thing.counted else Reason.ONLY_COUNTS
        case Condition.PROPOSE:
            return Reason.ONLY_PROPOSE
        case Condition.TWO_PEOPLE:
            return Reason.TWO_PEOPLE
        case _:
            assert_never(condition)
    return None if holds else Reason.UNKNOWN


def _assigned(actor: Actor, thing: Thing, relation: Relation) -> bool:
    if thing.owner is None:
        return thing.team is not None and thing.team == actor.team
    return relation is Relation.ASSIGNED
