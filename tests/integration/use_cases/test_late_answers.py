"""An answer counts when it comes: late, or from another device after the talk was over."""

from __future__ import annotations

from datetime import timedelta

from bot.admitting import DEFAULT
from dialogs.evidence.assumptions import Status
from dialogs.messages import Picked, Text
from tests.house import ANNA, JOOST, NOW, Home


async def test_a_late_answer_is_an_answer(home_anywhere: Home) -> None:
    """A question that was let go after a week of silence still takes the client's answer, as any other."""
    home = home_anywhere
    await home.welcome(ANNA)
    assumption = await home.assume("Anna wil hulp in de ochtend", ANNA)
    await home.until(NOW + timedelta(days=2))
    asked = await home.question(ANNA)
    assert asked.question == "verdict"
    await home.until(NOW + timedelta(days=20))
    await home.take(ANNA, Picked(session=asked.session, question=asked.question, choice="different"))
    assert home.status(assumption) is Status.REFUTED
    assert any("Anna" in line and "anders" in line for line in await home.told(JOOST))


async def test_a_second_device_revises_what_the_first_answered(home: Home) -> None:
    """What another device sends to a talk that is over becomes the next revision; the same again changes nothing."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    while (current := await home.question(ANNA)).question != "wish":
        await home.pick(ANNA, "skip")
    asked = current
    await home.say(ANNA, "leren zwemmen")
    await home.skip_all(ANNA)
    for words in ("leren duiken", "leren duiken"):
        await home.take(ANNA, Text(text=words, session=asked.session, question=asked.question))
    revisions = home.read(lambda uow: uow.answers.of_session(DEFAULT, asked.session, current_only=False))
    assert [one.value for one in revisions if one.records == "wish"] == ["leren zwemmen", "leren duiken"]


async def test_a_stopped_talk_takes_no_late_answer(home: Home) -> None:
    """After a stop nothing is taken as an answer: that needs a new yes."""
    await home.welcome(ANNA)
    await home.command(ANNA, "wishes")
    asked = await home.question(ANNA)
    await home.say(ANNA, "stop")
    await home.take(ANNA, Text(text="koken", session=asked.session, question=asked.question))
    assert home.words(ANNA, "talent") == []
