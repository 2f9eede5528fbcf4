"""What is said and done under the items of a week."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot import item_actions, replies, rights, week_items
from bot.rights import NotAllowed, Resource
from bot.sheets import Sheet, about_item
from bot.turn import Turn
from bot.use_case import Fields, Unclear, UseCase
from dialogs.messages import OutboxId
from dialogs.people import Person, Relation, relation
from dialogs.policy.may import Action
from storage.rows import Reply


def item(turn: Turn, person: Person, fields: Fields) -> Resource[OutboxId]:
    """About an item of a week, which belongs to the whole organisation."""
    named = OutboxId(fields.get("item", ""))
    if turn.uow.digests.find_item(person.organisation, named) is None:
        raise NotAllowed
    return Resource(thing=rights.of_house(person).thing, relation=Relation.NONE, found=named)


def _kept(turn: Turn, person: Person, fields: Fields) -> Resource[Reply]:
    found = turn.uow.replies.get(person.organisation, fields.get("reply", ""))
    if found is None:
        raise NotAllowed
    return rights.of_person(turn, person, found.author, found)


def _answered(turn: Turn, person: Person, fields: Fields) -> Resource[tuple[Reply, list[Person]]]:
    """About what the centre answered to words of one's own clients."""
    found = item_actions.answered(turn, person.organisation, fields.get("reply", ""))
    own = [one for one in found[1] if relation(person, one) is Relation.ASSIGNED and not one.erased] if found else []
    if found is None or not own:
        raise NotAllowed
    return rights.of_person(turn, person, own[0].id, (found[0], own))


def _words(fields: Fields) -> str:
    words = fields.get("text", "").strip()
    if not words:
        raise Unclear("text", "bot.form_empty")
    return words


def _reply(turn: Turn, person: Person, fields: Fields, under: OutboxId) -> None:
    replies.reply(turn, person, under, _words(fields))


def _change(turn: Turn, person: Person, fields: Fields, reply: Reply) -> None:
    replies.change_reply(turn, person, reply.id, fields["text"].strip() if "text" in fields else None)


def _say(name: str, turn: Turn, person: Person, fields: Fields, under: OutboxId) -> None:
    item_actions.act(turn, person, name, under, _words(fields))


def _press(name: str, turn: Turn, person: Person, _fields: Fields, under: OutboxId) -> None:
    item_actions.act(turn, person, name, under)


def _pass_on(turn: Turn, person: Person, _fields: Fields, answered: tuple[Reply, list[Person]]) -> None:
    item_actions.pass_on(turn, person, *answered)


def _sheet(name: str, title: str, hint: str = "", *, office: bool = True) -> Sheet:
    return Sheet(name=name, build=about_item(name, title, hint, office=office), argument="item")


REPLY = UseCase(
    name="reply",
    right=Action.DIGEST_REPLY,
    about=item,
    form="reply",
    sheet=_sheet("reply", "web.digest.reply", office=False),
    run=_reply,
)

CHANGE_REPLY = UseCase(name="reply.change", right=Action.REPLY_CHANGE, about=_kept, run=_change)
"""A reply that its author changed where they typed it, or without a text took back."""

WEEK: tuple[UseCase[Any], ...] = (
    REPLY,
    CHANGE_REPLY,
    *(
        UseCase(
            name=f"item.{name}",
            right=Action.DIGEST_ACT,
            about=item,
            form=f"item.{name}",
            sheet=_sheet(f"item.{name}", f"week.do_{name}", f"week.hint_{name}"),
            run=partial(_say, name),
        )
        for name in week_items.WITH_WORDS
    ),
    *(
        UseCase(
            name=f"item.{name}",
            right=Action.DIGEST_ACT,
            about=item,
            command=f"item.{name}",
            argument="item",
            run=partial(_press, name),
        )
        for name in week_items.AT_ONCE
    ),
    UseCase(
        name="reply.pass_on",
        right=Action.DIGEST_FORWARD,
        about=_answered,
        command="pass_on",
        argument="reply",
        run=_pass_on,
    ),
)
