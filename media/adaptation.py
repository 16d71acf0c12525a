"""Keeps one viewer's picture at the layer that suits him: what the page shows, and what his path carries."""

from collections.abc import Callable

from media.arrivals import read_arrivals
from media.bandwidth import PathEstimate
from media.errors import LayerUnknown
from media.health import LayerChoice, LayerInfo
from media.ladder import Ladder
from media.ledger import SendLedger, TransportNumbering
from media.outgoing import OutgoingTrack
from media.pacer import Pacer
from media.probing import Probing
from media.selection import Layer, LayerWish, allowed_layers, choose_layer
from media.statistics import Phase
from media.track import Track

_LOOK_SECONDS = 0.25
_STOPPED_SECONDS = 1.0
_ONLY_LAYER = "main"
_START_BPS = 1_200_000
_SOUND_OVERHEAD = 1.4  # small packets, large headers
_OVERHEAD = 1.06
_PROBE_MARGIN = 1.15
_HURRY_SECONDS = 0.3
_REPEATS_SHARE = 0.1
_PATH_SHARE = 0.95
_FILL_SECONDS = 0.020  # no more is caught up with after a stall: it would be a burst that proves nothing
_LEAST_FILL_OCTETS = 200


class Adaptation:
    """Looks at the layers, at what the player asks for and at the estimate of the path, and chooses.

    Attributes:
        hears: Whether the sound is sent beside the picture.
    """

    def __init__(
        self,
        video: OutgoingTrack,
        ladder: Ladder,
        *,
        pacer: Pacer,
        ledger: SendLedger,
        numbering: TransportNumbering | None,
        sound: Track | None,
        media_id: str = "",
    ) -> None:
        """Begin with no wish.

        Args:
            video: What is sent to the viewer.
            ladder: The layers that there are.
            pacer: Runs what fills the path in an attempt at more.
            ledger: Where what was sent is remembered.
            numbering: The viewer's row in it; None for players that do not report.
            sound: What is sent beside the picture.
            media_id: The picture's section in the session's SDP.
        """
        self.wish = LayerWish()
        self.path = PathEstimate(_START_BPS) if numbering else None
        self._video = video
        self._ladder = ladder
        self._pacer = pacer
        self._ledger = ledger
        self._numbering = numbering
        self.hears = True
        self._sound = sound
        self._probing = Probing(0.0)
        self._next_look = 0.0
        self._filled_at = 0.0
        self._fill_credit = 0.0
        self._media_id = media_id
        self._tell: Callable[[LayerChoice], None] | None = None
        self._told: object = None
        self._waiting_since: float | None = None

    def start(self, now: float) -> None:
        """Choose what to begin with."""
        self._probing = Probing(now, fills=self._video.can_fill)
        self.look(now)

    def close(self) -> None:
        """Stop trying, and give the numbers back."""
        self._pacer.remove(self._fill)
        if self._numbering is not None:
            self._ledger.close(self._numbering.row)
            self._numbering = None

    def tick(self, now: float) -> None:
        """Look if it is time to."""
        if now >= self._next_look:
            self.look(now)

    def ask(self, wish: LayerWish, now: float) -> None:
        """Take what the player asks for; raises LayerUnknown for a layer that there is not."""
        names = [_name(track.rid) for track in self._ladder.active]
        if wish.encoding_id is not None and wish.encoding_id not in names:
            raise LayerUnknown(f"There is no layer of this name now, only {', '.join(names) or 'none'}.")
        self.wish = wish
        self.look(now)

    def reported(self, body: bytes, now: float) -> None:
        """Take in when the viewer's packets arrived (transport-wide congestion control)."""
        arrivals = read_arrivals(body)
        if arrivals is None or self._numbering is None or self.path is None:
            return
        packets = self._ledger.departures(self._numbering.row, arrivals.base, arrivals.seconds)
        before = self.path.bps
        self.path.add(packets, now, sending_bps=self._sending_bps, probing=self._probing.is_on)
        self._video.repeats.round_trip_seconds = self.path.round_trip_seconds
        if self._probing.is_on or self.path.bps < before:
            self.look(now)

    def look(self, now: float) -> None:
        """Choose anew, as when something has changed."""
        self._next_look = now + _LOOK_SECONDS
        tracks = self._ladder.active
        if not tracks:
            return
        if self.path is not None:
            self.path.expire(now)
        layers = _layers_of(tracks)
        self._probe(layers, tracks, now)
        current = tracks.index(self._video.target) if self._video.target in tracks else None
        if self._is_paused:
            current = None
        chosen = choose_layer(layers, self.wish, current, self._budget_bps())
        if chosen is None and not self._is_paused and not (self.path and self.path.is_starved):
            chosen = next(reversed(allowed_layers(layers, self.wish)), current or 0)
        self._tell_limits()
        self._send(None if chosen is None else tracks[chosen], now)
        if self._tell is not None and (news := _news(choice := self.choice())) != self._told:
            self._told = news
            self._tell(choice)

    def listen(self, tell: Callable[[LayerChoice], None] | None) -> None:
        """Tell what changes in `choice` from now on; None to tell nothing any more."""
        if self._tell is None:
            self._told = _news(self.choice())
        self._tell = tell

    def choice(self) -> LayerChoice:
        """Say which layers there are, and which one is sent."""
        tracks = self._ladder.active
        found = [_info(layer, track) for layer, track in zip(_layers_of(tracks), tracks, strict=True)]
        found.sort(key=lambda info: (min(info.width or 0, info.height or 0), info.bitrate_bps), reverse=True)
        is_sent = self._video.phase not in {Phase.IDLE, Phase.PAUSED} and self._video.track in tracks
        return LayerChoice(
            media_id=self._media_id,
            layers=tuple(found),
            sent=_name(self._video.track.rid) if is_sent else None,
            chosen=self.wish.encoding_id,
            paused=self._is_paused,
            estimate_bps=self.path.bps if self.path else None,
        )

    @property
    def _is_paused(self) -> bool:
        return self._video.phase is Phase.PAUSED

    @property
    def _sound_bps(self) -> int:
        return round(self._sound.rate_bps * _SOUND_OVERHEAD) if self._sound and self.hears else 0

    @property
    def _sending_bps(self) -> int:
        """What picture and sound take together on average, headers and all."""
        sent = 0 if self._is_paused else self._video.track.rate_bps
        return round(sent * _OVERHEAD) + self._sound_bps

    def _tell_limits(self) -> None:
        """Let replays and repeats take what a path has left that is known to be narrow."""
        if self.path is None or not self.path.is_measured:
            self._video.path_bps = None
            self._video.repeats.limit(None)
            return
        self._video.path_bps = max(1, round((self.path.bps - self._sound_bps) * _PATH_SHARE))
        spare = self.path.bps - self._sending_bps
        self._video.repeats.limit(max(spare, round(self.path.bps * _REPEATS_SHARE)))

    def _budget_bps(self) -> int | None:
        """What the path carries for the picture; the sound comes first."""
        return None if self.path is None else max(0, round((self.path.bps - self._sound_bps) / _OVERHEAD))

    def _send(self, track: Track | None, now: float) -> None:
        if track is None:
            self._video.pause()
            return
        video = self._video
        if self.path is not None and self.path.is_congested and track.rate_bps < video.track.rate_bps:
            video.descend(track)
        else:
            # Also where it is wanted already: its keyframe may have been asked for in vain.
            video.switch(track)
        if video.phase is not Phase.WAITING or self.path is None:
            self._waiting_since = None
        elif self._waiting_since is None:
            self._waiting_since = now
        elif now - self._waiting_since > _HURRY_SECONDS:
            # An encoder that gives no keyframe on request: what is cached of a smaller layer comes sooner.
            self._waiting_since = None
            smaller = [each for each in self._ladder.active if each.rate_bps <= track.rate_bps]
            any(video.bridge(each) for each in sorted(smaller, key=_rate, reverse=True))

    def _probe(self, layers: list[Layer], tracks: tuple[Track, ...], now: float) -> None:
        if self.path is None:
            return
        if self.path.is_congested and not self._probing.is_on:
            self._probing.put_off(now)
            return
        proven = self._probing.look(
            sending_bps=self._sending_bps,
            wanted_bps=self._wanted_bps(layers, tracks),
            is_queueing=self.path.is_queueing or self.path.is_outrun_by(self._probing.rate_bps),
            now=now,
            round_trip=self.path.round_trip_seconds,
        )
        if proven:
            self.path.take_for(proven)
        elif self._probing.is_on:
            if not self._filled_at:
                self._filled_at, self._fill_credit = now, 0.0
            self._pacer.add(self._fill)
        if not self._probing.is_on and self._filled_at:
            self._filled_at = 0.0
            self.path.hold(now)

    def _wanted_bps(self, layers: list[Layer], tracks: tuple[Track, ...]) -> int:
        """What the next better layer takes with the sound, and a little more; 0 if there is none."""
        allowed = allowed_layers(layers, self.wish)
        if not allowed:
            return 0
        target = self._video.target
        place = len(allowed) if self._is_paused else 0
        if not self._is_paused and target in tracks and tracks.index(target) in allowed:
            place = allowed.index(tracks.index(target))
        if place == 0:
            return 0
        return round(layers[allowed[place - 1]].bitrate_bps * _PROBE_MARGIN * _OVERHEAD) + self._sound_bps

    def _fill(self, now: float) -> bool:
        """Send what the attempt wants beyond the media."""
        if not self._probing.is_on:
            return True
        extra_bps = max(0, self._probing.rate_bps - self._sending_bps)
        ceiling = max(_LEAST_FILL_OCTETS, extra_bps / 8 * _FILL_SECONDS)
        self._fill_credit = min(ceiling, self._fill_credit + (now - self._filled_at) * extra_bps / 8)
        self._filled_at = now
        if self._fill_credit >= _LEAST_FILL_OCTETS:
            self._fill_credit -= self._video.fill(int(self._fill_credit))
        return False


def _news(choice: LayerChoice) -> object:
    """What is worth telling when it differs: bitrates waver and are no news once they are known."""
    layers = [(each.id, each.active, each.height, each.bitrate_bps > 0) for each in choice.layers]
    return choice.sent, choice.chosen, choice.paused, layers


def _layers_of(tracks: tuple[Track, ...]) -> list[Layer]:
    newest = max((track.last_arrival for track in tracks), default=0.0)
    return [
        Layer(
            rid=track.rid,
            bitrate_bps=track.rate_bps,
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


def _rate(track: Track) -> int:
    return track.rate_bps


def _name(rid: str | None) -> str:
    return rid or _ONLY_LAYER
