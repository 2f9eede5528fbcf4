"""Everything said to people, finished: phrases, dates, numbers, lists and plural forms in the reader's language."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.program import program
from dialogs.messages import Choice, Input, Prompt, QuestionId
from dialogs.policy.share import Share
from dialogs.policy.thresholds import AtLeast
from dialogs.talk import kinds, recall
from dialogs.talk.definition import BASE_LANGUAGE, Definition, Kind, Localised, Question, Value, in_language
from dialogs.talk.effects import Ask
from dialogs.talk.events import ControlName
from dialogs.talk.session import Session
from dialogs.talk.understanding import safe_quote

Phrase = str | Mapping[str, str]
"""A sentence, or one sentence per plural form."""

_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
_WISH = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_.@][^;]*)?(?:;\s*q=([0-9.]{1,5}))?\s*")
_MOST_BUTTONS = 11
_UNNAMED = ("bot.organisation", "bot.centre")
_OURS = frozenset({"organisation", "office", "team"})
_NAMED = _OURS | {"professional"}
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Texts:
    """The phrases of every language there is a folder for; a language without one gets those of `default`."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Phrase]], default: str = BASE_LANGUAGE) -> None:
        self._phrases = phrases
        self._default = default
        self._unnamed = {str(known[key]): key for known in phrases.values() for key in _UNNAMED if key in known}
        self._locales = {language: Locale.parse(str(known["language.locale"])) for language, known in phrases.items()}

    @classmethod
    def load(cls, folder: Traversable | None = None, default: str = BASE_LANGUAGE) -> Texts:
        """Return the phrases found in `<folder>/<language>/phrases.toml`, by default those of the product."""
        found = folder or files("dialogs") / "locales"
        return cls(
            {
                language.name: dict(_flat(tomllib.loads((language / "phrases.toml").read_text(encoding="utf-8"))))
                for language in found.iterdir()
                if (language / "phrases.toml").is_file()
            },
            default,
        )

    @property
    def languages(self) -> Mapping[str, str]:
        """Every language by its code, with the name it gives itself."""
        return {code: str(known["language.name"]) for code, known in sorted(self._phrases.items())}

    def spoken(self, accepted: str) -> str:
        """Return the language that somebody asks for first and that is spoken here, otherwise the default.

        `accepted` is what a browser says in Accept-Language, or a locale such as `en-US` or `nl_NL.UTF-8`.
        """
        wishes = [wish.groups() for one in accepted.split(",") if (wish := _WISH.fullmatch(one))]
        first = sorted(wishes, key=lambda wish: -_weight(wish[1]))
        return next(
            (code for name, q in first if _weight(q) and (code := name.lower()) in self._phrases), self._default
        )

    def keys(self, language: str) -> Mapping[str, Phrase]:
        """Return all phrases of a language by their key, not filled in."""
        return self._phrases[self._known(language)]

    def phrase(self, language: str, key: str, **values: object) -> str:
        """Return one phrase, filled in.

        A value is put in as it is and never read as a template. Dates, numbers, lists and `AtLeast` are written the way
        the language writes them; `{n:count}` is a number in words. Of plural forms the one that fits `n` is taken.
        `{program}` is how the command line is called here.
        Raises KeyError for an unknown key or a value that is missing.
        """
        language = self._known(language)
        found = self._phrases[language].get(key)
        if found is None:
            raise KeyError(key)
        template = found if isinstance(found, str) else found[self._form(language, found, values["n"])]

        def put(field: re.Match[str]) -> str:
            name, style = field.groups()
            if name == "program":
                return program()
            if name not in values:
                raise KeyError(f"{key}: {{{name}}}")
            value = values[name]
            written = self._write(language, value, style or "")
            if name in _NAMED:
                written = self.named(language, written)
            ours = name in _OURS or isinstance(value, AtLeast | int | dt.date)
            sentence = template.rstrip().endswith((".", "!", "?", ":"))
            begins = ours and sentence and recall.begins_sentence(template, field.start())
            return recall.capital(written) if begins else written

        return _FIELD.sub(put, template).strip()

    def named(self, language: str, name: str) -> str:
        """Return a name as it is read in a language: one that nobody chose is what we say for it in that language."""
        key = self._unnamed.get(name)
        return self.phrase(language, key) if key else name

    def is_unnamed(self, name: str) -> bool:
        """Tell whether a name is only what we say, in one of the languages, where nobody chose a name."""
        return name in self._unnamed

    def date(self, language: str, day: dt.date) -> str:
        """Return a date in words, such as `1 september 2026`."""
        return format_date(day, "long", self._locale(language))

    def moment(self, language: str, at: dt.datetime, zone: str) -> str:
        """Return a moment where the reader is, such as `dinsdag 1 september om 10:00`."""
        there, locale = at.astimezone(ZoneInfo(zone)), self._locale(language)
        return self.phrase(
            language,
            "language.moment",
            day=format_date(there, "EEEE d MMMM", locale),
            time=format_time(there, "HH:mm", locale=locale),
        )

    def count(self, language: str, n: int) -> str:
        """Return a number in words where the language has a word for it in its list, otherwise in digits."""
        word = self._phrases[self._known(language)].get(f"number.{n}")
        return word if isinstance(word, str) else format_decimal(n, locale=self._locale(language))

    def list(self, language: str, items: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """Return names or words in one row, such as `Anna, Bo en Cas`."""
        return format_list(items, style, self._locale(language))

    def prompt(self, definition: Definition, session: Session, ask: Ask) -> Prompt:
        """Return the question, ready to be shown in the session's language."""
        question = definition.question(ask.question)
        text = self._filled(definition, session, question.text)
        if ask.reminder:
            text = f"{self.phrase(session.language, 'bot.reminder')}\n{text}"
        choices = self._choices(question, session.language)
        return Prompt(
            session=session.id,
            question=question.id,
            text=text,
            input=_input(question, choices),
            choices=choices,
            controls=tuple(
                Choice(value=name, label=self.phrase(session.language, f"control.{name}"))
                for name in ControlName
                if (name is not ControlName.SKIP or question.skip) and (name is not ControlName.BACK or session.path)
            ),
            hint=self._filled(definition, session, question.hint) if question.hint else "",
            progress=ask.progress,
            visibility=self._visibility(session, question.share),
            share=question.share,
            window="" if choices else self.phrase(session.language, "chat.window"),
        )

    def question(self, definition: Definition, session: Session, id: QuestionId, language: str) -> str:
        """Return a question as it was put in a session, in the language of whoever reads it now."""
        return self._filled(definition, replace(session, language=language), definition.question(id).text)

    def own(self, definition: Definition, session: Session, name: str) -> str:
        """Return a sentence of the dialogue itself: its `thanks`, or one of its `say`."""
        return self._filled(definition, session, definition.thanks if name == "thanks" else definition.say[name])

    def label(self, definition: Definition, language: str, id: QuestionId, choice: str) -> str:
        """Return what a button of a question says; a button that is none of it says what it stands for."""
        if choice in set(ControlName):
            return self.phrase(language, f"control.{choice}")
        question = next((one for one in definition.questions if one.id == id), None)
        if question is None or choice not in kinds.values(question):
            return choice
        return self._label(question, choice, language)

    def _known(self, language: str) -> str:
        return language if language in self._phrases else self._default

    def _locale(self, language: str) -> Locale:
        return self._locales[self._known(language)]

    def _form(self, language: str, forms: Mapping[str, str], n: object) -> str:
        number = n.n if isinstance(n, AtLeast) else n
        form = self._locale(language).plural_form(number) if isinstance(number, int) else "other"
        return form if form in forms else "other"

    def _write(self, language: str, value: object, style: str) -> str:
        match value:
            case AtLeast():
                key = "digest.at_least" if value else "digest.fewer"
                return self.phrase(language, key, n=value.n)
            case int():
                if style == "count":
                    return self.count(language, value)
                return format_decimal(value, locale=self._locale(language))
            case dt.date():
                return self.date(language, value)
            case list() | tuple():
                return self.list(language, [str(item) for item in value], "or" if style == "or" else "standard")
            case _:
                week = re.fullmatch(r"\d{4}-W0?(\d+)", str(value)) if style == "week" else None
                return week[1] if week else str(value)

    def _filled(self, definition: Definition, session: Session, text: Localised) -> str:
        answers = {
            f"answer.{asked}": self._label(definition.question(asked), value, session.language)
            for asked, value in session.answers.items()
        }
        recalled = {name: self._recalled(session.language, name, value) for name, value in session.values.items()}
        words = {name: safe_quote(value) for name, value in {**recalled, **answers}.items()}
        return recall.fill(in_language(text, session.language).strip(), words, _OURS)

    def _recalled(self, language: str, name: str, value: str) -> str:
        """Return what a session keeps under a name as it is read in a language."""
        if name == "period" and value.isdecimal():
            return self.phrase(language, "bot.period", n=int(value))
        if name.endswith("date") and _ISO_DATE.fullmatch(value):
            return self.date(language, dt.date.fromisoformat(value))
        return self.named(language, value) if name in _NAMED else value

    def _label(self, question: Question, value: Value, language: str) -> str:
        option = next((one for one in question.choices if one.value == value), None)
        if option is not None:
            return in_language(option.label, language)
        match question.kind:
            case Kind.YESNO:
                return self.phrase(language, f"answer.{value}")
            case Kind.DATE:
                return self.date(language, dt.date.fromisoformat(str(value)))
            case Kind.TEXT | Kind.CHOICE | Kind.SCALE | Kind.NUMBER:
                return str(value)

    def _choices(self, question: Question, language: str) -> tuple[Choice, ...]:
        values = kinds.values(question)
        if len(values) > _MOST_BUTTONS and not question.choices:
            return ()
        return tuple(Choice(value=value, label=self._label(question, value, language)) for value in values)

    def _visibility(self, session: Session, share: Share) -> str:
        read_by_centre = share is Share.TEAM and session.values.get("centre_may_read") == "yes"
        names = ("professional", "team", "office", "period")
        return self.phrase(
            session.language,
            "share.team_and_centre" if read_by_centre else f"share.{share}",
            **{name: self._recalled(session.language, name, session.values.get(name, "")) for name in names},
        )


def _weight(q: str | None) -> float:
    try:
        return float(q or 1)
    except ValueError:
        return 0


def _input(question: Question, choices: tuple[Choice, ...]) -> Input:
    if choices:
        return Input.CHOICE
    match question.kind:
        case Kind.NUMBER | Kind.SCALE:
            return Input.NUMBER
        case Kind.DATE:
            return Input.DATE
        case Kind.TEXT | Kind.CHOICE | Kind.YESNO:
            return Input.TEXT


def _flat(tree: Mapping[str, object], above: str = "") -> Iterator[tuple[str, Phrase]]:
    for name, value in tree.items():
        if isinstance(value, dict) and not ("other" in value and value.keys() <= _PLURALS):
            yield from _flat(value, f"{above}{name}.")
        elif isinstance(value, dict):
            yield f"{above}{name}", {form: str(text) for form, text in value.items()}
        else:
            yield f"{above}{name}", str(value)
