"""Writes fragments of ISO base media files (ISO/IEC 14496-12) and walks boxes; initialisation is PyAV's."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_TRACK = 1
_HEADER = struct.Struct(">I4s")

# tfhd: default-base-is-moof, default flags, default duration (8.8.7).
_BASE_IS_MOOF, _DEFAULT_FLAGS, _DEFAULT_DURATION = 0x020000, 0x20, 0x8
# trun, version 1 with signed composition offsets (8.8.8).
_OFFSET, _FIRST_FLAGS, _DURATIONS, _SIZES, _FLAGS, _COMPOSITION = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


class Sample(NamedTuple):
    """One frame or audio packet, ready for a file.

    Attributes:
        time: Decode time in the track's timescale.
        data: As the codec's sample format wants it.
        is_key: Decoding can begin here.
        composition: Presentation time less decode time; not 0 only with B-frames.
    """

    time: int
    data: bytes
    is_key: bool = True
    composition: int = 0


class Box(NamedTuple):
    """Where a box lies; `end` is past its last byte."""

    kind: bytes
    start: int
    end: int


def fragment(number: int, samples: Sequence[Sample], end: int) -> bytes:
    """Write one moof and mdat.

    Args:
        number: The fragment's number in its track, from 1.
        samples: At least one, in decode order.
        end: Decode time at which the last sample ends.
    """
    times = [sample.time for sample in samples]
    durations = [after - before for before, after in zip(times, [*times[1:], end], strict=True)]
    # The offset of the first sample's bytes is known once the moof's size is.
    size = len(_moof(number, samples, durations, 0)) + _HEADER.size
    mdat = _box(b"mdat", *(sample.data for sample in samples))
    return _moof(number, samples, durations, size) + mdat


def boxes(data: bytes) -> Iterator[Box]:
    """Walk the boxes at the top level, up to the first that is torn."""
    position = 0
    while position + _HEADER.size <= len(data):
        size, kind = _HEADER.unpack_from(data, position)
        if size < _HEADER.size or position + size > len(data):
            return
        yield Box(kind, position, position + size)
        position += size


def _moof(number: int, samples: Sequence[Sample], durations: Sequence[int], offset: int) -> bytes:
    return _box(
        b"moof",
        _box(b"mfhd", struct.pack(">II", 0, number)),
        _box(
            b"traf",
            *_tfhd_and_trun(samples, durations, offset),
        ),
    )


def _tfhd_and_trun(samples: Sequence[Sample], durations: Sequence[int], offset: int) -> list[bytes]:
    keys = [sample.is_key for sample in samples]
    one_duration = len(set(durations)) == 1
    all_keys = all(keys)
    only_first = keys[0] and not any(keys[1:]) and not all_keys
    each_flag = not (all_keys or only_first or not any(keys))
    composed = any(sample.composition for sample in samples)
    head = _BASE_IS_MOOF | _DEFAULT_FLAGS | (_DEFAULT_DURATION if one_duration else 0)
    tfhd = struct.pack(">II", head, _TRACK)
    tfhd += struct.pack(">I", durations[0]) if one_duration else b""
    tfhd += struct.pack(">I", _SYNC if all_keys else _NOT_SYNC)
    run = 0x01000000 | _OFFSET | _SIZES
    run |= _FIRST_FLAGS if only_first else 0
    run |= 0 if one_duration else _DURATIONS
    run |= _FLAGS if each_flag else 0
    run |= _COMPOSITION if composed else 0
    rows: list[int] = []
    for sample, duration in zip(samples, durations, strict=True):
        rows += () if one_duration else (duration,)
        rows.append(len(sample.data))
        rows += (_SYNC if sample.is_key else _NOT_SYNC,) if each_flag else ()
        rows += (sample.composition & 0xFFFFFFFF,) if composed else ()
    trun = struct.pack(">IIi", run, len(samples), offset)
    trun += struct.pack(">I", _SYNC) if only_first else b""
    trun += struct.pack(f">{len(rows)}I", *rows)
    tfdt = struct.pack(">IQ", 0x01000000, samples[0].time)
    return [_box(b"tfhd", tfhd), _box(b"tfdt", tfdt), _box(b"trun", trun)]


def _box(kind: bytes, *parts: bytes) -> bytes:
    size = _HEADER.size + sum(map(len, parts))
    return b"".join((_HEADER.pack(size, kind), *parts))
