"""One stream: its publisher of the moment, its tracks, and everybody who watches."""

from collections.abc import Callable

from media.clock import MediaClock
from media.codecs import Format
from media.events import MediaEvent, StreamEnded, StreamInterrupted, StreamLive
from media.health import StreamHealth, StreamState
from media.publisher import Publisher
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
        self.tracks: dict[str, Track] = {}
        self.viewers: dict[str, Viewer] = {}
        self.publisher: Publisher | None = None
        self.state: StreamState = "interrupted"
        self.since = clock.now()
        self._since_ms = now_ms()
        self._awaiting_media = False
        self._new_track = new_track
        self._clock = clock
        self._now_ms = now_ms
        self._tell = tell

    def track_for(self, agreed: Format) -> Track:
        """Return the track that a format feeds: the one at hand, or a new one if the codec changes."""
        track = self.tracks.get(agreed.kind)
        if track is None or track.format.name != agreed.name:
            return self._new_track(agreed)
        return track

    def attach(self, publisher: Publisher) -> None:
        """Let a publisher take over."""
        self._leave_tracks()
        self.publisher = publisher
        self.tracks = {kind: incoming.track for kind, incoming in publisher.tracks.items()}
        publisher.start()
        self._awaiting_media = True

    def detach(self, publisher: Publisher) -> None:
        """The publisher is gone; viewers stay."""
        if self.publisher is not publisher:
            return
        self._leave_tracks()
        self.publisher = None
        self._interrupt()

    def want_keyframe(self) -> None:
        """Pass a need for a keyframe on."""
        if self.publisher is not None:
            self.publisher.request_keyframe()

    def flush(self) -> None:
        """Send on what one wake-up of the socket brought."""
        for track in self.tracks.values():
            track.flush()
        if self._awaiting_media and self._media_is_back():
            self._awaiting_media = False
            self._become("live")
            self._tell(StreamLive(stream_id=self.id, at_ms=self._since_ms))

    def tick(self, now: float, interruption_seconds: float) -> None:
        """Do what time demands: feedback, reports, and noticing silence."""
        if self.publisher is not None:
            self.publisher.tick(now)
            if self.state == "live" and self.publisher.is_silent(now, interruption_seconds):
                self._awaiting_media = True
                self._interrupt()
            if self.publisher.lacks_keyframe(now) or self._is_awaited():
                self.publisher.request_keyframe()
        for viewer in self.viewers.values():
            viewer.tick(now)

    def end(self) -> None:
        """Tell that it is over."""
        self._tell(StreamEnded(stream_id=self.id, at_ms=self._now_ms()))

    def health(self) -> StreamHealth:
        """Say how the stream does."""
        incoming = self.publisher.tracks if self.publisher and self.state == "live" else {}
        video, audio = incoming.get("video"), incoming.get("audio")
        return StreamHealth(
            state=self.state,
            since_ms=self._since_ms,
            viewers=len(self.viewers),
            video=video.health() if video else None,
            audio=audio.health() if audio else None,
            rtt_ms=self.publisher.rtt_ms if self.publisher else None,
        )

    def _is_awaited(self) -> bool:
        """Whether somebody waits for a keyframe and none is cached."""
        video = self.tracks.get("video")
        return video is not None and bool(video.waiting) and video.ring.keyframe is None

    def _media_is_back(self) -> bool:
        publisher = self.publisher
        return publisher is not None and publisher.is_flowing and publisher.last_arrival > self.since

    def _leave_tracks(self) -> None:
        for track in self.tracks.values():
            track.flush()
            track.detach()

    def _interrupt(self) -> None:
        if self.state == "live":
            self._become("interrupted")
            self._tell(StreamInterrupted(stream_id=self.id, at_ms=self._since_ms))

    def _become(self, state: StreamState) -> None:
        self.state = state
        self.since = self._clock.now()
        self._since_ms = self._now_ms()
