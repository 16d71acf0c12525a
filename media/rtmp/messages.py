"""What a push and its process say to each other: MessagePack, each after its length in four octets."""

from typing import Literal

import msgspec

LENGTH_OCTETS = 4
MOST_OCTETS = 32 << 20
"""A part of a third of a second; more than this at 100 Mbit/s would be a fault of ours."""

PushReason = Literal["unreachable", "refused", "broken", "stalled", "unfit"]
"""Why a push does not get through.

unreachable: nobody answers at the address. refused: somebody does, and will not have the stream: mostly a key
that is wrong or has been changed. broken: the connection was lost. stalled: too little gets through.
unfit: the stream is not H264, and RTMP carries no other.
"""


class Begin(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where to send, with the key: a secret, and therefore never in an argument or a log."""

    url: str
    with_sound: bool


class Media(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A part with the initialisation segment that it needs, as one readable file."""

    is_picture: bool
    data: bytes


class Sent(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A part of the picture was taken by the network."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The process ends now."""

    reason: PushReason


Order = Begin | Media
Report = Sent | Failed

_ENCODER = msgspec.msgpack.Encoder()
ORDERS: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
REPORTS: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def pack(message: Order | Report) -> bytes:
    """Write a message."""
    body = _ENCODER.encode(message)
    return len(body).to_bytes(LENGTH_OCTETS, "big") + body
