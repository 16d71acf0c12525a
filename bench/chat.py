"""Measures the chat: CPU of each frame and message delivered, memory of a connection, delays seen by viewers.

The viewers live in this process, the server in another; both share the machine's clock. All viewers receive
everything; some of them read it and tell how old it is.
"""

import argparse
import asyncio
import json
import re
import time
from functools import partial
from itertools import count
from typing import Any, cast

import uvloop
from websockets.frames import Frame, Opcode

from bench.chat_moderation import moderation_us_per_message
from bench.chat_process import ROOM, ChatProcess, raise_file_limit
from bench.chat_reconnect import lost_and_doubled
from bench.chat_together import mute_enforced_ms

_HEAD = (
    b"GET /chat HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_READERS = 200
_JOINING_AT_ONCE = 100
_FRAMES = 150
_FRAME_BYTES = 200
_MESSAGES_PER_SECOND = 100
_DELETES_PER_SECOND = 4
_SPOKEN = re.compile(rb'"x":"(\d+) ')
_HIDDEN = re.compile(rb'"reason":"(\d+)"')
_OWN_OFFSET = re.compile(rb'"t":"ack","id":"m\d+","off":(\d+)')


class Viewer(asyncio.Protocol):
    """One connection; a reader notes how old messages and removals are when they arrive."""

    def __init__(self, name: str, *, reads: bool) -> None:
        self.name = name
        self.welcomed = asyncio.get_running_loop().create_future()
        self.spoken_ms: list[float] = []
        self.hidden_ms: list[float] = []
        self.last_offset: int | None = None
        self._reads = reads

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket and say hello in one go."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(_HEAD)
        self.send({"t": "hello", "v": 1, "tok": self.name, "room": ROOM})

    def send(self, item: dict[str, Any]) -> None:
        """Send a frame."""
        frame = Frame(Opcode.TEXT, json.dumps(item).encode())
        self._transport.write(frame.serialize(mask=True))

    def data_received(self, data: bytes) -> None:
        """Look for what was said; a stamp cut in two by the network is one sample fewer."""
        if not self.welcomed.done():
            if b'"t":"welcome"' in data:
                self.welcomed.set_result(None)
            return
        if acks := _OWN_OFFSET.findall(data):
            self.last_offset = int(acks[-1])
        if self._reads:
            now = time.monotonic_ns()
            self.spoken_ms += [(now - int(stamp)) / 1e6 for stamp in _SPOKEN.findall(data)]
            self.hidden_ms += [(now - int(stamp)) / 1e6 for stamp in _HIDDEN.findall(data)]

    def close(self) -> None:
        """Leave."""
        self._transport.close()


async def talk(viewers: list[Viewer], host: Viewer, seconds: float) -> int:
    """Speak in turns and have the host remove some of it; returns the number of messages."""
    loop = asyncio.get_running_loop()
    start, spoken, removed = loop.time(), 0, 0
    numbers = count(time.monotonic_ns())
    while (elapsed := loop.time() - start) < seconds:
        while spoken < elapsed * _MESSAGES_PER_SECOND:
            words = f"{time.monotonic_ns()} does this come in blue, and how long is shipping?"
            speaker = viewers[spoken % len(viewers)]
            speaker.send({"t": "chat.send", "id": f"m{next(numbers)}", "x": words})
            spoken += 1
        if removed < elapsed * _DELETES_PER_SECOND:
            removed += remove_one(viewers[(spoken - 20) % len(viewers)], host, next(numbers))
        await asyncio.sleep(0.005)
    await asyncio.sleep(1)
    return spoken


def remove_one(author: Viewer, host: Viewer, number: int) -> bool:
    """Have the host remove the author's last message, if there is one."""
    if author.last_offset is None:
        return False
    reason = str(time.monotonic_ns())
    host.send({"t": "mod.delete", "id": f"d{number}", "off": author.last_offset, "reason": reason})
    author.last_offset = None
    return True


async def join(port: int, count_: int) -> list[Viewer]:
    """Connect viewers, some at a time."""
    loop = asyncio.get_running_loop()
    viewers = [Viewer(f"viewer-{number}", reads=number < _READERS) for number in range(count_)]
    for first in range(0, count_, _JOINING_AT_ONCE):
        group = viewers[first : first + _JOINING_AT_ONCE]
        dialling = (loop.create_connection(partial(_as_is, each), "127.0.0.1", port) for each in group)
        await asyncio.gather(*dialling)
        await asyncio.gather(*(viewer.welcomed for viewer in group))
    return viewers


def _as_is(viewer: Viewer) -> Viewer:
    return viewer


async def measure(connections: int, seconds: float) -> dict[str, Any]:
    """Join, rest, be sent single frames, then talk; returns the figures."""
    async with ChatProcess() as chat:
        (host,) = await join(chat.port, 1)
        host.close()
        loop = asyncio.get_running_loop()
        _, host = await loop.create_connection(lambda: Viewer("host", reads=False), "127.0.0.1", chat.port)
        await host.welcomed
        empty = await chat.usage()
        viewers = await join(chat.port, connections)
        await asyncio.sleep(1.5)
        full = await chat.usage()
        single = await chat.ask(do="blast", frames=_FRAMES, bytes=_FRAME_BYTES)
        await asyncio.sleep(1)
        quiet = await chat.usage()
        spoken = await talk(viewers, host, seconds)
        after = await chat.usage()
        for viewer in (*viewers, host):
            viewer.close()
    talking_s = after["cpu_s"] - quiet["cpu_s"]
    spoken_ms = [age for viewer in viewers for age in viewer.spoken_ms]
    hidden_ms = [age for viewer in viewers for age in viewer.hidden_ms]
    return {
        "us_per_frame": round(single["cpu_s"] / single["frames"] * 1e6, 2),
        "us_per_message_delivered": round(talking_s / (spoken * connections) * 1e6, 3),
        "kb_per_connection": round((full["resident"] - empty["resident"]) / connections / 1024, 1),
        "chat_ms_p50": percentile(spoken_ms, 50),
        "chat_ms_p99": percentile(spoken_ms, 99),
        "moderation_visible_ms_p99": percentile(hidden_ms, 99),
        "connections": connections,
        "messages": spoken,
    }


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed, in milliseconds."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long people talk")
    options = parser.parse_args()
    raise_file_limit()
    figures = uvloop.run(measure(options.connections, options.seconds))
    figures |= uvloop.run(lost_and_doubled())
    figures["moderation_us_per_message"] = moderation_us_per_message()
    if (mutes_ms := uvloop.run(mute_enforced_ms())) is not None:
        figures["mute_enforced_ms_p95"] = percentile(mutes_ms, 95)
    for name, value in figures.items():
        print(f"{name:28} {value}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
