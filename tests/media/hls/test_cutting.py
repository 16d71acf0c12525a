"""Where parts and segments end, whatever the source does."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from media.hls.boxes import Sample
from media.hls.cutting import (
    LONGEST_SEGMENT_SECONDS,
    PART_TARGET_SECONDS,
    VIDEO_RATE,
    AudioCutter,
    Border,
    Cut,
    DecodeTimes,
    VideoCutter,
)

RATE = 48_000


def cuts_of(frames: list[tuple[int, bool]]) -> list[Cut]:
    cutter = VideoCutter()
    found = [cutter.add(Sample(time, b"", is_key)) for time, is_key in frames]
    return [cut for cut in (*found, cutter.finish()) if cut]


@settings(max_examples=40)
@given(
    st.sampled_from([10, 12, 15, 20, 24, 25, 30, 50, 60]),
    st.integers(2, 300),
    st.integers(1, 600),
)
def test_steady_frames_make_parts_no_longer_than_the_target(fps: int, gop: int, count: int) -> None:
    cuts = cuts_of([(n * VIDEO_RATE // fps, n % gop == 0) for n in range(count)])
    lengths = [(cut.end - cut.samples[0].time) / VIDEO_RATE for cut in cuts]
    assert max(lengths) <= PART_TARGET_SECONDS
    whole = [length for cut, length in zip(cuts, lengths, strict=True) if not cut.closes]
    assert min(whole, default=1) >= 0.85 * PART_TARGET_SECONDS
    assert sum(len(cut.samples) for cut in cuts) == count


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 200_000), st.booleans()), min_size=1, max_size=200))
def test_nothing_is_lost_or_doubled_and_no_time_is_left_between_parts(steps: list[tuple[int, bool]]) -> None:
    time, frames = 0, list[tuple[int, bool]]()
    for step, is_key in steps:
        frames.append((time, is_key))
        time += step
    cuts = cuts_of(frames)
    assert [sample.time for cut in cuts for sample in cut.samples] == [t for t, _ in frames]
    assert [cut.end for cut in cuts[:-1]] == [cut.samples[0].time for cut in cuts[1:]]
    assert [cut.closes for cut in cuts][-1]


@settings(max_examples=25)
@given(st.integers(1, 400))
def test_a_segment_ends_without_a_keyframe_too(gop: int) -> None:
    begin, lengths = 0, list[float]()
    for cut in cuts_of([(n * 3000, n % gop == 0) for n in range(900)]):
        if cut.closes:
            lengths.append((cut.end - begin) / VIDEO_RATE)
            begin = cut.end
    assert max(lengths) < LONGEST_SEGMENT_SECONDS + 0.5, "rounded it is the target duration"


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans()), max_size=120), st.integers(0, 3))
def test_sound_has_no_holes_and_its_borders_are_kept(packets: list[tuple[int, bool]], late: int) -> None:
    cutter, cuts = AudioCutter(), list[Cut]()
    cutter.begin(0)
    for number in range(1, 8):
        cutter.mark(Border(number * 16_000, closes=number % 6 == 0))
    time = 0
    for gap, arrives in packets:
        time += 960 + (gap if gap > 4000 else 0)
        if arrives:
            cuts += cutter.add(time - 960 * late, b"x", 960)
    cuts += cutter.fill(8 * 16_000)
    last = cutter.finish()
    cuts += [last] if last else []
    samples = [sample for cut in cuts for sample in cut.samples]
    assert all(before.time < after.time for before, after in pairwise(samples))
    assert all(after.time - before.time < 2 * 960 for before, after in pairwise(samples))
    assert [cut.end for cut in cuts[:-1]] == [cut.samples[0].time for cut in cuts[1:]]


@settings(max_examples=40)
@given(st.permutations(range(12)))
def test_decode_times_grow_in_whatever_order_frames_are_shown(order: list[int]) -> None:
    times = DecodeTimes()
    placed = [times.place(number * 3000, is_key=index == 0) for index, number in enumerate(order)]
    assert all(before < after for before, after in pairwise(placed))
