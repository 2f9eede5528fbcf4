"""Words of every kind that could do harm, and the phrases in which the product speaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from adapters.teams.elements import Phrases
from bot.texts import Texts

TEXTS: Final = Texts.load()
LANGUAGES: Final = ("nl", "en")

_PARTS: Final = (
    *("*", "**", "_", "__", "~~", "`", "```", "[", "](", ")", "![", "<", ">", "</", "&", "&lt;", "&#60;", "\\", "\\*"),
    *("<at>", "</at>", "<at>Joost</at>", "@everyone", "<!channel>", "<script>", "<b>", "<speak>", "<break time='9s'/>"),
    *("{{", "}}", "{{DATE(2026-11-24T09:00:00Z,SHORT)}}", "{{TIME(2026-11-24T09:00:00Z)}}", "{", "${x}", "{name}"),
    *("# ", "> ", "- ", "+ ", "* ", "1. ", "1) ", "===", "---", "| a | b |", "    code", "\t"),
    *("http://example.org", "[x](http://example.org)", "mailto:a@example.org", '=HYPERLINK("x")', "data:text/html,x"),
    *("\n", "\n\n", "\r\n", " ", "  ", "\u00a0", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u0000", "\u0007"),
    *("שלום", "مرحبا", "नमस्ते", "한국어", "日本語", "👩‍👩‍👧‍👧", "🇳🇱🇧🇪", "👍🏽", "e\u0301\u0301", "Z\u0360\u0321"),
    *("Ja", "Anna zei:", "een gewoon woord", '"', "'", "”", "…", '{"type":"TextBlock"}', "None", "null"),
)


def phrases(language: str) -> Phrases:
    """Return the phrases of a language."""
    return Phrases(language=language, phrase=TEXTS.phrase)


def hostile(count: int, seed: int) -> Iterator[str]:
    """Give texts that are put together from what could do harm, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choice(_PARTS) for _ in range(chance.randint(1, 9)))
