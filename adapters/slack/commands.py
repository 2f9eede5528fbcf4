"""From a slash command and its words, Dutch or English, to our own values: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.slack.fields import id_of, name_of, text_of
from adapters.slack.heard import CHANNEL, Heard, Odd, Payload, Surface
from adapters.slack.response_urls import usable
from adapters.slack.typed import typed
from dialogs.messages import Command, Content, Text
from dialogs.people import Identity

_NAMES: Final[Mapping[str, str]] = {
    "": "help",
    "?": "help",
    "help": "help",
    "start": "start",
    "stop": "stop",
    "profiel": "profile",
    "mijn profiel": "profile",
    "profile": "profile",
    "my profile": "profile",
    "mijn gegevens": "my_data",
    "gegevens": "my_data",
    "my data": "my_data",
    "data": "my_data",
}
_FORMS: Final[Mapping[str, str]] = {
    "instellingen": "settings",
    "mijn instellingen": "settings",
    "settings": "settings",
    "my settings": "settings",
    "aanname": "assumption",
    "assumption": "assumption",
    "gesprek": "report",
    "talk": "report",
    "zeg": "say",
    "say": "say",
    "aanbod": "offer",
    "offer": "offer",
    "wis": "erase",
    "erase": "erase",
}
_WITH_WORDS: Final = frozenset({"assumption", "report"})

_Given = Mapping[str, object]


def read_command(form: _Given, *, standin: str) -> Payload:
    """Return what somebody asked for with a slash command."""
    account, user, trigger = id_of(form, "team_id"), id_of(form, "user_id"), name_of(form, "trigger_id")
    enterprise = id_of(form, "enterprise_id")
    if not (account.startswith("T") and user and trigger):
        return Odd(status=400, reason="command")
    message = f"{CHANNEL}:{account}:command:{trigger}"
    return Heard(
        accounts=(account, enterprise) if enterprise else (account,),
        identity=Identity(channel=CHANNEL, account=account, user=user),
        event_id=f"{CHANNEL}:{account}:trigger:{trigger}",
        message=message,
        content=asked(typed(text_of(form, "text"))),
        surface=Surface.COMMAND,
        trigger=trigger,
        response_url=usable(text_of(form, "response_url"), standin),
    )


def asked(words: str) -> Content:
    """Return what the words after the command ask for; what is no word of ours is what somebody typed.

    The words are the same in every language, so that nobody has to know which one the house speaks to them.
    """
    words = words.strip()
    whole = " ".join(words.casefold().rstrip(".!").split())
    if whole in _NAMES:
        return Command(name=_NAMES[whole])
    if whole in _FORMS:
        return Command(name="form", argument=_FORMS[whole])
    first, rest = _divided(words)
    form = _FORMS.get(first, "")
    if form in _WITH_WORDS:
        return Command(name=f"form.{form}", argument=rest)
    if form == "say":
        return Text(text=rest, unasked=True)
    if first == "pauze":
        # "pause" is understood in every language, and then what follows: until which day.
        return Text(text=f"pause {rest}".strip())
    return Text(text=words)


def _divided(words: str) -> tuple[str, str]:
    first, *rest = words.split(maxsplit=1)
    return first.casefold().rstrip(":,"), rest[0] if rest else ""
