"""What everybody does with what is their own: settings, a pause, their words, all that is kept of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from functools import partial
from typing import Any

from bot import links, own_words, profile, quoting, rechoosing, rhythm, rights, sheets
from bot.clock import wall_now
from bot.exporting import own_data
from bot.rights import NotAllowed, Resource
from bot.sheets import Sheet
from bot.turn import PUBLIC_URL, WEB, Turn, read_along
from bot.use_case import Fields, Unclear, UseCase, own
from dialogs.evidence.answers import Answer, AnswerId
from dialogs.messages import Choice, Page, Purpose
from dialogs.people import Person
from dialogs.policy.may import Action
from dialogs.policy.share import Share
from dialogs.rhythm.cadence import QuietHours, Unit
from dialogs.rhythm.hours import read_hour
from dialogs.subject import Plain

FILES = frozenset({"slack"})
"""The channels in which somebody can be handed a file."""

_MOST_EVERY = 12
_MOST_DIGITS = 3


def hour(fields: Fields, name: str, now: time) -> time:
    """Return the wall time in a field, or `now` where the form has no such field. Raises Unclear."""
    found = read_hour(fields[name]) if name in fields else now
    if found is None:
        raise Unclear(name, "bot.hour_unclear")
    return found


def whole(fields: Fields, name: str, now: int, allowed: range) -> int:
    """Return the whole number in a field, or `now` where the form has no such field. Raises Unclear."""
    text = fields.get(name, str(now)).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) in allowed):
        raise Unclear(name, "bot.settings_unclear")
    return int(text)


def _answer(turn: Turn, person: Person, fields: Fields) -> Resource[Answer]:
    answer = turn.uow.answers.get(person.organisation, AnswerId(fields.get("answer", "")))
    if answer is None or answer.withdrawn:
        raise NotAllowed
    return rights.of_person(turn, person, answer.person, answer, answer.share)


def _keep_settings(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    unit = fields.get("unit", person.cadence.unit)
    if unit not in set(Unit):
        raise Unclear("unit", "bot.settings_unclear")
    cadence = replace(
        person.cadence,
        unit=Unit(unit),
        every=whole(fields, "every", person.cadence.every, range(1, _MOST_EVERY + 1)),
        weekday=whole(fields, "weekday", person.cadence.weekday, range(7)),
        at=hour(fields, "at", person.cadence.at),
    )
    quiet = QuietHours(
        start=hour(fields, "quiet_start", person.quiet.start), end=hour(fields, "quiet_end", person.quiet.end)
    )
    if cadence != person.cadence:
        cadence = replace(cadence, anchor=turn.today(person))
    language = fields.get("language", person.language)
    if fields.get("centre_may_read") == "no" and person.centre_may_read:
        person = quoting.narrow_all(turn, person)
    changed = replace(
        person,
        cadence=cadence,
        quiet=quiet,
        language=language if language in turn.script.texts.languages else person.language,
        between=fields.get("between", "yes" if person.between else "no") == "yes",
        centre_may_read=fields.get("centre_may_read", "yes" if person.centre_may_read else "no") == "yes",
    )
    turn.uow.people.save(changed)
    rhythm.schedule(turn, changed)
    turn.tell(changed, "bot.settings_saved")


def _revise(turn: Turn, person: Person, fields: Fields, answer: Answer) -> None:
    problem = own_words.revise(turn, person, answer.id, fields.get("text", ""))
    if problem:
        raise Unclear("text", problem, minimum="", maximum="")


def _withdraw(turn: Turn, person: Person, _fields: Fields, answer: Answer) -> None:
    problem = own_words.withdraw(turn, person, answer.id)
    if problem:
        raise Unclear("answer", problem)


def _share(turn: Turn, person: Person, fields: Fields, answer: Answer) -> None:
    level = fields.get("share", "")
    if level not in set(Share):
        raise NotAllowed
    problem = own_words.share(turn, person, answer.id, Share(level))
    if problem:
        raise Unclear("share", problem)


def _change(turn: Turn, person: Person, _fields: Fields, answer: Answer) -> None:
    profile.change(turn, person, answer)


def _put_first(turn: Turn, person: Person, _fields: Fields, answer: Answer) -> None:
    profile.put_first(turn, person, answer)


def _choose(turn: Turn, person: Person, fields: Fields, answer: Answer) -> None:
    if "text" in fields:
        rechoosing.rechosen(turn, person, answer, fields["text"])
    else:
        rechoosing.unchosen(turn, person, answer)


def _erase(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    if fields.get("confirm") != "yes":
        raise Unclear("confirm", "bot.erase_confirm")
    own_words.erase(turn, person)


def _profile(turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    profile.tell(turn, person)


def _open_page(turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    """Give somebody a way to their own page for a day; only they are told it."""
    address = turn.uow.settings.get(person.organisation, PUBLIC_URL) or ""
    token = links.new_link(turn, person, wall_now(), person, links.DAY_LINK_LASTS)
    turn.tell(person, "chat.own_page", address=f"{address}/me/{token}")


def _export(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    """Give somebody all that is kept of them: as a file where they are, or on their own page."""
    here = turn.here
    if here is None or here.channel not in FILES or read_along(here) or here.person != person.id:
        _open_page(turn, person, fields, None)
        return
    values = {
        "filename": "samenspraak.json",
        "title": turn.phrase(person, "web.data.title"),
        "content": own_data(turn, person).decode(),
    }
    turn.tell(person, "chat.export")
    turn.post(person.organisation, here, Page(name="export", values=values), Purpose.REPLY, subject=Plain.EXPORT)


def _end_links(turn: Turn, person: Person, fields: Fields, _: None) -> None:
    """End every link but the one that is used, whose token is given."""
    links.end_others(turn, person, fields.get("token", ""))


def _where(key: str, acts: tuple[str, ...], turn: Turn, person: Person, _fields: Fields, _: None) -> None:
    """Tell where something is done: on one's own page, or on a chat platform with buttons right here."""
    if turn.here is None or turn.here.channel == WEB:
        turn.tell(person, f"bot.{key}")
        return
    labels = (act.removeprefix("form ") for act in acts)
    choices = (
        Choice(value=act, label=turn.phrase(person, f"chat.do_{label}"))
        for act, label in zip(acts, labels, strict=True)
    )
    turn.tell(person, f"chat.{key}", choices=tuple(choices))


REVISE = UseCase(
    name="answer.revise",
    right=Action.ANSWER_GIVE,
    about=_answer,
    form="answer.revise",
    sheet=Sheet(name="revise", build=sheets.revise, argument="answer"),
    run=_revise,
    sets=True,
)

WITHDRAW = UseCase(
    name="answer.withdraw",
    right=Action.ANSWER_WITHDRAW,
    about=_answer,
    form="answer.withdraw",
    command="answer.withdraw",
    argument="answer",
    run=_withdraw,
    sets=True,
)

CHOOSE = UseCase(name="choice.change", right=Action.CADENCE_SET, about=_answer, run=_choose)
"""A choice about the dialogue that was changed where it was typed, or without a text taken back."""

END_LINKS = UseCase(name="links.end", right=Action.LINKS_END, about=own, run=_end_links)
"""Ending the other links of one's own, from one's own page."""

OWN: tuple[UseCase[Any], ...] = (
    UseCase(
        name="settings.keep",
        right=Action.CADENCE_SET,
        about=own,
        form="settings",
        sheet=Sheet(name="settings", build=sheets.settings),
        run=_keep_settings,
        sets=True,
    ),
    END_LINKS,
    CHOOSE,
    REVISE,
    UseCase(
        name="answer.change",
        right=Action.ANSWER_GIVE,
        about=_answer,
        command="answer.change",
        argument="answer",
        run=_change,
    ),
    UseCase(
        name="answer.first",
        right=Action.ANSWER_GIVE,
        about=_answer,
        command="answer.first",
        argument="answer",
        run=_put_first,
    ),
    WITHDRAW,
    UseCase(
        name="answer.share",
        right=Action.SHARE_SET,
        about=_answer,
        form="answer.share",
        sheet=Sheet(name="share", build=sheets.share, argument="answer"),
        run=_share,
        sets=True,
    ),
    UseCase(name="profile.read", right=Action.ANSWER_READ, about=own, command="profile", run=_profile),
    UseCase(name="page.open", right=Action.PAGE_OPEN, about=own, command="page", run=_open_page),
    UseCase(name="data.export", right=Action.DATA_EXPORT, about=own, command="export", run=_export),
    UseCase(
        name="data.where",
        right=Action.DATA_EXPORT,
        about=own,
        command="my_data",
        run=partial(_where, "my_data", ("page", "form erase")),
    ),
    UseCase(
        name="settings.where",
        right=Action.CADENCE_SET,
        about=own,
        command="settings",
        run=partial(_where, "settings", ("form settings", "form pause", "stop")),
    ),
    UseCase(
        name="data.erase",
        right=Action.DATA_ERASE,
        about=own,
        form="erase",
        sheet=Sheet(name="erase", build=sheets.erase),
        run=_erase,
    ),
)
