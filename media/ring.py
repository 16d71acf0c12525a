"""One track's recent packets: the history for retransmission and, by its keyframes, for instant start."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from media.rtp import Packet

_MIN_RATE_SECONDS = 0.2


@dataclass(slots=True)
class Keyframe:
    """A place from which decoding can begin, and what has arrived since.

    Attributes:
        position: First packet of the frame (for H264 its parameter sets).
        timestamp: RTP time of the frame.
        arrival: Monotonic seconds.
        packets: Packets held from there on; fewer than the positions spanned means a hole.
        octets: Their payload bytes.
    """

    position: int
    timestamp: int
    arrival: float
    packets: int = 0
    octets: int = 0


class Ring:
    """Packets by position, bounded in time and bytes; late ones fall into their place."""

    def __init__(self, *, max_seconds: float, max_octets: int) -> None:
        self._max_seconds = max_seconds
        self._max_octets = max_octets
        self._packets: dict[int, Packet] = {}
        self._first = 0
        self._keyframes: deque[Keyframe] = deque(maxlen=16)
        self.octets = 0
        self.last: int | None = None
        self.keyframe_period: float | None = None

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def newest(self) -> Packet | None:
        """The packet with the highest position."""
        return None if self.last is None else self._packets.get(self.last)

    @property
    def first(self) -> int:
        """The lowest position that may still be held."""
        return self._first

    @property
    def octets_per_second(self) -> float:
        """Average rate over what is held."""
        newest, oldest = self.newest, self._packets.get(self._first)
        if newest is None or oldest is None:
            return 0.0
        return self.octets / max(_MIN_RATE_SECONDS, newest.arrival - oldest.arrival)

    @property
    def keyframe(self) -> Keyframe | None:
        """The latest keyframe whose beginning is still held."""
        if not self._keyframes or self._keyframes[-1].position not in self._packets:
            return None
        return self._keyframes[-1]

    def get(self, position: int) -> Packet | None:
        """Find one packet."""
        return self._packets.get(position)

    def append(self, packet: Packet, *, begins_keyframe: bool = False) -> bool:
        """Take one packet in; False for a double or one that is older than the history."""
        if packet.position in self._packets or (self._packets and packet.position < self._first):
            return False
        if not self._packets:
            self._first = packet.position
        self._packets[packet.position] = packet
        self.octets += len(packet.payload)
        if self.last is None or packet.position > self.last:
            self.last = packet.position
        if begins_keyframe:
            self._note_keyframe(packet)
        if self._keyframes and packet.position >= self._keyframes[-1].position:
            self._keyframes[-1].packets += 1
            self._keyframes[-1].octets += len(packet.payload)
        self._evict(packet.arrival)
        return True

    def frame(self, timestamp: int, position: int) -> Iterator[Packet]:
        """Walk a frame's packets from `position` on, up to the first that is missing or of another frame."""
        while (packet := self._packets.get(position)) is not None and packet.timestamp == timestamp:
            yield packet
            position += 1

    def has_hole_since(self, keyframe: Keyframe) -> bool:
        """Tell whether a packet after the keyframe is missing; only for the latest keyframe."""
        return self.last is not None and keyframe.packets < self.last - keyframe.position + 1

    def behind_first_hole(self, keyframe: Keyframe) -> Packet | None:
        """Find the packet whose arrival uncovered the first hole after the keyframe; None without a hole."""
        if self.last is None or not self.has_hole_since(keyframe):
            return None
        held = self._packets
        missing = next(p for p in range(keyframe.position, self.last) if p not in held)
        return next(held[p] for p in range(missing, self.last + 1) if p in held)

    def _note_keyframe(self, packet: Packet) -> None:
        latest = self._keyframes[-1] if self._keyframes else None
        if latest and packet.timestamp <= latest.timestamp:
            return
        start = packet.position
        # An H264 keyframe may begin with packets that do not look like one (delimiter, SEI).
        while (before := self._packets.get(start - 1)) is not None and before.timestamp == packet.timestamp:
            start -= 1
        found = Keyframe(start, packet.timestamp, packet.arrival)
        # Others may be here before the packet that shows what the frame is.
        for position in range(start, (self.last or 0) + 1):
            held = self._packets.get(position)
            if held is not None and held is not packet:
                found.packets += 1
                found.octets += len(held.payload)
        if latest:
            self.keyframe_period = packet.arrival - latest.arrival
        self._keyframes.append(found)

    def _evict(self, now: float) -> None:
        while self._packets:
            oldest = self._packets.get(self._first)
            if oldest is not None:
                if self.octets <= self._max_octets and now - oldest.arrival <= self._max_seconds:
                    return
                if oldest.position == self.last:
                    return
                del self._packets[self._first]
                self.octets -= len(oldest.payload)
            self._first += 1
