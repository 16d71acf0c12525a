"""Measures two processes that serve one room: how soon a mute on one is in force on the other."""

import asyncio
import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator

from bench.chat_process import ROOM, ChatProcess
from chat.client import ChatClient

_MUTES = 80
_PAUSE_SECONDS = 0.1  # 20 frames a second are nobody's flood
_START_SECONDS = 5.0


async def mute_enforced_ms() -> list[float] | None:
    """From the moderator's frame on one process to the notice on the other; None without a Redis program."""
    if shutil.which("redis-server") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/chat.db"
        async with (
            _redis() as url,
            ChatProcess(database, url) as one,
            ChatProcess(database, url) as other,
            ChatClient(f"ws://127.0.0.1:{one.port}/chat", "host", ROOM) as host,
            ChatClient(f"ws://127.0.0.1:{other.port}/chat", "viewer-1", ROOM) as viewer,
        ):
            await viewer.say("hello")
            await host.wait_for("chat")
            return [await _mute_once(host, viewer) for _ in range(_MUTES)]


async def _mute_once(host: ChatClient, viewer: ChatClient) -> float:
    asked = time.monotonic_ns()
    acknowledged = asyncio.create_task(host.mute("viewer-1", 60))
    await viewer.wait_for("muted")
    took_ms = (time.monotonic_ns() - asked) / 1e6
    await acknowledged
    await host.unmute("viewer-1")
    await viewer.wait_for("unmuted")
    await asyncio.sleep(_PAUSE_SECONDS)
    return took_ms


@contextlib.asynccontextmanager
async def _redis() -> AsyncIterator[str]:
    """A Redis of our own that writes nothing to disk; yields its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_START_SECONDS):
            while not await _accepts(port):  # noqa: ASYNC110 (another program's port tells no event)
                await asyncio.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        await process.wait()


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
