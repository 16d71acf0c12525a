"""A viewer who decodes nothing but knows when a picture could be shown; his clock is the caller's."""

import struct
from dataclasses import dataclass, field

from media.rtp import parse_rtp, unwrap
from media.transport_feedback import TransportFeedback
from tests.fakes.narrow_link import Datagram

_RETRY_SECONDS = 0.1
_MOST_RETRIES = 10
_PATIENCE_SECONDS = 3.0
_CLOCK_OFFSET = 1000.0


@dataclass(frozen=True, slots=True)
class Shown:
    """When a picture could be shown first, and of which layer it is."""

    at: float
    layer: int


@dataclass(slots=True)
class _Packet:
    timestamp: int
    marker: bool
    payload: bytes


@dataclass(slots=True)
class SimulatedViewer:
    """Asks for what is missing, reports arrivals, and shows each frame whose predecessors are all there.

    Payloads end with the layer's number, 1 for a keyframe, and 1 in a frame's first packet.
    """

    video_ssrc: int
    rtx_ssrc: int
    shown: list[Shown] = field(default_factory=list)
    sound: list[float] = field(default_factory=list)
    _feedback: TransportFeedback = field(default_factory=TransportFeedback)
    _packets: dict[int, _Packet] = field(default_factory=dict)
    _highest: int | None = None
    _missing: dict[int, tuple[float, int]] = field(default_factory=dict)
    _next: int | None = None
    _last_time: int = 0

    def receive(self, datagram: Datagram, now: float) -> None:
        """Take a packet."""
        if datagram.number is not None:
            self._feedback.add(datagram.number, now + _CLOCK_OFFSET)
        header = parse_rtp(datagram.rtp)
        if header is None:
            return
        payload = datagram.rtp[header.start : header.end]
        if header.ssrc == self.video_ssrc:
            self._take(header.sequence, _Packet(header.timestamp, header.marker, payload), now)
        elif header.ssrc == self.rtx_ssrc:
            if len(payload) > 2:
                (original,) = struct.unpack_from("!H", payload)
                self._take(original, _Packet(header.timestamp, header.marker, payload[2:]), now)
        else:
            self.sound.append(now)

    def report(self) -> bytes | None:
        """What arrived since the last report."""
        return self._feedback.report()

    def lacks(self, now: float) -> list[int]:
        """What to ask for again now."""
        due = [number for number, (at, _) in self._missing.items() if at <= now]
        for number in due:
            tries = self._missing[number][1] + 1
            if tries >= _MOST_RETRIES:
                del self._missing[number]
            else:
                self._missing[number] = (now + _RETRY_SECONDS, tries)
        return [number & 0xFFFF for number in due]

    def wants_keyframe(self, now: float) -> bool:
        """Whether nothing could be shown for so long that libwebrtc would ask."""
        return bool(self.shown) and self._highest is not None and now - self.shown[-1].at > _PATIENCE_SECONDS

    def _take(self, sequence: int, packet: _Packet, now: float) -> None:
        if self._highest is None:
            self._highest = sequence - 1
        number = unwrap(sequence, self._highest, 16)
        self._missing.pop(number, None)
        if number in self._packets or (self._next is not None and number < self._next):
            return
        self._packets[number] = packet
        for missing in range(self._highest + 1, number):
            self._missing[missing] = (now, 0)
        self._highest = max(self._highest, number)
        self._show(now)

    def _show(self, now: float) -> None:
        """Show all that has become whole; a whole keyframe lets go of everything before it."""
        while self._next is not None and (end := self._whole(self._next)) is not None:
            self._finish(end, now)
        starts = [n for n, p in self._packets.items() if _begins(p.payload) and _is_key(p.payload)]
        for start in sorted(starts):
            end = self._whole(start)
            if end is not None:
                self._finish(end, now)
                for number in [n for n in self._missing if n < start]:
                    del self._missing[number]
                self._show(now)
                return

    def _whole(self, start: int) -> int | None:
        """The number behind the frame that begins here; None while it is not whole."""
        number = start
        while (packet := self._packets.get(number)) is not None and len(packet.payload) < 4:
            number += 1  # padding
        while (packet := self._packets.get(number)) is not None:
            number += 1
            if packet.marker:
                return number
        return None

    def _finish(self, end: int, now: float) -> None:
        last = self._packets[end - 1]
        assert not self.shown or last.timestamp != self._last_time, "one frame is not shown twice"
        self._last_time = last.timestamp
        self.shown.append(Shown(now, last.payload[-3]))
        self._next = end
        for number in [n for n in self._packets if n < end]:
            del self._packets[number]


def _is_key(payload: bytes) -> bool:
    return len(payload) >= 4 and payload[-2] == 1


def _begins(payload: bytes) -> bool:
    return len(payload) >= 4 and payload[-1] == 1
