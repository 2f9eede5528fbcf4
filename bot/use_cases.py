"""Everything that somebody can do here: the use cases of every room, found by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.house_cases import HOUSE
from bot.own_cases import OWN
from bot.talk_cases import TALK
from bot.use_case import UseCase
from bot.week_cases import WEEK
from bot.work_cases import WORK
from dialogs.policy.may import Action

USE_CASES: Final[tuple[UseCase[Any], ...]] = (*TALK, *OWN, *WORK, *WEEK, *HOUSE)

FORMS: Final[Mapping[str, UseCase[Any]]] = {one.form: one for one in USE_CASES if one.form}
"""The use cases that are sent as a form, by the name of the form."""

COMMANDS: Final[Mapping[str, UseCase[Any]]] = {one.command: one for one in USE_CASES if one.command}
"""The use cases that are asked for by name, with a button or typed."""

SHEETS: Final[Mapping[str, UseCase[Any]]] = {one.sheet.name: one for one in USE_CASES if one.sheet}
"""The use cases whose form can be opened, by the name under which it is opened."""

WITHIN: Final[Mapping[Action, str]] = {
    Action.RETENTION_SET: "organisation.set",
    Action.TALK_CONFIRM: "answer.give",
    Action.SEEN_READ: "page answers",
}
"""Rights that are asked in the course of something else, and of what."""
