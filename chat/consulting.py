"""Waits for the verdicts of programs outside; one person's words stay in order, nobody waits for others."""

import asyncio
import logging
from collections.abc import Callable

from chat.errors import TooFast
from chat.hooks import Outside, Said
from chat.rules import Verdict

_log = logging.getLogger(__name__)
_MOST_OF_ONE = 8
_CLOSE_SECONDS = 1.0

Decided = Callable[[Verdict], None]
"""Goes on with what was said."""


class Consulting:
    """What is said in one room and is out to be judged.

    The programs judge all of it at the same time, but what a person said goes on in the order in which it was
    said: their second message waits for their first.

    Args:
        outside: Asks the programs; it keeps its own time.
    """

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._last: dict[str, asyncio.Task[None]] = {}
        self._out: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def ask(self, said: Said, decided: Decided) -> None:
        """Have something judged, then go on with it.

        Raises:
            TooFast: so much of this person is out already that no more is taken.
        """
        person_id = said.person_id
        if self._out.get(person_id, 0) >= _MOST_OF_ONE:
            raise TooFast("Your last messages are still being looked at; wait a moment.", retry_ms=1000)
        self._out[person_id] = self._out.get(person_id, 0) + 1
        task = asyncio.create_task(self._judge(said, decided, self._last.get(person_id)))
        self._last[person_id] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._over(person_id, done))

    async def close(self) -> None:
        """Go on with what is out, then forget what is not decided in time: its sender sends it again."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSE_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _judge(self, said: Said, decided: Decided, before: asyncio.Task[None] | None) -> None:
        verdict = await self._outside.judge(said)
        if before is not None:
            await asyncio.wait([before])
        decided(verdict)

    def _over(self, person_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._out[person_id] -= 1
        if not self._out[person_id]:
            del self._out[person_id]
        if self._last.get(person_id) is task:
            del self._last[person_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a message that was out to be judged is lost", exc_info=error)
