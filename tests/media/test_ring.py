"""The ring of recent packets."""

from hypothesis import given
from hypothesis import strategies as st

from media.ring import Ring
from media.rtp import Packet


def packet(position: int, *, time: int | None = None, arrival: float | None = None, size: int = 10) -> Packet:
    stamp = position if time is None else time
    moment = position / 64 if arrival is None else arrival
    return Packet(position, stamp, marker=False, payload=bytes(size), arrival=moment)


def test_a_late_packet_fills_its_place_and_closes_the_hole() -> None:
    ring = Ring(max_seconds=10, max_octets=10_000)
    ring.append(packet(0), begins_keyframe=True)
    ring.append(packet(2))
    keyframe = ring.keyframe
    assert keyframe is not None
    assert ring.has_hole_since(keyframe)
    assert ring.behind_first_hole(keyframe) is ring.get(2)
    assert ring.append(packet(1))
    assert ring.behind_first_hole(keyframe) is None
    assert not ring.has_hole_since(keyframe)
    assert not ring.append(packet(1)), "a double is told apart"
    assert ring.last == 2


def test_the_history_is_bounded_in_time() -> None:
    ring = Ring(max_seconds=1, max_octets=10_000)
    for position in range(300):
        ring.append(packet(position))
    assert len(ring) == 65
    assert ring.get(234) is None
    assert ring.get(235) is not None


def test_the_history_is_bounded_in_bytes() -> None:
    ring = Ring(max_seconds=1000, max_octets=100)
    for position in range(30):
        ring.append(packet(position))
    assert ring.octets <= 100
    assert len(ring) == 10


def test_a_keyframe_begins_where_its_frame_begins() -> None:
    ring = Ring(max_seconds=10, max_octets=10_000)
    ring.append(packet(0, time=1))
    ring.append(packet(1, time=2))  # a delimiter, as some H264 encoders send
    ring.append(packet(2, time=2), begins_keyframe=True)
    ring.append(packet(3, time=2), begins_keyframe=True)
    assert ring.keyframe is not None
    assert (ring.keyframe.position, ring.keyframe.packets, ring.keyframe.octets) == (1, 3, 30)
    assert [p.position for p in ring.frame(2, 1)] == [1, 2, 3]


def test_a_keyframe_that_fell_out_is_no_beginning() -> None:
    ring = Ring(max_seconds=1, max_octets=10_000)
    ring.append(packet(0), begins_keyframe=True)
    for position in range(1, 200):
        ring.append(packet(position))
    assert ring.keyframe is None


def test_the_rate_is_that_of_what_is_held() -> None:
    ring = Ring(max_seconds=10, max_octets=10_000)
    assert ring.octets_per_second == 0
    ring.append(packet(0, arrival=1.0))
    assert ring.octets_per_second == 50, "of a moment nothing is known: 200 ms are assumed"
    ring.append(packet(1, arrival=3.0))
    assert ring.octets_per_second == 10


def test_the_period_of_keyframes_is_measured() -> None:
    ring = Ring(max_seconds=10, max_octets=10_000)
    ring.append(packet(0, arrival=1.0), begins_keyframe=True)
    assert ring.keyframe_period is None
    ring.append(packet(1, arrival=3.0), begins_keyframe=True)
    assert ring.keyframe_period == 2.0


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=150))
def test_whatever_the_order_the_ring_keeps_its_word(arrivals: list[tuple[int, bool]]) -> None:
    ring = Ring(max_seconds=1000, max_octets=200)
    held: set[int] = set()
    for moment, (position, begins) in enumerate(arrivals):
        if ring.append(packet(position, arrival=moment), begins_keyframe=begins):
            assert position not in held
        held = {p for p in range(61) if ring.get(p) is not None}
        assert len(held) == len(ring)
        assert ring.octets == 10 * len(held)
        assert ring.octets <= 200 or len(held) == 1
        assert ring.newest is not None
        assert ring.last == max(held)
        if ring.keyframe is not None:
            since = [p for p in held if p >= ring.keyframe.position]
            assert ring.keyframe.packets == len(since)
