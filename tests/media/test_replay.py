"""Instant start: what a newcomer gets, and how fast."""

from hypothesis import given
from hypothesis import strategies as st

from media.replay import Replay, Start, plan_narrow_keyframe, plan_narrow_start, plan_start
from media.ring import Ring
from media.rtp import Packet

FRAME = 3000


def filled(frames: int, *, key_every: int = 60, packets: int = 5, size: int = 1000, hole: int = -1) -> Ring:
    """A ring of a 30 fps stream that begins at second 0."""
    ring = Ring(max_seconds=60, max_octets=50_000_000)
    for frame in range(frames):
        for part in range(packets):
            position = frame * packets + part
            if position != hole:
                packet = Packet(position, frame * FRAME, part == packets - 1, bytes(size), frame / 30)
                ring.append(packet, begins_keyframe=frame % key_every == 0 and part == 0)
    return ring


def test_without_a_keyframe_one_waits() -> None:
    assert plan_start(Ring(max_seconds=1, max_octets=1), 0.0, 5).start is Start.WAIT


def test_the_cached_frames_are_replayed() -> None:
    plan = plan_start(filled(90), 3.0, 5)
    assert plan.start is Start.REPLAY
    assert plan.keyframe is not None
    assert plan.keyframe.position == 300
    assert 600_000 < plan.octets_per_second < 1_250_001


def test_on_a_narrow_path_only_what_catches_up_soon_is_replayed() -> None:
    young, old = filled(63, key_every=30), filled(80, key_every=30)
    rate = round(8 * young.octets_per_second)
    assert plan_narrow_start(young, 63 / 30, 2 * rate, 0.5).start is Start.REPLAY
    assert plan_narrow_start(old, 80 / 30, 2 * rate, 0.5).start is Start.WAIT
    assert plan_narrow_start(old, 80 / 30, 20 * rate, 0.5).start is Start.REPLAY
    assert plan_narrow_start(young, 63 / 30, rate // 2, 9.0).start is Start.WAIT, "it would never catch up"
    assert plan_narrow_start(filled(63, hole=310), 2.6, 20 * rate, 9.0).start is Start.WAIT


def test_on_a_narrow_path_the_keyframe_too_goes_out_at_the_path_s_pace() -> None:
    ring = filled(61, key_every=30)
    plan = plan_narrow_start(ring, 2.0, 10_000_000, 1.0)
    replay = Replay(ring, plan, 2.0, 0)
    at_once = len(list(replay.take(2.0, 0)))
    assert at_once < 5
    assert len(list(replay.take(2.05, 0))) + at_once == 5


def test_a_new_keyframe_is_slowed_down_only_where_that_catches_up() -> None:
    ring = filled(60, key_every=59)
    rate = round(8 * ring.octets_per_second)
    assert plan_narrow_keyframe(ring, round(1.2 * rate)).start is Start.REPLAY
    assert plan_narrow_keyframe(ring, rate).start is Start.WAIT
    assert plan_narrow_keyframe(Ring(max_seconds=1, max_octets=1), rate).start is Start.WAIT


def test_a_narrow_replay_follows_the_path_but_is_never_slower_than_live() -> None:
    ring = filled(61, key_every=30)
    rate = round(8 * ring.octets_per_second)

    def sent_within(seconds: float, path_bps: int) -> int:
        replay = Replay(ring, plan_narrow_start(ring, 2.0, 4 * rate, 1.0), 2.0, 0)
        replay.follow_path(path_bps)
        turns = range(1, round(seconds / 0.004) + 1)
        return sum(len(packet.payload) for n in turns for packet, _ in replay.take(2.0 + n * 0.004, 0))

    assert sent_within(0.1, 4 * rate) == 5_000, "all that there is"
    slow = sent_within(0.02, 1)
    assert slow == sent_within(0.02, rate)
    assert 8 * slow >= rate * 0.02


def test_if_the_next_keyframe_is_near_one_waits_for_it() -> None:
    assert plan_start(filled(118), 118 / 30, 5).start is Start.WAIT


def test_a_hole_or_too_much_gives_a_still_picture() -> None:
    assert plan_start(filled(90, hole=310), 3.0, 5).start is Start.STILL
    assert plan_start(filled(90, hole=440), 3.0, 5).start is Start.REPLAY, "a fresh hole may be filled yet"
    assert plan_start(filled(90, key_every=600, size=10_000), 3.0, 5).start is Start.STILL
    assert plan_start(filled(600, key_every=600, packets=1), 20.0, 5).start is Start.STILL


def test_the_keyframe_goes_at_once_and_the_rest_is_paced() -> None:
    ring = filled(90)
    plan = plan_start(ring, 3.0, 5)
    replay = Replay(ring, plan, 3.0, 0)
    assert [p.position for p, _ in replay.take(3.0, 0)] == [300, 301, 302, 303, 304]
    soon = list(replay.take(3.004, 0))
    assert 0 < len(soon) < 10
    assert not replay.finished


def test_a_frame_has_one_time_and_times_grow() -> None:
    ring = filled(90)
    replay = Replay(ring, plan_start(ring, 3.0, 5), 3.0, 12345)
    stamps: dict[int, set[int]] = {}
    now = 3.0
    while not replay.finished:
        for packet, stamp in replay.take(now, 100):
            stamps.setdefault(packet.timestamp, set()).add(stamp)
        now += 0.004
    assert all(len(of_frame) == 1 for of_frame in stamps.values())
    values = [next(iter(v)) for v in stamps.values()]
    assert values == list(range(12345, 12345 + len(values)))
    assert now - 3.0 < 0.7


def test_it_ends_only_at_the_end_of_a_frame() -> None:
    ring = filled(61)
    replay = Replay(ring, plan_start(ring, 2.0, 5), 2.0, 0)
    list(replay.take(2.0, 0))
    assert replay.finished
    ring.append(Packet(305, 61 * FRAME, marker=False, payload=b"x", arrival=2.03))
    list(replay.take(2.1, 0))
    assert not replay.finished
    ring.append(Packet(306, 61 * FRAME, marker=True, payload=b"x", arrival=2.03))
    list(replay.take(2.1, 0))
    assert replay.finished


@given(st.integers(1, 200), st.floats(1.0, 20.0), st.lists(st.floats(0.0005, 0.05), max_size=400))
def test_everything_since_the_keyframe_goes_out_once_in_order(
    frames: int, pace: float, steps: list[float]
) -> None:
    ring = filled(frames, packets=2)
    now = frames / 30
    plan = plan_start(ring, now, pace)
    if plan.start is not Start.REPLAY or plan.keyframe is None:
        return
    replay = Replay(ring, plan, now, 0)
    sent = []
    for step in [0.0, *steps]:
        now += step
        sent += [packet.position for packet, _ in replay.take(now, 0)]
    assert sent == list(range(plan.keyframe.position, replay.position))
