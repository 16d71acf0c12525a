"""A background task with an owner: works when woken, and every so often by itself."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Worker:
    """Calls ``work`` after each ``wake`` and every ``every_seconds``; a failure is logged and tried again.

    Args:
        name: the task's name.
        work: what is done.
        every_seconds: the longest pause between two works.
        gather_seconds: how long a wake waits for others, so that a rush is one piece of work.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[object]],
        *,
        every_seconds: float,
        gather_seconds: float = 0.0,
    ) -> None:
        self._name = name
        self._work = work
        self._every_seconds = every_seconds
        self._gather_seconds = gather_seconds
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; works once straight away."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """Ask for work now. Many wakes before the work begins are one."""
        self._woken.set()

    async def close(self) -> None:
        """Stop and wait until it has."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._work()
            except Exception:
                # The task must outlive a full disk or a database that restarts.
                log.exception("%s failed; it will be tried again", self._name)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every_seconds):
                    await self._woken.wait()
            if self._gather_seconds:
                await asyncio.sleep(self._gather_seconds)
