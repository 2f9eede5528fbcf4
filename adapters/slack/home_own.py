"""What everybody finds on their own Home tab: a greeting, and how they are asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from adapters.slack import blocks as b
from adapters.slack.buttons import do, menu
from adapters.slack.shelves import Shelf
from adapters.slack.speech import DOT, Speech
from adapters.slack.text import clean, shorten
from dialogs.pages import SettingsView
from dialogs.policy.roles import is_client

WORDS: Final = 600
"""So much of somebody's words is shown at once; the button to change them shows all."""

LINE: Final = 200
_PAUSES: Final = (timedelta(days=7), timedelta(days=14), timedelta(days=30))


def excerpt(text: str, most: int = WORDS) -> str:
    """Return words as they are, or the beginning of very long ones."""
    return shorten(clean(text), most)


def greeting(speech: Speech, settings: SettingsView | None) -> Shelf:
    """Return the first thing a client sees: whether questions come, and that they can always speak up themselves."""
    stopped = settings is not None and settings.stopped
    head = [b.header(speech.say("slack.home.hello", name=speech.name))]
    if stopped:
        head.append(b.section(speech.say("web.chat.stopped")))
        head.append(b.actions([do("start", "", speech.say("web.chat.start"), style="primary")]))
        return Shelf(head=tuple(head))
    buttons = [do("form", "say", speech.say("web.chat.begin"))]
    if settings is not None and settings.paused_until is not None:
        head.append(b.section(speech.say("web.chat.paused", date=speech.day(settings.paused_until))))
        buttons.append(do("resume", "", speech.say("web.chat.resume")))
    else:
        head.append(b.section(speech.say("slack.home.ask")))
    return Shelf(head=(*head, b.actions(buttons)))


# --- settings ---------------------------------------------------------------------------------------------------------


def settings(speech: Speech, view: SettingsView) -> Shelf:
    """Return when one is asked and what is allowed, with the ways to change, pause and stop it."""
    client = is_client(speech.visitor)
    head = [b.header(speech.say("web.settings.title"))]
    buttons = [do("form", "settings", speech.say("slack.home.settings"))]
    if not client:
        chosen = next((one.label for one in view.languages if one.value == view.language), view.language)
        head.append(b.context(f"{speech.say('web.settings.language')}: {chosen}"))
        return Shelf(head=(*head, b.actions(buttons)))
    if not view.stopped:
        if view.upcoming:
            head.append(b.rich(b.words(speech.say("web.settings.next")), b.bullets(view.upcoming)))
        else:
            head.append(b.section(speech.say("web.settings.never")))
        if view.paused_until is None:
            until = [(day.isoformat(), speech.say("slack.home.until", date=speech.day(day))) for day in _days(view)]
            buttons.append(menu("pause", speech.say("web.settings.pause"), until))
        sure = b.confirm(
            title=speech.say("web.settings.stop"),
            text=speech.say("web.settings.stop_hint"),
            yes=speech.say("slack.home.stop_yes"),
            no=speech.say("slack.home.stop_no"),
        )
        buttons.append(do("stop", "", speech.say("web.settings.stop"), sure=sure))
    head.append(b.context(excerpt(DOT.join(_allowed(speech, view)))))
    return Shelf(head=(*head, b.actions(buttons)))


def _days(view: SettingsView) -> list[date]:
    return [view.today + pause for pause in _PAUSES]


def _allowed(speech: Speech, view: SettingsView) -> list[str]:
    hours = f"{speech.hour(view.quiet.start)}–{speech.hour(view.quiet.end)}"
    told = [f"{speech.say('web.settings.quiet')}: {hours}"]
    if view.between:
        told.append(speech.say("web.settings.between"))
    if view.centre_may_read:
        told.append(speech.say("web.settings.centre", office=speech.visitor.office))
    return told
