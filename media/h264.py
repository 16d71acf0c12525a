"""Looks into H264 payloads (RFC 6184) for keyframes and the picture's size, without decoding."""

from collections.abc import Iterator

from media.bits import BitReader

SLICE, IDR, SPS, PPS = 1, 5, 7, 8
_STAP_A, _FU_A = 24, 28
_B_SLICE = 1
_PROFILES = {66: "baseline", 77: "main", 88: "extended"}
_CONSTRAINED = 0x40
_HIGH_PROFILES = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 138, 139, 134, 135, 244})


def begins_keyframe(payload: bytes) -> bool:
    """Tell whether the packet holds an SPS or the beginning of an IDR slice."""
    return any(kind in {IDR, SPS} for kind, _ in _units(payload))


def picture_size(payload: bytes) -> tuple[int, int] | None:
    """Read width and height from an SPS in the packet, if there is one."""
    for kind, unit in _units(payload):
        if kind == SPS:
            try:
                return _size_of_sps(unit.replace(b"\0\0\3", b"\0\0"))
            except IndexError:
                return None
    return None


def profile(payload: bytes) -> str | None:
    """Name the profile of an SPS in the packet (H.264, annex A.2), if there is one."""
    for kind, unit in _units(payload):
        if kind == SPS and len(unit) > 2:
            if unit[1] == 66 and unit[2] & _CONSTRAINED:
                return "constrained_baseline"
            return _PROFILES.get(unit[1], "high")
    return None


def has_b_slice(payload: bytes) -> bool:
    """Tell whether a slice begins here that is predicted from two sides (H.264, table 7-6)."""
    for kind, unit in _units(payload):
        if kind == SLICE:
            bits = BitReader(unit[1:10])
            try:
                bits.unsigned()  # the first macroblock's number
                return bits.unsigned() % 5 == _B_SLICE
            except IndexError:
                return False
    return False


class ParameterSets:
    """The latest parameter sets of a stream, for decoders that begin where it does not repeat them."""

    def __init__(self) -> None:
        self._sets: dict[int, bytes] = {}

    def learn(self, payload: bytes) -> None:
        """Note the sets that a packet carries; a set in fragments is none that an encoder makes."""
        if payload[0] & 31 in {_STAP_A, SPS, PPS}:
            for kind, unit in _units(payload):
                if kind in {SPS, PPS}:
                    self._sets[kind] = unit

    def packet(self) -> bytes | None:
        """Write them as one payload (STAP-A, RFC 6184, section 5.7.1); None while one is not known."""
        units = [self._sets.get(kind) for kind in (SPS, PPS)]
        known = [unit for unit in units if unit is not None]
        if len(known) < len(units):
            return None
        importance = max(unit[0] & 0x60 for unit in known)
        body = b"".join(len(unit).to_bytes(2, "big") + unit for unit in known)
        return bytes([importance | _STAP_A]) + body


def has_parameter_sets(payload: bytes) -> bool:
    """Tell whether a packet carries a sequence parameter set."""
    return any(kind == SPS for kind, _ in _units(payload))


def _units(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the NAL units that begin in this packet."""
    if not payload:
        return
    kind = payload[0] & 31
    if kind == _STAP_A:
        position = 1
        while position + 3 <= len(payload):
            size = int.from_bytes(payload[position : position + 2], "big")
            if size == 0:
                return
            yield payload[position + 2] & 31, payload[position + 2 : position + 2 + size]
            position += 2 + size
    elif kind == _FU_A:
        if len(payload) > 1 and payload[1] & 0x80:
            # The unit's own header byte is the indicator's priority and this one's type.
            yield payload[1] & 31, payload[1:]
    else:
        yield kind, payload


def _size_of_sps(unit: bytes) -> tuple[int, int]:
    """Read a sequence parameter set up to its cropping (H.264, section 7.3.2.1.1)."""
    bits = BitReader(unit)
    bits.read(8)
    profile = bits.read(8)
    bits.read(16)
    bits.unsigned()
    chroma = 1
    if profile in _HIGH_PROFILES:
        chroma = _skip_high_profile(bits)
    bits.unsigned()
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.read(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()
    bits.unsigned()
    bits.read(1)
    width = 16 * (bits.unsigned() + 1)
    map_units = bits.unsigned() + 1
    frame_only = bits.read(1)
    if not frame_only:
        bits.read(1)
    bits.read(1)
    height = 16 * map_units * (2 - frame_only)
    if bits.read(1):
        unit_x, unit_y = (2 if chroma in {1, 2} else 1), (2 if chroma == 1 else 1) * (2 - frame_only)
        width -= unit_x * (bits.unsigned() + bits.unsigned())
        height -= unit_y * (bits.unsigned() + bits.unsigned())
    return width, height


def _skip_high_profile(bits: BitReader) -> int:
    chroma = bits.unsigned()
    if chroma == 3:
        bits.read(1)
    bits.unsigned()
    bits.unsigned()
    bits.read(1)
    if bits.read(1):
        for index in range(8 if chroma != 3 else 12):
            if bits.read(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) & 255
        last = following or last
