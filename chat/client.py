"""A small chat client for bots, benchmarks and tests: one room, one connection, resumes where it stopped."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

Item = dict[str, Any]
_UNREAD = 10_000


class ChatClosed(Exception):
    """The connection is closed; `code` is the WebSocket close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"the chat closed the connection: {code} {reason}".rstrip())
        self.code = code


@dataclass(slots=True)
class Timeline:
    """What a client has seen, in the way docs/chat-protocol.md tells clients to keep it."""

    epoch: str | None = None
    offset: int = 0
    events: list[Item] = field(default_factory=list)

    def start(self, welcome: Item) -> None:
        """Continue with what a welcome brings, or start anew."""
        if not welcome["resumed"]:
            self.events.clear()
        self.epoch = welcome["ep"]
        for event in welcome["history"]:
            self.events.append(event)
        self.offset = welcome["off"]

    def add(self, event: Item) -> bool:
        """Take an ordered event unless it is known already; tells whether it was new."""
        if event["o"] <= self.offset:
            return False
        self.offset = event["o"]
        self.events.append(event)
        return True


class ChatClient:
    """One person in one room.

    `async with ChatClient(url, token, room) as client:` connects; afterwards `client.welcome` is the welcome.
    Entering again, after the connection broke, resumes.

    Args:
        url: For example "ws://127.0.0.1:8080/chat".
        token: From POST /api/v1/shows/{show}/chat-token.
        room: The show's id.
        origin: What a browser would send; None for none.
        timeout_seconds: How long answers may take.
    """

    def __init__(
        self, url: str, token: str, room: str, *, origin: str | None = None, timeout_seconds: float = 5.0
    ) -> None:
        self.timeline = Timeline()
        self.welcome: Item = {}
        self._url = url
        self._token = token
        self._room = room
        self._origin = Origin(origin) if origin is not None else None
        self._timeout_seconds = timeout_seconds
        self._answers: dict[str, asyncio.Future[Item]] = {}
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def connect(self) -> Item:
        """Connect, or connect again and resume; returns the welcome.

        Raises:
            ChatClosed: the server does not let us in.
            OSError, TimeoutError: there is no chat at the url.
        """
        self._inbox: asyncio.Queue[Item | ChatClosed] = asyncio.Queue(_UNREAD)
        try:
            self._socket = await connect(
                self._url,
                origin=self._origin,
                compression=None,
                ping_interval=25,
                open_timeout=self._timeout_seconds,
                close_timeout=1,
            )
        except InvalidHandshake as error:
            raise ChatClosed(1006, str(error)) from error
        self._reader = asyncio.create_task(self._read(self._socket), name="chat client")
        hello: Item = {"t": "hello", "v": 1, "tok": self._token, "room": self._room}
        if self.timeline.epoch is not None:
            hello["resume"] = {"ep": self.timeline.epoch, "off": self.timeline.offset}
        await self.send_frame(hello)
        self.welcome = await self.wait_for("welcome")
        return self.welcome

    async def close(self) -> None:
        """Leave."""
        if self._socket is not None:
            await self._socket.close()
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def drop(self) -> None:
        """Break the connection as a dead network would."""
        if self._socket is not None:
            self._socket.transport.abort()
            await asyncio.gather(self._reader, return_exceptions=True)

    async def send_frame(self, frame: Item) -> None:
        """Send any frame.

        Raises:
            ChatClosed: there is no connection.
        """
        if self._socket is None:
            raise ChatClosed(1006, "never connected")
        try:
            await self._socket.send(json.dumps(frame, ensure_ascii=False))
        except ConnectionClosed as error:
            raise ChatClosed(self._socket.close_code or 1006, self._socket.close_reason or "") from error

    async def ask(self, frame: Item) -> Item:
        """Send a frame with an id and wait for its ack or nack."""
        message_id = frame.setdefault("id", uuid4().hex)
        answer: asyncio.Future[Item] = asyncio.get_running_loop().create_future()
        self._answers[message_id] = answer
        await self.send_frame(frame)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await answer
        finally:
            del self._answers[message_id]

    async def say(self, text: str, *, message_id: str | None = None) -> Item:
        """Say something; returns the ack or nack."""
        frame: Item = {"t": "chat.send", "x": text}
        if message_id is not None:
            frame["id"] = message_id
        return await self.ask(frame)

    async def mute(self, person: str, seconds: int | None, reason: str = "") -> Item:
        """Mute somebody; returns the ack or nack."""
        return await self.ask({"t": "mod.mute", "person": person, "seconds": seconds, "reason": reason})

    async def unmute(self, person: str, reason: str = "") -> Item:
        """Let somebody speak again; returns the ack or nack."""
        return await self.ask({"t": "mod.unmute", "person": person, "reason": reason})

    async def delete(self, offset: int, reason: str = "") -> Item:
        """Remove a message; returns the ack or nack."""
        return await self.ask({"t": "mod.delete", "off": offset, "reason": reason})

    async def heart(self, count: int = 1) -> None:
        """Send hearts."""
        await self.send_frame({"t": "heart", "n": count})

    async def items(self) -> AsyncIterator[Item]:
        """Everything that comes in, except for acks and nacks, until the connection closes.

        Raises:
            ChatClosed: when it does.
        """
        while True:
            yield await self._next()

    def heard(self) -> list[Item]:
        """Everything that came in since one last looked, without waiting; forgets it, and goes on after it.

        Raises:
            ChatClosed: the connection closed.
        """
        items: list[Item] = []
        while not self._inbox.empty():
            item = self._inbox.get_nowait()
            if isinstance(item, ChatClosed):
                raise item
            items.append(item)
        self.timeline.events.clear()
        return items

    async def wait_for(self, kind: str, **fields: object) -> Item:
        """The next item of a kind (with these fields); items before it are passed over.

        Raises:
            ChatClosed: the connection closed first.
            TimeoutError: it did not come in time.
        """
        async with asyncio.timeout(self._timeout_seconds):
            while True:
                item = await self._next()
                if item["t"] == kind and all(item.get(name) == value for name, value in fields.items()):
                    return item

    async def _next(self) -> Item:
        item = await self._inbox.get()
        if isinstance(item, ChatClosed):
            raise item
        return item

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for payload in socket:
                content = json.loads(payload)
                for item in content if isinstance(content, list) else [content]:
                    self._sort(item)
        closed = ChatClosed(socket.close_code or 1006, socket.close_reason or "")
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(closed)
        self._put(closed)

    def _sort(self, item: Item) -> None:
        if item["t"] in {"ack", "nack"}:
            answer = self._answers.get(item["id"])
            if answer is not None and not answer.done():
                answer.set_result(item)
            return
        if item["t"] == "welcome":
            self.timeline.start(item)
        elif "o" in item and not self.timeline.add(item):
            return
        self._put(item)

    def _put(self, item: Item | ChatClosed) -> None:
        """Hand an item over; a client that never looks loses the oldest, not its memory."""
        if self._inbox.full():
            self._inbox.get_nowait()
        self._inbox.put_nowait(item)
