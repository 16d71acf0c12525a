"""Whether what is bought in a show is bought while it is on air or afterwards."""

from collections.abc import Mapping
from typing import Protocol

from checkout import SoldIn
from server.shows.lifecycle import ShowStatus

BY_STATUS: Mapping[ShowStatus, SoldIn] = {
    ShowStatus.LIVE: "live",
    ShowStatus.INTERRUPTED: "live",
    ShowStatus.ENDED: "replay",
}


class Standing(Protocol):
    """Knows where shows stand."""

    async def status(self, show_id: str) -> ShowStatus | None:
        """Return where a show stands; None if there is no such show."""
        ...


class SoldInShows:
    """Checkout's question about shows, answered; which show a purchase names is its buyer's word."""

    def __init__(self, shows: Standing) -> None:
        self._shows = shows

    async def __call__(self, show_id: str) -> SoldIn | None:
        """Say how a show sells now; None if it has not begun, or is none."""
        status = await self._shows.status(show_id)
        return None if status is None else BY_STATUS.get(status)
