"""Reads and writes RTP headers (RFC 3550, RFC 8285) and unwraps retransmissions (RFC 4588)."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from media.vpx import PictureNumbers

_HEADER = struct.Struct("!BBHLL")
_ONE_BYTE_PROFILE = 0xBEDE
_PADDING = 0x20
HEADER_BYTES = _HEADER.size
EXTENSION_BYTES = 8
"""What one header extension of three bytes takes (RFC 8285)."""


class RtpHeader(NamedTuple):
    """Where things are in one RTP packet; `start` and `end` bound the payload without padding."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    start: int
    end: int
    extension_start: int
    extension_end: int
    one_byte_extensions: bool


@dataclass(slots=True)
class Packet:
    """One media packet on a stream's own line, which outlives its publishers.

    Attributes:
        position: Sequence number without wrap, continuous over take-overs.
        timestamp: RTP time without wrap, on the same line.
        marker: The last packet of a frame (video).
        payload: Payload without header extensions and padding.
        arrival: Monotonic seconds.
        padding: The payload ends with padding (RFC 3550, section 5.1), or is nothing else.
        numbers: The codec's own picture numbers within the payload, if it has any.
    """

    position: int
    timestamp: int
    marker: bool
    payload: bytes
    arrival: float
    padding: bool = False
    numbers: PictureNumbers | None = None


def parse_rtp(data: bytes) -> RtpHeader | None:
    """Read an RTP packet's header; None where the lengths do not add up."""
    if len(data) < HEADER_BYTES or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start = HEADER_BYTES + 4 * (first & 0x0F)
    end = len(data)
    extension_start = extension_end = start
    one_byte = False
    if first & 0x10:
        if start + 4 > end:
            return None
        profile, words = struct.unpack_from("!HH", data, start)
        one_byte = profile == _ONE_BYTE_PROFILE
        extension_start = start + 4
        start = extension_end = extension_start + 4 * words
    if first & _PADDING and end > start:
        end -= data[-1]
    if start > end:
        return None
    return RtpHeader(
        second & 0x7F,
        bool(second & 0x80),
        sequence,
        timestamp,
        ssrc,
        start,
        end,
        extension_start,
        extension_end,
        one_byte,
    )


def extension(data: bytes, header: RtpHeader, number: int) -> bytes | None:
    """Find a header extension's value by its negotiated number."""
    position, end = header.extension_start, header.extension_end
    while position < end:
        if header.one_byte_extensions:
            found, size, value = data[position] >> 4, (data[position] & 0x0F) + 1, position + 1
            if found == 15:
                return None
        else:
            found, size, value = data[position], data[position + 1] if position + 1 < end else 0, position + 2
        if found == 0:
            position += 1
            continue
        if value + size > end:
            return None
        if found == number:
            return data[value : value + size]
        position = value + size
    return None


def write_rtp(
    *,
    payload_type: int,
    marker: bool,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    padding: bool = False,
) -> bytes:
    """Write a packet without extensions; `padding` says that the payload is nothing but padding."""
    return (
        _HEADER.pack(
            0x80 | (_PADDING if padding else 0),
            payload_type | (0x80 if marker else 0),
            sequence & 0xFFFF,
            timestamp & 0xFFFFFFFF,
            ssrc,
        )
        + payload
    )


def unwrap(value: int, reference: int, bits: int) -> int:
    """Extend a wrapped counter to the number nearest to `reference`."""
    half, mask = 1 << (bits - 1), (1 << bits) - 1
    return reference + ((value - reference + half) & mask) - half


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761, section 4)."""
    return len(data) >= 2 and 192 <= data[1] <= 223
