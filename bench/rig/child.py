"""A program of the rig in a process of its own, which talks with its parent by lines of JSON."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Self

_LINE_LIMIT = 1 << 22
_PATIENCE_SECONDS = 60.0
_ROOT = Path(__file__).parents[2]


class Child:
    """The parent's side."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self._process = process
        self._name = name
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, module: str, *arguments: str, prefix: Sequence[str] = ()) -> Self:
        """Run a module, behind these words of a command line if there are any."""
        process = await asyncio.create_subprocess_exec(
            *(*prefix, sys.executable, "-m", module, *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            cwd=_ROOT,
        )
        return cls(process, module)

    async def ask(self, **request: object) -> dict[str, Any]:
        """Ask and wait for the answer; raises RuntimeError with what the child says went wrong."""
        async with self._turn:
            self.tell(**request)
            return await self.hear()

    def tell(self, **message: object) -> None:
        """Write a line."""
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def hear(self) -> dict[str, Any]:
        """Read the next line; raises RuntimeError where the child is gone or something went wrong there."""
        if self._process.stdout is None:
            raise RuntimeError(f"{self._name} has no pipes")
        line = await asyncio.wait_for(self._process.stdout.readline(), _PATIENCE_SECONDS)
        if not line:
            raise RuntimeError(f"{self._name} has ended")
        heard: dict[str, Any] = json.loads(line)
        if "error" in heard:
            raise RuntimeError(f"{self._name}: {heard['error']}")
        return heard

    async def close(self) -> None:
        """End it: it goes when its pipe is closed."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _PATIENCE_SECONDS)


async def heard_from_parent() -> AsyncIterator[dict[str, Any]]:
    """In the child: what the parent says, line by line, until it closes the pipe."""
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb")
    )
    while line := await reader.readline():
        yield json.loads(line)


def tell_parent(**message: object) -> None:
    """In the child: write a line."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
