"""What everybody finds on their own Home tab: what they said, how they are asked, and what is kept of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Final

from adapters.slack import blocks as b
from adapters.slack.blocks import Json
from adapters.slack.buttons import do, menu
from adapters.slack.shelves import Shelf, cards_of
from adapters.slack.speech import DOT, Speech
from adapters.slack.text import clean, shorten
from dialogs.pages import AnswerCard, AnswersView, SettingsView
from dialogs.policy.roles import is_client
from dialogs.policy.share import Share

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


# --- one's own words --------------------------------------------------------------------------------------------------


def profile(speech: Speech, view: AnswersView) -> Iterator[Shelf]:
    """Give what one can do and wishes, and what else one said."""
    tell = b.actions([do("wishes", "", speech.say("web.answers.tell"))])
    if not (view.talents or view.wishes):
        lead = speech.say("web.answers.lead" if view.others else "web.answers.empty")
        yield Shelf(head=(b.header(speech.say("web.answers.title")), b.section(lead), tell))
    for name, cards in (("talents", view.talents), ("wishes", view.wishes)):
        if cards:
            last = name == "wishes" or not view.wishes
            yield Shelf(
                head=(b.header(speech.say(f"web.answers.{name}")),),
                cards=cards_of(cards, partial(_told, speech, view)),
                foot=(tell,) if last else (),
            )
    yield from others(speech, view)


def others(speech: Speech, view: AnswersView) -> Iterator[Shelf]:
    """Give what one said besides talents and wishes."""
    if view.others:
        cards = cards_of(view.others, partial(_told, speech, view))
        yield Shelf(head=(b.header(speech.say("web.answers.others")),), cards=cards)


def _told(speech: Speech, view: AnswersView, card: AnswerCard) -> tuple[Json, ...]:
    """Return one answer with who reads it, who saw it, and everything one may still do with it."""
    other = card in view.others
    asked = [b.words(excerpt(card.question, LINE))] if other and card.question else []
    told = b.rich(*asked, b.quoted(excerpt(card.words)))
    share = Share.CENTRE if card.share is Share.TEAM and view.centre_reads else card.share
    about = [speech.moment(card.at)]
    if card.revision > 1:
        about.append(speech.say("web.answers.revision", n=card.revision))
    seen = [speech.say("web.answers.seen", name=one.name, moment=speech.moment(one.at)) for one in card.seen]
    about += seen or [speech.say("web.answers.received")]
    readers = f"{speech.say('web.answers.readers')} {speech.readers(share)}"
    shown = (told, b.context(excerpt(DOT.join([readers, *about]))))
    if not card.may_change:
        return shown
    buttons = [
        do("form", f"revise {card.id}", speech.say("web.answers.change")),
        do("form", f"share {card.id}", speech.say("web.answers.share")),
    ]
    if not other and card not in (*view.talents[:1], *view.wishes[:1]):
        buttons.append(do("answer.first", card.id, speech.say("bot.profile_first")))
    sure = b.confirm(
        title=speech.say("web.answers.withdraw"),
        text=speech.say("web.answers.withdraw_hint"),
        yes=speech.say("web.answers.withdraw_yes"),
        no=speech.say("slack.home.keep"),
    )
    buttons.append(do("answer.withdraw", card.id, speech.say("web.answers.withdraw"), sure=sure))
    return (*shown, b.actions(buttons))


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
