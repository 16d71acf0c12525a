"""Keeps the reviewers' process, asks it, and ends it when it does not answer."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

import msgspec
import structlog

from chat import Said, Verdict
from server.reviewing.wire import READY, asked, read_answered

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.reviewing")

START_SECONDS = 60.0  # scikit-learn alone takes five, and longer on a busy machine
ANSWER_SECONDS = 10.0
_LONGEST_LINE = 1 << 20
# Nothing of the operator's secrets.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


class ReviewFailed(RuntimeError):
    """The reviewers did not answer; their process is ended, and the next question starts another."""


class Reviewers:
    """Looks at messages in another process (see `chat.Reviewer`), one question at a time.

    Args:
        points: The reviewers by name, each as `module:function`.
        start_seconds: How long the process may take to begin.
        answer_seconds: How long an answer may take.
    """

    def __init__(
        self,
        points: Mapping[str, str],
        *,
        start_seconds: float = START_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._points = [f"{name}={value}" for name, value in points.items()]
        self._start_seconds = start_seconds
        self._answer_seconds = answer_seconds
        self._process: asyncio.subprocess.Process | None = None

    async def review(self, said: Sequence[Said]) -> Sequence[Verdict]:
        """See `chat.Reviewer`.

        Raises:
            ReviewFailed: there is no answer.
        """
        try:
            process = self._process or await self._start()
            async with asyncio.timeout(self._answer_seconds):
                verdicts, failed = read_answered(await _ask(process, asked(said)))
        except (TimeoutError, OSError, ValueError, KeyError, msgspec.MsgspecError) as error:
            await self.close()
            raise ReviewFailed(f"the reviewers do not answer: {error!r}") from error
        except BaseException:
            await self.close()  # an answer that nobody waited for would be taken for the next one's
            raise
        for name in failed:
            log.error("a chat reviewer failed", reviewer=name)
        return verdicts

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        process = self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server.reviewing.worker", *self._points),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        async with asyncio.timeout(self._start_seconds):
            if await _read(process) != READY:
                raise ValueError("the reviewers' process does not begin")
        log.info("chat reviewers", reviewers=self._points)
        return process


async def _ask(process: asyncio.subprocess.Process, line: bytes) -> bytes:
    if process.stdin is None:
        raise AssertionError("the process was started with a pipe")
    process.stdin.write(line)
    await process.stdin.drain()
    return await _read(process)


async def _read(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise AssertionError("the process was started with a pipe")
    return await process.stdout.readline()
