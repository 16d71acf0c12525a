"""The process of one push: fragments come in, FLV goes out by RTMP; ``python -m media.rtmp.process``.

The picture is not encoded anew; Opus becomes AAC, because RTMP carries no Opus. Everything blocks here, and a
platform that hangs hangs this process alone: whoever started it ends it.
"""

import errno
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

import av
from av import AudioCodecContext
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.stream import VideoStream

from media.rtmp.messages import (
    LENGTH_OCTETS,
    ORDERS,
    Begin,
    Failed,
    Media,
    Order,
    PushReason,
    Report,
    Sent,
    pack,
)

_SOUND_BITS_PER_SECOND = 160_000
_UNREACHABLE = {errno.ECONNREFUSED, errno.ETIMEDOUT, errno.ENETUNREACH, errno.EHOSTUNREACH}


@dataclass(frozen=True, slots=True)
class _Opened:
    file: OutputContainer
    picture: VideoStream
    sound: AudioStream | None
    zero: Fraction


class Output:
    """An FLV stream to a platform, opened with the first picture."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._opened: _Opened | None = None
        self._decoder: AudioCodecContext | None = None

    def send(self, media: Media) -> None:
        """Send a part; sound that comes before the first picture is left out.

        Raises:
            av.FFmpegError: the platform is away, or does not want it.
        """
        with av.open(io.BytesIO(media.data), "r", format="mp4") as part:
            if media.is_picture:
                self._send_picture(part)
            elif self._opened is not None and self._opened.sound is not None:
                self._send_sound(part, self._opened, self._opened.sound)

    def close(self) -> None:
        """Say goodbye, so that the platform ends the broadcast at once."""
        if self._opened is not None:
            self._opened.file.close()

    def _open(self, source: VideoStream, zero: Fraction) -> _Opened:
        file = av.open(self._begin.url, "w", format="flv", options={"flvflags": "no_duration_filesize"})
        picture = file.add_stream_from_template(source, opaque=True)
        sound = None
        if self._begin.with_sound:
            sound = file.add_stream("aac", rate=48_000, layout="stereo")
            sound.bit_rate = _SOUND_BITS_PER_SECOND
        return _Opened(file, picture, sound, zero)

    def _send_picture(self, part: InputContainer) -> None:
        source = part.streams.video[0]
        for packet in part.demux(source):
            if packet.dts is None or packet.pts is None:
                continue
            if self._opened is None:
                self._opened = self._open(source, packet.dts * packet.time_base)
            shift = round(self._opened.zero / packet.time_base)
            packet.dts, packet.pts = packet.dts - shift, packet.pts - shift
            packet.stream = self._opened.picture
            self._opened.file.mux(packet)

    def _send_sound(self, part: InputContainer, opened: _Opened, sound: AudioStream) -> None:
        source = part.streams.audio[0]
        if self._decoder is None:
            # One decoder for all parts: a new one would begin each with a click.
            self._decoder = AudioCodecContext.create("opus", "r")
            self._decoder.extradata = source.codec_context.extradata
        for packet in part.demux(source):
            if packet.pts is None or (at := packet.pts * packet.time_base) < opened.zero:
                continue
            for frame in self._decoder.decode(packet):
                frame.time_base = Fraction(1, frame.sample_rate)
                frame.pts = round((at - opened.zero) * frame.sample_rate)
                opened.file.mux(sound.encode(frame))


def orders(source: BinaryIO) -> Iterator[Order]:
    """Read what the parent says, until it closes the pipe."""
    while len(length := source.read(LENGTH_OCTETS)) == LENGTH_OCTETS:
        yield ORDERS.decode(source.read(int.from_bytes(length, "big")))


def run(source: BinaryIO, tell: BinaryIO) -> int:
    """Send everything that comes; returns the exit code."""

    def say(report: Report) -> None:
        tell.write(pack(report))
        tell.flush()

    output: Output | None = None
    is_through = False
    try:
        for order in orders(source):
            if isinstance(order, Begin):
                output = Output(order)
            elif output is not None:
                output.send(order)
                if order.is_picture:
                    is_through = True
                    say(Sent())
        if output is not None:
            output.close()
    except av.FFmpegError as error:
        say(Failed(reason=_reason(error, is_through=is_through)))
        return 1
    return 0


def _reason(error: av.FFmpegError, *, is_through: bool) -> PushReason:
    if is_through:
        return "broken"
    # A platform that will not have a key closes the connection, which is EIO.
    return "unreachable" if error.errno in _UNREACHABLE else "refused"


if __name__ == "__main__":
    av.logging.set_level(None)  # FFmpeg's own lines name the address with its key
    sys.exit(run(sys.stdin.buffer, sys.stdout.buffer))
