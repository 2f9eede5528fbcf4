"""Everything the product says is there in every language, and in plain ones (B1)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.texts import Phrase, Texts
from dialogs.policy.ruling import Reason
from dialogs.policy.share import Share
from dialogs.rhythm.deciding import SkipReason
from dialogs.talk import recall
from dialogs.talk.definition import Definition, Kind, Localised
from dialogs.talk.events import ControlName
from dialogs.talk.loader import shipped, vocabularies
from dialogs.talk.phrases import PHRASES
from dialogs.talk.understanding import IntentName, plain

ROOT = Path(__file__).parents[2]
TEXTS = Texts.load()
DIALOGUES = shipped()
LANGUAGES = sorted(TEXTS.languages)
NOT_SENTENCES = ("language.", "number.")

MOST_WORDS, MOST_WORDS_ON_AVERAGE, LONGEST_WORD, MOST_PASSIVE = 20, 12, 18, 0.1
JARGON: Mapping[str, str] = {
    "nl": """aanlevering alsmede authenticatie autoriseren betreffende bewerkstelligen borgen borging cadans cliënt
        conform consent dataset derhalve desbetreffende draagvlak evaluatie evalueren faciliteren feedback frequentie
        genereren implementatie implementeren indien input inzake inzicht interval kaders kwalitatief
        kwantitatief middels monitoren monitoring namelijk omtrent optimaliseren optimaal output participatie percentage
        primair proactief procedure proces reeds regie respons sessie stakeholder tevens teneinde terugkoppeling traject
        valideren validatie verwerken zelfregie zelfsturing zorgvrager u uw""",
    "en": """aforementioned authenticate authorise cadence consent dataset deliverable endeavour evaluate evaluation
        facilitate feedback frequency furthermore hereby herein implement implementation input interval leverage
        methodology monitor moreover notwithstanding optimise optimize output participant participation percentage
        process prior proactive regarding respective respondent session stakeholder subsequent therefore thus
        utilise utilize validate validation whereas""",
}
PASSIVE: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(r"\b(word|wordt|worden|werd|werden)\b.*\b(ge|be|ver|ont|her)\w+(d|t|en)\b", re.IGNORECASE),
    "en": re.compile(
        r"\b(is|are|was|were|be|been|being)\s+(\w+ly\s+)?(\w+ed|kept|taken|said|meant|heard|read)\b", re.IGNORECASE
    ),
}


def localised(definition: Definition) -> Iterator[tuple[str, Localised]]:
    """Give every text of a dialogue, with the place where it stands."""
    yield f"{definition.id} title", definition.title
    yield f"{definition.id} thanks", definition.thanks
    for name, text in definition.say.items():
        yield f"{definition.id} say {name}", text
    for question in definition.questions:
        yield f"{definition.id} {question.id}", question.text
        if question.hint is not None:
            yield f"{definition.id} {question.id} hint", question.hint
        for option in question.choices:
            yield f"{definition.id} {question.id} {option.value}", option.label


def forms(phrase: Phrase) -> tuple[str, ...]:
    """Give the texts of one phrase: one, or one per plural form."""
    return (phrase,) if isinstance(phrase, str) else tuple(phrase.values())


def names(phrase: Phrase) -> frozenset[str]:
    """Give the names of the values a phrase is filled in with."""
    return frozenset(name for text in forms(phrase) for name in re.findall(r"\{(\w+)", text))


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Give everything that is said in a language, with the place where it stands."""
    for key, phrase in TEXTS.keys(language).items():
        if not key.startswith(NOT_SENTENCES):
            yield from ((key, text) for text in forms(phrase))
    for definition in DIALOGUES.values():
        yield from ((place, text[language]) for place, text in localised(definition))


def sentences(text: str) -> list[str]:
    """Cut a text into sentences and the parts that stand apart by a colon or a line."""
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n", text) if part.strip()]


def words(text: str) -> list[str]:
    """Give the words of a text; a recalled name counts as one."""
    return re.findall(r"\{[^}]*\}|[\w'’-]+", text)


def faults(language: str, text: str) -> list[str]:
    """Tell what makes a text hard to read, in a few words each."""
    jargon = set(JARGON[language].split())
    found = [f"long sentence: {one}" for one in sentences(text) if len(words(one)) > MOST_WORDS]
    for word in words(text):
        if word.lower() in jargon:
            found.append(f"jargon: {word}")
        if len(word) > LONGEST_WORD and not word.startswith("{"):
            found.append(f"long word: {word}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_there_in_every_language(language: str) -> None:
    """No language lacks a phrase of another, and each phrase is filled in with the same values."""
    mine, base = TEXTS.keys(language), TEXTS.keys("nl")
    listed = {key for key in mine.keys() ^ base.keys() if not key.startswith("number.")}
    assert not listed
    assert not [key for key in mine.keys() & base.keys() if names(mine[key]) != names(base[key])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_dialogue_is_there_in_every_language(language: str) -> None:
    """No dialogue lacks a text in a language, and each text recalls the same values."""
    for definition in DIALOGUES.values():
        for place, text in localised(definition):
            assert text.get(language, "").strip(), place
            assert set(recall.names(text[language])) == set(recall.names(text["nl"])), place


def test_the_phrases_the_rules_speak_of_are_there() -> None:
    """Whatever the domain may want to say has its phrase, with the values it brings."""
    have = TEXTS.keys("nl")
    for key, values in PHRASES.items():
        assert names(have[key]) == values, key
    wanted = [
        *Reason,
        *(f"skip_reason.{reason}" for reason in SkipReason),
        *(f"control.{name}" for name in ControlName),
        *(f"share.{share}" for share in Share),
    ]
    assert not [key for key in wanted if key not in have]


@pytest.mark.parametrize("part", ["bot", "digest", "share", "control"])
def test_every_phrase_that_is_asked_for_by_name_is_there(part: str) -> None:
    """A key written in the source is a key of the phrases, so that nobody meets a missing sentence."""
    rules = re.compile(r"class \w+\(StrEnum\):.*?(?=\n\S)", re.DOTALL)
    called = re.compile(rf'"({part}\.[a-z_]+(?:\.[a-z_]+)*)"')
    for folder in ("bot", "dialogs"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for key in called.findall(rules.sub("", file.read_text(encoding="utf-8"))):
                assert key in TEXTS.keys("nl"), f"{file.relative_to(ROOT)}: {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_brace_is_a_value(language: str) -> None:
    """No phrase has a brace that would be shown to somebody."""
    shown = {key: text for key, text in texts(language) if re.search(r"[{}]", re.sub(r"\{[\w.]+(:\w+)?\}", "", text))}
    assert not shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_plain(language: str) -> None:
    """Sentences are short and words are known: a text somebody reads at B1 needs no second reading."""
    found = {place: wrong for place, text in texts(language) if (wrong := faults(language, text))}
    assert not found
    lengths = [len(words(sentence)) for _, text in texts(language) for sentence in sentences(text)]
    assert sum(lengths) / len(lengths) <= MOST_WORDS_ON_AVERAGE


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_does_something(language: str) -> None:
    """Sentences say who does what: passive ones stay rare."""
    said = [sentence for _, text in texts(language) for sentence in sentences(text)]
    passive = [sentence for sentence in said if PASSIVE[language].search(sentence)]
    assert len(passive) <= MOST_PASSIVE * len(said), passive


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("nl", "Wij faciliteren de evaluatie.", 2),
        ("nl", "Wilt u dat?", 1),
        ("nl", "De arbeidsongeschiktheidsverzekering helpt.", 1),
        ("nl", " ".join(["en dan"] * 11) + ".", 1),
        ("en", "Please evaluate this.", 1),
        ("nl", "Wat wil je graag?", 0),
    ],
)
def test_hard_language_is_found(language: str, text: str, wrong: int) -> None:
    """The check on plain language sees what is hard, and lets pass what is not."""
    assert len(faults(language, text)) == wrong


def test_the_passive_is_found() -> None:
    """The check on passive sentences sees one in each language."""
    assert PASSIVE["nl"].search("Je vraag wordt door ons behandeld.")
    assert PASSIVE["en"].search("Your question was handled by us.")
    assert not PASSIVE["nl"].search("Je wordt wakker.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_steers_its_answer(language: str) -> None:
    """A question uses none of the words that we flag when a professional writes them."""
    leading = tomllib.loads((ROOT / "dialogs/locales" / language / "leading.toml").read_text(encoding="utf-8"))
    steering = [plain(word) for word in leading["leading"]["words"]]
    for definition in DIALOGUES.values():
        for question in definition.questions:
            text = f" {plain(question.text[language][:110])} "
            assert not [word for word in steering if f" {word} " in text], f"{definition.id} {question.id}"


def test_a_question_offers_its_answers_in_equal_size() -> None:
    """No answer to choose is much longer than another, so that none is made to stand out."""
    for definition in DIALOGUES.values():
        for question in definition.questions:
            for language in LANGUAGES:
                sizes = [len(words(option.label[language])) for option in question.choices]
                assert not sizes or max(sizes) - min(sizes) <= 4, f"{definition.id} {question.id} {language}"


def test_a_conversation_is_short() -> None:
    """Nobody is asked more than eight questions in one go, and few of them need typing."""
    for definition in DIALOGUES.values():
        assert len(definition.questions) <= 8, definition.id
        typed = [question for question in definition.questions if question.kind is Kind.TEXT]
        assert len(typed) <= 5, definition.id


def test_the_centre_waits_for_its_clients() -> None:
    """The centre's own questions are shipped closed, and no others are."""
    assert {one.id for one in DIALOGUES.values() if one.closed} == {
        one.id for one in DIALOGUES.values() if one.role == "centre"
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_tell_people_to_type_is_understood(language: str) -> None:
    """Every word a text puts between quotes after the word 'type' is a word the bot understands."""
    vocabulary = vocabularies()[language]
    told = {
        typed
        for place, text in texts(language)
        if not place.startswith("roster.")
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text)
        if re.search(r"\btyp", sentence, re.IGNORECASE)
        for typed in re.findall(r"'([^'{}]+)'", sentence)
        if not typed.endswith(":")
        and typed not in {"1 september", "morgen", "pauze tot", "1 September", "tomorrow", "pause until"}
    }
    assert told
    known = set(vocabulary.intents)
    assert not [typed for typed in told if vocabulary.bare(typed) not in known]
    for key in ("bot.help_client", "bot.help_professional"):
        for line in str(TEXTS.keys(language)[key]).splitlines():
            typed = re.match(r"'([^':]+)': ", line)
            if typed and not re.search(r"\d", typed[1]):
                assert vocabulary.bare(typed[1]) in known, typed[1]
    other = "english" if language == "nl" else "nederlands"
    assert vocabulary.intents[other] in {IntentName.LANGUAGE_EN, IntentName.LANGUAGE_NL}
