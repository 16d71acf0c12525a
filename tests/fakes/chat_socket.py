"""A bare TCP client that speaks just enough WebSocket to misbehave on purpose."""

import asyncio
import json
import socket
import struct
from types import TracebackType
from typing import Any, Self

from websockets.frames import Frame, Opcode

Item = dict[str, Any]
HEAD = (
    "GET /chat HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)


class RawSocket:
    """`async with RawSocket(port) as raw:` connects; nothing is read unless a test reads it."""

    def __init__(self, port: int, *, receive_buffer: int | None = None) -> None:
        self._port = port
        self._receive_buffer = receive_buffer

    async def __aenter__(self) -> Self:
        sock = socket.socket()
        if self._receive_buffer is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        sock.setblocking(False)  # noqa: FBT003 (the socket module takes it so)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self._port))
        self.reader, self.writer = await asyncio.open_connection(sock=sock, limit=2**20)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except OSError:
            return

    async def shake_hands(self, **headers: str) -> str:
        """Ask for a WebSocket; returns the status line."""
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.writer.write(HEAD.format(host=f"127.0.0.1:{self._port}", more=more).encode())
        return await self.read_head()

    async def read_head(self) -> str:
        async with asyncio.timeout(3):
            head = await self.reader.readuntil(b"\r\n\r\n")
        return head.decode().split("\r\n", maxsplit=1)[0]

    def send(self, content: Item | bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.writer.write(Frame(opcode, data, fin=fin).serialize(mask=True))

    def hello(self, who: str = "ann", room: str = "spring-show") -> None:
        self.send({"t": "hello", "v": 1, "tok": who, "room": room})

    async def receive(self) -> tuple[Opcode, bytes]:
        """The next frame."""
        async with asyncio.timeout(3):
            head = await self.reader.readexactly(2)
            length = head[1] & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return Opcode(head[0] & 0x0F), await self.reader.readexactly(length)

    async def receive_json(self) -> Item:
        _, data = await self.receive()
        item: Item = json.loads(data)
        return item

    async def close_code(self) -> int:
        """The code of the close frame that the server sends, whatever comes before it."""
        while True:
            opcode, data = await self.receive()
            if opcode is Opcode.CLOSE:
                return int.from_bytes(data[:2], "big")

    async def ended(self) -> bool:
        """Whether the server cuts the connection without another word."""
        async with asyncio.timeout(3):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True
