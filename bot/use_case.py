"""What somebody can do, declared once: its name, the right it needs, what it is about, its form and what runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot import rights
from bot.rights import Resource
from bot.sheets import Sheet
from bot.turn import Turn
from dialogs.messages import Form, Note, Page, Prompt
from dialogs.people import Person
from dialogs.policy.may import Action

S = TypeVar("S")

Fields = Mapping[str, str]
Reply = Page | Form | Note | Prompt | None
About = Callable[[Turn, Person, Fields], Resource[S]]
Run = Callable[[Turn, Person, Fields, S], Reply]


class Unclear(Exception):
    """A field holds what nothing can be made of; `key` is the phrase that says how to write it."""

    def __init__(self, field: str, key: str, **values: object) -> None:
        """Remember where it stands and what to say of it."""
        super().__init__(key)
        self.field, self.key, self.values = field, key, values


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase(Generic[S]):
    """One thing that somebody can do, whatever it comes in by.

    It is sent as the form `form`, or asked for as the command `command`, whose argument fills the field `argument`.
    `about` finds what it is about and raises NotAllowed where there is no such thing; then `right` is asked of the
    table, and only then `run` does it. The same right is asked before `sheet` opens its form: about the same, or about
    what `opened` finds where that is chosen in the form itself. `sets` says that it puts something in the place of what
    was there, `looks` that it only shows something.
    """

    name: str
    right: Action
    about: About[S]
    run: Run[S]
    form: str = ""
    command: str = ""
    argument: str = ""
    sheet: Sheet | None = None
    opened: About[Any] | None = None
    sets: bool = False
    looks: bool = False


def own(_turn: Turn, person: Person, _fields: Fields) -> Resource[None]:
    """About oneself."""
    return rights.of_self(person)


def house(_turn: Turn, person: Person, _fields: Fields) -> Resource[None]:
    """About the organisation."""
    return rights.of_house(person)
