"""Reads a stream as a viewer does and writes it as CMAF parts, of which LL-HLS and recordings are made."""

import logging
from collections.abc import Callable, Mapping

from media.capture import CaptureLine
from media.clock import MediaClock
from media.hls.frame_reader import FrameReader
from media.hls.frames import Frame
from media.hls.init_segment import Init, InitUnreadable, opus_init, video_init
from media.hls.news import Rendition
from media.hls.run import PictureRun, Place, SoundRun
from media.hls.take import Take, Tell
from media.track import Track

_CLOCK_PATIENCE_SECONDS = 1.5
"""How long the publisher's sender reports are waited for; without them arrival stands in for capture."""
_KEYFRAME_SECONDS = 1.8
_OVERLAP_SECONDS = 0.02
_LONG_ENOUGH_SECONDS = 1.0
"""More than any hole is waited for: once the publisher is gone, nothing is sent again."""
WRITABLE = frozenset({"H264", "VP9", "AV1"})
"""Video codecs that MP4 can hold and players of HLS take. VP8 is not among them."""

logger = logging.getLogger(__name__)


class StreamWriter:
    """Follows one stream from publisher to publisher.

    Args:
        stream_id: The stream.
        clock: The media plane's.
        tell: Takes the news; must not block.
        new_id: Names a take.
    """

    def __init__(self, stream_id: str, *, clock: MediaClock, tell: Tell, new_id: Callable[[], str]) -> None:
        self._stream_id = stream_id
        self._clock = clock
        self._tell = tell
        self._new_id = new_id
        self._tracks: Mapping[str, Track] = {}
        self._run: PictureRun | SoundRun | None = None
        self._take: Take | None = None
        self._place = Place()
        self._waiting_since: float | None = None
        self._opus: Init | None = None

    def follow(self, tracks: Mapping[str, Track]) -> None:
        """A publisher took over: these are the tracks from now on."""
        if dict(tracks) == dict(self._tracks):
            return
        changed = any(tracks.get(kind) is not track for kind, track in self._tracks.items())
        self._stop()
        if changed:
            self._place = Place()
        self._tracks = dict(tracks)

    def pause(self) -> None:
        """The publisher is gone: what is there is written out."""
        self._read(self._clock.now() + _LONG_ENOUGH_SECONDS)
        self._stop()

    def read(self) -> None:
        """Write what has come since the last call."""
        now = self._clock.now()
        try:
            self._read(now)
        except Exception:
            # Whoever watches by WebRTC must not suffer from what a file makes of the stream.
            logger.exception("writing failed", extra={"stream": self._stream_id})
            self._abandon()

    def needs_keyframe_of(self) -> Track | None:
        """The track of which a keyframe should be asked for: a segment is due, or something is lost."""
        video = self._tracks.get("video")
        if video is None or not video.is_flowing or video.format.name not in WRITABLE:
            return None
        keyframe = video.ring.keyframe
        if (
            keyframe is None
            or (self._run is None and self._take is not None)
            or (self._run is not None and self._run.lacks_keyframe)
            or self._clock.now() - keyframe.arrival >= _KEYFRAME_SECONDS
        ):
            return video
        return None

    def end(self) -> None:
        """Write what is there and end the take."""
        self.pause()
        if self._take:
            self._take.end()
        self._take = None

    def _read(self, now: float) -> None:
        while True:
            if self._run is None:
                self._run = self._begin(now)
            if self._run is None:
                return
            ended = self._run.read(now)
            if ended is None:
                return
            self._over(ended)

    def _begin(self, now: float) -> PictureRun | SoundRun | None:
        video, audio = self._tracks.get("video"), self._tracks.get("audio")
        if video is not None:
            return self._begin_picture(video, audio, now)
        return self._begin_sound(audio, now) if audio is not None else None

    def _begin_picture(self, video: Track, audio: Track | None, now: float) -> PictureRun | None:
        keyframe = video.ring.keyframe
        if (
            video.format.name not in WRITABLE
            or not video.is_flowing
            or keyframe is None
            or keyframe.position < max(video.source_begin, self._place.video_position)
            or not self._knows_clocks(now)
        ):
            return None
        frame = _first_frame(video, keyframe.position, now)
        if frame is None:
            return None
        try:
            init = video_init(video.format.name, frame, frame.parameters)
        except InitUnreadable as unreadable:
            logger.info("keyframe skipped", extra={"stream": self._stream_id, "reason": str(unreadable)})
            self._place = Place(keyframe.position + 1, self._place.audio_position)
            return None
        line = video.capture or CaptureLine(keyframe.arrival, keyframe.timestamp)
        moment = line.moment + (keyframe.timestamp - line.stream_time) / video.clock_rate
        if self._take and moment < self._take.written_until - _OVERLAP_SECONDS:
            return None  # another layer's keyframe, of what is written already
        take = self._take_for(video.format.name, ("v", "a") if audio else ("v",), moment)
        take.write_init("v", init)
        lines = {"video": line}
        if audio:
            take.write_init("a", self._opus_init())
            lines["audio"] = _line_of(audio, now)
        place = Place(keyframe.position, self._audio_position(audio))
        return PictureRun(take, video, audio, place, lines)

    def _begin_sound(self, audio: Track, now: float) -> SoundRun | None:
        newest = audio.ring.newest
        if newest is None or not audio.is_flowing or not self._knows_clocks(now):
            return None
        line = _line_of(audio, now)
        take = self._take_for("", ("a",), line.moment)
        take.write_init("a", self._opus_init())
        return SoundRun(take, audio, Place(0, newest.position), line)

    def _knows_clocks(self, now: float) -> bool:
        if all(track.capture is not None for track in self._tracks.values() if len(track.ring)):
            return True
        if self._waiting_since is None:
            self._waiting_since = now
        return now - self._waiting_since > _CLOCK_PATIENCE_SECONDS

    def _audio_position(self, audio: Track | None) -> int:
        if audio is None:
            return 0
        # What was heard before is not heard again; a run decides itself what is too old for it.
        return max(audio.source_begin, self._place.audio_position, audio.ring.first)

    def _take_for(self, codec: str, renditions: tuple[Rendition, ...], moment: float) -> Take:
        take = self._take
        if take and (take.codec, take.renditions) == (codec, renditions):
            return take
        if take:
            take.end()
        self._take = Take(
            self._stream_id,
            self._new_id(),
            codec=codec,
            renditions=renditions,
            moment=moment,
            clock=self._clock,
            tell=self._tell,
        )
        return self._take

    def _opus_init(self) -> Init:
        if self._opus is None:
            self._opus = opus_init()
        return self._opus

    def _stop(self) -> None:
        if self._run is not None:
            self._over(self._run.finish())

    def _over(self, place: Place) -> None:
        self._run, self._place, self._waiting_since = None, place, None
        if self._take:
            self._take.break_off()

    def _abandon(self) -> None:
        self._run = None
        if self._take:
            self._take.end()
        self._take = None
        self._place = Place(*(_end_of(self._tracks.get(kind)) for kind in ("video", "audio")))


def _first_frame(video: Track, position: int, now: float) -> Frame | None:
    """Read the keyframe at a position, once all of it is there."""
    found = next(FrameReader(video, position).read(now, None), None)
    return found[2] if found and found[2].is_key else None


def _line_of(audio: Track, now: float) -> CaptureLine:
    newest = audio.ring.newest
    return audio.capture or CaptureLine(newest.arrival if newest else now, newest.timestamp if newest else 0)


def _end_of(track: Track | None) -> int:
    return 0 if track is None or track.ring.last is None else track.ring.last + 1
