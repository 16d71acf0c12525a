"""What a forwarded packet costs at least on this machine right now, by the kernel alone and with AES-GCM."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pylibsrtp import Policy, Session

from media.fanout import FanOut, Lane, PacketBuilder
from media.rtp import HEADER_BYTES, Packet
from media.sendmmsg import Envelopes, Scratch
from media.srtp import SrtpEndpoint

_ROUNDS = 400
_PAYLOAD = bytes(1100)
_GCM_KEY_BYTES, _GCM_TAG_BYTES = 28, 16


def kernel_us_per_packet(viewers: int) -> float:
    """Hand datagrams of a packet's size to `sendmmsg`; returns microseconds of CPU time for each."""
    with _loopback(viewers) as (sender, sinks):
        envelopes = Envelopes(Scratch(sender.fileno()), sender.family)
        for row, sink in enumerate(sinks):
            envelopes.set_address(row, sink.getsockname())
        size = HEADER_BYTES + len(_PAYLOAD) + _GCM_TAG_BYTES
        return _us_each(viewers, lambda _position: envelopes.send(viewers, [size]))


def floor_us_per_packet(viewers: int) -> float:
    """The same with headers and encryption, in a tight loop."""
    with _loopback(viewers) as (sender, sinks):
        fan = FanOut(PacketBuilder(Scratch(sender.fileno())), sender.family)
        for number, sink in enumerate(sinks):
            endpoint = SrtpEndpoint(_session(), _session(), tag_bytes=_GCM_TAG_BYTES)
            fan.add(Lane(endpoint, sink.getsockname(), 1000 + number, 96, number, number))
        return _us_each(viewers, lambda position: fan.send([_packet(position)]))


@contextmanager
def _loopback(count: int) -> Iterator[tuple[socket.socket, list[socket.socket]]]:
    """A sending socket and receiving ones that nobody reads."""
    sinks = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for sink in sinks:
            sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sink.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            yield sender, sinks
    finally:
        for sink in sinks:
            sink.close()


def _us_each(viewers: int, send: Callable[[int], object]) -> float:
    begun = time.process_time()
    for position in range(_ROUNDS):
        send(position)
    return round((time.process_time() - begun) / (_ROUNDS * viewers) * 1e6, 3)


def _packet(position: int) -> Packet:
    return Packet(position, position * 3000, marker=False, payload=_PAYLOAD, arrival=0.0)


def _session() -> Session:
    profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    policy = Policy(os.urandom(_GCM_KEY_BYTES), Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    policy.allow_repeat_tx = True
    return Session(policy)
