"""What is said to people comes out finished, in their language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale

from bot.texts import Texts
from dialogs.messages import Input, QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId, Role
from dialogs.policy.share import Share
from dialogs.policy.thresholds import at_least
from dialogs.talk.definition import Definition, DialogueId, Kind, Localised, Option, Question
from dialogs.talk.effects import Ask
from dialogs.talk.session import Session

TEXTS = Texts.load()
VALUES = {"name": "Anna", "team": "Team Linde", "office": "het kantoor", "professional": "Joost", "period": "een jaar"}


def both(nl: str, en: str) -> Localised:
    """Return a text in two languages."""
    return {"nl": nl, "en": en}


DEFINITION = Definition(
    id=DialogueId("example"),
    role=Role.CLIENT,
    title=both("Voorbeeld", "Example"),
    thanks=both("Dank je, {name}.", "Thank you, {name}."),
    say={"refused": both("Goed.", "Fine.")},
    questions=(
        Question(
            id=QuestionId("how"),
            kind=Kind.CHOICE,
            text=both("Hoe is het, {name}?", "How are you, {name}?"),
            choices=(
                Option(value="well", label=both("Goed", "Well")),
                Option(value="ill", label=both("Slecht", "Ill")),
            ),
            share=Share.TEAM,
        ),
        Question(
            id=QuestionId("why"),
            kind=Kind.TEXT,
            text=both("Je zei: {answer.how}. Hoe komt dat?", "You said: {answer.how}. Why is that?"),
            hint=both("Zeg maar, {name}.", "Do tell, {name}."),
            skip=False,
        ),
        Question(id=QuestionId("wise"), kind=Kind.YESNO, text=both("En verder?", "And then?")),
        Question(id=QuestionId("mark"), kind=Kind.SCALE, text=both("Cijfer?", "Mark?"), minimum=1, maximum=3),
        Question(id=QuestionId("many"), kind=Kind.SCALE, text=both("Hoeveel?", "How many?"), minimum=0, maximum=100),
        Question(id=QuestionId("when"), kind=Kind.DATE, text=both("Wanneer?", "When?")),
        Question(id=QuestionId("last"), kind=Kind.TEXT, text=both("{answer.when}?", "{answer.when}?")),
    ),
)
SESSION = Session(
    id=SessionId("s"),
    person=PersonId("anna"),
    organisation=OrganisationId("default"),
    dialogue=DEFINITION.id,
    definition_hash=DEFINITION.hash,
    language="nl",
    values=VALUES,
)


def asking(question: str, *, reminder: bool = False) -> Ask:
    """Return the effect that puts a question of the example."""
    return Ask(question=QuestionId(question), progress=(2, 4), reminder=reminder)


def test_a_value_is_never_read_as_a_template() -> None:
    """Braces in a person's words stay as they were typed, in phrases and in dialogues."""
    words = "{name} {0} {{x}} {n:count}"
    assert words in TEXTS.phrase("nl", "bot.assumption_leading", words=[words], sentence="")
    session = replace(SESSION, values={**VALUES, "name": words})
    assert TEXTS.prompt(DEFINITION, session, asking("how")).text == f"Hoe is het, {words}?"


@pytest.mark.parametrize(
    ("language", "one", "more"), [("nl", "één maand", "twaalf maanden"), ("en", "one month", "twelve months")]
)
def test_the_plural_form_follows_the_number(language: str, one: str, more: str) -> None:
    """One is spoken of in the form for one, more in the form for more, as the language's own rule says."""
    assert TEXTS.phrase(language, "bot.period", n=1) == one
    assert TEXTS.phrase(language, "bot.period", n=12) == more


def test_every_plural_table_has_exactly_the_forms_of_its_language() -> None:
    """A phrase with plural forms has all the forms that its language tells apart."""
    tables = [
        (language, key, phrase)
        for language in TEXTS.languages
        for key, phrase in TEXTS.keys(language).items()
        if not isinstance(phrase, str)
    ]
    assert tables
    for language, key, forms in tables:
        assert set(forms) == Locale.parse(language).plural_form.tags | {"other"}, key


def test_an_unknown_language_gets_the_default_one() -> None:
    """Somebody whose language is not there is spoken to in the organisation's language."""
    assert TEXTS.phrase("fy", "answer.yes") == TEXTS.phrase("nl", "answer.yes")
    assert Texts.load(default="en").phrase("fy", "answer.yes") == TEXTS.phrase("en", "answer.yes")


def test_a_missing_phrase_or_value_is_named() -> None:
    """A programming mistake says which key, and which value, is missing."""
    with pytest.raises(KeyError, match=r"bot\.nowhere"):
        TEXTS.phrase("nl", "bot.nowhere")
    with pytest.raises(KeyError, match=r"bot\.paused_until: \{date\}"):
        TEXTS.phrase("nl", "bot.paused_until")


def test_a_language_is_a_folder(tmp_path: Path) -> None:
    """A new folder with phrases is a new language; a folder without phrases is not."""
    (tmp_path / "de").mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "de" / "phrases.toml").write_text(
        '[language]\nname = "Deutsch"\nlocale = "de"\n[answer]\nyes = "Ja"\n', encoding="utf-8"
    )
    texts = Texts.load(tmp_path, default="de")
    assert texts.languages == {"de": "Deutsch"}
    assert texts.date("de", dt.date(2026, 3, 1)) == "1. März 2026"


def test_dates_moments_and_rows_are_written_the_way_of_the_language() -> None:
    """A date names its month, a moment is told where the reader is, and a row of names ends in a word."""
    at = dt.datetime(2026, 9, 1, 22, 30, tzinfo=dt.UTC)
    assert TEXTS.date("nl", dt.date(2026, 9, 1)) == "1 september 2026"
    assert TEXTS.date("en", dt.date(2026, 9, 1)) == "1 September 2026"
    assert TEXTS.moment("nl", at, "Europe/Amsterdam") == "woensdag 2 september om 00:30"
    assert TEXTS.moment("en", at, "America/New_York") == "Tuesday 1 September at 18:30"
    assert TEXTS.list("nl", ["Anna", "Bo", "Cas"]) == "Anna, Bo en Cas"
    assert TEXTS.list("en", ["Anna", "Bo"], "or") == "Anna or Bo"


def test_numbers_are_words_where_there_is_a_word() -> None:
    """Small and round numbers are spoken, others are written in digits."""
    assert [TEXTS.count("nl", n) for n in (0, 12, 25)] == ["nul", "twaalf", "vijfentwintig"]
    assert TEXTS.count("nl", 1234) == "1.234"
    assert TEXTS.count("en", 1234) == "1,234"


def test_people_are_counted_in_words_and_never_below_five() -> None:
    """A number of people is told as at least so many, and under five it is not told."""
    told = TEXTS.phrase("nl", "digest.quiet", asked=at_least(14), answered=at_least(5), open=at_least(4))
    assert "minstens tien mensen" in told
    assert "minstens vijf mensen" in told
    assert "minder dan vijf mensen" in told


def test_a_sentence_that_starts_with_a_number_of_people_has_its_capital(tmp_path: Path) -> None:
    """A count at the start of a sentence is written with a capital."""
    (tmp_path / "nl").mkdir()
    own = '[language]\nname="x"\nlocale="nl"\n[digest]\nfewer="minder dan vijf"\nstart="{n} kwamen, {n} niet."\n'
    (tmp_path / "nl" / "phrases.toml").write_text(own, encoding="utf-8")
    said = Texts.load(tmp_path).phrase("nl", "digest.start", n=at_least(3))
    assert said == "Minder dan vijf kwamen, minder dan vijf niet."


def test_phrases_write_dates_numbers_and_weeks_themselves() -> None:
    """A use case hands over a date, a number, names or a week as they are."""
    assert "1 september 2026" in TEXTS.phrase("nl", "bot.paused_until", date=dt.date(2026, 9, 1))
    assert "280" in TEXTS.phrase("nl", "assumption.too_long", most=280)
    assert "Anna of Bo" in TEXTS.phrase("nl", "bot.assumption_no_client", names=("Anna", "Bo"))
    assert TEXTS.phrase("nl", "digest.title", week="2026-W07").endswith("week 7")


def test_a_prompt_is_finished() -> None:
    """A question comes with its text, buttons, progress, and a sentence that says who will read the answer."""
    prompt = TEXTS.prompt(DEFINITION, SESSION, asking("how"))
    assert prompt.text == "Hoe is het, Anna?"
    assert prompt.input is Input.CHOICE
    assert [(choice.value, choice.label) for choice in prompt.choices] == [("well", "Goed"), ("ill", "Slecht")]
    assert prompt.progress == (2, 4)
    assert prompt.share is Share.TEAM
    assert "Team Linde" in prompt.visibility
    assert [control.value for control in prompt.controls] == ["skip", "later", "stop", "help"]


def test_back_and_skip_are_offered_only_where_they_work() -> None:
    """There is no way back from the first question, and no way around a question that must be answered."""
    session = replace(SESSION, path=(QuestionId("how"),), answers={QuestionId("how"): "ill"})
    prompt = TEXTS.prompt(DEFINITION, session, asking("why"))
    assert [control.value for control in prompt.controls] == ["back", "later", "stop", "help"]
    assert prompt.hint == "Zeg maar, Anna."
    assert prompt.input is Input.TEXT


def test_an_earlier_answer_is_recalled_as_it_was_shown() -> None:
    """A chosen answer is recalled by its label in the session's language, a date in words."""
    chosen = replace(SESSION, language="en", answers={QuestionId("how"): "ill"})
    assert TEXTS.prompt(DEFINITION, chosen, asking("why")).text == "You said: Ill. Why is that?"
    dated = replace(SESSION, answers={QuestionId("when"): "2026-09-01"})
    assert TEXTS.prompt(DEFINITION, dated, asking("last")).text == "1 september 2026?"


def test_a_scale_shows_its_numbers_as_buttons_while_they_fit() -> None:
    """A short scale is pressed, a long one is typed, and yes and no are buttons."""
    assert [one.label for one in TEXTS.prompt(DEFINITION, SESSION, asking("mark")).choices] == ["1", "2", "3"]
    long = TEXTS.prompt(DEFINITION, SESSION, asking("many"))
    assert (long.input, long.choices) == (Input.NUMBER, ())
    assert [one.value for one in TEXTS.prompt(DEFINITION, SESSION, asking("wise")).choices] == ["yes", "no"]
    assert TEXTS.prompt(DEFINITION, SESSION, asking("when")).input is Input.DATE


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_line_under_a_question_tells_everybody_who_may_read_it(language: str) -> None:
    """What the team may read names the centre too once the client let it read, and what is private names nobody."""
    session = replace(SESSION, language=language)
    shared = replace(session, values={**VALUES, "centre_may_read": "yes"})
    assert "het kantoor" not in TEXTS.prompt(DEFINITION, session, asking("how")).visibility
    assert "het kantoor" in TEXTS.prompt(DEFINITION, shared, asking("how")).visibility
    private = TEXTS.prompt(DEFINITION, shared, asking("why")).visibility
    assert private
    assert not any(reader in private for reader in ("het kantoor", "Team Linde", "Joost"))


def test_a_reminder_says_that_it_is_one() -> None:
    """The repeated question is the same question, with one sentence before it."""
    once = TEXTS.prompt(DEFINITION, SESSION, asking("how")).text
    again = TEXTS.prompt(DEFINITION, SESSION, asking("how", reminder=True)).text
    assert again.endswith(once)
    assert again.startswith(TEXTS.phrase("nl", "bot.reminder"))


def test_words_that_turn_the_text_around_are_quoted_safely() -> None:
    """Somebody's words cannot change the direction of the sentence they are quoted in."""
    session = replace(SESSION, values={**VALUES, "name": "An\u202ena"})
    assert TEXTS.prompt(DEFINITION, session, asking("how")).text == "Hoe is het, Anna?"


def test_a_dialogue_says_its_own_sentences() -> None:
    """The thanks and the named sentences of a dialogue are filled in, in the session's language."""
    assert TEXTS.own(DEFINITION, SESSION, "thanks") == "Dank je, Anna."
    assert TEXTS.own(DEFINITION, replace(SESSION, language="en"), "refused") == "Fine."


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("de, fr;q=0.9, nl;q=0.5, en;q=0.8", "en"),
        ("en;q=0, nl;q=0.1", "nl"),
        ("nl_NL.UTF-8", "nl"),
        ("en", "en"),
        ("de-DE", "en"),
        ("", "en"),
        ("*", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("nl;q=much", "en"),
    ],
)
def test_somebody_is_spoken_to_in_the_language_they_ask_for_first(accepted: str, language: str) -> None:
    """Of what a browser or a locale asks for, the first that is spoken here is taken, and otherwise the default."""
    assert Texts.load(default="en").spoken(accepted) == language


@pytest.mark.parametrize("language", ["nl", "en"])
def test_names_nobody_chose_and_other_values_are_read_in_the_readers_language(language: str) -> None:
    """Whatever language a session began in, its names, its months and its dates are read in the reader's own."""
    text = both(
        "Ik ben van {organisation}. {office} bewaart dit {period}, sinds {last.wish.date}.",
        "I am from {organisation}. {office} keeps this for {period}, since {last.wish.date}.",
    )
    asked = replace(DEFINITION, questions=(Question(id=QuestionId("how"), kind=Kind.TEXT, text=text),))
    said = {
        "nl": "Ik ben van onze organisatie. De centrale organisatie bewaart dit twaalf maanden, sinds 1 mei 2026.",
        "en": "I am from our organisation. The central organisation keeps this for twelve months, since 1 May 2026.",
    }
    for began in ("nl", "en"):
        names = {"organisation": f"bot.{'organisation'}", "office": "bot.centre"}
        values = {name: TEXTS.phrase(began, key) for name, key in names.items()}
        values |= {"period": "12", "last.wish.date": "2026-05-01"}
        session = replace(SESSION, language=began, values=values)
        assert TEXTS.question(asked, session, QuestionId("how"), language) == said[language]


def test_a_name_that_was_chosen_stays_as_it_is() -> None:
    """A name that somebody gave is the same in every language, in the spelling they gave it."""
    assert TEXTS.phrase("en", "share.centre", office="Zorggroep", period="a year").startswith(
        "Your answer goes to Zorg"
    )
    assert TEXTS.phrase("en", "bot.office_ask_team", office="iCare") == "iCare asks:"


@pytest.mark.parametrize(("language", "sentence"), [("nl", "Het kantoor vraagt:"), ("en", "Het kantoor asks:")])
def test_a_sentence_begins_with_a_capital_whatever_stands_first(language: str, sentence: str) -> None:
    """A name of the organisation gets a capital where a sentence begins; a person is spelled as they spell it."""
    assert TEXTS.phrase(language, "bot.office_ask_team", office="het kantoor") == sentence
    assert TEXTS.phrase(language, "bot.client_said", client="de Wit").startswith("de Wit ")
    assert TEXTS.phrase(language, "bot.period", n=12)[0] == "t"
