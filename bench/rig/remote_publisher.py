"""A publisher of layers in a process of its own, which may live behind a leg of a network."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Self

from bench.rig.layered_source import FRAMES_PER_SECOND, LADDER, LayeredSource, encode_layer
from bench.rig.light_peer import LightPeer
from media.dtls import Certificate

_LINE_LIMIT = 1 << 20
_GOP_FRAMES = 2 * FRAMES_PER_SECOND
_PATIENCE_SECONDS = 60.0


class RemotePublisher:
    """The side of whoever measures."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def join(cls, prefix: Sequence[str], ask: Callable[[str], Awaitable[str]]) -> Self:
        """Start the process behind these words of a command line, and negotiate."""
        process = await asyncio.create_subprocess_exec(
            *prefix,
            sys.executable,
            "-m",
            "bench.rig.remote_publisher",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            cwd=Path(__file__).parents[2],
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the publisher's process has no pipes")
        line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE_SECONDS)
        answer = await ask(json.loads(line)["offer"])
        process.stdin.write(json.dumps({"answer": answer}).encode() + b"\n")
        return cls(process)

    async def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _PATIENCE_SECONDS)


async def _publish() -> None:
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb")
    )
    layers = [(size, encode_layer("VP8", size, _GOP_FRAMES, _GOP_FRAMES)) for size in LADDER]
    peer = LightPeer(
        Certificate.generateCertificate(),
        sends=True,
        receive_buffer=1 << 20,
        layers=[size.rid for size in LADDER],
    )
    sys.stdout.write(json.dumps({"offer": peer.offer()}) + "\n")
    sys.stdout.flush()
    await peer.connect(json.loads(await reader.readline())["answer"])
    sending = asyncio.create_task(LayeredSource(peer, "VP8", layers).run())
    await reader.readline()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await peer.close()


if __name__ == "__main__":
    asyncio.run(_publish())
