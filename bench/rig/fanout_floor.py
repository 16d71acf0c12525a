"""What a forwarded packet costs at least on this machine right now, by the kernel alone and with AES-GCM."""

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pylibsrtp import Policy, Session

from media.fanout import FanOut, Lane, PacketBuilder
from media.ice import Address
from media.ledger import SendLedger, TransportNumbering
from media.rtp import EXTENSION_BYTES, HEADER_BYTES, Packet
from media.sendmmsg import Envelopes, Scratch
from media.srtp import SrtpEndpoint

_ROUNDS = 400
_BURST = 10
_SEND_BUFFER = 4 << 20
_PAYLOAD = bytes(1100)
_TRANSPORT_EXTENSION = 3
_GCM_KEY_BYTES, _GCM_TAG_BYTES = 28, 16


def measure_floors(sinks: Sequence[Address]) -> dict[str, float]:
    """Hand datagrams of a packet's size to `sendmmsg`: bare, cut by the kernel, with headers and encryption.

    Returns:
        Microseconds of CPU time a packet: `kernel`, `kernel_gso` (ten packets a call and viewer), `floor`.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        envelopes = Envelopes(Scratch(sender.fileno()), sender.family)
        ledger = SendLedger(time.monotonic)
        fan = FanOut(PacketBuilder(Scratch(sender.fileno()), ledger), sender.family)
        for number, sink in enumerate(sinks):
            envelopes.set_address(number, sink)
            endpoint = SrtpEndpoint(_session(), _session(), tag_bytes=_GCM_TAG_BYTES)
            numbering = TransportNumbering(ledger, ledger.open(), _TRANSPORT_EXTENSION)
            fan.add(Lane(endpoint, sink, 1000 + number, 96, number, number, numbering=numbering))
        size = HEADER_BYTES + EXTENSION_BYTES + len(_PAYLOAD) + _GCM_TAG_BYTES
        count = len(sinks)
        return {
            "kernel": _us_each(lambda _: envelopes.send(count, [size])),
            "kernel_gso": _us_each(lambda _: envelopes.send(count, [size] * _BURST)),
            "floor": _us_each(lambda position: fan.send([_packet(position)]).packets),
        }


@contextmanager
def unread_sockets(host: str, count: int) -> Iterator[list[Address]]:
    """Open receiving sockets that nobody reads."""
    sinks = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for sink in sinks:
            sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sink.bind((host, 0))
        yield [sink.getsockname() for sink in sinks]
    finally:
        for sink in sinks:
            sink.close()


def _us_each(send: Callable[[int], int]) -> float:
    begun, sent = time.process_time(), 0
    for position in range(_ROUNDS):
        sent += send(position)
    return round((time.process_time() - begun) / max(1, sent) * 1e6, 3)


def _packet(position: int) -> Packet:
    return Packet(position, position * 3000, marker=False, payload=_PAYLOAD, arrival=0.0)


def _session() -> Session:
    profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    policy = Policy(os.urandom(_GCM_KEY_BYTES), Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    policy.allow_repeat_tx = True
    return Session(policy)
