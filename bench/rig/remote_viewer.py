"""A decoding viewer in a process of its own, which may live behind a leg of a network."""

import asyncio
import itertools
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.rig.decoding_viewer import DecodingViewer

_LINE_LIMIT = 1 << 22
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Picture:
    """When a picture was decoded (monotonic seconds, the same for all processes), and its height."""

    at: float
    height: int


class RemoteViewer:
    """The side of whoever measures."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pictures: list[Picture] = []

    @classmethod
    async def join(cls, prefix: Sequence[str], ask: Callable[[str], Awaitable[str]]) -> Self:
        """Start the process behind these words of a command line; returns at the first picture."""
        process = await asyncio.create_subprocess_exec(
            *prefix,
            sys.executable,
            "-m",
            "bench.rig.remote_viewer",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            cwd=Path(__file__).parents[2],
        )
        viewer = cls(process)
        offer = str((await viewer._read())["offer"])
        viewer._write({"answer": await ask(offer)})
        await viewer._read()
        return viewer

    async def look(self) -> dict[str, float]:
        """Fetch the pictures since the last call, and what libwebrtc says."""
        self._write({})
        reply = await self._read()
        self.pictures += [Picture(at, height) for at, height in reply["pictures"]]
        return dict(reply["received"])

    async def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _PATIENCE_SECONDS)

    def freezes(self, since: float, least_seconds: float) -> list[tuple[float, float]]:
        """The gaps between pictures that are longer than so much: when they began after `since`, how long."""
        times = [picture.at - since for picture in self.pictures if picture.at >= since]
        gaps = [(earlier, later - earlier) for earlier, later in itertools.pairwise(times)]
        return [(round(at, 2), round(gap, 3)) for at, gap in gaps if gap > least_seconds]

    def _write(self, message: dict[str, str]) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def _read(self) -> dict[str, Any]:
        if self._process.stdout is None:
            raise RuntimeError("the viewer's process has no pipes")
        line = await asyncio.wait_for(self._process.stdout.readline(), _PATIENCE_SECONDS)
        if not line:
            raise RuntimeError("the viewer's process has ended")
        return dict(json.loads(line))


async def _watch() -> None:
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb")
    )
    viewer, pictures = DecodingViewer(), []

    async def ask(offer: str) -> str:
        _say({"offer": offer})
        return str(json.loads(await reader.readline())["answer"])

    async def note() -> None:
        while True:
            _, height = await viewer.next_picture()
            pictures.append((time.monotonic(), height))

    await viewer.join(ask)
    noting = asyncio.create_task(note())
    _say({"joined": True})
    while await reader.readline():
        taken = pictures[:]
        pictures.clear()
        _say({"pictures": taken, "received": await viewer.received()})
    noting.cancel()
    await asyncio.gather(noting, return_exceptions=True)
    viewer.close()


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_watch())
