"""The example organisation and the leaps of its clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cast import Open, said
from bot.example import Now, load
from bot.stage import aim
from dialogs.messages import Picked, QuestionId, SessionId, Text
from dialogs.people import Role
from dialogs.talk.loader import shipped

ZONE = "Europe/Amsterdam"
EXAMPLE = load()


def asked(question: str, *values: str, said_before: int = 0, skip: bool = True) -> Open:
    """Return a question as it is open to somebody."""
    return Open(session=SessionId("s"), question=QuestionId(question), values=values, skip=skip, said=said_before)


def test_it_is_one_team_with_seven_clients() -> None:
    """Anna is the visitor's, Gijs comes new, five others have words of their own, one is silent and one stays away."""
    assert [one.now for one in EXAMPLE.clients].count(Now.ANSWERS) == 3
    assert {one.id for one in EXAMPLE.clients if one.now is Now.NEWCOMER} == {"gijs"}
    assert {one.now for one in EXAMPLE.clients} == set(Now)
    everybody = [*EXAMPLE.roster("nl", newcomers=False).rows, *EXAMPLE.roster("nl", newcomers=True).rows]
    assert len(everybody) == 9
    assert {one.professional for one in everybody if one.role is Role.CLIENT} == {"joost"}


def test_everybody_speaks_every_language_alike() -> None:
    """In each language everybody has as many words for the same questions, and only for questions that exist."""
    questions = {question.id for one in shipped().values() for question in one.questions}
    for player in EXAMPLE.players:
        shapes = [
            {question: len(words) for question, words in player.words[language].items()}
            for language in EXAMPLE.languages
        ]
        assert all(shape == shapes[0] for shape in shapes), player.id
        assert {*shapes[0], *player.picks} <= questions, player.id
    assert all(set(act.fields) == set(EXAMPLE.languages) for act in EXAMPLE.acts)


def test_words_are_said_in_turn_and_then_skipped() -> None:
    """The first time the first words, then the next; with none left the question is skipped where that is allowed."""
    fatma = next(one for one in EXAMPLE.players if one.id == "fatma")
    first, second = (said(fatma, "nl", asked("wish", said_before=n)) for n in (0, 1))
    assert isinstance(first, Text)
    assert isinstance(second, Text)
    assert first.text != second.text
    third = said(fatma, "nl", asked("wish", said_before=2))
    assert isinstance(third, Picked)
    assert third.choice == "skip"
    insisted = said(fatma, "nl", asked("wish", said_before=2, skip=False))
    assert isinstance(insisted, Text)
    assert insisted.text == second.text


def test_only_buttons_that_are_there_are_pressed() -> None:
    """A pick that a question does not offer gives way to one it does."""
    bas = next(one for one in EXAMPLE.players if one.id == "bas")
    pressed = said(bas, "en", asked("verdict", "so", "partly"))
    assert isinstance(pressed, Picked)
    assert pressed.choice == "so"
    language = said(bas, "en", asked("language", "nl", "en"))
    assert isinstance(language, Picked)
    assert language.choice == "en"


@pytest.mark.parametrize(
    ("leap", "now", "arrives"),
    [
        ("hour", datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 11, 23, 22, 59, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
        ("tomorrow", datetime(2026, 11, 23, 23, 1, tzinfo=UTC), datetime(2026, 11, 25, 9, 0, tzinfo=UTC)),
        ("friday", datetime(2026, 11, 23, 8, 0, tzinfo=UTC), datetime(2026, 11, 27, 15, 0, tzinfo=UTC)),
        ("friday", datetime(2026, 11, 27, 14, 59, tzinfo=UTC), datetime(2026, 11, 27, 15, 0, tzinfo=UTC)),
        ("friday", datetime(2026, 11, 27, 15, 0, tzinfo=UTC), datetime(2026, 12, 4, 15, 0, tzinfo=UTC)),
        ("week", datetime(2026, 10, 20, 8, 0, 30, tzinfo=UTC), datetime(2026, 10, 27, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_leap_leads_to_a_local_moment(leap: str, now: datetime, arrives: datetime) -> None:
    """Leaps are counted in local days and hours, also over the change of the clock, and always lead forward."""
    assert aim(leap, now, ZONE) == arrives
