"""A chat in a process of its own, on a real database, so that its CPU time can be told from the load's."""

import argparse
import asyncio
import gc
import resource
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self, cast

import uuid_utils
import uvloop

from bench.rig.child import Child, heard_from_parent, tell_parent
from chat import Announcement, ChatEvent, ChatService, ChatSettings, Chatter, Role
from server.db import Database, open_database
from server.talk import ChatArchive
from server.talk.tables import metadata

ROOM = "bench"
_PAGE_BYTES = resource.getpagesize()


class ChatProcess:
    """The parent's side: asks the child.

    Args:
        database_url: Where the chat is stored, with its tables; None for a fresh SQLite of the child's own.
        redis_url: Where it meets other processes, if there are any.
    """

    port: int

    def __init__(self, database_url: str | None = None, redis_url: str | None = None) -> None:
        self._arguments = [
            *(("--database", database_url) if database_url else ()),
            *(("--redis", redis_url) if redis_url else ()),
        ]

    async def __aenter__(self) -> Self:
        """Start the child and wait until it listens."""
        self._child = await Child.start("bench.chat_process", *self._arguments)
        self.port = (await self._child.hear())["port"]
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the child."""
        await self._child.close()

    async def usage(self) -> Mapping[str, Any]:
        """CPU seconds so far, resident bytes, and frames sent."""
        return await self.ask(do="usage")

    async def ask(self, **request: object) -> Mapping[str, Any]:
        """Have the child do something and wait until it is done."""
        return await self._child.ask(**request)


class Tokens:
    """Everybody is who they say they are."""

    async def identify(self, token: str, room_id: str) -> Chatter | None:
        """A token is a name; those of no viewer host."""
        del room_id
        role = Role.viewer if token.startswith("viewer") else Role.host
        return Chatter(person_id=token, name=token, role=role)


class Door(asyncio.Protocol):
    """Hands every connection to the chat once its first bytes are there."""

    def __init__(self, chat: ChatService) -> None:
        self._chat = chat

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first bytes."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """The load sends its request in one piece."""
        protocol = self._chat.connection()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(data)


def usage(chat: ChatService) -> dict[str, float]:
    """What this process has used."""
    gc.collect()
    resident_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return {
        "cpu_s": time.process_time(),
        "resident": resident_pages * _PAGE_BYTES,
        "frames": chat.totals().frames_out,
        "connections": chat.totals().connections,
    }


async def blast(chat: ChatService, frames: int, payload_bytes: int) -> dict[str, float]:
    """Send single frames to everybody, one at a time, and say what they cost."""
    before = usage(chat)
    payload = {"x": "x" * (payload_bytes - 60)}
    for _ in range(frames):
        news = Announcement(event_id=str(uuid_utils.uuid7()), kind="show", payload=payload)
        await chat.announce(ROOM, news)
        await asyncio.sleep(0.02)
    after = usage(chat)
    return {name: after[name] - before[name] for name in ("cpu_s", "frames")}


async def obey(chat: ChatService) -> None:
    """Answer the parent's requests until it closes the pipe."""
    async for request in heard_from_parent():
        match request["do"]:
            case "usage":
                answer = usage(chat)
            case "blast":
                answer = await blast(chat, request["frames"], request["bytes"])
            case other:
                raise ValueError(other)
        tell_parent(**answer)


async def serve(database: Database, redis_url: str | None) -> None:
    """Run the chat until the parent is gone."""

    async def ignore(event: ChatEvent) -> None:
        del event

    chat = ChatService(
        ChatSettings(max_connections=50_000, max_per_address=50_000, redis_url=redis_url),
        identity=Tokens(),
        archive=ChatArchive(database),
        publish=ignore,
        now_ms=lambda: time.time_ns() // 1_000_000,
        new_id=lambda: str(uuid_utils.uuid7()),
    )
    await chat.start()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(chat), "127.0.0.1", 0, backlog=4096)
    tell_parent(port=server.sockets[0].getsockname()[1])
    await obey(chat)
    server.close()
    await chat.close()


async def run(database_url: str, redis_url: str | None) -> None:
    """Serve on a database."""
    database = open_database(database_url)
    await database.write(metadata.create_all)
    try:
        await serve(database, redis_url)
    finally:
        await database.close()


def raise_file_limit() -> None:
    """Allow as many connections as the machine does."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database")
    parser.add_argument("--redis")
    options = parser.parse_args()
    raise_file_limit()
    with tempfile.TemporaryDirectory() as temporary:
        uvloop.run(run(options.database or f"sqlite:///{temporary}/chat.db", options.redis))


if __name__ == "__main__":
    main()
