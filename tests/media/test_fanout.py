"""The fan-out, received over real sockets and decrypted with the viewers' keys."""

import contextlib
import errno
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylibsrtp import Policy, Session

from media.fanout import FanOut, Lane, PacketBuilder, _runs
from media.ledger import SendLedger, TransportNumbering
from media.rtp import HEADER_BYTES, Packet, extension, parse_rtp
from media.sendmmsg import SEGMENTS, Scratch
from media.srtp import SrtpEndpoint
from media.vpx import PictureShift, renumber, vp8_numbers

GCM = (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 28, 16)
CM = (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30, 10)


@dataclass(eq=False)
class Listener:
    """A viewer's end."""

    lane: Lane
    receiver: socket.socket
    session: Session

    def packets(self) -> list[tuple[int, int, int, int, bool, bytes]]:
        """Sequence, time, source, type, marker and payload of all that came."""
        found: list[tuple[int, int, int, int, bool, bytes]] = []
        while True:
            try:
                data = self.session.unprotect(self.receiver.recv(2048))
            except BlockingIOError:
                return found
            h = parse_rtp(data)
            assert h is not None
            found.append((h.sequence, h.timestamp, h.ssrc, h.payload_type, h.marker, data[h.start : h.end]))


def builder(scratch: Scratch) -> PacketBuilder:
    return PacketBuilder(scratch, SendLedger(time.monotonic))


def session(profile: tuple[int, int, int], key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile[0])
    policy.allow_repeat_tx = True
    return Session(policy)


def listener(number: int, family: int, profile: tuple[int, int, int]) -> Listener:
    receiver = socket.socket(family, socket.SOCK_DGRAM)
    receiver.setblocking(False)  # noqa: FBT003
    receiver.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
    key = os.urandom(profile[1])
    endpoint = SrtpEndpoint(
        session(profile, key, Policy.SSRC_ANY_INBOUND),
        session(profile, key, Policy.SSRC_ANY_OUTBOUND),
        tag_bytes=profile[2],
    )
    lane = Lane(endpoint, receiver.getsockname(), 1000 + number, 96 + number % 8, number * 70, number * 999)
    return Listener(lane, receiver, session(profile, key, Policy.SSRC_ANY_INBOUND))


@pytest.fixture(params=[socket.AF_INET, socket.AF_INET6], ids=["ipv4", "ipv6"])
def sender(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    with socket.socket(request.param, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1" if request.param == socket.AF_INET else "::1", 0))
        yield bound


def packet(position: int, size: int = 900, *, marker: bool = False) -> Packet:
    return Packet(position, position * 10, marker, bytes([position & 0xFF]) * size, 0.0)


def expected(lane: Lane, packets: list[Packet]) -> list[tuple[int, int, int, int, bool, bytes]]:
    return [
        (
            (p.position + lane.sequence_shift) & 0xFFFF,
            (p.timestamp + lane.timestamp_shift) & 0xFFFFFFFF,
            lane.ssrc,
            lane.payload_type,
            p.marker,
            p.payload,
        )
        for p in packets
    ]


@pytest.mark.parametrize("gso", [True, False])
def test_everybody_gets_every_packet_under_his_own_numbers(sender: socket.socket, *, gso: bool) -> None:
    fan = FanOut(builder(Scratch(sender.fileno(), gso=gso)), sender.family)
    audience = [listener(n, sender.family, CM if n % 3 == 0 else GCM) for n in range(7)]
    for member in audience:
        fan.add(member.lane)
    packets = [packet(65533 + n, 900 if n != 4 else 333, marker=n == 4) for n in range(6)]
    sent = fan.send(packets[:1]), fan.send(packets[1:])
    assert sum(s.packets for s in sent) == 42
    assert sum(s.dropped for s in sent) == 0
    for member in audience:
        assert member.packets() == expected(member.lane, packets)
        member.receiver.close()


def numbered(sender: socket.socket, ledger: SendLedger, count: int) -> list[Listener]:
    """Viewers who report on what arrives; each knows the numbers under an extension of his own."""
    audience = [listener(n, sender.family, GCM) for n in range(count)]
    for number, member in enumerate(audience):
        member.lane.numbering = TransportNumbering(ledger, ledger.open(), 3 + number)
    return audience


def transport_numbers(member: Listener) -> tuple[list[int], list[int]]:
    """The transport-wide numbers and the datagrams' sizes of all that came, decrypted first."""
    numbers, sizes = [], []
    with contextlib.suppress(BlockingIOError):
        while True:
            datagram = member.receiver.recv(2048)
            data = member.session.unprotect(datagram)
            header = parse_rtp(data)
            assert header is not None
            assert member.lane.numbering is not None
            value = extension(data, header, member.lane.numbering.extension)
            assert value is not None
            numbers.append(int.from_bytes(value, "big"))
            sizes.append(len(datagram))
    return numbers, sizes


@pytest.mark.parametrize("gso", [True, False])
def test_who_reports_gets_numbers_without_gaps_whoever_else_comes_and_goes(
    sender: socket.socket, *, gso: bool
) -> None:
    ledger = SendLedger(lambda: 5.0)
    fan = FanOut(PacketBuilder(Scratch(sender.fileno(), gso=gso), ledger), sender.family)
    leaving, *audience = numbered(sender, ledger, 4)
    plain = listener(9, sender.family, GCM)
    for member in (leaving, *audience, plain):
        fan.add(member.lane)
    fan.send([packet(1), packet(2), packet(3, 333)])
    fan.remove(leaving.lane)
    row = {member: member.lane.numbering.row for member in audience if member.lane.numbering}
    ledger.stamp_one(row[audience[1]], 100)  # sent by itself
    fan.send([packet(4)])
    assert [p[-1] for p in plain.packets()] == [
        packet(n, 333 if n == 3 else 900).payload for n in range(1, 5)
    ]
    assert transport_numbers(leaving)[0] == [0, 1, 2]
    for number, member in enumerate(audience):
        numbers, sizes = transport_numbers(member)
        assert numbers == ([0, 1, 2, 4] if number == 1 else [0, 1, 2, 3])
        remembered = ledger.departures(row[member], 0, [6.0] * 5)
        assert [remembered[n].octets for n in numbers] == sizes == [936, 936, 369, 936]
    for member in (leaving, *audience, plain):
        member.receiver.close()


def test_who_is_not_sent_what_comes_late_does_not_miss_a_number_for_it(sender: socket.socket) -> None:
    ledger = SendLedger(lambda: 5.0)
    fan = FanOut(PacketBuilder(Scratch(sender.fileno()), ledger), sender.family)
    old, new = numbered(sender, ledger, 2)
    new.lane.first_position = 10
    for member in (old, new):
        fan.add(member.lane)
    fan.send([packet(11), packet(9), packet(12)])
    assert transport_numbers(old)[0] == [0, 1, 2]
    assert transport_numbers(new)[0] == [0, 1]
    for member in (old, new):
        member.receiver.close()


def test_who_leaves_gets_nothing_and_nobody_else_notices(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(4)]
    for member in audience:
        fan.add(member.lane)
    fan.remove(audience[1].lane)
    fan.remove(audience[1].lane)
    fan.send([packet(1)])
    for number, member in enumerate(audience):
        assert member.packets() == (expected(member.lane, [packet(1)]) if number != 1 else [])
        fan.remove(member.lane)
        member.receiver.close()
    assert len(fan) == 0
    assert fan.send([packet(2)]).packets == 0


def test_who_changed_his_layer_gets_picture_numbers_that_go_on(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(3)]
    audience[1].lane.pictures = PictureShift(20_000, 200, 30)
    for member in audience:
        fan.add(member.lane)
    heads = [b"\x90\xf0\xff\xf0\x7f\xe9", b"\x80\xf0\x12\x34\xfe", b"\x80\x80\x05", b"\x80\x40\x05"]
    payloads = [head + bytes(700) for head in heads]

    def pictures(first: int) -> list[Packet]:
        return [
            Packet(first + n, 10, marker=False, payload=p, arrival=0.0, numbers=vp8_numbers(p))
            for n, p in enumerate(payloads)
        ]

    packets = pictures(0)
    fan.send(packets)
    for member in audience:
        wanted = [
            renumber(p.payload, p.numbers, member.lane.pictures) if p.numbers else p.payload for p in packets
        ]
        assert [got[-1] for got in member.packets()] == wanted
    fan.remove(audience[1].lane)
    fan.send(pictures(10))
    for member in (audience[0], audience[2]):
        assert [got[-1] for got in member.packets()] == payloads
    for member in audience:
        member.receiver.close()


def test_what_comes_late_is_only_for_those_who_were_there(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    old, new = (listener(n, sender.family, GCM) for n in range(2))
    new.lane.first_position = 10
    for member in (old, new):
        fan.add(member.lane)
    packets = [packet(11), packet(9), packet(12)]
    assert fan.send(packets).packets == 5
    assert old.packets() == expected(old.lane, packets)
    assert new.packets() == expected(new.lane, [packets[0], packets[2]])
    for member in (old, new):
        member.receiver.close()


def test_who_moves_is_followed(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    here, there = listener(0, sender.family, GCM), listener(1, sender.family, GCM)
    fan.add(here.lane)
    fan.redirect(here.lane, there.receiver.getsockname())
    fan.send([packet(1)])
    assert here.packets() == []
    assert len(there.receiver.recv(2048)) == HEADER_BYTES + 900 + 16
    for member in (here, there):
        member.receiver.close()


def test_an_unreachable_viewer_costs_only_himself(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(3)]
    broken = ("255.255.255.255", 9) if sender.family == socket.AF_INET else ("ff02::1", 9, 0, 9999)
    for number, member in enumerate(audience):
        fan.add(member.lane)
        if number == 0:
            fan.redirect(member.lane, broken)
    assert fan.send([packet(1)]).dropped == 1
    assert len(audience[1].packets()) == len(audience[2].packets()) == 1
    for member in audience:
        member.receiver.close()


def test_more_viewers_than_a_block_holds_are_all_served(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(130)]
    for member in audience:
        fan.add(member.lane)
    assert fan.send([packet(1), packet(2)]) == (260, 260 * (900 + 12 + 16), 0)
    for member in audience:
        assert len(member.packets()) == 2
        member.receiver.close()


def test_a_packet_that_only_fills_a_number_is_marked_as_padding(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    member = listener(0, sender.family, GCM)
    fan.add(member.lane)
    fan.send([Packet(1, 1, marker=False, payload=b"\x01", arrival=0.0, padding=True)])
    assert [p[-1] for p in member.packets()] == [b""]
    member.receiver.close()


def test_a_frame_cut_into_nearly_equal_packets_leaves_in_one_piece(sender: socket.socket) -> None:
    fan = FanOut(builder(Scratch(sender.fileno())), sender.family)
    member = listener(0, sender.family, GCM)
    fan.add(member.lane)
    packets = [packet(n, 1000 - n % 2) for n in range(5)]
    assert len(_runs(packets, segmenting=True)) == 1
    fan.send(packets)
    assert member.packets() == expected(member.lane, packets), "the padding is gone at the other end"
    member.receiver.close()


@given(st.lists(st.integers(1, 1500), max_size=60))
def test_runs_keep_the_order_and_what_the_kernel_can_cut(sizes: list[int]) -> None:
    packets = [Packet(n, n, marker=False, payload=bytes(size), arrival=0.0) for n, size in enumerate(sizes)]
    runs = _runs(packets, segmenting=True)
    assert [p.position for run in runs for p in run] == [p.position for p in packets]
    for run in runs:
        for p in run:
            unpadded = len(p.payload) - (p.payload[-1] if p.padding else 0)
            assert unpadded == sizes[p.position]
        first = len(run[0].payload)
        assert all(len(p.payload) == first for p in run[:-1])
        assert len(run[-1].payload) <= first
        assert len(run) <= SEGMENTS
        assert sum(len(p.payload) + 28 for p in run) < 65000


def test_where_the_kernel_cannot_segment_packets_leave_one_by_one(
    sender: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = Scratch(sender.fileno())
    fan = FanOut(builder(scratch), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(3)]
    for member in audience:
        fan.add(member.lane)
    working = scratch.send

    def refuse_segments(headers: object, first: int, count: int) -> tuple[int, int]:
        return working(headers, first, count) if not scratch.gso else (0, errno.EIO)

    monkeypatch.setattr(scratch, "send", refuse_segments)
    packets = [packet(n) for n in range(4)]
    assert fan.send(packets) == (12, 12 * (900 + 12 + 16), 0)
    assert not scratch.gso
    for member in audience:
        assert member.packets() == expected(member.lane, packets)
        member.receiver.close()


def test_a_full_buffer_drops_and_counts(sender: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch(sender.fileno())
    fan = FanOut(builder(scratch), sender.family)
    audience = [listener(n, sender.family, GCM) for n in range(3)]
    for member in audience:
        fan.add(member.lane)
    monkeypatch.setattr(scratch, "send", lambda *_: (0, errno.EAGAIN))
    assert fan.send([packet(1)]) == (0, 0, 3)
    for member in audience:
        member.receiver.close()
