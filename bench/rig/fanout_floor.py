"""What a forwarded packet costs at least on this machine right now: AES-GCM and sendmmsg, nothing else."""

import os
import socket
import time

from pylibsrtp import Policy, Session

from media.fanout import FanOut, Lane, PacketBuilder
from media.rtp import Packet
from media.sendmmsg import Scratch
from media.srtp import SrtpEndpoint

_ROUNDS = 400
_PAYLOAD = bytes(1100)
_GCM_KEY_BYTES, _GCM_TAG_BYTES = 28, 16


def floor_us_per_packet(viewers: int) -> float:
    """Send to `viewers` sockets in a tight loop; returns microseconds of CPU time for each packet."""
    sinks = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(viewers)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        fan = FanOut(PacketBuilder(Scratch(sender.fileno())), sender.family)
        for number, sink in enumerate(sinks):
            sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sink.bind(("127.0.0.1", 0))
            endpoint = SrtpEndpoint(_session(), _session(), tag_bytes=_GCM_TAG_BYTES)
            fan.add(Lane(endpoint, sink.getsockname(), 1000 + number, 96, number, number))
        begun = time.process_time()
        for position in range(_ROUNDS):
            fan.send([Packet(position, position * 3000, marker=False, payload=_PAYLOAD, arrival=0.0)])
        used = time.process_time() - begun
    for sink in sinks:
        sink.close()
    return round(used / (_ROUNDS * viewers) * 1e6, 3)


def _session() -> Session:
    profile = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
    policy = Policy(os.urandom(_GCM_KEY_BYTES), Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile)
    policy.allow_repeat_tx = True
    return Session(policy)
