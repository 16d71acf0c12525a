"""One WebSocket without its socket: bytes in; requests, texts and violations out (sans-I/O)."""

from collections.abc import Iterator
from dataclasses import dataclass

from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from chat.protocol import CLOSE_BINARY, CLOSE_NOT_UTF8, CLOSE_TOO_LARGE

# Messages between the limit and so many times the limit are read, to be refused with our own close code.
_READ_LIMIT = 16
_WINDOW_BITS = 15
_WORTH_DEFLATING_BYTES = 256
# No context on either side: ours is shared by all peers, and theirs would cost 32 KB each.
_DEFLATE = ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)


@dataclass(frozen=True, slots=True)
class Violation:
    """The peer broke a rule of ours; the connection is to be closed with this code."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class Control:
    """A ping, pong or fragment: nothing to act on, but it counts as a frame."""


Incoming = Request | str | Control | Violation


class WebSocket:
    """The strict protocol of the websockets library with our limits: text only, bounded, valid UTF-8.

    Args:
        max_message_bytes: The longest message, fragments taken together.
        may_deflate: Whether to agree to permessage-deflate.
    """

    def __init__(self, max_message_bytes: int, *, may_deflate: bool) -> None:
        self._max_message_bytes = max_message_bytes
        self._protocol = ServerProtocol(
            max_size=_READ_LIMIT * max_message_bytes, extensions=[_DEFLATE] if may_deflate else None
        )
        self._fragments = bytearray()

    @property
    def is_open(self) -> bool:
        """Whether messages may be sent."""
        return self._protocol.state is State.OPEN

    @property
    def takes_deflated(self) -> bool:
        """Whether the peer reads frames deflated with the full window."""
        return any(
            isinstance(extension, PerMessageDeflate) and extension.local_max_window_bits == _WINDOW_BITS
            for extension in self._protocol.extensions
        )

    def receive(self, data: bytes) -> Iterator[Incoming]:
        """Take bytes from the network; afterwards send what `outgoing` has."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                yield event
            elif isinstance(event, Frame):
                yield self._assemble(event)

    def receive_eof(self) -> None:
        """The peer sends no more."""
        self._protocol.receive_eof()

    def accept(self, request: Request) -> bool:
        """Answer a handshake (RFC 6455 section 4.2); tells whether the WebSocket is open."""
        response = self._protocol.accept(request)
        self._protocol.send_response(response)
        return self.is_open

    def refuse(self, status: int, sentence: str, retry_seconds: int) -> None:
        """Answer a handshake with an HTTP error."""
        response: Response = self._protocol.reject(status, f"{sentence}\n")
        response.headers["Retry-After"] = str(retry_seconds)
        self._protocol.send_response(response)

    def close(self, code: int, reason: str) -> None:
        """Queue a close frame, once (RFC 6455 section 7.1.2)."""
        if self.is_open:
            self._protocol.send_close(code, reason)

    def outgoing(self) -> list[bytes]:
        """What is to be written to the network; an empty string stands for closing it."""
        return self._protocol.data_to_send()

    def _assemble(self, frame: Frame) -> Incoming:
        if frame.opcode is Opcode.BINARY:
            return Violation(CLOSE_BINARY, "text frames only")
        if frame.opcode not in {Opcode.TEXT, Opcode.CONT}:
            return Control()
        self._fragments += frame.data
        if len(self._fragments) > self._max_message_bytes:
            return Violation(CLOSE_TOO_LARGE, "message too large")
        if not frame.fin:
            return Control()
        payload, self._fragments = self._fragments, bytearray()
        try:
            return payload.decode()
        except UnicodeDecodeError:
            return Violation(CLOSE_NOT_UTF8, "not UTF-8")


class Prepared:
    """A text message as bytes for any number of connections, deflated at most once (RFC 7692)."""

    __slots__ = ("_deflated", "_payload", "plain")

    def __init__(self, payload: bytes) -> None:
        self.plain = text_frame(payload)
        self._payload = payload
        self._deflated: bytes | None = None

    @property
    def deflated(self) -> bytes:
        """For peers that take deflated frames; a short message is not worth it and stays plain."""
        if self._deflated is None:
            is_short = len(self._payload) < _WORTH_DEFLATING_BYTES
            self._deflated = self.plain if is_short else _deflated_frame(self._payload)
        return self._deflated


def _deflated_frame(payload: bytes) -> bytes:
    """A message deflated in a context of its own, so that the same bytes are right for everybody."""
    alone = PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=_WINDOW_BITS,
        local_max_window_bits=_WINDOW_BITS,
    )
    return Frame(Opcode.TEXT, payload).serialize(mask=False, extensions=[alone])


def text_frame(payload: bytes) -> bytes:
    """A whole text message as one unmasked frame, as servers send it (RFC 6455 section 5.1)."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)
