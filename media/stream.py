"""One stream: its publisher of the moment, its tracks, and everybody who watches."""

import math
import secrets
from collections.abc import Callable, Iterable, Mapping

from media.audience import audience_health
from media.clock import MediaClock
from media.codecs import Format
from media.events import MediaEvent, StreamEnded, StreamInterrupted, StreamLive
from media.health import StreamHealth, StreamState
from media.hls import StreamWriter, WriterNews
from media.ladder import Ladder
from media.publisher import Publisher
from media.statistics import StreamStatistics
from media.track import Track, TrackFactory
from media.viewer import Viewer


class Stream:
    """Stays when its publisher goes, so that the next one takes over and viewers keep watching."""

    def __init__(
        self,
        stream_id: str,
        *,
        new_track: TrackFactory,
        clock: MediaClock,
        now_ms: Callable[[], int],
        tell: Callable[[MediaEvent], None],
    ) -> None:
        self.id = stream_id
        self.ladders: dict[str, Ladder] = {}
        self.viewers: dict[str, Viewer] = {}
        self.publisher: Publisher | None = None
        self.writer: StreamWriter | None = None
        self.state: StreamState = "interrupted"
        self.since = clock.now()
        self._since_ms = now_ms()
        self._awaiting_media = False
        self._new_track = new_track
        self._clock = clock
        self._now_ms = now_ms
        self._tell = tell

    @property
    def tracks(self) -> dict[str, Track]:
        """The best track of each kind."""
        return {kind: ladder.main for kind, ladder in self.ladders.items()}

    @property
    def knows_capture(self) -> bool:
        """Whether the publisher has told its clock."""
        return any(track.capture is not None for ladder in self.ladders.values() for track in ladder.active)

    def ladder_for(self, agreed: Format) -> Ladder:
        """Return the ladder that a format feeds: the one at hand, or a new one if the codec changes."""
        ladder = self.ladders.get(agreed.kind)
        if ladder is None or ladder.format.name != agreed.name:
            return Ladder(agreed, self._new_track)
        return ladder

    def attach(self, publisher: Publisher, ladders: Mapping[str, Ladder]) -> None:
        """Let a publisher take over, who feeds these ladders."""
        self._leave_tracks()
        self.publisher = publisher
        self.ladders = dict(ladders)
        for kind, ladder in self.ladders.items():
            ladder.attach([(each.track, each.rid) for each in publisher.of_kind(kind)])
        if self.writer:
            self.writer.follow(self.tracks)
        publisher.start()
        for viewer in self.viewers.values():
            viewer.layers_changed()
        self._awaiting_media = True

    def begin_writing(self, tell: Callable[[WriterNews], None]) -> None:
        """Have the stream written as files too, until it ends."""
        if self.writer is None:
            self.writer = StreamWriter(self.id, clock=self._clock, tell=tell, new_id=_new_take_id)
            self.writer.follow(self.tracks)

    def end_writing(self) -> None:
        """Stop that."""
        if self.writer:
            self.writer.end()
        self.writer = None

    def detach(self, publisher: Publisher) -> None:
        """The publisher is gone; viewers stay."""
        if self.publisher is not publisher:
            return
        self._leave_tracks()
        if self.writer:
            self.writer.pause()
        self.publisher = None
        self._interrupt()

    def want_keyframe(self, track: Track) -> None:
        """Pass a need for a keyframe on."""
        if self.publisher is not None:
            self.publisher.request_keyframe(track)

    def flush(self, now: float, hold_seconds: float) -> float:
        """Send on what has come, except packets that wait for company; returns until when (inf: none do)."""
        waits = min(
            (ladder.flush_due(now, hold_seconds) for ladder in self.ladders.values()), default=math.inf
        )
        if self.writer:
            self.writer.read()
        if self._awaiting_media and self._media_is_back():
            self._awaiting_media = False
            self._become("live")
            self._tell(StreamLive(stream_id=self.id, at_ms=self._since_ms))
        return waits

    def tick(self, now: float, interruption_seconds: float) -> None:
        """Do what time demands: feedback, reports, and noticing silence."""
        if self.publisher is not None:
            self.publisher.tick(now)
            if self.state == "live" and self.publisher.is_silent(now, interruption_seconds):
                self._awaiting_media = True
                self._interrupt()
            for track in self._awaited():
                self.publisher.request_keyframe(track)
            if self.writer:
                self._write_on(self.writer, self.publisher, now)
        for viewer in self.viewers.values():
            viewer.tick(now)

    def end(self) -> None:
        """Tell that it is over."""
        self.end_writing()
        self._tell(StreamEnded(stream_id=self.id, at_ms=self._now_ms()))

    def health(self) -> StreamHealth:
        """Say how the stream does."""
        live = self.publisher if self.state == "live" else None
        now = self._clock.now()
        layers = live.of_kind("video") if live else []
        audio = next(iter(live.of_kind("audio")), None) if live else None
        video = next((layer for layer in layers if layer.is_flowing), next(iter(layers), None))
        return StreamHealth(
            state=self.state,
            since_ms=self._since_ms,
            viewers=len(self.viewers),
            video=video.health(now) if video else None,
            audio=audio.health(now) if audio else None,
            rtt_ms=self.publisher.rtt_ms if self.publisher else None,
            layers=tuple(layer.health(now) for layer in layers) if len(layers) > 1 else (),
            audience=audience_health(viewer.reception for viewer in self.viewers.values()),
        )

    def statistics(self) -> StreamStatistics:
        """Count for each who sends or watches."""
        return StreamStatistics(
            publisher=self.publisher.statistics() if self.publisher else None,
            viewers=tuple(viewer.statistics() for viewer in self.viewers.values()),
        )

    def _awaited(self) -> list[Track]:
        """The layers for whose first keyframe somebody waits."""
        video = self.ladders.get("video")
        return [t for t in video.active if t.waiting and t.ring.keyframe is None] if video else []

    def _write_on(self, writer: StreamWriter, publisher: Publisher, now: float) -> None:
        """Let the writer read the best layer that comes, and ask for the keyframes that it needs."""
        tracks = self.tracks
        video = self.ladders.get("video")
        coming = (track for track in video.active if track.is_coming(now)) if video else iter(())
        if (best := next(coming, None)) is not None:
            tracks["video"] = best
            writer.follow(tracks)
        writer.read()
        if (needed := writer.needs_keyframe_of()) is not None:
            publisher.request_keyframe(needed)

    def _media_is_back(self) -> bool:
        publisher = self.publisher
        return publisher is not None and publisher.is_flowing and publisher.last_arrival > self.since

    def _leave_tracks(self) -> None:
        for ladder in self.ladders.values():
            ladder.detach()

    def _interrupt(self) -> None:
        if self.state == "live":
            self._become("interrupted")
            self._tell(StreamInterrupted(stream_id=self.id, at_ms=self._since_ms))

    def _become(self, state: StreamState) -> None:
        self.state = state
        self.since = self._clock.now()
        self._since_ms = self._now_ms()


def _new_take_id() -> str:
    return secrets.token_hex(9)


def flush_all(streams: Iterable[Stream], now: float, hold_seconds: float) -> float:
    """Send on what has come in all streams; see `Stream.flush`."""
    return min((stream.flush(now, hold_seconds) for stream in streams), default=math.inf)
