"""The life of a show as a table: scheduled, live, interrupted, ended."""

from enum import StrEnum


class ShowStatus(StrEnum):
    """Where a show is in its life; the values are the API's words."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    INTERRUPTED = "interrupted"  # on air, but the seller's picture is missing
    ENDED = "ended"


MOVES: dict[ShowStatus, frozenset[ShowStatus]] = {
    ShowStatus.SCHEDULED: frozenset({ShowStatus.LIVE, ShowStatus.ENDED}),
    ShowStatus.LIVE: frozenset({ShowStatus.INTERRUPTED, ShowStatus.ENDED}),
    ShowStatus.INTERRUPTED: frozenset({ShowStatus.LIVE, ShowStatus.ENDED}),
    ShowStatus.ENDED: frozenset(),
}


def may_move(current: ShowStatus, to: ShowStatus) -> bool:
    """Tell whether a show may go from ``current`` to ``to``."""
    return to in MOVES[current]
