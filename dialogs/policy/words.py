"""Whether a client's own words may travel to the central organisation, and how: without names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogs.policy.share import Share


def centre_may_see(share: Share, *, centre_may_read: bool) -> bool:
    """Tell whether the centre may read words shared this far.

    Words shared with the centre may be read; the client's general yes lifts words for the team to the centre; words for
    oneself or for one professional never travel.
    """
    return share is Share.CENTRE or (share is Share.TEAM and centre_may_read)


def without_names(text: str, names: Iterable[str], instead: str) -> str:
    """Return the words with `instead` in the place of every name, whole or in part.

    Parts in small letters ("van", "de") are left alone, and so is an ordinary word that merely looks like a name in
    small letters.
    """
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1 and not part.islower()}
    if not parts:
        return text
    either = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda _: instead, text)
