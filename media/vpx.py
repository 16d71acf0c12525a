"""Looks into VP8 (RFC 7741) and VP9 (RFC 9628) payload descriptors, and renumbers pictures at a take-over."""

import struct
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class PictureNumbers:
    """Where a descriptor states its running numbers; offsets into the payload, None where absent.

    Attributes:
        picture_at: Offset of PictureID.
        picture: Its value.
        wide: Whether it has 15 bits instead of 7.
        tl0_at: Offset of TL0PICIDX (8 bits).
        tl0: Its value.
        key_at: Offset of VP8's KEYIDX (5 bits).
        key: Its value.
        size: Bytes of the descriptor.
    """

    picture_at: int | None
    picture: int
    wide: bool
    tl0_at: int | None
    tl0: int
    size: int
    key_at: int | None = None
    key: int = 0


class PictureShift(NamedTuple):
    """What is added to a descriptor's running numbers, to continue those that a decoder saw before."""

    picture: int = 0
    tl0: int = 0
    key: int = 0


def vp8_numbers(payload: bytes) -> PictureNumbers | None:
    """Read a VP8 descriptor; None where it is cut short."""
    try:
        if not payload[0] & 0x80:
            return PictureNumbers(None, 0, wide=False, tl0_at=None, tl0=0, size=1)
        flags, position = payload[1], 2
        picture_at, picture, wide = None, 0, False
        if flags & 0x80:
            picture_at, (picture, wide) = position, _picture(payload, position)
            position += 2 if wide else 1
        tl0_at, tl0 = None, 0
        if flags & 0x40:
            tl0_at, tl0 = position, payload[position]
            position += 1
        key_at, key = None, 0
        if flags & 0x30:
            if flags & 0x10:
                key_at, key = position, payload[position] & 0x1F
            position += 1
    except IndexError:
        return None
    return PictureNumbers(picture_at, picture, wide, tl0_at, tl0, position, key_at, key)


def vp9_numbers(payload: bytes) -> PictureNumbers | None:
    """Read the head of a VP9 descriptor, up to TL0PICIDX; None where it is cut short."""
    try:
        flags, position = payload[0], 1
        picture_at, picture, wide = None, 0, False
        if flags & 0x80:
            picture_at, (picture, wide) = position, _picture(payload, position)
            position += 2 if wide else 1
        tl0_at, tl0 = None, 0
        if flags & 0x20:
            position += 1
            if not flags & 0x10:
                tl0_at, tl0 = position, payload[position]
                position += 1
    except IndexError:
        return None
    return PictureNumbers(picture_at, picture, wide, tl0_at, tl0, position)


def vp9_descriptor_size(payload: bytes) -> int | None:
    """Tell where the frame's own bytes begin in a VP9 packet; None where the descriptor is cut short."""
    numbers = vp9_numbers(payload)
    if numbers is None:
        return None
    flags, position = payload[0], numbers.size
    try:
        if flags & 0x50 == 0x50:
            # Up to three differences to reference frames; the last bit says whether another follows.
            while payload[position] & 1 and position < numbers.size + 2:
                position += 1
            position += 1
        if flags & 0x02:
            position = _scalability_end(payload, position)
    except IndexError:
        return None
    return position if position <= len(payload) else None


def renumber(payload: bytes, numbers: PictureNumbers, shift: PictureShift) -> bytes:
    """Move a descriptor's numbers by so much, within their width."""
    changed = bytearray(payload)
    if numbers.picture_at is not None:
        moved = numbers.picture + shift.picture
        if numbers.wide:
            struct.pack_into("!H", changed, numbers.picture_at, 0x8000 | moved & 0x7FFF)
        else:
            changed[numbers.picture_at] = moved & 0x7F
    if numbers.tl0_at is not None:
        changed[numbers.tl0_at] = (numbers.tl0 + shift.tl0) & 0xFF
    if numbers.key_at is not None:
        changed[numbers.key_at] = changed[numbers.key_at] & 0xE0 | (numbers.key + shift.key) & 0x1F
    return bytes(changed)


def vp8_begins_keyframe(payload: bytes) -> bool:
    """Tell whether a keyframe begins here: first partition's start and the inverse key bit clear."""
    if len(payload) < 2 or payload[0] & 0x17 != 0x10:
        return False
    numbers = vp8_numbers(payload)
    return numbers is not None and numbers.size < len(payload) and not payload[numbers.size] & 1


def vp8_size(payload: bytes) -> tuple[int, int] | None:
    """Read width and height from the head of a keyframe (RFC 6386, section 9.1)."""
    numbers = vp8_numbers(payload)
    if numbers is None or payload[numbers.size + 3 : numbers.size + 6] != b"\x9d\x01\x2a":
        return None
    if len(payload) < numbers.size + 10:
        return None
    width, height = struct.unpack_from("<HH", payload, numbers.size + 6)
    return width & 0x3FFF, height & 0x3FFF


def vp9_begins_keyframe(payload: bytes) -> bool:
    """Tell whether a keyframe begins here: not predicted (P), begin of frame (B), base spatial layer."""
    if not payload or payload[0] & 0x48 != 0x08:
        return False
    numbers = vp9_numbers(payload)
    if numbers is None:
        return False
    if not payload[0] & 0x20:
        return True
    layer_at = 1 + (0 if numbers.picture_at is None else 2 if numbers.wide else 1)
    return len(payload) > layer_at and payload[layer_at] & 0x0E == 0


def vp9_size(payload: bytes) -> tuple[int, int] | None:
    """Read the largest layer's size from the scalability structure, where the packet carries one."""
    numbers = vp9_numbers(payload)
    if numbers is None or not payload[0] & 0x02 or payload[0] & 0x10 or numbers.size >= len(payload):
        return None
    layers = (payload[numbers.size] >> 5) + 1
    at = numbers.size + 1 + 4 * (layers - 1)
    if not payload[numbers.size] & 0x10 or at + 4 > len(payload):
        return None
    width, height = struct.unpack_from("!HH", payload, at)
    return width, height


def _scalability_end(payload: bytes, position: int) -> int:
    """Walk over the scalability structure (RFC 9628, section 4.2.1)."""
    head = payload[position]
    position += 1
    if head & 0x10:
        position += 4 * ((head >> 5) + 1)
    if head & 0x08:
        pictures, position = payload[position], position + 1
        for _ in range(pictures):
            position += 1 + (payload[position] >> 2 & 3)
    return position


def _picture(payload: bytes, position: int) -> tuple[int, bool]:
    first = payload[position]
    if first & 0x80:
        return (first & 0x7F) << 8 | payload[position + 1], True
    return first, False
