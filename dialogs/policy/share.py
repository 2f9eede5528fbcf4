"""How far a person's words may travel."""

from __future__ import annotations

from enum import StrEnum


class Share(StrEnum):
    """The widest circle that may read an answer; each level includes the ones before it."""

    ME = "me"
    PROFESSIONAL = "professional"
    TEAM = "team"
    CENTRE = "centre"

    @property
    def width(self) -> int:
        """The level as a number: 0 for the person alone, 3 for the central organisation."""
        return list(Share).index(self)

    def reaches(self, level: Share) -> bool:
        """Tell whether words shared this far may be read at `level`."""
        return self.width >= level.width


def narrowest(*levels: Share) -> Share:
    """Return the narrowest of the given levels: what is made of several sources takes the narrowest of them."""
    return min(levels, key=lambda level: level.width)
