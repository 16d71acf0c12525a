"""Reads whole frames out of a video track's history."""

from collections.abc import Iterator

from media.hls.frames import Frame, assembler
from media.hls.ring_reader import Lost, RingReader
from media.rtp import Packet
from media.track import Track

_PATIENCE_SECONDS = 0.25


class FrameReader:
    """Frames in decode order, from a keyframe on; those with holes are left out.

    Args:
        track: The track.
        position: The first packet of a keyframe.
    """

    def __init__(self, track: Track, position: int) -> None:
        self._reader = RingReader(track.ring, position, _PATIENCE_SECONDS)
        self._assemble = assembler(track.format.name)
        # A decoder of H264 shows what it can; others may fail on a frame whose reference is missing.
        self._needs_keyframe_after_loss = track.format.name != "H264"
        self._frame: list[bytes] = []
        self._begin = position
        self._time: int | None = None
        self._torn = False
        self.lacks_keyframe = False

    @property
    def position(self) -> int:
        """The next packet's."""
        return self._reader.position

    def read(self, now: float, limit: int | None) -> Iterator[tuple[int, int, Frame]]:
        """Give each frame that is there: its first position, its RTP time and itself.

        Args:
            now: Monotonic seconds.
            limit: The position at which another source begins.
        """
        if limit is not None and self.position >= limit:
            return
        for item in self._reader.read(now):
            if isinstance(item, Lost):
                self._lose()
            else:
                yield from self._take(item)
            if limit is not None and self.position >= limit:
                return

    def _take(self, packet: Packet) -> Iterator[tuple[int, int, Frame]]:
        if self._time is not None and packet.timestamp != self._time:
            yield from self._whole()
        if packet.padding:
            return
        if self._time is None:
            self._time, self._begin = packet.timestamp, packet.position
        self._frame.append(packet.payload)
        if packet.marker:
            yield from self._whole()

    def _whole(self) -> Iterator[tuple[int, int, Frame]]:
        time, payloads, torn = self._time, self._frame, self._torn
        self._time, self._frame, self._torn = None, [], False
        if time is None or torn or not payloads:
            return
        frame = self._assemble(payloads)
        if frame is None:
            return
        if frame.is_key:
            self.lacks_keyframe = False
        if not (self.lacks_keyframe and self._needs_keyframe_after_loss):
            yield self._begin, time, frame

    def _lose(self) -> None:
        self._torn = True
        self.lacks_keyframe = True
