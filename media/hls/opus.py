"""Knows how long an Opus packet lasts and what silence looks like (RFC 6716)."""

RATE = 48_000
SILENCE_TICKS = 960
SILENCE = b"\xfc\xff\xfe"
"""20 ms of stereo CELT that decode to zeros."""

# Frame sizes by configuration (RFC 6716, table 2), in ticks of 48 kHz.
_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
_FRAME_TICKS = _SILK * 3 + _HYBRID * 2 + _CELT * 4
_LONGEST_TICKS = 5760


def duration(packet: bytes) -> int:
    """Tell how long a packet lasts in ticks of 48 kHz, 120 ms at most; 20 ms where it cannot be told."""
    if not packet:
        return SILENCE_TICKS
    frame = _FRAME_TICKS[packet[0] >> 3]
    code = packet[0] & 3
    counted = packet[1] & 0x3F if len(packet) > 1 else 1
    count = (1, 2, 2, counted)[code]
    return min(_LONGEST_TICKS, frame * count) or SILENCE_TICKS
