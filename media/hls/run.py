"""Writes one unbroken stretch of a stream: one source, one picture format, no gap."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.capture import CaptureLine
from media.hls.boxes import Sample
from media.hls.cutting import (
    PART_SECONDS,
    SEGMENT_SECONDS,
    VIDEO_RATE,
    AudioCutter,
    Border,
    Cut,
    DecodeTimes,
    VideoCutter,
)
from media.hls.frame_reader import FrameReader
from media.hls.frames import Frame
from media.hls.media_time import MediaTime
from media.hls.opus import RATE, SILENCE_TICKS, duration
from media.hls.ring_reader import Lost, RingReader
from media.hls.take import Take
from media.track import Track

_LATE_SOUND_SECONDS = 0.3
_SOUND_PATIENCE_SECONDS = 0.2
_LONGEST_FRAME_SECONDS = 3.0
"""A picture that stands still for longer is a gap; less is a slow source, such as a shared screen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run begins in the histories of its tracks."""

    video_position: int = 0
    audio_position: int = 0


class PictureRun:
    """Picture and, if the stream has it, sound."""

    def __init__(
        self, take: Take, video: Track, audio: Track | None, place: Place, lines: dict[str, CaptureLine]
    ) -> None:
        self._take = take
        self._track = video
        self._source = video.source_begin
        self._time = MediaTime(VIDEO_RATE, take.origin, lines["video"])
        self._frames = FrameReader(video, place.video_position)
        self._decode = DecodeTimes()
        self._cutter = VideoCutter()
        self._parameters: tuple[bytes, ...] | None = None
        self._last_shown: int | None = None
        self._sound = _Sound(take, audio, place.audio_position, lines["audio"]) if audio else None

    @property
    def lacks_keyframe(self) -> bool:
        """Whether something was lost since the last one."""
        return self._frames.lacks_keyframe

    def read(self, now: float) -> Place | None:
        """Write what is there; returns where the next run may begin once this one is over."""
        source = self._track.source_begin
        limit = source if source != self._source else None
        for position, stream_time, frame in self._frames.read(now, limit):
            if self._breaks(stream_time, frame):
                return self._finish(position)
            self._write(stream_time, frame, now)
        if limit is not None and self._frames.position >= limit:
            return self._finish(limit)
        if self._sound:
            self._sound.read(now)
        return None

    def finish(self) -> Place:
        """End the run where it is."""
        return self._finish(self._frames.position)

    def _breaks(self, stream_time: int, frame: Frame) -> bool:
        if self._last_shown is not None and stream_time - self._last_shown > (
            _LONGEST_FRAME_SECONDS * VIDEO_RATE
        ):
            return True
        known = self._parameters
        return bool(frame.is_key and frame.parameters and known and frame.parameters != known)

    def _write(self, stream_time: int, frame: Frame, now: float) -> None:
        if frame.is_key and frame.parameters:
            self._parameters = frame.parameters
        self._last_shown = max(stream_time, self._last_shown or 0)
        shown = self._time.ticks(stream_time)
        decoded = self._decode.place(shown, is_key=frame.is_key)
        cut = self._cutter.add(Sample(decoded, frame.data, frame.is_key, shown - decoded))
        if self._sound and self._sound.next_time is None:
            self._sound.begin(_sound_time(decoded))
        if cut:
            self._cut(cut, now)

    def _cut(self, cut: Cut, now: float) -> None:
        self._take.write_part("v", cut)
        if self._track.capture is not None:
            self._time.follow(self._track.capture)
        if self._sound:
            self._sound.mark(Border(_sound_time(cut.end), cut.closes), now)

    def _finish(self, position: int) -> Place:
        cut = self._cutter.finish()
        if cut:
            self._take.write_part("v", cut)
        audio = 0
        if self._sound and cut:
            audio = self._sound.finish(_sound_time(cut.end))
        return Place(position, audio)


class SoundRun:
    """A stream without a picture, or one whose picture does not come."""

    def __init__(self, take: Take, audio: Track, place: Place, line: CaptureLine) -> None:
        self._track = audio
        self._source = audio.source_begin
        self._sound = _Sound(take, audio, place.audio_position, line)
        self._next_border: int | None = None
        self._segment_end = 0
        self.lacks_keyframe = False

    def read(self, now: float) -> Place | None:
        """Write what is there; returns where the next run may begin once this one is over."""
        if self._track.source_begin != self._source:
            return self.finish()
        self._sound.read(now)
        end = self._sound.next_time
        if end is None:
            return None
        part = round(PART_SECONDS * RATE)
        if self._next_border is None:
            begin = end - SILENCE_TICKS
            self._next_border, self._segment_end = begin + part, begin + round(SEGMENT_SECONDS * RATE)
        while end > self._next_border - part:
            closes = self._next_border >= self._segment_end
            self._segment_end += round(SEGMENT_SECONDS * RATE) if closes else 0
            self._sound.mark(Border(self._next_border, closes), None)
            self._next_border += part
        return None

    def finish(self) -> Place:
        """End the run where it is."""
        end = self._sound.next_time
        return Place(0, self._sound.finish(end) if end is not None else 0)


class _Sound:
    """The sound of a run."""

    def __init__(self, take: Take, track: Track, position: int, line: CaptureLine) -> None:
        self._take = take
        self._track = track
        self._time = MediaTime(RATE, take.origin, line)
        self._reader = RingReader(track.ring, position, _SOUND_PATIENCE_SECONDS)
        self._cutter = AudioCutter()
        self._marked: float | None = None

    @property
    def next_time(self) -> int | None:
        """When the sound so far ends, in the file's time."""
        return self._cutter.next_time

    def begin(self, time: int) -> None:
        """Let the sound begin with the picture."""
        self._cutter.begin(time)

    def mark(self, border: Border, now: float | None) -> None:
        """Set a border; one that has a time of its own is waited for only so long."""
        self._cutter.mark(border)
        self._marked = now if self._marked is None else self._marked

    def read(self, now: float) -> None:
        """Write what is there; a border that waits too long is reached with silence."""
        for item in self._reader.read(now):
            if not isinstance(item, Lost) and not item.padding:
                time = self._time.ticks(item.timestamp)
                begin = self._cutter.next_time
                # What was said before the first frame is not part of this run.
                if begin is None or time > begin - SILENCE_TICKS // 2:
                    self._write(self._cutter.add(time, item.payload, duration(item.payload)), now)
        border = self._cutter.border
        late = border and self._marked is not None and now - self._marked > _LATE_SOUND_SECONDS
        if border and late:
            self._write(self._cutter.fill(border.time + 2 * SILENCE_TICKS), now)

    def finish(self, end: int) -> int:
        """End with the picture; returns the position of the packet to go on with."""
        # At least one packet closes the segment here too, so that the numbers of both go together.
        until = max(end, (self._cutter.next_time or 0) + SILENCE_TICKS)
        self._write(self._cutter.fill(until), 0.0)
        cut = self._cutter.finish()
        if cut:
            self._take.write_part("a", cut)
        return self._reader.position

    def _write(self, cuts: Iterable[Cut], now: float) -> None:
        for cut in cuts:
            self._take.write_part("a", cut)
            self._marked = now if self._cutter.border else None
            if self._track.capture is not None:
                self._time.follow(self._track.capture)


def _sound_time(ticks: int) -> int:
    return ticks * RATE // VIDEO_RATE
