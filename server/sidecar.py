"""A process beside the server for code of the operator's: asked in lines, ended when it does not answer."""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.sidecar")

READY = b"ready\n"
START_SECONDS = 60.0  # scikit-learn alone takes five, and longer on a busy machine
ANSWER_SECONDS = 10.0
_LONGEST_LINE = 1 << 20
_NICE = 10  # the picture comes first
# Nothing of the operator's secrets.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


class SidecarFailed(RuntimeError):
    """It did not answer; its process is ended, and the next question starts another."""


class Sidecar:
    """One process, asked one question at a time.

    Args:
        module: What it runs; see `serve`.
        arguments: What it is given.
        start_seconds: How long it may take to begin.
        answer_seconds: How long an answer may take.
    """

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        start_seconds: float = START_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._command = (sys.executable, "-m", module, *arguments)
        self._start_seconds = start_seconds
        self._answer_seconds = answer_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, line: bytes) -> bytes:
        """The answer to a line, a line as well.

        Raises:
            SidecarFailed: there is none.
        """
        async with self._turn:
            try:
                process = self._process or await self._start()
                async with asyncio.timeout(self._answer_seconds):
                    answer = await _exchange(process, line)
            except (TimeoutError, OSError, ValueError, EOFError) as error:
                await self.close()
                raise SidecarFailed(f"{self._command[2]} does not answer: {error!r}") from error
            except BaseException:
                await self.close()  # an answer that nobody waited for would be taken for the next one's
                raise
            return answer

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        async with asyncio.timeout(self._start_seconds):
            if await _read(process) != READY:
                raise EOFError("the process does not begin")
        log.info("sidecar", command=self._command[2:])
        return process


async def _exchange(process: asyncio.subprocess.Process, line: bytes) -> bytes:
    if process.stdin is None:
        raise AssertionError("the process was started with a pipe")
    process.stdin.write(line)
    await process.stdin.drain()
    return await _read(process)


async def _read(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise AssertionError("the process was started with a pipe")
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError("the process ended")
    return line


def serve(load: Callable[[], Callable[[bytes], bytes]]) -> None:
    """Be such a process until the input ends: `load` what answers a line with a line, then answer."""
    os.nice(_NICE)
    # What foreign code prints must not stand between the lines.
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    answer = load()
    output.write(READY)
    for line in sys.stdin.buffer:
        output.write(answer(line))
