"""The tracks of one kind in one stream: for video one for each layer of a simulcast, the best first."""

import math
from collections.abc import Callable, Iterator, Sequence

from media.codecs import Format
from media.track import Track


class Ladder:
    """Outlives its publishers, as its tracks do: whoever takes over goes on with as many of them as it sends.

    Attributes:
        format: The codec that all its tracks carry.
        active: The tracks that the present publisher feeds, the best first as far as its offer tells.
    """

    def __init__(self, agreed: Format, new_track: Callable[[Format], Track]) -> None:
        self.format = agreed
        self.active: tuple[Track, ...] = ()
        self._new_track = new_track
        self._tracks: list[Track] = []

    def __iter__(self) -> Iterator[Track]:
        """All tracks that were ever fed."""
        return iter(self._tracks)

    @property
    def main(self) -> Track:
        """The best track: the only one where no layers are sent."""
        return self.track(0)

    def track(self, rank: int) -> Track:
        """Return the track of a rank, 0 for the best; it is made when first asked for."""
        while len(self._tracks) <= rank:
            self._tracks.append(self._new_track(self.format))
        return self._tracks[rank]

    def attach(self, layers: Sequence[tuple[Track, str | None]]) -> None:
        """A publisher feeds these tracks from now on, under these rids."""
        for track, rid in layers:
            track.rid = rid
        self.active = tuple(track for track, _ in layers)

    def detach(self) -> None:
        """The publisher is gone: what comes next is another one's."""
        for track in self._tracks:
            track.flush()
            track.detach()

    def flush_due(self, now: float, hold_seconds: float) -> float:
        """Send on what has come, except packets that wait for company; returns until when (inf: none do)."""
        return min((track.flush_due(now, hold_seconds) for track in self._tracks), default=math.inf)
