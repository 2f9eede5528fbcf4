from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.policy.share import Share
from dialogs.talk.definition import END, Kind, Records, Rule
from dialogs.talk.effects import Ask, Effect, Finish, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.engine import step
from dialogs.talk.events import Chose, Control, ControlName, Reminded, Resumed, Said, Silence, Started
from dialogs.talk.session import Session, Status
from tests.unit.talk.making import BRANCHING, NL, NOW, Talk, dialogue, go_to, q

SKIP, BACK, LATER, STOP, HELP = (Control(name=name) for name in ControlName)
TWO = dialogue(q("first", records=Records.WISH, share=Share.TEAM), q("second"))


def asks(name: str, this: int, most: int, *, again: bool = False, reminder: bool = False) -> Ask:
    """Name what is asked."""
    return Ask(question=go_to(name), progress=(this, most), again=again, reminder=reminder)


def keeps(effects: tuple[Effect, ...]) -> list[tuple[str, object]]:
    """Return what is recorded."""
    return [(effect.question, effect.value) for effect in effects if isinstance(effect, Record)]


def test_a_run_begins_with_its_first_question() -> None:
    """The first question is asked, and the run knows since when."""
    talk = Talk(TWO)
    assert talk.effects == (asks("first", 1, 2),)
    assert (talk.session.at, talk.session.asked_at, talk.session.version) == ("first", NOW, 1)


def test_a_run_without_a_question_that_can_be_asked_is_over_at_once() -> None:
    """Nobody is thanked for a conversation that was not held."""
    talk = Talk(dialogue(q("still", needs="last.wish")))
    assert talk.effects == (Finish(),)
    assert talk.session.status is Status.FINISHED


def test_an_answer_is_kept_with_its_share_and_the_next_question_asked() -> None:
    """What is recorded says what it stands for and who may read it."""
    talk = Talk(TWO)
    record = Record(question=go_to("first"), records=Records.WISH, value="koken", share=Share.TEAM)
    assert talk.on(Said(text="  koken ")) == (record, asks("second", 2, 2))


def test_the_last_answer_is_thanked_for() -> None:
    """After the last question come the thanks, then the end."""
    talk = Talk(TWO)
    assert talk.on(Said(text="a"), Said(text="b"))[1:] == (SayOwn(name="thanks"), Finish())
    assert (talk.session.status, talk.session.at) == (Status.FINISHED, None)


def test_an_end_with_its_own_sentence_says_that_instead_of_thanks() -> None:
    """A rule that ends the talk with a sentence speaks once."""
    talk = Talk(BRANCHING)
    assert talk.on(Said(text="nee"))[1:] == (SayOwn(name="bye"), Finish())


def test_an_end_without_a_sentence_says_thanks() -> None:
    """A rule that only ends the talk leaves the thanks in place."""
    talk = Talk(BRANCHING)
    assert talk.on(Said(text="ja"), Said(text="3"))[1:] == (SayOwn(name="thanks"), Finish())


def test_a_rule_may_only_speak() -> None:
    """A sentence in passing does not change the way."""
    talk = Talk(BRANCHING, last__wish="koken")
    assert talk.on(Said(text="ja"), Chose(question=go_to("still"), choice="over"))[1:] == (
        SayOwn(name="sorry"),
        asks("mood", 3, 5),
    )


def test_the_first_rule_that_holds_decides() -> None:
    """Below, above and neither each lead their own way."""
    for answer, expected in (("1", "when"), ("2", "why")):
        talk = Talk(BRANCHING)
        talk.on(Said(text="ja"), Said(text=answer))
        assert talk.session.at == expected


def test_a_question_whose_need_is_absent_is_neither_asked_nor_counted() -> None:
    """Progress counts what can still be reached."""
    assert Talk(BRANCHING).effects == (asks("consent", 1, 4),)
    assert Talk(BRANCHING, last__wish="koken").effects == (asks("consent", 1, 5),)


def test_an_answer_of_the_talk_itself_can_be_needed() -> None:
    """A question about an earlier answer is asked only when that was given."""
    talk = Talk(dialogue(q("wish"), q("own_part", needs="answer.wish"), q("more")))
    assert talk.effects == (asks("wish", 1, 3),)
    assert talk.on(SKIP) == (asks("more", 2, 2),)
    talk.on(BACK)
    assert talk.on(Said(text="koken"))[-1] == asks("own_part", 2, 3)


def test_progress_foresees_a_text_that_always_ends_the_talk() -> None:
    """A question after which every answer ends the talk is the last one, unless it can be skipped."""
    ending = (Rule(is_not="", go=END),)
    assert Talk(dialogue(q("only", skip=False, rules=ending), q("other"))).effects == (asks("only", 1, 1),)
    assert Talk(dialogue(q("only", rules=ending), q("other"))).effects == (asks("only", 1, 2),)


def test_progress_sees_every_way_a_number_can_lead() -> None:
    """A rule that jumps shortens the way only once it was taken."""
    jump = (Rule(above=9, go=go_to("last")),)
    talk = Talk(dialogue(q("hours", Kind.NUMBER, rules=jump), q("why"), q("last")))
    assert talk.effects == (asks("hours", 1, 3),)
    assert talk.on(Said(text="10"))[-1] == asks("last", 2, 2)


def test_an_unreadable_answer_is_explained_and_asked_again() -> None:
    """Nothing is kept of what cannot be read, and nobody is left without a question."""
    talk = Talk(BRANCHING)
    assert talk.on(Said(text="misschien")) == (Say(key="talk.unclear_yesno"), asks("consent", 1, 4, again=True))
    assert talk.session.answers == {}


def test_skipping_keeps_nothing_and_goes_on() -> None:
    """A skipped question has no answer; skipping the last one ends the talk with thanks."""
    talk = Talk(TWO)
    assert talk.on(SKIP) == (asks("second", 2, 2),)
    assert talk.on(Said(text="overslaan")) == (SayOwn(name="thanks"), Finish())
    assert talk.session.answers == {}


def test_a_question_that_cannot_be_skipped_says_so() -> None:
    """The refusal is said, and the question put again."""
    assert Talk(BRANCHING).on(SKIP) == (Say(key="talk.no_skip"), asks("consent", 1, 4, again=True))


def test_back_puts_the_question_before_and_its_new_answer_is_a_revision() -> None:
    """Going back and answering otherwise records again; answering the same does not."""
    talk = Talk(TWO)
    assert talk.on(Said(text="a"), BACK) == (asks("first", 1, 2),)
    assert keeps(talk.on(Said(text="a"))) == []
    assert keeps(talk.on(BACK, Said(text="b"))) == [("first", "b")]
    assert talk.session.at == "second"


def test_before_the_first_question_there_is_nothing() -> None:
    """Back at the beginning says so and stays."""
    assert Talk(TWO).on(BACK) == (Say(key="talk.no_back"), asks("first", 1, 2, again=True))


@pytest.mark.parametrize("again", [Resumed(), Said(text="a"), Control(name=ControlName.HELP)])
def test_later_postpones_and_whatever_comes_reopens(again: Resumed | Said | Control) -> None:
    """A postponed talk goes on by itself, or as soon as the person does."""
    talk = Talk(TWO)
    assert talk.on(LATER) == (Postpone(days=1), Say(key="talk.later"))
    postponed = talk.session.status
    assert isinstance(talk.on(again)[-1], Ask)
    assert (postponed, talk.session.status) == (Status.POSTPONED, Status.OPEN)


def test_stop_stops() -> None:
    """A stop is the only effect, pressed or typed, also under a question for words."""
    for event in (STOP, Said(text="STOP!"), Chose(question=go_to("first"), choice="stop")):
        talk = Talk(TWO)
        assert talk.on(event) == (Stop(),)
        assert talk.session.status is Status.STOPPED


def test_a_sentence_with_stop_in_it_is_an_answer() -> None:
    """Only a whole message stops; words about stopping are somebody's words."""
    assert keeps(Talk(TWO).on(Said(text="ik wil stoppen met roken"))) == [("first", "ik wil stoppen met roken")]


def test_help_is_given_under_the_same_question() -> None:
    """Help comes first, then the question again."""
    assert Talk(TWO).on(Said(text="help")) == (Say(key="talk.help"), asks("first", 1, 2, again=True))


def test_the_name_of_an_answer_is_that_answer_and_only_stop_is_stronger() -> None:
    """An answer that reads like a control word can be typed."""
    talk = Talk(dialogue(q("when", Kind.CHOICE, choices=("later", "stop")), q("more")))
    assert keeps(talk.on(Said(text="later"))) == [("when", "later")]
    assert Talk(talk.definition).on(Said(text="stop")) == (Stop(),)


def test_another_answer_to_an_earlier_question_is_a_revision() -> None:
    """It is recorded and said, and the current question stays."""
    talk = Talk(TWO)
    again = asks("second", 2, 2, again=True)
    effects = talk.on(Said(text="a"), Said(text="b", question=go_to("first")))
    assert keeps(effects) == [("first", "b")]
    assert effects[1:] == (Say(key="talk.changed_earlier"), again)
    assert talk.on(Said(text="b", question=go_to("first"))) == (again,)


def test_a_skipped_question_can_be_answered_after_all() -> None:
    """A late answer to a question that was put is kept."""
    assert keeps(Talk(TWO).on(SKIP, Said(text="toch", question=go_to("first")))) == [("first", "toch")]


def test_an_earlier_answer_that_ends_the_talk_ends_it_now() -> None:
    """Taking back a yes ends what rested on it, with its own sentence or with thanks."""
    talk = Talk(BRANCHING)
    effects = talk.on(Said(text="ja"), Chose(question=go_to("consent"), choice="no"))
    assert keeps(effects) == [("consent", "no")]
    assert effects[1:] == (SayOwn(name="bye"), Finish())
    plain = Talk(dialogue(q("go", Kind.YESNO, rules=(Rule(is_="no", go=END),)), q("more")))
    assert plain.on(Said(text="ja"), Said(text="nee", question=go_to("go")))[1:] == (SayOwn(name="thanks"), Finish())


def test_a_question_that_was_never_put_is_closed() -> None:
    """Neither words nor a button can answer what was not asked, nor a button that the question does not have."""
    closed = (Say(key="talk.closed_question"), asks("first", 1, 2, again=True))
    assert Talk(TWO).on(Said(text="a", question=go_to("second"))) == closed
    assert Talk(TWO).on(Chose(question=go_to("nowhere"), choice="a")) == closed
    assert Talk(TWO).on(Chose(question=go_to("first"), choice="a")) == closed


def test_an_old_skip_button_moves_nothing() -> None:
    """Skip and back belong to the message they stand under."""
    talk = Talk(TWO)
    again = asks("second", 2, 2, again=True)
    for name in ("skip", "back"):
        talk = Talk(TWO)
        assert talk.on(Said(text="a"), Chose(question=go_to("first"), choice=name)) == (again,)


def test_silence_goes_where_its_question_says() -> None:
    """Silence leads on, and where it leads to the end nobody is thanked."""
    talk = Talk(BRANCHING)
    assert talk.on(Said(text="ja"), Silence(question=go_to("mood"))) == (asks("when", 3, 3),)
    assert talk.on(Silence(question=go_to("when"))) == (Finish(),)
    assert talk.session.status is Status.LAPSED


def test_silence_that_is_no_longer_silence_changes_nothing() -> None:
    """A timer of a question that was answered, postponed, or has nothing to say about silence does nothing."""
    answered = Talk(BRANCHING)
    assert answered.on(Said(text="ja"), Said(text="2"), Silence(question=go_to("mood"))) == ()
    postponed = Talk(BRANCHING)
    assert postponed.on(Said(text="ja"), LATER, Silence(question=go_to("mood"))) == ()
    assert Talk(TWO).on(Silence(question=go_to("first"))) == ()


def test_there_is_one_reminder_per_question() -> None:
    """The second reminder is silent, and the next question may be reminded of again."""
    talk = Talk(TWO)
    assert talk.on(Reminded()) == (asks("first", 1, 2, again=True, reminder=True),)
    assert talk.on(Reminded()) == ()
    assert talk.on(Said(text="a"), Reminded()) == (asks("second", 2, 2, again=True, reminder=True),)
    assert talk.on(LATER, Reminded()) == ()


def test_after_the_end_nothing_is_taken_but_a_stop() -> None:
    """A closed talk says so, still helps, and a stop stops everything."""
    talk = Talk(TWO)
    talk.on(Said(text="a"), Said(text="b"))
    closed = (Say(key="talk.closed_question"),)
    for event in (Said(text="c"), Chose(question=go_to("first"), choice="c"), SKIP):
        assert talk.on(event) == closed
    for event in (Said(text="stop"), Chose(question=go_to("first"), choice="stop"), STOP):
        assert talk.on(event) == (Stop(),)
    assert talk.on(HELP) == (Say(key="talk.help"),)
    for happens in (Resumed(), Reminded(), Silence(question=go_to("second"))):
        assert talk.on(happens) == ()
    assert talk.session.status is Status.FINISHED


def test_the_chosen_language_is_spoken_at_once() -> None:
    """The next question is asked in the language that was just chosen."""
    talk = Talk(dialogue(q("language", Kind.CHOICE, choices=("nl", "en"), records=Records.LANGUAGE), q("more")))
    talk.on(Chose(question=go_to("language"), choice="en"))
    assert talk.session.language == "en"


def test_a_start_that_comes_twice_asks_again() -> None:
    """Starting begins a fresh run, and repeats the question of one that runs."""
    talk = Talk(TWO)
    assert talk.on(Started()) == (asks("first", 1, 2, again=True),)
    fresh = replace(talk.session, at=None)
    assert step(TWO, fresh, Started(), NOW, NL).effects == (asks("first", 1, 2),)


def test_every_step_raises_the_version_by_one() -> None:
    """Two writers of one run cannot both win unseen, also when nothing changed."""
    talk = Talk(TWO)
    before = talk.session.version
    talk.on(Said(text="a"), Silence(question=go_to("first")))
    assert talk.session.version == before + 2


def test_asking_is_timed_in_utc_and_tomorrow_is_the_persons_own() -> None:
    """Just after midnight where the person is, tomorrow is a day later than it is in UTC."""
    talk = Talk(dialogue(q("when", Kind.DATE), q("more")))
    night = (NOW + timedelta(hours=8, minutes=30)).astimezone(ZoneInfo("Europe/Amsterdam"))
    taken = step(talk.definition, talk.session, Said(text="morgen"), night, NL)
    assert taken.session.answers == {"when": "2026-11-29"}
    assert taken.session.asked_at == night
    assert str(taken.session.asked_at).endswith("+00:00")


def test_a_run_of_another_definition_is_refused() -> None:
    """A changed file never goes on with an old run's questions."""
    with pytest.raises(ValueError, match="another definition"):
        step(BRANCHING, Talk(TWO).session, HELP, NOW, NL)


def test_a_run_that_never_began_is_a_bug() -> None:
    """A session that skipped its beginning is told so, rather than guessed at."""
    with pytest.raises(ValueError, match="never begun"):
        step(TWO, replace(Talk(TWO).session, at=None), HELP, NOW, NL)


def test_words_are_in_no_repr() -> None:
    """A run, an event or an effect that lands in a log shows nobody's words."""
    talk = Talk(TWO, last__wish="geheim")
    event = Said(text="geheim")
    effects = talk.on(event)
    choice = Chose(question=go_to("first"), choice="geheim")
    assert "geheim" not in f"{talk.session!r} {event!r} {effects!r} {choice!r}"
    assert Session.from_json(talk.session.to_json()) == talk.session
