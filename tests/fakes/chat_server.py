"""A chat behind a minimal front door, with a clock, ids and people that a test owns."""

import asyncio
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Self

from chat import Archive, ChatEvent, ChatService, ChatSettings, Chatter, Outside, Reviewer, Role
from chat.client import ChatClient
from tests.fakes.chat_archive import MemoryArchive

ROOM = "spring-show"
PEOPLE = {
    "host": Chatter(person_id="p-host", name="Hanna", role=Role.host),
    "mod": Chatter(person_id="p-mod", name="Moritz", role=Role.moderator),
    "mod2": Chatter(person_id="p-mod2", name="Mira", role=Role.moderator),
    "ann": Chatter(person_id="p-ann", name="Ann"),
    "bob": Chatter(person_id="p-bob", name="Bob", buyer=True),
}


class TokenBook:
    """An Identity where the token is the person's short name; "guest-7" makes guest 7."""

    def __init__(self) -> None:
        self.hanging = False

    async def identify(self, token: str, room_id: str) -> Chatter | None:
        if self.hanging:
            await asyncio.Event().wait()
        if room_id.startswith("closed"):
            return None
        if token.startswith("guest-"):
            return Chatter(person_id=token, name=token)
        return PEOPLE.get(token)


class Door(asyncio.Protocol):
    """Reads a request's head, then hands the transport over, as the real front door does."""

    def __init__(self, service: ChatService) -> None:
        self._service = service
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" in self._head:
            chat = self._service.connection()
            self._transport.set_protocol(chat)
            chat.connection_made(self._transport)
            assert isinstance(chat, asyncio.Protocol)
            chat.data_received(self._head)


class ChatServer:
    """`async with ChatServer() as server:` serves on a free port of the loopback."""

    def __init__(
        self,
        archive: Archive | None = None,
        settings: ChatSettings | None = None,
        *,
        new_id: Callable[[], str] | None = None,
        outside: Outside | None = None,
        reviewer: Reviewer | None = None,
    ) -> None:
        self.archive = archive or MemoryArchive()
        self.identity = TokenBook()
        self.events: list[ChatEvent] = []
        self._told = asyncio.Event()
        self.now_ms = 1_700_000_000_000
        ids = count(1)
        self.service = ChatService(
            settings or ChatSettings(tick_ms=5, journal_ms=5, viewers_ms=20, close_seconds=0.5),
            identity=self.identity,
            archive=self.archive,
            publish=self._publish,
            now_ms=lambda: self.now_ms,
            new_id=new_id or (lambda: f"id-{next(ids)}"),
            outside=outside,
            reviewer=reviewer,
        )

    async def _publish(self, event: ChatEvent) -> None:
        self.events.append(event)
        self._told.set()

    async def wait_for_event(self, event: ChatEvent) -> None:
        """Until the chat has published this."""
        async with asyncio.timeout(3):
            while event not in self.events:
                self._told.clear()
                await self._told.wait()

    async def __aenter__(self) -> Self:
        await self.service.start()
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Door(self.service), "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        await self.service.close()
        await self._listener.wait_closed()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/chat"

    def client(self, who: str, *, room: str = ROOM, origin: str | None = None) -> ChatClient:
        return ChatClient(self.url, who, room, origin=origin, timeout_seconds=3)
