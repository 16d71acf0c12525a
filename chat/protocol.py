"""The wire format of the chat: strict frames from clients, plain JSON to them (docs/chat-protocol.md)."""

from typing import Annotated, Any, Literal, get_args

import msgspec

from chat.desk_frames import (
    AppealNotice,
    CaseChanged,
    DeskFrame,
    DeskState,
    HeldNotice,
    PetitionFrame,
    RaidNotice,
    RegimeChanged,
    ShadowNotice,
)
from chat.errors import BadFrame, Refused
from chat.moderation import Measure
from chat.moderation_frames import ModDone, ModFrame, Notice
from chat.notice import NOTICE_KEY
from chat.people import Role
from chat.poll import PollFrame
from chat.question import QaFrame
from chat.timeline import EVENT_TYPES, Event, Figure, Message, Reaction
from chat.wire import Id, Offset
from chat.wire import Inbound as _Inbound
from chat.wire import Outbound as _Outbound

VERSION = 1
HEARTS_AT_ONCE = 50

CLOSE_RESTART = 1012  # IANA WebSocket close code registry: service restart
CLOSE_IDLE = 1001
CLOSE_BINARY = 1003
CLOSE_NOT_UTF8 = 1007
CLOSE_FLOOD = 1008
CLOSE_DONE = 1000
CLOSE_TRY_LATER = 1013  # IANA: try again later
CLOSE_AUTH = 4001
CLOSE_ORIGIN = 4003
CLOSE_SLOW = 4008
CLOSE_TOO_LARGE = 4009


class Resume(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a client's timeline ends: the epoch it belongs to and the last offset it has."""

    ep: Annotated[str, msgspec.Meta(max_length=64)]
    off: Offset


class Hello(_Inbound, frozen=True, kw_only=True, tag="hello"):
    """The first frame: who I am, which room, and what I have already."""

    v: Literal[1]
    tok: Annotated[str, msgspec.Meta(max_length=2048)]
    room: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    resume: Resume | None = None


class ChatSend(_Inbound, frozen=True, kw_only=True, tag="chat.send"):
    """Say something; the same id again is the same message.

    `re` is the offset of the message that it answers, `at` the ids of people that it names.
    """

    id: Id
    x: str
    re: Offset | None = None
    at: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=128)], ...], msgspec.Meta(max_length=5)] = ()


class Heart(_Inbound, frozen=True, kw_only=True, tag="heart"):
    """So many hearts since the last such frame."""

    n: Annotated[int, msgspec.Meta(ge=1, le=HEARTS_AT_ONCE)]


class React(_Inbound, frozen=True, kw_only=True, tag="react"):
    """So many of each other reaction since the last such frame."""

    n: Annotated[
        dict[Reaction, Annotated[int, msgspec.Meta(ge=1, le=HEARTS_AT_ONCE)]], msgspec.Meta(min_length=1)
    ]


class Ping(_Inbound, frozen=True, kw_only=True, tag="ping"):
    """I am alive."""


Inbound = Hello | ChatSend | Heart | React | Ping | ModFrame | DeskFrame | PetitionFrame | QaFrame | PollFrame


class MutedState(msgspec.Struct, frozen=True, kw_only=True):
    """A measure that is in force against the one who joins."""

    until_ms: int | None
    reason: str

    @classmethod
    def of(cls, measure: Measure | None) -> "MutedState | None":
        """The measure as the person concerned is told of it."""
        return None if measure is None else cls(until_ms=measure.until_ms, reason=measure.reason)


class You(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the server takes this client for."""

    id: str
    name: str
    role: Role
    muted: MutedState | None
    banned: MutedState | None = None


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits worth knowing: visible characters, and milliseconds between heart frames."""

    text: int
    heart_ms: int


class Welcome(_Outbound, frozen=True, kw_only=True, tag="welcome"):
    """The answer to a good hello.

    With `resumed`, `history` is everything after the client's offset; without, it starts the timeline anew.
    `quoted` are older messages that it answers.
    """

    ep: str
    off: int
    you: You
    snapshot: dict[str, Any]
    history: list[Event]
    viewers: int
    limits: Limits
    server_ms: int
    resumed: bool
    degraded: bool = False
    quoted: tuple[Message, ...] = ()
    voted: tuple[str, ...] = ()
    chosen: dict[str, int] = msgspec.field(default_factory=dict)


class Ack(_Outbound, frozen=True, kw_only=True, tag="ack"):
    """Done; `off` is the event that came of it, `pending` says that storing it is being retried.

    `text` is what a command was answered.
    """

    id: str
    off: int | None = None
    pending: bool = False
    text: str | None = None


class Nack(_Outbound, frozen=True, kw_only=True, tag="nack"):
    """Not done, and why; nothing has changed. `reason` is what a hook says, in its own language."""

    id: str
    code: str
    text: str
    retry_ms: int | None = None
    until_ms: int | None = None
    rule: str | None = None
    reason: str | None = None


class Pong(_Outbound, frozen=True, kw_only=True, tag="pong"):
    """The answer to a ping, with the server's clock."""

    server_ms: int


class Bye(_Outbound, frozen=True, kw_only=True, tag="bye"):
    """The server closes this connection; come back after `reconnect_ms`, or not at all when that is None."""

    reconnect_ms: int | None


class Problem(_Outbound, frozen=True, kw_only=True, tag="error"):
    """Something is wrong that belongs to no message id."""

    code: str
    text: str
    retry_ms: int | None = None


StaffFrame = DeskState | ModDone | CaseChanged | RegimeChanged | RaidNotice | ShadowNotice
Outbound = Welcome | Ack | Nack | Pong | Bye | Problem | Notice | HeldNotice | AppealNotice | StaffFrame

# Names that clients know from the chat itself; news must not pass for them.
RESERVED_KINDS = frozenset((*EVENT_TYPES, "modes", NOTICE_KEY)) | frozenset(
    str(item.__struct_config__.tag) for union in (Outbound, Figure) for item in get_args(union)
)

_decoder: msgspec.json.Decoder[Inbound] = msgspec.json.Decoder(Inbound)
_encoder = msgspec.json.Encoder()


class _Identified(msgspec.Struct):
    """Just enough of a broken frame to answer it by its id."""

    id: Id


_id_decoder = msgspec.json.Decoder(_Identified)


def parse(payload: bytes | str) -> Inbound:
    """Decode one frame from a client.

    Raises:
        BadFrame: with a sentence naming the field, and the frame's id if it had one.
    """
    try:
        return _decoder.decode(payload)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError) as error:
        raise BadFrame(f"This frame is not understood: {error}.", message_id=_id_of(payload)) from error


def encode(item: Outbound | Event | Figure) -> bytes:
    """Encode one item as UTF-8 JSON."""
    return _encoder.encode(item)


def encode_batch(items: list[bytes]) -> bytes:
    """Join encoded events into one ordered batch."""
    return b"[" + b",".join(items) + b"]"


def refusal(error: Refused, message_id: str | None) -> Nack | Problem:
    """How a refusal is told: by the message's id where there is one."""
    if message_id is None:
        return Problem(code=error.code, text=str(error), retry_ms=error.retry_ms)
    return Nack(
        id=message_id,
        code=error.code,
        text=str(error),
        retry_ms=error.retry_ms,
        until_ms=error.until_ms,
        rule=error.rule,
        reason=error.reason,
    )


def _id_of(payload: bytes | str) -> str | None:
    try:
        return _id_decoder.decode(payload).id
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        return None
