"""Walk through a dialogue with example values, as a client would see it, keeping nothing (P78)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import assert_never

from adapters.web.rehearsal import RehearsalView
from bot.script import Script
from bot.talking import CALLING
from dialogs.messages import Choice, Note, Prompt, SessionId
from dialogs.people import OrganisationId, PersonId
from dialogs.rhythm.zones import local
from dialogs.talk import engine
from dialogs.talk.definition import BASE_LANGUAGE, Definition, DialogueId, in_language
from dialogs.talk.effects import Ask, Finish, OfferCall, Postpone, Record, Say, SayOwn, Stop
from dialogs.talk.events import Said
from dialogs.talk.faults import BrokenDialogues, nearest
from dialogs.talk.session import Session
from dialogs.talk.understanding import canonical


class NoSuchDialogue(LookupError):
    """There is no dialogue of that name."""

    def __init__(self, name: str, script: Script) -> None:
        """Remember which there are, and the one that was probably meant."""
        super().__init__(name)
        self.near, self.known = nearest(name, script.dialogues), sorted(script.dialogues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How far the walk has come: the session, and what was said since the last answer."""

    session: Session
    told: tuple[Prompt | Note, ...]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is asked."""
        return self.session.at is None or not self.session.status.is_running


def begin(script: Script, dialogue: str, language: str, now: datetime) -> Scene:
    """Begin a dialogue, also a closed one; `now` is aware and in the reader's zone. Raises NoSuchDialogue."""
    definition = script.dialogues.get(DialogueId(dialogue))
    if definition is None:
        raise NoSuchDialogue(dialogue, script)
    step = engine.begin(
        definition,
        id=SessionId("rehearsal"),
        person=PersonId("you"),
        organisation=OrganisationId("rehearsal"),
        language=language,
        values=example_values(language),
        now=now,
    )
    return Scene(session=step.session, told=tuple(_told(script, definition, step)))


def answer(script: Script, session: Session, text: str, now: datetime) -> Scene:
    """Give an answer, typed or the value of a button, and return what follows. Raises NoSuchDialogue."""
    definition = script.dialogues.get(session.dialogue)
    if definition is None:
        raise NoSuchDialogue(session.dialogue, script)
    said = Said(text=canonical(text), numbered=True)
    step = engine.step(definition, session, said, now, script.vocabulary(session.language))
    return Scene(session=step.session, told=tuple(_told(script, definition, step)))


def example_values(language: str) -> Mapping[str, str]:
    """Return a value for everything a dialogue may recall; a language without its own gets the Dutch ones."""
    locales = files("dialogs") / "locales"
    own = locales / language / "example.toml"
    path = own if own.is_file() else locales / BASE_LANGUAGE / "example.toml"
    read = tomllib.loads(path.read_text("utf-8"))
    recalled = read.pop("last")
    return {**read, **{f"last.{name}": value for name, value in recalled.items()}}


def _told(script: Script, definition: Definition, step: engine.Step) -> Iterator[Prompt | Note]:
    texts, session = script.texts, step.session
    for effect in step.effects:
        match effect:
            case Ask():
                yield texts.prompt(definition, session, effect)
            case Say():
                yield Note(blocks=(texts.phrase(session.language, effect.key, **effect.values),))
            case SayOwn():
                yield Note(blocks=(texts.own(definition, session, effect.name),))
            case OfferCall():
                call = script.dialogues[CALLING]
                plain = replace(session, answers={})
                yield Note(blocks=(texts.question(call, plain, call.questions[0].id, session.language),))
            case Stop():
                yield Note(blocks=(texts.phrase(session.language, "bot.stopped"),))
            case Record() | Postpone() | Finish():
                pass
            case _:
                assert_never(effect)


class Rehearser:
    """Walks through the dialogues for the page of the try-out, with the files as they are at that moment."""

    def __init__(self, folder: Path | None, zone: str, now: Callable[[], datetime]) -> None:
        """Read one's own dialogues from `folder`, if any; dates are those of `zone`."""
        self._folder = folder
        self._zone = zone
        self._now = now

    def walk(self, dialogue: str, language: str, answers: Sequence[str]) -> RehearsalView:
        """Return how a dialogue goes with these answers."""
        try:
            script = Script.load(self._folder)
        except BrokenDialogues as broken:
            faults = tuple(str(fault) for fault in broken.faults)
            return RehearsalView(dialogue=dialogue, language=language or BASE_LANGUAGE, faults=faults)
        texts = script.texts
        language = language if language in texts.languages else BASE_LANGUAGE
        chosen = DialogueId(dialogue) if dialogue in script.dialogues else next(iter(sorted(script.dialogues)))
        now = local(self._now(), self._zone)
        scene = begin(script, chosen, language, now)
        told: list[Prompt | Note | str] = list(scene.told)
        for text in answers:
            if scene.is_over:
                break
            scene = answer(script, scene.session, text, now)
            told += [text, *scene.told]
        last = told[-1]
        current = last if isinstance(last, Prompt) and not scene.is_over else None
        return RehearsalView(
            dialogue=chosen,
            language=language,
            dialogues=tuple(
                Choice(value=id, label=in_language(one.title, language)) for id, one in sorted(script.dialogues.items())
            ),
            languages=tuple(Choice(value=code, label=name) for code, name in texts.languages.items()),
            told=tuple(told if current is None else told[:-1]),
            current=current,
        )
