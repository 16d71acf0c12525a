"""Sends one track to all its viewers: headers by numpy, encryption in place, many datagrams a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from media.ice import Address
from media.ledger import SendLedger, TransportNumbering
from media.pictures import NO_SHIFT
from media.rtp import EXTENSION_BYTES, HEADER_BYTES, Packet
from media.sendmmsg import ROWS, SEGMENTS, STRIDE, Envelopes, Scratch
from media.srtp import FFI, PROTECT, SrtpEndpoint
from media.vpx import PictureNumbers, PictureShift

_MAX_PAYLOAD = 1500
_MAX_DATAGRAM = 60_000
_MAX_PADDING = 8
_EXTENSION_HEAD = np.frombuffer(b"\xbe\xde\x00\x01", np.uint8)


@dataclass(slots=True, eq=False)
class Lane:
    """One viewer's place in a fan-out.

    Attributes:
        sequence_shift: Leads from the stream's positions to the viewer's sequence numbers.
        timestamp_shift: Leads from the stream's times to the viewer's.
        first_position: Packets before it are not for this viewer: their numbers stand for something else.
        pictures: Leads from the stream's picture numbers, of codecs that have them, to the viewer's.
        numbering: Where his transport-wide numbers come from, if he reports on them.
        packets_before: The fan's total when the viewer came; the difference is what was sent since.
        octets_before: The same for payload bytes.
    """

    endpoint: SrtpEndpoint
    address: Address
    ssrc: int
    payload_type: int
    sequence_shift: int
    timestamp_shift: int
    first_position: int = 0
    pictures: PictureShift = NO_SHIFT
    numbering: TransportNumbering | None = None
    packets_before: int = 0
    octets_before: int = 0
    block: "_Block | None" = None
    row: int = -1


class Sent(NamedTuple):
    """What a fan-out did, over all viewers: packets and bytes that left, packets that the kernel refused."""

    packets: int
    octets: int
    dropped: int


class PacketBuilder:
    """Views and pointers into the scratch memory, made once for all fan-outs of a socket."""

    def __init__(self, scratch: Scratch, ledger: SendLedger) -> None:
        self.scratch = scratch
        self.ledger = ledger
        memory = scratch.memory
        self.first = [memory[k, :, 0] for k in range(SEGMENTS)]
        self.second = [memory[k, :, 1] for k in range(SEGMENTS)]
        self.sequence = [memory[k, :, 2:4].view(">u2")[:, 0] for k in range(SEGMENTS)]
        self.timestamp = [memory[k, :, 4:8].view(">u4")[:, 0] for k in range(SEGMENTS)]
        self.ssrc = [memory[k, :, 8:12].view(">u4")[:, 0] for k in range(SEGMENTS)]
        self.extension = [memory[k, :, HEADER_BYTES : HEADER_BYTES + 4] for k in range(SEGMENTS)]
        self.extension_number = [memory[k, :, HEADER_BYTES + 4] for k in range(SEGMENTS)]
        self.transport = [
            memory[k, :, HEADER_BYTES + 5 : HEADER_BYTES + 7].view(">u2")[:, 0] for k in range(SEGMENTS)
        ]
        self.lengths = np.zeros((SEGMENTS, ROWS), np.int32)
        base = FFI.cast("char *", memory.ctypes.data)
        length = FFI.cast("int *", self.lengths.ctypes.data)
        rows = range(ROWS)
        packets = [[base + (k * ROWS + row) * STRIDE for row in rows] for k in range(SEGMENTS)]
        pointers = [[length + (k * ROWS + row) for row in rows] for k in range(SEGMENTS)]
        # By the number of packets of a send, all of one viewer together: his keys come into the cache once.
        self.packets = [[packets[k][row] for row in rows for k in range(n)] for n in range(SEGMENTS + 1)]
        self.length_pointers = [
            [pointers[k][row] for row in rows for k in range(n)] for n in range(SEGMENTS + 1)
        ]


class _Block:
    """Up to `ROWS` viewers with one length of authentication tags, all or none of them numbered."""

    def __init__(self, builder: PacketBuilder, family: int, tag_bytes: int, *, numbered: bool) -> None:
        self.numbered = numbered
        self.header_bytes = HEADER_BYTES + (EXTENSION_BYTES if numbered else 0)
        self._ledger_row = np.zeros(ROWS, np.intp)
        self._extension_number = np.zeros(ROWS, np.uint8)
        self._builder = builder
        self._envelopes = Envelopes(builder.scratch, family)
        self.tag_bytes = tag_bytes
        self.lanes: list[Lane] = []
        self._contexts: list[object] = []
        self._sequence_shift = np.zeros(ROWS, np.uint16)
        self._timestamp_shift = np.zeros(ROWS, np.uint32)
        self._ssrc = np.zeros(ROWS, np.uint32)
        self._payload_type = np.zeros(ROWS, np.uint8)
        self._picture_shift = np.zeros(ROWS, np.uint16)
        self._tl0_shift = np.zeros(ROWS, np.uint8)
        self._key_shift = np.zeros(ROWS, np.uint8)
        self._renumbered = 0
        self.begun = 0

    @property
    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return (
            self._sequence_shift,
            self._timestamp_shift,
            self._ssrc,
            self._payload_type,
            self._picture_shift,
            self._tl0_shift,
            self._key_shift,
            self._ledger_row,
            self._extension_number,
        )

    def add(self, lane: Lane) -> None:
        row = len(self.lanes)
        self.lanes.append(lane)
        self._contexts.append(lane.endpoint.sending_context)
        lane.block, lane.row = self, row
        self._sequence_shift[row] = lane.sequence_shift & 0xFFFF
        self._timestamp_shift[row] = lane.timestamp_shift & 0xFFFFFFFF
        self._ssrc[row] = lane.ssrc
        self._payload_type[row] = lane.payload_type
        self._picture_shift[row] = lane.pictures.picture
        self._tl0_shift[row] = lane.pictures.tl0
        self._key_shift[row] = lane.pictures.key
        if lane.numbering is not None:
            self._ledger_row[row] = lane.numbering.row
            self._extension_number[row] = lane.numbering.extension << 4 | 1
        self._renumbered += lane.pictures != NO_SHIFT
        self.begun = max(self.begun, lane.first_position)
        self._envelopes.set_address(row, lane.address)

    def remove(self, lane: Lane) -> None:
        """Take a lane out; the last one moves into its place."""
        last = self.lanes.pop()
        context = self._contexts.pop()
        if last is not lane:
            row, gone = lane.row, last.row
            self.lanes[row], self._contexts[row], last.row = last, context, row
            for column in self._columns:
                column[row] = column[gone]
            self._envelopes.move(gone, row)
        lane.block, lane.row = None, -1
        self._renumbered -= lane.pictures != NO_SHIFT

    def redirect(self, lane: Lane) -> None:
        self._envelopes.set_address(lane.row, lane.address)

    def send(self, packets: Sequence[Packet]) -> int:
        """Send packets of equal size (the last may be shorter); returns how many left."""
        count, builder = len(self.lanes), self._builder
        late = self._late_for(packets[0].position)
        sizes = [self._build(k, packet, count, late) + self.tag_bytes for k, packet in enumerate(packets)]
        run = len(packets)
        contexts = self._contexts if run == 1 else [c for c in self._contexts for _ in range(run)]
        statuses = list(map(PROTECT, contexts, builder.packets[run], builder.length_pointers[run]))
        failed = {at // run for at, status in enumerate(statuses) if status} if any(statuses) else set()
        failed.update(late)
        return self._envelopes.send(count, sizes, sorted(failed))

    def _late_for(self, position: int) -> list[int]:
        """The rows that came after this position, for whom its number stands for something else."""
        if position >= self.begun:
            return []
        return [lane.row for lane in self.lanes if position < lane.first_position]

    def _build(self, segment: int, packet: Packet, count: int, late: Sequence[int]) -> int:
        """Write all viewers' headers and payloads of one packet; returns its size."""
        builder, start = self._builder, self.header_bytes
        size = start + len(packet.payload)
        first = 0xA0 if packet.padding else 0x80
        builder.first[segment][:count] = first | 0x10 if self.numbered else first
        marker = 0x80 if packet.marker else 0
        builder.second[segment][:count] = self._payload_type[:count] | np.uint8(marker)
        builder.sequence[segment][:count] = self._sequence_shift[:count] + np.uint16(packet.position & 0xFFFF)
        builder.timestamp[segment][:count] = self._timestamp_shift[:count] + np.uint32(
            packet.timestamp & 0xFFFFFFFF
        )
        builder.ssrc[segment][:count] = self._ssrc[:count]
        if self.numbered:
            numbers = self._number(size + self.tag_bytes, count, late)
            builder.extension[segment][:count] = _EXTENSION_HEAD
            builder.extension_number[segment][:count] = self._extension_number[:count]
            builder.transport[segment][:count] = numbers & 0xFFFF
            builder.scratch.memory[segment, :count, start - 1] = 0
        builder.scratch.memory[segment, :count, start:size] = np.frombuffer(packet.payload, np.uint8)
        if self._renumbered and packet.numbers is not None:
            self._renumber(builder.scratch.memory[segment, :count, start:], packet.numbers, count)
        builder.lengths[segment, :count] = size
        return size

    def _number(self, octets: int, count: int, late: Sequence[int]) -> npt.NDArray[np.int64]:
        """Give everybody the next transport-wide number; a number that is not sent would look lost."""
        if not late:
            return self._builder.ledger.stamp(self._ledger_row[:count], octets)
        numbers = np.zeros(count, np.int64)
        gets = np.delete(np.arange(count), late)
        numbers[gets] = self._builder.ledger.stamp(self._ledger_row[gets], octets)
        return numbers

    def _renumber(self, payloads: npt.NDArray[np.uint8], numbers: PictureNumbers, count: int) -> None:
        """Give those who changed their layer the picture numbers that follow what they saw before."""
        if (at := numbers.picture_at) is not None:
            moved = self._picture_shift[:count] + np.uint16(numbers.picture)
            if numbers.wide:
                payloads[:, at : at + 2].view(">u2")[:, 0] = moved & np.uint16(0x7FFF) | np.uint16(0x8000)
            else:
                payloads[:, at] = moved & np.uint16(0x7F)
        if (at := numbers.tl0_at) is not None:
            payloads[:, at] = self._tl0_shift[:count] + np.uint8(numbers.tl0)
        if (at := numbers.key_at) is not None:
            moved_key = (self._key_shift[:count] + np.uint8(numbers.key)) & np.uint8(0x1F)
            payloads[:, at] = payloads[:, at] & np.uint8(0xE0) | moved_key


class FanOut:
    """The live viewers of one track."""

    def __init__(self, builder: PacketBuilder, family: int) -> None:
        self._builder = builder
        self._family = family
        self._blocks: list[_Block] = []
        self.packets = 0
        self.octets = 0

    def __len__(self) -> int:
        return sum(len(block.lanes) for block in self._blocks)

    def add(self, lane: Lane) -> None:
        """Let a viewer in, from the next packet on."""
        kind = (lane.endpoint.tag_bytes, lane.numbering is not None)
        free = (b for b in self._blocks if (b.tag_bytes, b.numbered) == kind and len(b.lanes) < ROWS)
        block = next(free, None)
        if block is None:
            block = _Block(self._builder, self._family, kind[0], numbered=kind[1])
            self._blocks.append(block)
        lane.packets_before, lane.octets_before = self.packets, self.octets
        block.add(lane)

    def remove(self, lane: Lane) -> None:
        """Take a viewer out; must happen before his SRTP session is freed."""
        block = lane.block
        if block is None:
            return
        block.remove(lane)
        if not block.lanes:
            self._blocks.remove(block)

    def redirect(self, lane: Lane, address: Address) -> None:
        """Follow a viewer to another address."""
        lane.address = address
        if lane.block is not None:
            lane.block.redirect(lane)

    def send(self, packets: Sequence[Packet]) -> Sent:
        """Send packets to everybody, in order."""
        fitting = [p for p in packets if len(p.payload) <= _MAX_PAYLOAD]
        sent = wanted = octets = 0
        # What comes late is not for those who came after it; such packets travel alone.
        begun = max((block.begun for block in self._blocks), default=0)
        is_late = any(packet.position < begun for packet in fitting)
        for run in _runs(fitting, segmenting=self._builder.scratch.gso and not is_late):
            run_octets = sum(len(p.payload) for p in run)
            for block in self._blocks:
                left = block.send(run)
                sent += left
                wanted += len(block.lanes) * len(run)
                octets += left * (block.tag_bytes + block.header_bytes) + left * run_octets // len(run)
        self.packets += len(fitting)
        self.octets += sum(len(p.payload) for p in fitting)
        return Sent(sent, octets, wanted - sent)


def _runs(packets: Sequence[Packet], *, segmenting: bool) -> list[list[Packet]]:
    """Cut into runs that the kernel can segment: equal sizes, only the last of a run shorter.

    Browsers cut a frame into packets that differ by a byte; RTP padding makes them equal.
    """
    runs: list[list[Packet]] = []
    size, closed = 0, True
    for packet in packets:
        length = len(packet.payload)
        run = runs[-1] if runs else []
        room = len(run) < SEGMENTS and (len(run) + 1) * (size + 64) <= _MAX_DATAGRAM
        if segmenting and not closed and room and 0 < length <= size:
            padded = packet if length == size or packet.padding else _padded(packet, size)
            run.append(padded)
            closed = len(padded.payload) < size
        else:
            runs.append([packet])
            size, closed = length, length == 0
    return runs


def _padded(packet: Packet, size: int) -> Packet:
    """Lengthen a packet to `size` if that takes but a few bytes (RFC 3550, section 5.1)."""
    missing = size - len(packet.payload)
    if missing > _MAX_PADDING:
        return packet
    payload = packet.payload + bytes(missing - 1) + bytes([missing])
    return Packet(
        packet.position,
        packet.timestamp,
        packet.marker,
        payload,
        packet.arrival,
        padding=True,
        numbers=packet.numbers,
    )
