"""Whether a client's own words may travel to the central organisation, and how: without names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from dialogs.policy.share import Share


def centre_may_see(share: Share, *, centre_may_read: bool) -> bool:
    """Tell whether the centre may read words shared this far.

    Words shared with the centre may be read; the client's general yes lifts words for the team to the centre; words for
    oneself or for one professional never travel.
    """
    return share is Share.CENTRE or (share is Share.TEAM and centre_may_read)


class Names:
    """Everybody's names, arranged once, so that any number of texts can be searched for all of them in one pass each.

    Searched for are whole names and their parts; not parts in small letters ("van", "de"), nor an ordinary word that
    merely looks like a name in small letters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Arrange the names by the word they begin with, the longest first."""
        parts = {part for name in names for part in (name, *name.split()) if len(part) > 1 and not part.islower()}
        self._beginning: dict[str, list[str]] = defaultdict(list)
        for part in sorted(parts, key=len, reverse=True):
            if beginning := _BEGINNING.match(part):
                self._beginning[beginning[0]].append(part)

    def without(self, text: str, instead: str) -> str:
        """Return the words with `instead` in the place of every name, whole or in part."""
        kept, end = [], 0
        while beginning := _BEGINNING.search(text, end):
            start, after = beginning.span()
            name = next((one for one in self._beginning.get(beginning[0], ()) if _stands(text, one, start)), None)
            kept.append(text[end : start if name else after])
            if name:
                kept.append(instead)
                after = start + len(name)
            end = after
        return "".join((*kept, text[end:]))


_BEGINNING = re.compile(r"(?<!\w)(?:\w+|\W)")
"""Where a name can begin: at a whole word, or at a sign that follows no letter or figure."""


def _stands(text: str, name: str, start: int) -> bool:
    """Tell whether the name stands there and is not the beginning of a longer word."""
    end = start + len(name)
    return text.startswith(name, start) and not _IN_A_WORD.match(text, end)


_IN_A_WORD = re.compile(r"\w")
