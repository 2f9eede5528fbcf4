from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dialogs
from dialogs.evidence.assumptions import About
from dialogs.evidence.neutral import MOST, Problem, neutral
from dialogs.evidence.one_message import AskBack, Noted, parse_assumption
from dialogs.evidence.wording import wording
from dialogs.people import PersonId

LOCALES = Path(dialogs.__file__).parent / "locales"
NL, EN = (wording((LOCALES / language / "leading.toml").read_text(encoding="utf-8")) for language in ("nl", "en"))


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        ("Anna wil graag hulp in de ochtend", "Je wilt graag hulp in de ochtend."),
        ("Ik denk dat Anna graag hulp wil", "Je wilt graag hulp."),
        ("Ik heb het idee dat Anna hulp nodig heeft!", "Je hebt hulp nodig."),
        ("volgens mij wil Anna liever rust", "Je wilt liever rust."),
        ("Volgens mij, heeft Anna pijn", "Je hebt pijn."),
        ("ik denk: Anna Jansen is moe", "Je bent moe."),
        ("Anna slaapt  graag\nuit.", "Je slaapt graag uit."),
        ("Anna wil graag alleen zijn", "Je wilt graag alleen zijn."),
    ],
)
def test_a_dutch_guess_is_put_to_the_client(typed: str, put: str) -> None:
    """The opening goes, the name becomes `je`, the verb follows, and one full stop closes it."""
    question = neutral(typed, NL, client="Anna Jansen")
    assert (question.sentence, question.problems) == (put, ())


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        ("I think that Anna wants help in the mornings", "You want help in the mornings."),
        ("I think Anna watches the birds", "You watch the birds."),
        ("Perhaps Anna tries to cook", "You try to cook."),
        ("In my opinion, Anna is tired!!", "You are tired."),
        ("Anna has a piano", "You have a piano."),
    ],
)
def test_an_english_guess_is_put_to_the_client(typed: str, put: str) -> None:
    """The same in English, where the verb loses its s."""
    question = neutral(typed, EN, client="Anna Jansen")
    assert (question.sentence, question.problems) == (put, ())


@pytest.mark.parametrize(
    "typed",
    [
        "Ik denk dat Anna graag hulp wil in de ochtend.",
        "Ik denk dat Anna graag uitslaapt.",
        "Ik denk dat Anna wil dat Joost komt.",
        "Anna vindt haar kamer te klein.",
        "Anna en Piet willen samen eten.",
        "Anna's zus komt op dinsdag.",
        "Misschien lieten we Anna te lang wachten.",
        "Ik denk dat Anna.",
    ],
)
def test_where_the_grammar_is_uncertain_the_sentence_stays(typed: str) -> None:
    """Rather than make a crooked sentence it keeps what was typed, and says that the name is still in it."""
    question = neutral(typed, NL, client="Anna Jansen")
    assert question.sentence == typed
    assert Problem.NAME_LEFT in question.problems


def test_a_sentence_about_a_group_keeps_its_words() -> None:
    """Without a client only the opening goes, where what follows is a sentence by itself."""
    assert neutral("I think residents want to eat later", EN).sentence == "Residents want to eat later."
    assert neutral("bewoners willen later eten", NL).sentence == "Bewoners willen later eten."
    assert neutral("Ik denk dat bewoners later eten", NL).sentence == "Ik denk dat bewoners later eten."


def test_steering_words_are_named_in_the_order_of_the_sentence() -> None:
    """Every word that steers is shown to the professional; part of another word does not steer."""
    question = neutral("Anna wil natuurlijk gewoon rust, toch", NL, client="Anna")
    assert question.leading == ("natuurlijk", "gewoon", "toch")
    assert question.problems == (Problem.LEADING,)
    assert neutral("Anna wil de gewoonte houden", NL, client="Anna").leading == ()
    assert neutral("Obviously Anna never cooks", EN, client="Anna").leading == ("obviously", "never")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.EMPTY),
        (" .. ! ", Problem.EMPTY),
        ("Wil Anna hulp?", Problem.IS_QUESTION),
        ("Anna wil " + "x" * MOST, Problem.TOO_LONG),
    ],
)
def test_what_cannot_be_put_is_said(typed: str, problem: Problem) -> None:
    """Nothing, a question and a sentence that is too long are each named, never cut off or thrown."""
    assert problem in neutral(typed, NL, client="Anna").problems


@given(st.text(max_size=400), st.text(max_size=20))
def test_whatever_is_typed_there_is_an_answer(typed: str, client: str) -> None:
    """No text and no name makes it fail, and its own sentence is neutral to it: twice is the same as once."""
    for words in (NL, EN):
        once = neutral(typed, words)
        assert neutral(once.sentence, words).leading == once.leading
        neutral(typed, words, client=client)


CLIENTS = {PersonId("anna"): "Anna Jansen", PersonId("piet"): "Piet", PersonId("anna2"): "Anna de Vries"}


def test_one_message_is_an_assumption() -> None:
    """A sentence with one client's name is noted, with what would show it wrong."""
    typed = "Aanname: Piet wil graag hulp in de ochtend, fout als hij liever uitslaapt."
    assert parse_assumption(typed, CLIENTS, NL) == Noted(
        client=PersonId("piet"),
        about=About.DEMAND,
        text="Piet wil graag hulp in de ochtend",
        wrong_if="hij liever uitslaapt",
    )


def test_what_we_do_is_about_supply() -> None:
    """A sentence about `we` is guessed to be about what is offered."""
    dutch = parse_assumption("wij komen bij piet te vroeg", CLIENTS, NL)
    english = parse_assumption("assumption: our mornings suit Piet (wrong if he waits)", CLIENTS, EN)
    assert isinstance(dutch, Noted)
    assert isinstance(english, Noted)
    assert (dutch.about, dutch.wrong_if) == (About.SUPPLY, "")
    assert (english.about, english.wrong_if) == (About.SUPPLY, "he waits")


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("bewoners willen later eten", ("anna", "piet", "anna2")),
        ("Anna wil rust", ("anna", "anna2")),
        ("Anna Jansen en Piet willen samen eten", ("anna", "piet", "anna2")),
        ("Annabel wil rust", ("anna", "piet", "anna2")),
    ],
)
def test_unless_one_client_fits_it_asks_back(typed: str, fitting: tuple[str, ...]) -> None:
    """No client, two clients or two namesakes: it asks which one rather than guess."""
    assert parse_assumption(typed, CLIENTS, NL) == AskBack(
        key="assumption.which_client", clients=tuple(map(PersonId, fitting))
    )


def test_a_whole_name_tells_namesakes_apart() -> None:
    """With two Annas, the whole name says which one."""
    noted = parse_assumption("Anna de Vries wil rust", CLIENTS, NL)
    assert isinstance(noted, Noted)
    assert noted.client == PersonId("anna2")


@pytest.mark.parametrize("typed", ["", "aanname:", "aanname: fout als Piet slaapt"])
def test_without_a_sentence_it_asks_for_one(typed: str) -> None:
    """A label, or only what would show it wrong, is not an assumption."""
    assert parse_assumption(typed, CLIENTS, NL) == AskBack(key="assumption.no_text")


@given(st.text(max_size=200), st.dictionaries(st.builds(PersonId, st.text(max_size=3)), st.text(max_size=8)))
def test_whatever_message_comes_there_is_an_answer(typed: str, clients: dict[PersonId, str]) -> None:
    """No message and no roster makes it fail."""
    for words in (NL, EN):
        assert isinstance(parse_assumption(typed, clients, words), Noted | AskBack)


@pytest.mark.parametrize("file", sorted(LOCALES.glob("*")), ids=lambda folder: folder.name)
def test_every_language_has_its_words(file: Path) -> None:
    """Each language says which words steer, in lower case and each once, and how guesses begin."""
    words = wording((file / "leading.toml").read_text(encoding="utf-8"))
    assert len(set(words.leading)) == len(words.leading) > 20
    for phrase in (*words.leading, *words.straight, *words.subordinate, *words.inverted, *words.wrong_if):
        assert phrase == phrase.lower().strip()


def test_words_are_not_in_a_repr() -> None:
    """What a professional typed cannot slip into a log."""
    noted = parse_assumption("Piet wil rust, fout als hij zingt", CLIENTS, NL)
    assert "rust" not in repr(noted) + repr(neutral("Piet wil rust", NL))
    assert "zingt" not in repr(noted)
