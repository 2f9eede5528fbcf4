"""What may be said and understood: dialogues, phrases, the words people may type, and those that mean danger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.texts import Texts
from dialogs.evidence.wording import Wording, wording
from dialogs.talk.danger import Danger
from dialogs.talk.definition import BASE_LANGUAGE, Definition, DialogueId
from dialogs.talk.helplines import Helplines
from dialogs.talk.loader import danger, helplines, read_folder, shipped, vocabularies
from dialogs.talk.session import Session
from dialogs.talk.understanding import Vocabulary

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The dialogues and texts that are loaded now."""

    texts: Texts
    dialogues: Mapping[DialogueId, Definition]
    vocabularies: Mapping[str, Vocabulary]
    wordings: Mapping[str, Wording]
    danger: Danger
    helplines: Mapping[str, Helplines]

    @classmethod
    def load(cls, folder: Path | None = None, default: str = BASE_LANGUAGE) -> Script:
        """Load what is shipped, and one's own dialogues from `folder`; a dialogue there replaces a shipped one.

        Whoever speaks no language of ours, or one that nobody knows, is spoken to in `default`.

        Raises BrokenDialogues with every mistake in one of the files.
        """
        texts = Texts.load(default=default)
        locales = files("dialogs") / "locales"
        return cls(
            texts=texts,
            dialogues={**shipped(), **(read_folder(folder) if folder else {})},
            vocabularies=vocabularies(),
            wordings={
                language: wording((locales / language / "leading.toml").read_text(encoding="utf-8"))
                for language in texts.languages
            },
            danger=danger(),
            helplines=helplines(),
        )

    @property
    def countries(self) -> Sequence[str]:
        """The countries whose helplines are known, by their codes of two letters."""
        return sorted(self.helplines)

    def in_danger(self, text: str) -> bool:
        """Tell whether typed words say that somebody is in danger now, in any of the languages."""
        return self.danger.is_in(text)

    def means_staff(self, text: str) -> bool:
        """Tell whether typed words mean somebody who works here, without a name, in any of the languages."""
        return self.danger.means_staff(text)

    def wording(self, language: str) -> Wording:
        """Return the words by which a guess is made neutral; an unknown language gets the Dutch ones."""
        return self.wordings.get(language) or self.wordings["nl"]

    def vocabulary(self, language: str) -> Vocabulary:
        """Return the words that can be typed in a language; an unknown language gets the Dutch ones."""
        return self.vocabularies.get(language) or self.vocabularies["nl"]

    def definition(self, uow: UnitOfWork, session: Session) -> Definition:
        """Return the definition a session was begun with, also when its file was changed since.

        Raises LookupError when that definition was never stored.
        """
        loaded = self.dialogues.get(session.dialogue)
        if loaded is not None and loaded.hash == session.definition_hash:
            return loaded
        stored = uow.definitions.get(session.definition_hash)
        if stored is None:
            raise LookupError(session.definition_hash)
        return Definition.from_json(stored)
