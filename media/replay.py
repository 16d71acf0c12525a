"""Instant start: decides what of the cached picture a new viewer gets, and at what pace.

The frames since the last keyframe are sent faster than they were made, each stamped with the time at which it
is sent, so that the receiver sees an ordinary stream without jitter.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from media.ring import Keyframe, Ring
from media.rtp import Packet

_SOON_SECONDS = 0.15
_RECOVERY_SECONDS = 0.3
_MAX_CATCH_UP_SECONDS = 1.2
_MAX_OCTETS = 1_500_000
_MAX_PACKETS = 1_500
_MAX_PACE = 10.0
_MIN_PACE = 2.0
_MAX_OCTETS_PER_SECOND = 10_000_000 / 8
_CREDIT_SECONDS = 0.010
_HEADER_OCTETS = 40
_LEAST_NARROW_PACE = 1.05  # headers, and a little that catches up


class Start(enum.Enum):
    """What a joining viewer gets first."""

    REPLAY = "the cached frames, faster than real time"
    STILL = "the cached keyframe alone; live from the next keyframe on"
    WAIT = "nothing until the next keyframe"


@dataclass(frozen=True, slots=True)
class StartPlan:
    """The decision: how to start, from where, and how fast.

    Attributes:
        octets_per_second: The pace of all that follows the keyframe.
        is_narrow: Whether the keyframe, too, is sent at that pace: a full path loses what comes at once.
    """

    start: Start
    keyframe: Keyframe | None = None
    octets_per_second: float = 0.0
    is_narrow: bool = False


def plan_start(ring: Ring, now: float, pace: float) -> StartPlan:
    """Decide how a viewer starts who joins now; `pace` is the wanted multiple of the bitrate."""
    keyframe = ring.keyframe
    if keyframe is None:
        return StartPlan(Start.WAIT)
    age = now - keyframe.arrival
    if ring.keyframe_period is not None and 0 <= ring.keyframe_period - age <= _SOON_SECONDS:
        return StartPlan(Start.WAIT)
    # A pace of m catches up with an age of L after L / (m - 1).
    needed = age / _MAX_CATCH_UP_SECONDS + 1
    rate = max(ring.octets_per_second, 1.0)
    speed = max(_MIN_PACE, min(max(pace, needed) * rate, _MAX_OCTETS_PER_SECOND) / rate)
    too_large = keyframe.octets > _MAX_OCTETS or keyframe.packets > _MAX_PACKETS
    too_old = needed > min(speed, _MAX_PACE)
    if too_large or too_old or _has_lost(ring, keyframe, now):
        return StartPlan(Start.STILL, keyframe)
    return StartPlan(Start.REPLAY, keyframe, speed * rate)


def plan_narrow_start(ring: Ring, now: float, path_bps: int, patience_seconds: float) -> StartPlan:
    """Decide how a viewer starts whose path is narrow: by what is cached, if that catches up soon.

    Args:
        ring: What is cached of the layer.
        now: Monotonic seconds.
        path_bps: What the path carries.
        patience_seconds: How soon it has to have caught up; the next keyframe, where one is due, is awaited
            instead if it comes sooner.
    """
    keyframe = ring.keyframe
    if keyframe is None or _has_lost(ring, keyframe, now):
        return StartPlan(Start.WAIT)
    if ring.keyframe_period is not None and keyframe.arrival + ring.keyframe_period > now:
        patience_seconds = min(patience_seconds, keyframe.arrival + ring.keyframe_period - now)
    spare = path_bps / 8 - ring.octets_per_second
    behind = keyframe.octets + _HEADER_OCTETS * keyframe.packets
    if behind > spare * patience_seconds:
        return StartPlan(Start.WAIT)
    return StartPlan(Start.REPLAY, keyframe, path_bps / 8, is_narrow=True)


def plan_narrow_keyframe(ring: Ring, path_bps: int) -> StartPlan:
    """Send the keyframe that begins now, and what follows, at a narrow path's pace, if that ever catches up.

    Otherwise nothing is gained: who is sent less than there is falls behind for ever, and no queue tells.
    """
    if ring.keyframe is None or path_bps / 8 < ring.octets_per_second * _LEAST_NARROW_PACE:
        return StartPlan(Start.WAIT)
    return StartPlan(Start.REPLAY, ring.keyframe, path_bps / 8, is_narrow=True)


def _has_lost(ring: Ring, keyframe: Keyframe, now: float) -> bool:
    """Tell whether a packet is missing for good; a fresh hole is about to be filled, for everybody."""
    behind = ring.behind_first_hole(keyframe)
    return behind is not None and now - behind.arrival > _RECOVERY_SECONDS


class Replay:
    """A cursor that walks the ring from a keyframe to the newest packet."""

    def __init__(self, ring: Ring, plan: StartPlan, now: float, stamp: int) -> None:
        """Begin at the plan's keyframe, which gets the time `stamp`."""
        if plan.keyframe is None:
            raise ValueError("a replay begins at a keyframe")
        self._ring = ring
        self._keyframe = plan.keyframe
        self._rate = plan.octets_per_second
        self._is_narrow = plan.is_narrow
        self._credit = 0.0
        self._credited = now
        self._frame = plan.keyframe.timestamp
        self._stamp = stamp
        self._frame_ended = False
        self.position = plan.keyframe.position

    @property
    def awaits_packets(self) -> bool:
        """Whether all that there is has been taken, but its last frame is not complete yet."""
        return not self._frame_ended and self._ring.last is not None and self.position > self._ring.last

    @property
    def finished(self) -> bool:
        """Whether the viewer has everything up to the end of the newest frame."""
        return self._frame_ended and self._ring.last is not None and self.position > self._ring.last

    def follow_path(self, path_bps: int) -> None:
        """Go on at the pace of a narrow path as it is known by now; never so slowly that live runs away."""
        if self._is_narrow:
            self._rate = max(path_bps / 8, self._ring.octets_per_second * _LEAST_NARROW_PACE)

    def take(self, now: float, live_time: int) -> Iterator[tuple[Packet, int]]:
        """Yield what to send now with its times; `live_time` is what a frame captured now would have."""
        ceiling = self._rate * _CREDIT_SECONDS
        self._credit = min(ceiling, self._credit + (now - self._credited) * self._rate)
        self._credited = now
        while self._ring.last is not None and self.position <= self._ring.last:
            packet = self._ring.get(self.position)
            if packet is not None:
                is_paced = self._is_narrow or packet.timestamp != self._keyframe.timestamp
                if is_paced and self._credit <= 0:
                    return
                if is_paced:
                    self._credit -= len(packet.payload) + _HEADER_OCTETS
                self._frame_ended = packet.marker
                yield packet, self._stamp_for(packet, live_time)
            self.position += 1

    def _stamp_for(self, packet: Packet, live_time: int) -> int:
        if packet.timestamp != self._frame:
            self._frame = packet.timestamp
            self._stamp = max(self._stamp + 1, live_time)
        return self._stamp
