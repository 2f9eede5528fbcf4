from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.messages import QuestionId
from dialogs.people import Role
from dialogs.policy.share import Share
from dialogs.talk.definition import END, Definition, DialogueId, Kind, Records, Rule, Silent
from dialogs.talk.faults import SENTENCES, BrokenDialogues, Fault, Problem
from dialogs.talk.loader import KNOWN_VALUES, load, read_folder, shipped, vocabularies
from dialogs.talk.reading import Reader
from dialogs.talk.words_file import read_words

HEAD = 'role = "client"\ntitle = "Week"\nthanks = "Dank je."\n'
GOOD = (
    HEAD
    + """
[say]
low = "Jammer, {name}."
[[question]]
id = "mood"
kind = "scale"
text = '''
Hoe was je week, {name}?
'''
share = "team"
minimum = 1
maximum = 5
rules = [{ below = 3, go = "why", say = "low" }, { is = 5, go = "end" }]
silent = { after = "3d", go = "end" }
[[question]]
id = "help"
kind = "choice"
text = "Helpt dit?"
hint = "Alles mag."
records = "helps"
needs = "last.wish"
skip = false
choices = [{ value = "yes", label = "Ja" }, { value = "no", label = "Nee" }]
[[question]]
id = "why"
kind = "text"
text = "Je gaf een {answer.mood}. Waarom?"
silent = { after = "12h", go = "end" }
"""
)
ENGLISH = """
title = "Week"
thanks = "Thanks."
[say]
low = "Sorry, {name}."
[question.mood]
text = "How was your week, {name}?"
[question.help]
text = "Does this help?"
hint = "Anything goes."
[question.help.choices]
yes = "Yes"
no = "No"
[question.why]
text = "You gave a {answer.mood}. Why?"
"""


def faults(text: str, overlay: str | None = None, file: str = "week.toml") -> list[Fault]:
    """Return what is wrong with one file."""
    with pytest.raises(BrokenDialogues) as broken:
        load({file: text}, {} if overlay is None else {"en": {file: overlay}})
    return list(broken.value.faults)


def problems(text: str, overlay: str | None = None) -> set[tuple[str, Problem, str, str]]:
    """Return the same as question, problem, name and nearest name."""
    return {(one.question, one.problem, one.name, one.nearest) for one in faults(text, overlay)}


def question(*lines: str) -> str:
    """Write a dialogue of one question for words."""
    return HEAD + '[[question]]\nid = "a"\nkind = "text"\ntext = "A?"\n' + "\n".join(lines)


def of_kind(kind: str, *lines: str) -> str:
    """Write a dialogue of one question."""
    return HEAD + f'[[question]]\nid = "a"\nkind = "{kind}"\ntext = "A?"\n' + "\n".join(lines)


def test_a_dialogue_is_read_whole() -> None:
    """Every part of the file has its place in the definition, in both languages."""
    week = load({"week.toml": GOOD}, {"en": {"week.toml": ENGLISH}})[DialogueId("week")]
    assert (week.role, week.closed, week.title) == (Role.CLIENT, False, {"nl": "Week", "en": "Week"})
    assert week.say == {"low": {"nl": "Jammer, {name}.", "en": "Sorry, {name}."}}
    mood, help_, why = week.questions
    assert (mood.kind, mood.share, mood.minimum, mood.maximum, mood.skip) == (Kind.SCALE, Share.TEAM, 1, 5, True)
    assert mood.text == {"nl": "Hoe was je week, {name}?", "en": "How was your week, {name}?"}
    assert mood.rules == (Rule(below=3, go=why.id, say="low"), Rule(is_=5, go=END))
    assert mood.silent == Silent(after=timedelta(days=3), go=END)
    assert (help_.records, help_.needs, help_.skip, help_.share) == (Records.HELPS, "last.wish", False, Share.ME)
    assert help_.hint == {"nl": "Alles mag.", "en": "Anything goes."}
    assert [(each.value, each.label) for each in help_.choices] == [
        ("yes", {"nl": "Ja", "en": "Yes"}),
        ("no", {"nl": "Nee", "en": "No"}),
    ]
    assert why.silent == Silent(after=timedelta(hours=12), go=END)


def test_a_definition_survives_being_stored() -> None:
    """A stored definition is the same one, with the same hash."""
    for definition in shipped().values():
        assert Definition.from_json(definition.to_json()) == definition
        assert Definition.from_json(definition.to_json()).hash == definition.hash


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("nl", "Hoe was", "Hoe is"), ("nl", "below = 3", "below = 2"), ("nl", '"3d"', '"4d"'), ("en", "Sorry", "Oh")],
)
def test_any_change_changes_the_hash(file: str, old: str, new: str) -> None:
    """A new text in any language, or a new rule, makes a new definition; loading twice does not."""
    texts = {"nl": GOOD, "en": ENGLISH}
    before, same = (load({"week": GOOD}, {"en": {"week": ENGLISH}}) for _ in range(2))
    texts[file] = texts[file].replace(old, new)
    after = load({"week": texts["nl"]}, {"en": {"week": texts["en"]}})
    week = DialogueId("week")
    assert before[week].hash == same[week].hash != after[week].hash


def test_all_mistakes_come_at_once() -> None:
    """Mistakes in several files, questions and languages are told together, one line each."""
    broken = (
        GOOD.replace('"scale"', '"scael"').replace('"why", say', '"wy", say').replace("{answer.mood}", "{anser.mood}")
    )
    with pytest.raises(BrokenDialogues) as caught:
        load({"week.toml": broken, "bad.toml": "role client", "good.toml": GOOD}, {"en": {"week.toml": "titel = 'x'"}})
    told = str(caught.value).splitlines()
    assert len(told) == len(caught.value.faults)
    assert "week.toml, question 'mood': 'scael' is not one of the possible values. Did you mean 'scale'?" in told
    assert any(line.startswith("bad.toml: this is not TOML:") and "line 1" in line for line in told)
    assert "en/week.toml: 'titel' means nothing here. Did you mean 'title'?" in told
    assert "en/good.toml: 'good' has no text in this language." in told
    assert {fault.problem for fault in caught.value.faults} >= {Problem.UNKNOWN_GO, Problem.UNKNOWN_RECALL}


TWO = 'choices = [{ value = "yes", label = "Ja" }, { value = "no", label = "Nee" }]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", Problem.MISSING, "role", "")),
        (HEAD, ("", Problem.MISSING, "question", "")),
        (HEAD.replace("client", "klient"), ("", Problem.UNKNOWN_VALUE, "klient", "client")),
        (HEAD.replace("title", "titel"), ("", Problem.UNKNOWN_KEY, "titel", "title")),
        (HEAD.replace('"Week"', "3"), ("", Problem.NOT_TEXT, "title", "")),
        (HEAD.replace('"Week"', '" "'), ("", Problem.MISSING, "title", "")),
        (HEAD + 'closed = "no"', ("", Problem.NOT_FLAG, "closed", "")),
        (HEAD + 'say = "x"', ("", Problem.NOT_TABLE, "say", "")),
        (HEAD + 'say = { thanks = "x" }', ("", Problem.RESERVED, "thanks", "")),
        (HEAD + 'say = { hi = "{naam}" }', ("", Problem.UNKNOWN_RECALL, "naam", "name")),
        (HEAD + 'question = "x"', ("", Problem.NOT_LIST, "question", "")),
        (HEAD + 'question = ["x"]', ("", Problem.NOT_TABLE, "question", "")),
        (HEAD + '[[question]]\nkind = "text"\ntext = "A?"', ("1", Problem.MISSING, "id", "")),
        (HEAD + "[[question]]\nid = 3", ("3", Problem.NOT_TEXT, "id", "")),
        (question().replace('"a"', '"end"'), ("end", Problem.RESERVED, "end", "")),
        (question().replace('"a"', '"A b"'), ("A b", Problem.BAD_ID, "A b", "")),
        (question() + question().removeprefix(HEAD), ("a", Problem.TWICE, "a", "")),
        (question('shere = "me"'), ("a", Problem.UNKNOWN_KEY, "shere", "share")),
        (question('share = "tem"'), ("a", Problem.UNKNOWN_VALUE, "tem", "team")),
        (question('records = "whish"'), ("a", Problem.UNKNOWN_VALUE, "whish", "wish")),
        (question('needs = "last.wisch"'), ("a", Problem.UNKNOWN_RECALL, "last.wisch", "last.wish")),
        (question('needs = "answer.a"'), ("a", Problem.UNKNOWN_RECALL, "answer.a", "")),
        (question('skip = "no"'), ("a", Problem.NOT_FLAG, "skip", "")),
        (question('hint = "{name"'), ("a", Problem.STRAY_BRACE, "hint", "")),
        (question('hint = "{answer.a}"'), ("a", Problem.UNKNOWN_RECALL, "answer.a", "")),
        (question("minimum = 1"), ("a", Problem.NO_BOUNDS_HERE, "minimum", "")),
        (question(TWO), ("a", Problem.NO_CHOICES_HERE, "", "")),
        (of_kind("choice"), ("a", Problem.TOO_FEW_CHOICES, "", "")),
        (of_kind("choice", TWO.replace("no", "yes")), ("a", Problem.TWICE, "yes", "")),
        (of_kind("choice", TWO.replace("Nee", "JA")), ("a", Problem.TWICE, "ja", "")),
        (of_kind("choice", TWO.replace('"no"', '"stop"')), ("a", Problem.RESERVED, "stop", "")),
        (of_kind("choice", TWO.replace("label", "lable")), ("a", Problem.UNKNOWN_KEY, "lable", "label")),
        (of_kind("choice", TWO.replace("label", "lable")), ("a", Problem.MISSING, "label", "")),
        (of_kind("scale", "minimum = 1"), ("a", Problem.MISSING, "maximum", "")),
        (of_kind("scale", "minimum = 1\nmaximum = true"), ("a", Problem.NOT_WHOLE, "maximum", "")),
        (of_kind("scale", "minimum = 1\nmaximum = 1"), ("a", Problem.BAD_BOUNDS, "", "")),
        (of_kind("scale", "minimum = 0\nmaximum = 11"), ("a", Problem.BAD_BOUNDS, "", "")),
        (question('rules = [{ go = "end" }]'), ("a", Problem.ONE_COMPARISON, "", "")),
        (question('rules = [{ is = "x", is_not = "y", go = "end" }]'), ("a", Problem.ONE_COMPARISON, "", "")),
        (question('rules = [{ is = "x" }]'), ("a", Problem.EMPTY_RULE, "", "")),
        (question('rules = [{ is = "x", goto = "end" }]'), ("a", Problem.UNKNOWN_KEY, "goto", "go")),
        (question('rules = [{ is = "x", go = "a" }]'), ("a", Problem.BACKWARD_GO, "a", "")),
        (question('rules = [{ is = "x", go = "ennd" }]'), ("a", Problem.UNKNOWN_GO, "ennd", "end")),
        (question('rules = [{ is = "x", say = "hi" }]'), ("a", Problem.UNKNOWN_SAY, "hi", "")),
        (question('rules = [{ below = 3, go = "end" }]'), ("a", Problem.BAD_COMPARISON, "3", "")),
        (of_kind("yesno", 'rules = [{ is = "nope", go = "end" }]'), ("a", Problem.BAD_COMPARISON, "nope", "no")),
        (of_kind("choice", TWO, 'rules = [{ is = "yess", go = "end" }]'), ("a", Problem.BAD_COMPARISON, "yess", "yes")),
        (of_kind("number", 'rules = [{ is = "3", go = "end" }]'), ("a", Problem.BAD_COMPARISON, "3", "")),
        (question('silent = { after = "3 days", go = "end" }'), ("a", Problem.BAD_DURATION, "3 days", "")),
        (question('silent = { go = "end" }'), ("a", Problem.MISSING, "after", "")),
        (question('silent = { after = "3d" }'), ("a", Problem.MISSING, "go", "")),
    ],
)
def test_a_mistake_is_named_with_its_place_and_the_nearest_right_name(
    text: str, expected: tuple[str, Problem, str, str]
) -> None:
    """Each mistake a writer can make is told at its question, with the name that was probably meant."""
    assert expected in problems(text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('title = "Week"', "", ("", Problem.UNTRANSLATED, "title", "")),
        ('low = "Sorry, {name}."', "", ("", Problem.UNTRANSLATED, "low", "")),
        ("low =", "lwo =", ("", Problem.UNKNOWN_KEY, "lwo", "low")),
        ('[question.why]\ntext = "You gave a {answer.mood}. Why?"', "", ("why", Problem.UNTRANSLATED, "text", "")),
        ("[question.why]", "[question.whyy]", ("", Problem.UNKNOWN_KEY, "whyy", "why")),
        ('hint = "Anything goes."', "", ("help", Problem.UNTRANSLATED, "hint", "")),
        ('yes = "Yes"', "", ("help", Problem.UNTRANSLATED, "choices.yes", "")),
        ('yes = "Yes"', 'yess = "Yes"', ("help", Problem.UNKNOWN_KEY, "yess", "yes")),
        ('no = "No"', 'no = "yes"', ("help", Problem.TWICE, "yes", "")),
        ("How was your week, {name}?", "{nam}", ("mood", Problem.UNKNOWN_RECALL, "nam", "name")),
        ("[question.mood]", '[question.mood]\nhint = "x"', ("mood", Problem.UNKNOWN_KEY, "hint", "")),
    ],
)
def test_a_translation_is_whole_and_nothing_more(old: str, new: str, expected: tuple[str, Problem, str, str]) -> None:
    """Every text has its translation, and a translation adds nothing of its own."""
    assert expected in problems(GOOD, ENGLISH.replace(old, new))


def test_a_broken_translation_is_one_mistake() -> None:
    """A file that is not TOML is told once, not once for every text it lacks."""
    assert [fault.problem for fault in faults(GOOD, "title =")] == [Problem.NOT_TOML]
    wrong = faults(GOOD, 'title = "Week"\nthanks = "Thanks."\nquestion = 3')
    assert Problem.NOT_TABLE in {fault.problem for fault in wrong}


def test_a_translation_of_nothing_is_named() -> None:
    """A translation whose dialogue is not there is a mistake too, with the nearest dialogue."""
    with pytest.raises(BrokenDialogues, match=r"en/wek.toml: .* 'wek' .* 'week'\?"):
        load({"week.toml": GOOD}, {"en": {"week.toml": ENGLISH, "wek.toml": ENGLISH}})


def test_a_dialogue_is_named_as_its_file() -> None:
    """A file name that cannot be a name is told."""
    assert faults(GOOD, file="My week.toml")[0].problem is Problem.BAD_ID


def test_every_mistake_has_its_sentence() -> None:
    """No mistake is told by its code."""
    assert set(SENTENCES) == set(Problem)


def test_an_own_folder_is_read_with_its_translations(tmp_path: Path) -> None:
    """An organisation's own dialogues lie in a folder, each language in a folder inside it."""
    (tmp_path / "week.toml").write_text(GOOD)
    assert set(read_folder(tmp_path)) == {"week"}
    (tmp_path / "en").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "en" / "week.toml").write_text(ENGLISH)
    assert read_folder(tmp_path)[DialogueId("week")].title == {"nl": "Week", "en": "Week"}


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """Bytes that are no text are a mistake with a file and a place, not a crash."""
    (tmp_path / "week.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(BrokenDialogues, match=r"week.toml: .* UTF-8 at byte 9"):
        read_folder(tmp_path)


def test_what_is_shipped_loads_in_every_language() -> None:
    """The product's own dialogues and words are without mistakes."""
    languages = set(vocabularies())
    assert {"nl", "en"} <= languages
    for definition in shipped().values():
        assert set(definition.title) == languages
    assert "last.wish" in KNOWN_VALUES


def test_mistakes_in_the_words_are_told_at_once() -> None:
    """A file of words is checked as a dialogue is: keys, lists, numbers, and no phrase with two meanings."""
    found: list[Fault] = []
    text = """
decimal = ";"
polite = "please"
[intents]
stop = ["Stop!", "end"]
skip = ["stop"]
stpo = []
[numbers]
one = "1"
"""
    read_words("xx", text, Reader("xx/words.toml", found))
    told = {(fault.problem, fault.name) for fault in found}
    assert told >= {
        (Problem.UNKNOWN_VALUE, ";"),
        (Problem.NOT_LIST, "polite"),
        (Problem.TWICE, "stop"),
        (Problem.UNKNOWN_KEY, "stpo"),
        (Problem.MISSING, "back"),
        (Problem.NOT_WHOLE, "one"),
    }


def test_the_words_of_a_folder_are_read_per_language(tmp_path: Path) -> None:
    """A language without words of its own has none, and a broken file of words is told by its name."""
    for language in ("xx", "yy"):
        (tmp_path / language).mkdir()
    assert vocabularies(tmp_path) == {}
    (tmp_path / "xx" / "words.toml").write_text("decimal = 3")
    with pytest.raises(BrokenDialogues, match=r"xx/words.toml: 'decimal' must be a text"):
        vocabularies(tmp_path)


def test_an_unknown_question_is_a_bug() -> None:
    """Only a question of the dialogue has a place in it."""
    week = load({"week": GOOD}, {})[DialogueId("week")]
    assert week.question(week.questions[1].id) is week.questions[1]
    with pytest.raises(KeyError, match="nowhere"):
        week.question(QuestionId("nowhere"))
