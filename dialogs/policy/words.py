"""Whether a client's own words may travel to the central organisation."""

from __future__ import annotations

from dialogs.policy.share import Share


def centre_may_see(share: Share, *, centre_may_read: bool) -> bool:
    """Tell whether the centre may read words shared this far.

    Words shared with the centre may be read; the client's general yes lifts words for the team to the centre; words for
    oneself or for one professional never travel.
    """
    return share is Share.CENTRE or (share is Share.TEAM and centre_may_read)
