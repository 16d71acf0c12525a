"""Reads and writes the RTCP that WebRTC speaks (RFC 3550, 4585, 5104, 3611 and REMB)."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SENDER_REPORT = 200
RECEIVER_REPORT = 201
SOURCE_DESCRIPTION = 202
GOODBYE = 203
TRANSPORT_FEEDBACK = 205
PAYLOAD_FEEDBACK = 206
EXTENDED_REPORT = 207

_NACK, _TRANSPORT_CC = 1, 15
_PLI, _FIR, _APPLICATION = 1, 4, 15
_REFERENCE_TIME, _DELAY_SINCE = 4, 5
_REPORT_BLOCK = struct.Struct("!IIIIII")
_MAX_NACKED = 2048


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one source is received, as its receiver sees it (RFC 3550, section 6.4.1)."""

    ssrc: int
    fraction_lost: int = 0
    lost: int = 0
    highest_sequence: int = 0
    jitter: int = 0
    last_report: int = 0
    delay: int = 0


@dataclass(frozen=True, slots=True)
class SenderReport:
    """The sender's statement: this RTP time is that NTP time (64 bits, 32.32)."""

    ssrc: int
    ntp: int
    rtp_timestamp: int


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """Report blocks of a sender's or a receiver's report."""

    blocks: tuple[ReportBlock, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers that a receiver lacks."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    """A PLI or FIR for a source."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class DelaySinceReference:
    """The answer to our reference time: enough for a round-trip time (RFC 3611, section 4.5)."""

    last_reference: int
    delay: int


@dataclass(frozen=True, slots=True)
class TransportReport:
    """When a receiver got what it was sent, for `media.arrivals` to read."""

    body: bytes


RtcpItem = SenderReport | ReceiverReport | Nack | KeyframeRequest | DelaySinceReference | TransportReport


def parse_rtcp(data: bytes) -> list[RtcpItem]:
    """Read a compound packet; what is malformed or unknown is skipped, never raised."""
    items: list[RtcpItem] = []
    position = 0
    while position + 4 <= len(data):
        first, kind, words = struct.unpack_from("!BBH", data, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            break
        items.extend(_parse_one(first & 0x1F, kind, data[position + 4 : end]))
        position = end
    return items


def _parse_one(count: int, kind: int, body: bytes) -> Iterator[RtcpItem]:
    if kind == SENDER_REPORT and len(body) >= 24:
        ssrc, ntp, timestamp = struct.unpack_from("!IQI", body)
        yield SenderReport(ssrc, ntp, timestamp)
        yield ReceiverReport(_blocks(body[24:], count))
    elif kind == RECEIVER_REPORT and len(body) >= 4:
        yield ReceiverReport(_blocks(body[4:], count))
    elif kind == TRANSPORT_FEEDBACK and count == _NACK and len(body) >= 8:
        (ssrc,) = struct.unpack_from("!I", body, 4)
        yield Nack(ssrc, tuple(_nacked(body[8:])))
    elif kind == TRANSPORT_FEEDBACK and count == _TRANSPORT_CC:
        yield TransportReport(body[8:])
    elif kind == PAYLOAD_FEEDBACK and count == _PLI and len(body) >= 8:
        yield KeyframeRequest(struct.unpack_from("!I", body, 4)[0])
    elif kind == PAYLOAD_FEEDBACK and count == _FIR:
        for offset in range(8, len(body) - 7, 8):
            yield KeyframeRequest(struct.unpack_from("!I", body, offset)[0])
    elif kind == EXTENDED_REPORT:
        yield from _extended(body[4:])


def _blocks(body: bytes, count: int) -> tuple[ReportBlock, ...]:
    found = []
    for offset in range(0, min(len(body) - 23, count * 24), 24):
        ssrc, losses, highest, jitter, last, delay = _REPORT_BLOCK.unpack_from(body, offset)
        lost = losses & 0xFFFFFF
        found.append(
            ReportBlock(
                ssrc, losses >> 24, lost - (1 << 24) if lost >> 23 else lost, highest, jitter, last, delay
            )
        )
    return tuple(found)


def _nacked(body: bytes) -> Iterator[int]:
    named = 0
    for offset in range(0, len(body) - 3, 4):
        first, following = struct.unpack_from("!HH", body, offset)
        for bit in range(-1, 16):
            if bit < 0 or following >> bit & 1:
                yield (first + bit + 1) & 0xFFFF
                named += 1
                if named >= _MAX_NACKED:
                    return


def _extended(body: bytes) -> Iterator[DelaySinceReference]:
    position = 0
    while position + 4 <= len(body):
        kind, _, words = struct.unpack_from("!BBH", body, position)
        end = position + 4 + 4 * words
        if kind == _DELAY_SINCE and end <= len(body):
            for offset in range(position + 4, end - 11, 12):
                _, last, delay = struct.unpack_from("!III", body, offset)
                yield DelaySinceReference(last, delay)
        position = end


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def write_sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """State that RTP time `timestamp` is NTP time `ntp` (both wrapped to their width)."""
    body = struct.pack(
        "!IQIII",
        ssrc,
        ntp & 0xFFFFFFFFFFFFFFFF,
        timestamp & 0xFFFFFFFF,
        packets & 0xFFFFFFFF,
        octets & 0xFFFFFFFF,
    )
    return _packet(0, SENDER_REPORT, body)


def write_receiver_report(sender: int, blocks: Sequence[ReportBlock]) -> bytes:
    """Report on up to 31 sources."""
    body = struct.pack("!I", sender)
    for block in blocks:
        losses = (block.fraction_lost & 0xFF) << 24 | max(
            -(1 << 23), min(block.lost, (1 << 23) - 1)
        ) & 0xFFFFFF
        body += _REPORT_BLOCK.pack(
            block.ssrc,
            losses,
            block.highest_sequence & 0xFFFFFFFF,
            block.jitter & 0xFFFFFFFF,
            block.last_report & 0xFFFFFFFF,
            block.delay & 0xFFFFFFFF,
        )
    return _packet(len(blocks), RECEIVER_REPORT, body)


def write_description(ssrc: int, cname: str) -> bytes:
    """Name a source, so that a receiver knows what belongs together (RFC 3550, section 6.5)."""
    name = cname.encode()
    item = struct.pack("!IBB", ssrc, 1, len(name)) + name + b"\0"
    return _packet(1, SOURCE_DESCRIPTION, item + bytes(-len(item) % 4))


def write_goodbye(ssrcs: Sequence[int]) -> bytes:
    """Tell that sources end."""
    return _packet(len(ssrcs), GOODBYE, b"".join(struct.pack("!I", ssrc) for ssrc in ssrcs))


def write_nack(sender: int, source: int, sequences: Iterable[int]) -> bytes:
    """Ask for packets again; neighbours share a bitmask (RFC 4585, section 6.2.1)."""
    body = struct.pack("!II", sender, source)
    first: int | None = None
    following = 0
    for sequence in sequences:
        if first is not None and 1 <= sequence - first <= 16:
            following |= 1 << (sequence - first - 1)
            continue
        if first is not None:
            body += struct.pack("!HH", first & 0xFFFF, following)
        first, following = sequence, 0
    if first is not None:
        body += struct.pack("!HH", first & 0xFFFF, following)
    return _packet(_NACK, TRANSPORT_FEEDBACK, body)


def write_pli(sender: int, source: int) -> bytes:
    """Ask for a keyframe (RFC 4585, section 6.3.1)."""
    return _packet(_PLI, PAYLOAD_FEEDBACK, struct.pack("!II", sender, source))


def write_remb(sender: int, sources: Sequence[int], bitrate_bps: int) -> bytes:
    """State how much may be sent (draft-alvestrand-rmcat-remb-03)."""
    exponent = max(0, bitrate_bps.bit_length() - 18)
    value = len(sources) << 24 | exponent << 18 | bitrate_bps >> exponent
    body = struct.pack("!II4sI", sender, 0, b"REMB", value) + b"".join(struct.pack("!I", s) for s in sources)
    return _packet(_APPLICATION, PAYLOAD_FEEDBACK, body)


def write_reference_time(sender: int, ntp: int) -> bytes:
    """Ask a sender for a round-trip time (RFC 3611, section 4.4)."""
    block = struct.pack("!BBHQ", _REFERENCE_TIME, 0, 2, ntp & 0xFFFFFFFFFFFFFFFF)
    return _packet(0, EXTENDED_REPORT, struct.pack("!I", sender) + block)


def write_transport_feedback(sender: int, source: int, body: bytes) -> bytes:
    """Wrap a transport-wide congestion control report, made by `TransportFeedback`."""
    return _packet(_TRANSPORT_CC, TRANSPORT_FEEDBACK, struct.pack("!II", sender, source) + body)
