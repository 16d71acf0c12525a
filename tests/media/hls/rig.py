"""A stream in memory that a writer reads: real frames and packets, an owned clock, no sockets."""

from collections.abc import Callable
from typing import Any, cast

from bench.rig.coded_media import (
    AUDIO_FORMAT,
    FRAMES_PER_SECOND,
    OPUS_TICKS,
    CodedFrame,
    payloads,
    picture,
    tone,
    video_format,
)
from media.capture import CaptureLine
from media.clock import MediaClock
from media.counters import Counters
from media.fanout import FanOut
from media.hls import InitWritten, PartWritten, Rendition, StreamWriter, WriterNews
from media.ring import Ring
from media.track import Track

EPOCH_MS = 1_700_000_000_000
Lose = Callable[[str, int], bool]


class Broadcast:
    """A publisher of 30 fps and Opus, whose packets arrive as they are captured, 30 ms later."""

    def __init__(self, codec: str = "H264", *, sound: bool = True, frames: int = 180, **coding: Any) -> None:  # noqa: ANN401
        self.now = 500.0
        self.codec = codec
        self.news: list[WriterNews] = []
        self.tracks = {"video": self._track(codec)} | ({"audio": self._track("OPUS")} if sound else {})
        self.coded: tuple[CodedFrame, ...] = picture(codec, frames, **coding)
        self.packets = tone(frames / FRAMES_PER_SECOND)
        clock = MediaClock(lambda: EPOCH_MS + round(self.now * 1000), lambda: self.now)
        ids = iter(f"take-{n}" for n in range(100))
        self.writer = StreamWriter("show", clock=clock, tell=self.news.append, new_id=lambda: next(ids))
        self.writer.follow(self.tracks)
        self._sequence = {"video": 65_500, "audio": 7}
        self._base = {"video": 4_294_900_000, "audio": 1000}
        self.drift = 0.0

    def _track(self, codec: str) -> Track:
        agreed = AUDIO_FORMAT if codec == "OPUS" else video_format(codec)
        ring = Ring(max_seconds=12.0 if codec != "OPUS" else 2.0, max_octets=1 << 24)
        return Track(agreed, cast("FanOut", None), ring, Counters())

    def shoot(
        self,
        *,
        begin: int = 0,
        frames: int | None = None,
        lose: Lose = lambda _kind, _number: False,
        sound: bool = True,
        reports: bool = True,
        read: bool = True,
    ) -> None:
        """Let frames from `begin` on arrive, with the sound of the same time."""
        last = len(self.coded) if frames is None else begin + frames
        start = self.now
        begin_s = begin / FRAMES_PER_SECOND
        events: list[tuple[float, str, int]] = [
            (number / FRAMES_PER_SECOND - begin_s, "video", number) for number in range(begin, last)
        ]
        if sound and "audio" in self.tracks:
            first, end = round(begin_s * 50), round(last / FRAMES_PER_SECOND * 50)
            events += [(number / 50 - begin_s, "audio", number) for number in range(first, end)]
        for at, kind, number in sorted(events):
            self.now = start + at + 0.03
            if reports:
                self.report(start - begin_s)
            if kind == "video":
                self._frame(number, lose)
            elif not lose("audio", number):
                self._packet(
                    "audio", self._stamp("audio", number * OPUS_TICKS), self.packets[number], marker=False
                )
            else:
                self._sequence["audio"] += 1
            if read:
                self.writer.read()
        self.now = start + (last - begin) / FRAMES_PER_SECOND
        self.tick()

    def tick(self, seconds: float = 0.0) -> None:
        """Let time pass without packets."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 0.05)
            self.writer.read()
        self.writer.read()

    def report(self, zero: float) -> None:
        """Let sender reports say that RTP time 0 of both was captured at `zero`."""
        for kind, track in self.tracks.items():
            if track.is_flowing:
                base = track.stream_time(self._base[kind] & 0xFFFFFFFF)
                assert base is not None
                track.capture = CaptureLine(zero + self.drift, base)

    def leave(self) -> None:
        """The publisher goes; another begins with other numbers."""
        for track in self.tracks.values():
            track.detach()
        self.writer.pause()
        self._sequence = {"video": 100, "audio": 30_000}
        self._base = {"video": 77, "audio": 5_000_000}

    def parts(self, rendition: Rendition = "v") -> list[PartWritten]:
        return [n for n in self.news if isinstance(n, PartWritten) and n.rendition == rendition]

    def inits(self, rendition: Rendition = "v") -> list[InitWritten]:
        return [n for n in self.news if isinstance(n, InitWritten) and n.rendition == rendition]

    def file(self, rendition: Rendition = "v", init: int = 0) -> bytes:
        """The initialisation segment and all parts that need it, joined."""
        joined = b"".join(part.data for part in self.parts(rendition) if part.init == init)
        return self.inits(rendition)[init].data + joined

    def _stamp(self, kind: str, ticks: int) -> int:
        return (self._base[kind] + ticks) & 0xFFFFFFFF

    def _frame(self, number: int, lose: Lose) -> None:
        frame = self.coded[number]
        time = self._stamp("video", frame.shown * 3000)
        pieces = payloads(self.codec, frame)
        for index, piece in enumerate(pieces):
            if index == len(pieces) // 2 and lose("video", number):
                self._sequence["video"] += 1
                continue
            self._packet("video", time, piece, marker=index == len(pieces) - 1)

    def _packet(self, kind: str, time: int, payload: bytes, *, marker: bool) -> None:
        sequence = self._sequence[kind] & 0xFFFF
        self._sequence[kind] += 1
        self.tracks[kind].write(sequence, time, payload, self.now, marker=marker)
