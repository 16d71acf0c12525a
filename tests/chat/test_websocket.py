"""One WebSocket without its socket: what it agrees to, reads and prepares."""

import pytest
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.uri import parse_uri

from chat.websocket import Prepared, WebSocket

LONG = b'[{"t":"chat","x":"does this come in blue?"},' + b'{"t":"chat","x":"so nice"},' * 40 + b"{}]"


def connected(
    offer: ClientPerMessageDeflateFactory | None, *, may_deflate: bool = True
) -> tuple[ClientProtocol, WebSocket]:
    """A client and a server of which each has seen the other's handshake."""
    client = ClientProtocol(parse_uri("ws://shop.example/chat"), extensions=[offer] if offer else None)
    server = WebSocket(4096, may_deflate=may_deflate)
    client.send_request(client.connect())
    (request,) = server.receive(b"".join(client.data_to_send()))
    assert isinstance(request, Request)
    assert server.accept(request)
    client.receive_data(b"".join(server.outgoing()))
    client.events_received()
    return client, server


def read(client: ClientProtocol, frame: bytes) -> bytes:
    client.receive_data(frame)
    (event,) = client.events_received()
    assert isinstance(event, Frame)
    return bytes(event.data)


def test_the_same_deflated_bytes_are_right_for_every_client_any_number_of_times() -> None:
    prepared = Prepared(LONG)
    clients = [connected(ClientPerMessageDeflateFactory(client_max_window_bits=True)) for _ in range(3)]
    for client, server in clients:
        assert server.takes_deflated
        assert read(client, prepared.deflated) == LONG
        assert read(client, prepared.plain) == LONG
        assert read(client, prepared.deflated) == LONG
    assert len(prepared.deflated) < len(prepared.plain) / 4


@pytest.mark.parametrize(
    ("offer", "may_deflate"),
    [
        (None, True),
        (ClientPerMessageDeflateFactory(), False),
        (ClientPerMessageDeflateFactory(server_max_window_bits=10), True),
    ],
    ids=["not offered", "switched off", "a smaller window"],
)
def test_who_cannot_read_them_gets_no_deflated_frames(
    offer: ClientPerMessageDeflateFactory | None, *, may_deflate: bool
) -> None:
    client, server = connected(offer, may_deflate=may_deflate)
    assert not server.takes_deflated
    assert read(client, Prepared(LONG).plain) == LONG


def test_a_short_message_stays_plain() -> None:
    prepared = Prepared(b"{}")
    assert prepared.deflated is prepared.plain


def test_a_deflated_message_of_a_client_is_read() -> None:
    client, server = connected(ClientPerMessageDeflateFactory())
    for _ in range(2):
        client.send_text(b'{"t":"ping"}')
        (text,) = server.receive(b"".join(client.data_to_send()))
        assert text == '{"t":"ping"}'


def test_a_bomb_is_not_inflated() -> None:
    _, server = connected(ClientPerMessageDeflateFactory())
    alone = PerMessageDeflate(
        remote_no_context_takeover=True,
        local_no_context_takeover=True,
        remote_max_window_bits=15,
        local_max_window_bits=15,
    )
    frame = Frame(Opcode.TEXT, b" " * 2**24).serialize(mask=True, extensions=[alone])
    assert len(frame) < 20_000
    assert list(server.receive(frame)) == []
    assert not server.is_open
    assert b"\x03\xf1" in b"".join(server.outgoing()), "close code 1009"
