"""Plays a transcript: takes what the person does from the text, and writes down what the conversation makes of it.

    # why this conversation is told
    dialogue weekly, language nl, 2026-11-27 15:00
    with last.wish = weer zelf koken
    bot  Hoe was je week?   [1] [2] [3]
    you  elf
    bot  Geef een getal van 1 tot 3.
    ...
    you  [Overslaan]
    you@energy  [2]
    --   reminder

`you` types, or presses a button named between brackets; `you@question` answers a message that was put before. `--` is
`reminder`, `silence` or `resumed`. Every other line follows from these: `python -m tests.transcripts.playing FILE ...`
writes them anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.rehearsal import example_values
from bot.texts import Texts
from dialogs.messages import QuestionId, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.talk.definition import Definition, DialogueId
from dialogs.talk.effects import Ask, Effect, Finish, OfferCall, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.engine import Step, begin, step
from dialogs.talk.events import Chose, Event, Reminded, Resumed, Said, Silence
from dialogs.talk.loader import read_folder, shipped, vocabularies
from dialogs.talk.session import Session

FOLDER = Path(__file__).parent
_HEAD = re.compile(r"dialogue (?P<dialogue>\S+), language (?P<language>\w+), (?P<at>[\d-]+ [\d:]+)")
_YOU = re.compile(r"you(?:@(?P<question>\S+))?  ?(?P<text>.*)")
_WITH = re.compile(r"with (?P<name>\S+) = ?(?P<value>.*)")
_BUTTON = re.compile(r"\[(.*)\]")
_GAP = "     "


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a transcript starts with."""

    dialogue: DialogueId
    language: str
    at: datetime


class BrokenTranscript(Exception):
    """The transcript cannot be played."""


def head(text: str) -> Head:
    """Return what the transcript is of."""
    for line in text.splitlines():
        if found := _HEAD.fullmatch(line.rstrip()):
            at = datetime.fromisoformat(found["at"]).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
            return Head(dialogue=DialogueId(found["dialogue"]), language=found["language"], at=at)
    raise BrokenTranscript("It has no line 'dialogue ..., language ..., 2026-11-27 15:00'.")


def definitions() -> Mapping[DialogueId, Definition]:
    """Return the conversations that come with the product, and the small ones made for these tests."""
    return {**shipped(), **read_folder(FOLDER / "definitions")}


class Player:
    """Plays one conversation; the run is stored as text and read back between any two turns."""

    def __init__(self, text: str) -> None:
        self.head = head(text)
        self.text = text
        self.texts = Texts.load()
        self.definition = Definition.from_json(definitions()[self.head.dialogue].to_json())
        self.vocabulary = vocabularies()[self.head.language]

    def play(self) -> str:
        """Return the transcript as it comes out now."""
        return "\n".join(line.rstrip() for line in self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        lines = self.text.splitlines()
        yield from (line for line in lines if line.startswith("#") or _HEAD.match(line) or _WITH.match(line))
        own = {found["name"]: found["value"] for line in lines if (found := _WITH.match(line))}
        started = begin(
            self.definition,
            id=SessionId("s1"),
            person=PersonId("anna"),
            organisation=OrganisationId("default"),
            language=self.head.language,
            values={**example_values(self.head.language), **own},
            now=self.head.at,
        )
        session = yield from self._shown(started)
        for line in lines:
            event = self._event(session, line)
            if event is not None:
                yield line
                taken = step(self.definition, session, event, self.head.at, self.vocabulary)
                session = yield from self._shown(taken)

    def _event(self, session: Session, line: str) -> Event | None:
        if line.startswith("--"):
            at = session.at or QuestionId("")
            happens: dict[str, Event] = {
                "reminder": Reminded(),
                "silence": Silence(question=at),
                "resumed": Resumed(),
            }
            return happens[line[2:].strip()]
        if not (found := _YOU.fullmatch(line.rstrip())):
            return None
        question = QuestionId(found["question"]) if found["question"] else session.at
        if button := _BUTTON.fullmatch(found["text"].strip()):
            return Chose(question=question or QuestionId(""), choice=self._pressed(session, question, button[1]))
        return Said(
            text=found["text"], numbered=True, question=QuestionId(found["question"]) if found["question"] else None
        )

    def _pressed(self, session: Session, question: QuestionId | None, label: str) -> str:
        """Return what a button stands for; a button that no message has is what it says, a control works on any."""
        known = {each.id for each in self.definition.questions}
        shown = question if question in known else self.definition.questions[0].id
        prompt = self.texts.prompt(self.definition, session, Ask(question=shown, progress=(1, 1)))
        return {each.label: each.value for each in (*prompt.choices, *prompt.controls)}.get(label, label)

    def _shown(self, taken: Step) -> Generator[str, None, Session]:
        for effect in taken.effects:
            yield self._line(taken.session, effect)
        return Session.from_json(taken.session.to_json())

    def _line(self, session: Session, effect: Effect) -> str:
        match effect:
            case Ask():
                prompt = self.texts.prompt(self.definition, session, effect)
                buttons = " ".join(f"[{choice.label}]" for choice in prompt.choices)
                return _said(f"{prompt.text}   {buttons}")
            case Say():
                return _said(self.texts.phrase(session.language, effect.key, **effect.values))
            case SayOwn():
                return _said(self.texts.own(self.definition, session, effect.name))
            case Record():
                return f"kept {effect.question} = {effect.value}"
            case OfferCall():
                return "(offers that somebody calls)"
            case Postpone():
                return f"(again after {effect.days} day)"
            case Stop():
                return "(stopped)"
            case Finish():
                return f"({session.status})"
            case _:
                assert_never(effect)


def _said(text: str) -> str:
    return "bot  " + f"\n{_GAP}".join(line.rstrip() for line in text.strip().splitlines())


def main(files: list[str]) -> None:
    """Write transcripts anew."""
    for file in files:
        path = Path(file)
        path.write_text(Player(path.read_text("utf-8")).play(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
