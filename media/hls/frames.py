"""Puts the RTP payloads of one frame together into a sample as MP4 and WebM want it."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from media.h264 import IDR, SPS
from media.vpx import vp8_begins_keyframe, vp8_numbers, vp9_begins_keyframe, vp9_descriptor_size

PPS, _DELIMITER = 8, 9
_STAP_A, _FU_A = 24, 28
_TEMPORAL_DELIMITER, _HAS_SIZE = 2, 0x02


class Frame(NamedTuple):
    """One frame.

    Attributes:
        data: The sample: NAL units with lengths (H264), OBUs with sizes (AV1), or the bare frame.
        is_key: Decoding can begin here.
        parameters: The parameter sets that it carries (H264), each a NAL unit.
    """

    data: bytes
    is_key: bool
    parameters: tuple[bytes, ...] = ()


Assemble = Callable[[Sequence[bytes]], Frame | None]


def assembler(codec: str) -> Assemble:
    """Return what joins the payloads of a frame, in order and without holes; it gives None for garbage."""
    return _ASSEMBLERS[codec]


def h264_frame(payloads: Sequence[bytes]) -> Frame | None:
    """Join an access unit (RFC 6184); delimiters are left out, parameter sets stay where they are."""
    units = [unit for unit in _nal_units(payloads) if unit[0] & 31 != _DELIMITER]
    if not units:
        return None
    kinds = [unit[0] & 31 for unit in units]
    parameters = tuple(unit for unit, kind in zip(units, kinds, strict=True) if kind in {SPS, PPS})
    return Frame(length_prefixed(units), IDR in kinds, parameters)


def length_prefixed(units: Sequence[bytes]) -> bytes:
    """Write NAL units, each behind its length of 4 bytes (ISO/IEC 14496-15, 5.3.2)."""
    return b"".join(piece for unit in units for piece in (len(unit).to_bytes(4, "big"), unit))


def _nal_units(payloads: Sequence[bytes]) -> Iterator[bytes]:
    parts: list[bytes] = []
    for payload in payloads:
        if not payload:
            continue
        kind = payload[0] & 31
        if kind == _FU_A and len(payload) > 2:
            if payload[1] & 0x80:
                parts = [bytes([payload[0] & 0xE0 | payload[1] & 31])]
            parts.append(payload[2:])
            if payload[1] & 0x40 and len(parts) > 1:
                yield b"".join(parts)
                parts = []
        elif kind == _STAP_A:
            yield from _aggregated(payload)
        elif 0 < kind < _STAP_A:
            yield payload


def _aggregated(payload: bytes) -> Iterator[bytes]:
    position = 1
    while position + 2 < len(payload):
        size = int.from_bytes(payload[position : position + 2], "big")
        unit = payload[position + 2 : position + 2 + size]
        if not unit:
            return
        yield unit
        position += 2 + size


def vp8_frame(payloads: Sequence[bytes]) -> Frame | None:
    """Join a VP8 frame (RFC 7741)."""
    parts = []
    for payload in payloads:
        numbers = vp8_numbers(payload)
        if numbers is None:
            return None
        parts.append(payload[numbers.size :])
    data = b"".join(parts)
    return Frame(data, vp8_begins_keyframe(payloads[0])) if data else None


def vp9_frame(payloads: Sequence[bytes]) -> Frame | None:
    """Join a VP9 frame (RFC 9628)."""
    parts = []
    for payload in payloads:
        size = vp9_descriptor_size(payload)
        if size is None:
            return None
        parts.append(payload[size:])
    data = b"".join(parts)
    return Frame(data, vp9_begins_keyframe(payloads[0])) if data else None


def av1_frame(payloads: Sequence[bytes]) -> Frame | None:
    """Join a temporal unit of AV1 (AV1 RTP, section 4); each OBU gets its size, delimiters are left out."""
    units: list[bytes] = []
    begun = b""
    for payload in payloads:
        elements = _elements(payload)
        if elements is None:
            return None
        for index, element in enumerate(elements):
            whole = begun + element if index == 0 and payload[0] & 0x80 else element
            begun = b""
            if index == len(elements) - 1 and payload[0] & 0x40:
                begun = whole
            else:
                units.append(whole)
    sized = [_sized(unit) for unit in units if unit and unit[0] >> 3 & 15 != _TEMPORAL_DELIMITER]
    return Frame(b"".join(sized), bool(payloads[0][0] & 0x08)) if sized else None


def _elements(payload: bytes) -> list[bytes] | None:
    """Split a packet into its OBU elements; the last of a counted number has no length of its own."""
    if not payload:
        return None
    count, position, found = payload[0] >> 4 & 3, 1, list[bytes]()
    while position < len(payload):
        if count and len(found) == count - 1:
            size = len(payload) - position
        else:
            read = _leb128(payload, position)
            if read is None:
                return None
            size, position = read
        if position + size > len(payload):
            return None
        found.append(payload[position : position + size])
        position += size
    return found


def _sized(unit: bytes) -> bytes:
    """Give an OBU its own size field, as files need it (AV1, section 5.3)."""
    if unit[0] & _HAS_SIZE:
        return unit
    head = 2 if unit[0] & 0x04 else 1
    size = len(unit) - head
    written = bytearray()
    while True:
        written.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            break
    return bytes([unit[0] | _HAS_SIZE]) + unit[1:head] + bytes(written) + unit[head:]


def _leb128(data: bytes, position: int) -> tuple[int, int] | None:
    value = 0
    for index in range(8):
        if position >= len(data):
            return None
        value |= (data[position] & 0x7F) << 7 * index
        position += 1
        if not data[position - 1] & 0x80:
            return value, position
    return None


_ASSEMBLERS: dict[str, Assemble] = {
    "H264": h264_frame,
    "VP8": vp8_frame,
    "VP9": vp9_frame,
    "AV1": av1_frame,
}
