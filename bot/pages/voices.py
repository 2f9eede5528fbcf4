"""What clients said of an assumption or an offer, in their own words, as far as the reader may hear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.pages.reader import Reader
from dialogs.page import Text, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one client said; `says` is the value of a judgement, `name` whose it is."""

    says: str
    at: datetime
    words: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


def blocks(reader: Reader, voices: Iterable[Voice]) -> Iterator[Text | Words]:
    """Give each as words under who said what and when; where there are no words, as that line alone."""
    for voice in voices:
        line = " · ".join((reader.t(f"web.says.{voice.says}"), voice.name, reader.moment(voice.at)))
        yield Words(quoted=voice.words, by=line) if voice.words else Text(text=line)
