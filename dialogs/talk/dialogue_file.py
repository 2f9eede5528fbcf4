"""Reads one guided conversation: its Dutch file and the overlays of the other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from dialogs.messages import QuestionId
from dialogs.people import Role
from dialogs.policy.share import Share
from dialogs.talk import recall
from dialogs.talk.definition import (
    BASE_LANGUAGE,
    END,
    Definition,
    DialogueId,
    Kind,
    Localised,
    Option,
    Question,
    Records,
    Rule,
    Silent,
)
from dialogs.talk.events import ControlName
from dialogs.talk.faults import Problem
from dialogs.talk.reading import Reader, Table

THANKS = "thanks"
"""The sentence at the end; no other sentence may have its name."""

_DIALOGUE_KEYS = ("role", "closed", "title", THANKS, "say", "question")
_QUESTION_KEYS = (
    *("id", "kind", "text", "hint", "share", "records", "needs"),
    *("skip", "choices", "minimum", "maximum", "rules", "silent"),
)
_COMPARISONS = {"is": "is_", "is_not": "is_not", "below": "below", "above": "above"}
_NUMERIC = (Kind.SCALE, Kind.NUMBER)
_CLOSED = (Kind.CHOICE, Kind.YESNO)
_WIDEST_SCALE = 10
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_DURATION = re.compile(r"([1-9]\d{0,3})([dh])")


def is_name(text: str) -> bool:
    """Tell whether a text can be the name of a dialogue, a question or an option."""
    return _NAME.fullmatch(text) is not None


class DialogueFile:
    """One conversation being read; every mistake goes to the readers."""

    def __init__(
        self, name: str, base: tuple[Reader, Table], overlays: Mapping[str, tuple[Reader, Table]], known: frozenset[str]
    ) -> None:
        self.id = DialogueId(name)
        self.reader, self.table = base
        self.overlays = overlays
        self.known = known
        self.drafts = self.reader.tables(self.table, "question")
        self.ids = [str(draft.get("id", "")) for draft in self.drafts]

    def read(self) -> Definition | None:
        """Return the definition, or None when it could not be made."""
        reader, table = self.reader, self.table
        reader.only(table, _DIALOGUE_KEYS)
        if not is_name(self.id):
            reader.fault(Problem.BAD_ID, self.id)
        if not self.drafts:
            reader.fault(Problem.MISSING, "question")
        role = reader.one_of(table, "role", Role)
        say = self._sentences()
        questions = [self._question(place, draft) for place, draft in enumerate(self.drafts)]
        title = self._localised(reader, table, "title", (), (), required=True)
        thanks = self._localised(reader, table, THANKS, (), self.ids, required=True)
        closed = reader.flag(table, "closed", default=False)
        for overlay, translated in self.overlays.values():
            self._check_overlay(overlay, translated, say)
        if role is None or title is None or thanks is None:
            return None
        return Definition(
            id=self.id,
            role=Role(role),
            title=title,
            thanks=thanks,
            say=say,
            closed=closed,
            questions=tuple(question for question in questions if question),
        )

    def _sentences(self) -> dict[str, Localised]:
        sentences = self.reader.table(self.table, "say")
        if THANKS in sentences:
            self.reader.fault(Problem.RESERVED, THANKS)
        read = {
            name: self._localised(self.reader, sentences, name, ("say",), self.ids, required=True) for name in sentences
        }
        return {name: text for name, text in read.items() if text}

    def _question(self, place: int, draft: Table) -> Question | None:
        reader = self.reader.at(self.ids[place] or str(place + 1))
        reader.only(draft, _QUESTION_KEYS)
        name = reader.text(draft, "id", required=True)
        if name in {END, *self.ids[:place]}:
            reader.fault(Problem.RESERVED if name == END else Problem.TWICE, name)
        elif name and not is_name(name):
            reader.fault(Problem.BAD_ID, name)
        kind = reader.one_of(draft, "kind", Kind)
        share = reader.one_of(draft, "share", Share, default=Share.ME)
        records = reader.one_of(draft, "records", Records, default="")
        earlier, spot = self.ids[:place], ("question", name)
        text = self._localised(reader, draft, "text", spot, earlier, required=True)
        hint = self._localised(reader, draft, "hint", spot, earlier)
        skip = reader.flag(draft, "skip", default=True)
        needs = reader.text(draft, "needs")
        recallable = self._recallable(earlier)
        if needs and needs not in recallable:
            reader.fault(Problem.UNKNOWN_RECALL, needs, recallable)
        choices = self._choices(reader, draft, kind, spot, earlier)
        minimum, maximum = self._bounds(reader, draft, kind)
        possible = tuple(option.value for option in choices) if kind == Kind.CHOICE else ("yes", "no")
        rules = [self._rule(reader, rule, place, kind, possible) for rule in reader.tables(draft, "rules")]
        silent = self._silent(reader, draft, place)
        if kind is None or text is None or share is None:
            return None
        return Question(
            id=QuestionId(name),
            kind=Kind(kind),
            text=text,
            hint=hint,
            choices=choices,
            share=Share(share),
            records=Records(records) if records else None,
            needs=needs,
            skip=skip,
            rules=tuple(rules),
            silent=silent,
            minimum=minimum,
            maximum=maximum,
        )

    def _localised(
        self, reader: Reader, table: Table, key: str, spot: tuple[str, ...], earlier: list[str] | tuple[str, ...],
        *, required: bool = False,
    ) -> Localised | None:  # fmt: skip
        """Read one text in all languages; `spot` is where an overlay has it, `earlier` the answers it may recall."""
        texts = {BASE_LANGUAGE: reader.text(table, key, required=required)}
        if not texts[BASE_LANGUAGE]:
            return None
        self._check_recall(reader, key, texts[BASE_LANGUAGE], earlier)
        for language, (overlay, translated) in self.overlays.items():
            at = overlay.at(reader.question)
            inner: Any = translated
            for step in spot:
                inner = inner.get(step, {}) if isinstance(inner, dict) else {}
            text = at.text(inner, key) if isinstance(inner, dict) else ""
            if text:
                texts[language] = text
                self._check_recall(at, key, text, earlier)
            else:
                at.fault(Problem.UNTRANSLATED, key if not reader.question else ".".join((*spot[2:], key)))
        return texts

    def _recallable(self, earlier: list[str] | tuple[str, ...]) -> frozenset[str]:
        return self.known | {f"answer.{name}" for name in earlier}

    def _check_recall(self, reader: Reader, key: str, text: str, earlier: list[str] | tuple[str, ...]) -> None:
        recallable = self._recallable(earlier)
        for name in recall.names(text):
            if name not in recallable:
                reader.fault(Problem.UNKNOWN_RECALL, name, recallable)
        if recall.has_stray_brace(text):
            reader.fault(Problem.STRAY_BRACE, key)

    def _choices(
        self, reader: Reader, draft: Table, kind: str | None, spot: tuple[str, ...], earlier: list[str]
    ) -> tuple[Option, ...]:
        tables = reader.tables(draft, "choices")
        if kind != Kind.CHOICE:
            if tables and kind is not None:
                reader.fault(Problem.NO_CHOICES_HERE)
            return ()
        if len(tables) < 2:  # noqa: PLR2004 - two is what makes a choice
            reader.fault(Problem.TOO_FEW_CHOICES)
        options: dict[str, Option] = {}
        for table in tables:
            reader.only(table, ("value", "label"))
            value = reader.text(table, "value", required=True)
            if value in options:
                reader.fault(Problem.TWICE, value)
            elif value in set(ControlName):
                reader.fault(Problem.RESERVED, value)
            label = self._label(reader, table, value, spot, earlier)
            if value and label:
                options[value] = Option(value=value, label=label)
        for language in (BASE_LANGUAGE, *self.overlays):
            shown = [option.label.get(language, "").casefold() for option in options.values()]
            for twice in sorted({each for each in shown if each and shown.count(each) > 1}):
                reader.fault(Problem.TWICE, twice)
        return tuple(options.values())

    def _label(
        self, reader: Reader, table: Table, value: str, spot: tuple[str, ...], earlier: list[str]
    ) -> Localised | None:
        label = reader.text(table, "label", required=True)
        return self._localised(reader, {value: label}, value, (*spot, "choices"), earlier) if label else None

    def _bounds(self, reader: Reader, draft: Table, kind: str | None) -> tuple[int | None, int | None]:
        minimum, maximum = reader.whole(draft, "minimum"), reader.whole(draft, "maximum")
        if kind not in _NUMERIC:
            for key in ("minimum", "maximum"):
                if key in draft and kind is not None:
                    reader.fault(Problem.NO_BOUNDS_HERE, key)
        elif minimum is None or maximum is None:
            for key in ("minimum", "maximum"):
                if kind == Kind.SCALE and key not in draft:
                    reader.fault(Problem.MISSING, key)
        elif minimum >= maximum or (kind == Kind.SCALE and maximum - minimum > _WIDEST_SCALE):
            reader.fault(Problem.BAD_BOUNDS)
        return minimum, maximum

    def _rule(self, reader: Reader, table: Table, place: int, kind: str | None, possible: tuple[str, ...]) -> Rule:
        reader.only(table, (*_COMPARISONS, "go", "say"))
        comparisons = [key for key in _COMPARISONS if key in table]
        if len(comparisons) != 1:
            reader.fault(Problem.ONE_COMPARISON)
        for key in comparisons:
            if kind is not None and not _comparable(key, table[key], Kind(kind), possible):
                reader.fault(Problem.BAD_COMPARISON, str(table[key]), possible if kind in _CLOSED else ())
        say = reader.text(table, "say")
        sentences = self.reader.table(self.table, "say")
        if say and say not in sentences:
            reader.fault(Problem.UNKNOWN_SAY, say, sentences)
        if "go" not in table and not say:
            reader.fault(Problem.EMPTY_RULE)
        go = self._go(reader, table, place) if "go" in table else None
        return Rule(**{_COMPARISONS[key]: table[key] for key in comparisons}, go=go, say=say)

    def _go(self, reader: Reader, table: Table, place: int) -> QuestionId:
        go = reader.text(table, "go", required=True)
        if go and go not in {END, *self.ids[place + 1 :]}:
            problem = Problem.BACKWARD_GO if go in self.ids else Problem.UNKNOWN_GO
            reader.fault(problem, go, () if go in self.ids else (*self.ids[place + 1 :], END))
        return QuestionId(go)

    def _silent(self, reader: Reader, draft: Table, place: int) -> Silent | None:
        if "silent" not in draft:
            return None
        table = reader.table(draft, "silent")
        reader.only(table, ("after", "go"))
        after = reader.text(table, "after", required=True)
        go = self._go(reader, table, place)
        duration = _DURATION.fullmatch(after)
        if duration is None:
            if after:
                reader.fault(Problem.BAD_DURATION, after)
            return None
        hours = int(duration[1]) * (24 if duration[2] == "d" else 1)
        return Silent(after=timedelta(hours=hours), go=go)

    def _check_overlay(self, overlay: Reader, translated: Table, say: Mapping[str, Localised]) -> None:
        overlay.only(translated, ("title", THANKS, "say", "question"))
        overlay.only(overlay.table(translated, "say"), say)
        questions = overlay.table(translated, "question")
        overlay.only(questions, self.ids)
        for draft in self.drafts:
            name = str(draft.get("id", ""))
            at = overlay.at(name)
            inner = at.table(questions, name)
            allowed = [key for key in ("text", "hint", "choices") if key in draft]
            at.only(inner, allowed)
            options = draft.get("choices", [])
            values = [str(option.get("value", "")) for option in options if isinstance(option, dict)]
            at.only(at.table(inner, "choices"), values)


def _comparable(key: str, value: object, kind: Kind, possible: tuple[str, ...]) -> bool:
    """Tell whether an answer of this kind can be compared with the value in this way."""
    if kind in _NUMERIC:
        return isinstance(value, int) and not isinstance(value, bool)
    if key in {"below", "above"} or not isinstance(value, str):
        return False
    return value in possible or kind not in _CLOSED
