"""Waiting for company: never while there is little to do, never longer than 10 ms."""

import asyncio
import math

from hypothesis import given
from hypothesis import strategies as st

from media.codecs import Format
from media.counters import Counters
from media.fanout import Sent
from media.gathering import Departures, Gathering
from media.ring import Ring
from media.rtp import Packet
from media.track import Track

TICK = 0.05


def holding(per_second: float, seconds: float = 3.0) -> Gathering:
    gathering = Gathering()
    for tick in range(int(seconds / TICK)):
        gathering.observe(tick * TICK, int(tick * TICK * per_second))
    return gathering


def test_nothing_waits_while_there_is_little_to_do() -> None:
    assert holding(19_000).hold_seconds == 0


def test_near_capacity_packets_wait_for_ten_milliseconds_at_most() -> None:
    assert 0.009 < holding(200_000, 10).hold_seconds <= 0.010


def test_waiting_ends_when_the_rush_is_over() -> None:
    gathering = holding(200_000)
    for tick in range(60):
        gathering.observe(3 + tick * TICK, 600_000)
    assert gathering.hold_seconds == 0


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10**6)), max_size=50))
def test_whatever_happens_the_wait_has_a_bound(steps: list[tuple[float, int]]) -> None:
    gathering, now, total = Gathering(), 0.0, 0
    for seconds, packets in steps:
        now, total = now + seconds, total + packets
        gathering.observe(now, total)
        assert 0 <= gathering.hold_seconds <= 0.010


class Recorder:
    """A fan-out that notes what it is given."""

    def __init__(self) -> None:
        self.sends: list[list[int]] = []

    def send(self, packets: list[Packet]) -> Sent:
        self.sends.append([p.position for p in packets])
        return Sent(len(packets), 0, 0)


def track(kind: str) -> tuple[Track, Recorder]:
    codec = "VP8" if kind == "video" else "OPUS"
    agreed = Format(kind, codec, 96, None, 90_000, 1, "", ())
    fan = Recorder()
    made = Track(agreed, fan, Ring(max_seconds=5, max_octets=1 << 20), Counters())  # type: ignore[arg-type]
    return made, fan


KEYFRAME = bytes.fromhex("9000009d012a8002680100")


def test_an_unfinished_frame_waits_until_its_time_and_a_finished_one_not_at_all() -> None:
    video, fan = track("video")
    assert video.flush_due(5.0, 0.01) == math.inf
    video.write(1, 3000, KEYFRAME, 5.0, marker=False)
    video.write(2, 3000, b"\x80more", 5.004, marker=False)
    assert video.flush_due(5.009, 0.01) == 5.01
    assert fan.sends == []
    assert video.flush_due(5.01, 0.01) == math.inf
    video.write(3, 3000, b"\x80end", 5.011, marker=True)
    assert video.flush_due(5.011, 0.01) == math.inf
    assert [len(send) for send in fan.sends] == [2, 1]


def test_sixteen_packets_are_company_enough() -> None:
    video, fan = track("video")
    video.write(1, 3000, KEYFRAME, 5.0, marker=False)
    for sequence in range(2, 16):
        video.write(sequence, 3000, b"\x80more", 5.0, marker=False)
    assert video.flush_due(5.0, 1.0) == 6.0
    video.write(16, 3000, b"\x80more", 5.0, marker=False)
    assert video.flush_due(5.0, 1.0) == math.inf
    assert [len(send) for send in fan.sends] == [16]


def test_sound_and_whatever_comes_in_quiet_times_never_wait() -> None:
    sound, heard = track("audio")
    sound.write(1, 960, b"sound", 5.0, marker=False)
    assert sound.flush_due(5.0, 0.01) == math.inf
    video, seen = track("video")
    video.write(1, 3000, KEYFRAME, 5.0, marker=False)
    assert video.flush_due(5.0, 0.0) == math.inf
    assert len(heard.sends) == len(seen.sends) == 1


async def test_what_waits_leaves_when_its_time_has_come() -> None:
    left = asyncio.Event()
    sends: list[float] = []

    def send(_now: float, hold_seconds: float) -> float:
        sends.append(hold_seconds)
        if len(sends) == 1:
            return 7.0005
        left.set()
        return math.inf

    departures = Departures(lambda: 7.0, send)
    departures.run()
    async with asyncio.timeout(5):
        await left.wait()
    departures.close()
    assert sends == [0, 0]
