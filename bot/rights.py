"""The table of rights is asked before anything is done; what is refused looks exactly like what does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.turn import Turn
from dialogs.people import Person, PersonId, Relation, relation
from dialogs.policy.may import Action, Actor, Thing, may
from dialogs.policy.roles import is_client
from dialogs.policy.ruling import Allowed, Denied, Reason
from dialogs.policy.share import Share

S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)


class NotAllowed(Exception):
    """This is not yours to do, or it does not exist; `key` is the phrase that says so."""

    def __init__(self, reason: Reason = Reason.UNKNOWN) -> None:
        """Remember why, as far as this person may know."""
        super().__init__(reason)
        self.key: str = "bot.not_allowed" if reason is Reason.UNKNOWN else reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[S_co]):
    """What something would be done with, how the actor stands to its owner, and the thing itself as it was found."""

    thing: Thing
    relation: Relation
    found: S_co


def require(person: Person, action: Action, about: Resource[S]) -> S:
    """Return what it is about. Raises NotAllowed where the table denies it."""
    ruling = may(Actor.of(person), action, about.thing, about.relation)
    if isinstance(ruling, Denied):
        raise NotAllowed(ruling.reason)
    return about.found


def has(person: Person, action: Action, about: Resource[S]) -> bool:
    """Tell whether somebody has this right."""
    return isinstance(may(Actor.of(person), action, about.thing, about.relation), Allowed)


def of_self(person: Person) -> Resource[None]:
    """What is one's own: settings, data, the dialogue as a whole."""
    thing = Thing(owner=person.id, organisation=person.organisation, team=person.team)
    return Resource(thing=thing, relation=Relation.SELF, found=None)


def of_house(person: Person) -> Resource[None]:
    """What belongs to the whole organisation, and to nobody in it."""
    return Resource(thing=Thing(owner=None, organisation=person.organisation), relation=Relation.NONE, found=None)


def of_team(person: Person) -> Resource[None]:
    """What belongs to the group of one's own team."""
    thing = Thing(owner=None, organisation=person.organisation, team=person.team)
    return Resource(thing=thing, relation=Relation.NONE, found=None)


def of_any_client(person: Person) -> Resource[None]:
    """Some client of one's own, whoever it will be: for a form or a page that comes before the choice of one."""
    thing = Thing(owner=PersonId(""), organisation=person.organisation, share=Share.PROFESSIONAL)
    return Resource(thing=thing, relation=Relation.ASSIGNED, found=None)


def of_person(turn: Turn, person: Person, owner: PersonId, found: S, share: Share = Share.ME) -> Resource[S]:
    """What is this owner's. Raises NotAllowed where there is no such person."""
    one = turn.uow.people.get(person.organisation, owner)
    if one is None or one.erased:
        raise NotAllowed
    thing = Thing(owner=one.id, organisation=one.organisation, share=share, team=one.team)
    return Resource(thing=thing, relation=relation(person, one), found=found)


def of_client(turn: Turn, person: Person, client: PersonId) -> Resource[Person]:
    """One client, and what their own professional may read of them. Raises NotAllowed where it is no client."""
    found = turn.uow.people.get(person.organisation, client)
    if found is None or not is_client(found):
        raise NotAllowed
    return of_person(turn, person, found.id, found, Share.PROFESSIONAL)
