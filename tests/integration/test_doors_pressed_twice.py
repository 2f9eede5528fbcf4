"""Through the real door of each channel: what is pressed twice, gone back to, or sent by two at once counts once."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import adapters.web
from adapters.slack.forms import field_errors, modal, reading, submission
from adapters.slack.home import home as home_of_slack
from adapters.slack.home import window
from adapters.slack.reception import Reception
from adapters.slack.replying import Views
from bot.admitting import DEFAULT
from tests.browsing import serving
from tests.chat_house import HOME, ChatHome, chatting, user
from tests.house import ANNA, JOOST, NOW, Home, opened
from tests.integration.slack_house import Installations
from tests.teams_house import card_of, data_of, on_teams, t
from tests.unit.teams.card_reading import look
from tests.unit.web.html_page import fields_of, read

WORDS = "Anna wil hulp in de ochtend"
TEMPLATES = sorted((Path(adapters.web.__file__).parent / "templates").glob("*.html"))
KEYS = ("once(", "answering.html", "binding()", "in hidden %}", 'name="seen"', 'name="shown"')
"""How a form gets its key: by the one macro, as it was sent before, or by what the page shows."""

SETS = ("/try/language", "/try/again")
"""What the try-out sets, which may be set twice."""


def logged(home: Home) -> int:
    """Return how many assumptions Joost made."""
    return len(home.read(lambda uow: uow.assumptions.of_author(DEFAULT, JOOST)))


# --- web --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.stem)
def test_every_form_of_a_page_has_a_key(template: Path) -> None:
    """A form that is sent without a key would be made again by a second click."""
    forms = re.findall(r'<form method="post".*?</form>', template.read_text(encoding="utf-8"), re.DOTALL)
    assert [form for form in forms if not any(key in form for key in (*KEYS, *SETS))] == []


async def test_a_page_is_sent_twice_in_a_browser() -> None:
    """A double click, and back, another word and send: one assumption, and the words stand there to be kept."""
    with opened("sqlite://", NOW) as home:
        async with serving(home) as browser:
            page = f"{home.link(JOOST)}/assumptions"
            filled = fields_of(await browser.opened(page), "/assumptions") | {"client": ANNA, "text": WORDS}
            for _ in range(2):  # back to the first page, and look once more
                answer = await browser.post(page, filled | {"form": "assumption.preview"})
                looked = fields_of(await answer.text(), "/assumptions", "assumption.log")
                assert looked["nonce"] == filled["nonce"]
                sent = await asyncio.gather(browser.post(page, looked), browser.post(page, looked))
                assert {one.headers["Location"] for one in sent} == {f"{page}?done=assumption.log"}
                assert logged(home) == 1
            changed = await browser.post(page, looked | {"text": "Anna wil vaker naar de markt"})
            text = await changed.text()
            assert changed.status == 403
            assert home.house.script.texts.phrase("nl", "bot.sent_already") in text
            assert fields_of(text, "/assumptions")["text"] == "Anna wil vaker naar de markt"
            assert logged(home) == 1


async def test_a_new_link_is_shown_twice_and_made_once() -> None:
    """A double click shows the second answer, so that has to be the link too."""
    with opened("sqlite://", NOW) as home:
        async with serving(home) as browser:
            page = f"{home.link(JOOST)}/clients"
            fields = fields_of(await browser.opened(page), "/clients")
            answers = [await (await browser.post(page, fields)).text() for _ in range(2)]
            shown = [[one.text for one in read(text) if "address" in one.attrs.get("class", "")] for text in answers]
            assert shown[0] == shown[1] != []


async def test_a_refused_page_is_refused_as_often_as_it_is_sent() -> None:
    """A double click on a form that was not right does not say that it was done."""
    with opened("sqlite://", NOW) as home:
        async with serving(home) as browser:
            page = f"{home.link(JOOST)}/assumptions"
            fields = fields_of(await browser.opened(page), "/assumptions") | {"client": ANNA, "text": "Anna? Anna?"}
            sent = [await browser.post(page, fields | {"form": "assumption.log"}) for _ in range(2)]
            assert [one.status for one in sent] == [422, 422]
            right = await browser.post(page, fields | {"form": "assumption.log", "text": WORDS})
            assert (right.status, logged(home)) == (303, 1)


async def test_a_form_that_a_button_opened_is_sent_twice() -> None:
    """The page of an opened form carries the key of that form, also into its second step."""
    with opened("sqlite://", NOW) as home:
        async with serving(home) as browser:
            link = home.link(JOOST)
            first = await browser.opened(f"{link}/asked?open=form+assumption")
            fields = fields_of(first, "/asked") | {"client": ANNA, "text": WORDS}
            for _ in range(2):
                step = await browser.post(f"{link}/asked", fields)
                second = fields_of(await step.text(), "/asked")
                assert second["nonce"] == fields["nonce"]
                for _ in range(2):
                    assert (await browser.post(f"{link}/asked", second)).status == 303
            assert logged(home) == 1


# --- Slack ------------------------------------------------------------------------------------------------------------


class Calls:
    """Notes what Slack is asked."""

    def __init__(self) -> None:
        self.views: list[Mapping[str, object]] = []

    async def call(self, account: str, method: str, **arguments: object) -> Mapping[str, object]:
        view = arguments.get("view")
        if method == "views.open" and isinstance(view, Mapping):
            self.views.append(view)
        return {"ok": bool(account)}


def _posted(kind: str, trigger: str, **more: object) -> dict[str, object]:
    who = {"id": user(JOOST), "team_id": HOME}
    return {"type": kind, "team": {"id": HOME}, "user": who, "trigger_id": trigger, "action_ts": trigger, **more}


def _sent(view: Mapping[str, object], trigger: str, version: str, **values: object) -> dict[str, object]:
    state = {f"field:{name}": {"value": value} for name, value in values.items()}
    whole = {**view, "id": "V1", "hash": version, "state": {"values": state}}
    return _posted("view_submission", trigger, view=whole)


def _received(chat: ChatHome, calls: Calls) -> Reception:
    views = Views(
        modal=modal,
        submission=submission,
        field_errors=field_errors,
        reading=lambda blocks, *, title, close: reading(title, blocks, close=close),
        home=lambda desk, visitor: home_of_slack(desk, visitor, visitor.language),
        page=window,
    )
    return Reception(chat.desk, calls, views, Installations(), now=chat.home.clock.now, salt=b"salt")


async def test_a_window_is_sent_twice_in_slack() -> None:
    """Both steps of the window, sent by two presses at once with other versions: one assumption, and it closes."""
    with chatting() as chat:
        calls = Calls()
        slack = _received(chat, calls)
        await slack.receive(_posted("shortcut", "1.1", callback_id="log_assumption"))
        (view,) = calls.views
        client = {"type": "static_select", "selected_option": {"value": ANNA}}
        words = {"type": "plain_text_input", "value": WORDS}
        looks = [_sent(view, f"2.{n}", f"h{n}", client=client, text=words) for n in range(2)]
        for look_ in looks:
            answer = await slack.receive(look_)
            assert answer.body is not None
            second = answer.body["view"]
            assert isinstance(second, Mapping)
            assert (
                json.loads(str(second["private_metadata"]))["once"] == json.loads(str(view["private_metadata"]))["once"]
            )
            presses = [_sent(second, f"{look_['trigger_id']}.{n}", f"g{n}") for n in range(3)]
            answers = await asyncio.gather(*(slack.receive(one) for one in presses))
            assert [(one.status, one.body) for one in answers] == [(200, None)] * 3
        assert logged(chat.home) == 1


# --- Teams ------------------------------------------------------------------------------------------------------------


async def test_a_card_is_sent_twice_in_teams() -> None:
    """A double click in Microsoft's client comes as two activities: one assumption, and both say that it was done."""
    with on_teams() as teams:
        await teams.say(JOOST, "hallo")
        form = card_of(await teams.ask_for(JOOST, "form", "assumption"))
        (send,) = [one for one in look(form).buttons if one["title"] == t("chat.look")]
        cards = [card_of(await teams.press_this(JOOST, send, "1", client=ANNA, text=WORDS)) for _ in range(2)]
        answers = []
        for card in cards:
            (log,) = [one for one in look(card).buttons if one["title"] == t("web.assumptions.send")]
            assert data_of(log)["o"] == data_of(send)["o"]
            answers += [await teams.press_this(JOOST, log, "1") for _ in range(2)]
        assert logged(teams.home) == 1
        assert all(answer == answers[0] for answer in answers)
        again = card_of(await teams.ask_for(JOOST, "form", "assumption"))
        (other,) = [one for one in look(again).buttons if one["title"] == t("chat.look")]
        assert data_of(other)["o"] != data_of(send)["o"]
