"""Fragments as ISO base media files have them."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from media.hls.boxes import Sample, boxes, fragment

SAMPLES = st.lists(
    st.tuples(st.integers(1, 10_000), st.binary(max_size=40), st.booleans(), st.integers(-9000, 9000)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(SAMPLES, st.integers(0, 1 << 40))
def test_a_fragment_is_one_moof_and_one_mdat(steps: list[tuple[int, bytes, bool, int]], begin: int) -> None:
    time, samples = begin, list[Sample]()
    for step, data, is_key, composition in steps:
        samples.append(Sample(time, data, is_key, composition))
        time += step
    written = fragment(7, samples, time)
    moof, mdat = boxes(written)
    assert (moof.kind, mdat.kind, mdat.end) == (b"moof", b"mdat", len(written))
    assert written[mdat.start + 8 :] == b"".join(sample.data for sample in samples)
    at = written.index(b"tfdt")
    assert struct.unpack_from(">Q", written, at + 8) == (begin,)
    at = written.index(b"trun")
    assert struct.unpack_from(">I", written, at + 8) == (len(samples),)
    assert struct.unpack_from(">i", written, at + 12) == (mdat.start + 8,), "where the samples' bytes begin"


@settings(max_examples=40)
@given(SAMPLES, st.data())
def test_a_torn_tail_is_no_box(steps: list[tuple[int, bytes, bool, int]], data: st.DataObject) -> None:
    samples = [Sample(index * 10, piece) for index, (_, piece, _, _) in enumerate(steps)]
    whole = fragment(1, samples, 1000)
    torn = whole + whole[: data.draw(st.integers(0, len(whole) - 1))]
    assert [box.kind for box in boxes(torn)][:2] == [b"moof", b"mdat"]
    assert len(list(boxes(torn))) <= 3
    assert list(boxes(torn))[-1].end <= len(torn)
