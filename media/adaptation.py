"""Keeps one viewer's picture at the layer that suits him."""

from media.health import LayerChoice, LayerInfo
from media.ladder import Ladder
from media.outgoing import OutgoingTrack
from media.selection import Layer, LayerWish, choose_layer
from media.statistics import Phase
from media.track import Track

_LOOK_SECONDS = 0.25
_STOPPED_SECONDS = 1.0
_ONLY_LAYER = "main"


class Adaptation:
    """Looks at the layers, at what the player asks for, and chooses."""

    def __init__(self, video: OutgoingTrack, ladder: Ladder) -> None:
        self.wish = LayerWish()
        self._video = video
        self._ladder = ladder
        self._next_look = 0.0

    def tick(self, now: float) -> None:
        """Look if it is time to."""
        if now >= self._next_look:
            self.look(now)

    def look(self, now: float) -> None:
        """Choose anew, as when something has changed."""
        self._next_look = now + _LOOK_SECONDS
        tracks = self._ladder.active
        if not tracks:
            return
        current = tracks.index(self._video.target) if self._video.target in tracks else None
        chosen = choose_layer(_layers_of(tracks), self.wish, current, None)
        # Who receives what nobody sends any more goes on with the first that comes.
        self._send(tracks[chosen or 0])

    def ask(self, wish: LayerWish, now: float) -> None:
        """Take what the player asks for."""
        self.wish = wish
        self.look(now)

    def choice(self) -> LayerChoice:
        """Say which layers there are, and which one is sent."""
        layers = _layers_of(self._ladder.active)
        pairs = zip(layers, self._ladder.active, strict=True)
        found = [_info(layer, track) for layer, track in pairs]
        found.sort(key=lambda info: (min(info.width or 0, info.height or 0), info.bitrate_bps), reverse=True)
        sent = self._video.track
        is_sent = self._video.phase is not Phase.IDLE and sent in self._ladder.active
        return LayerChoice(
            layers=tuple(found),
            sent=_name(sent.rid) if is_sent else None,
            chosen=self.wish.encoding_id,
        )

    def _send(self, track: Track) -> None:
        # Also where it is wanted already: its keyframe may have been asked for in vain.
        self._video.switch(track)


def _layers_of(tracks: tuple[Track, ...]) -> list[Layer]:
    newest = max((track.last_arrival for track in tracks), default=0.0)
    return [
        Layer(
            rid=track.rid,
            bitrate_bps=track.bitrate_bps,
            size=min(track.size) if track.size else 0,
            flows=track.is_flowing and newest - track.last_arrival < _STOPPED_SECONDS,
        )
        for track in tracks
    ]


def _info(layer: Layer, track: Track) -> LayerInfo:
    width, height = track.size or (None, None)
    return LayerInfo(
        id=_name(layer.rid), width=width, height=height, bitrate_bps=layer.bitrate_bps, active=layer.flows
    )


def _name(rid: str | None) -> str:
    return rid or _ONLY_LAYER
