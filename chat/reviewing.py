"""Has what everybody reads already looked at once more, so that what should not stand is taken back."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from chat.hooks import Reviewer, Said
from chat.rules import Act, Verdict
from chat.totals import ChatTotals

_log = logging.getLogger(__name__)
_MOST_WAITING = 500
_AT_ONCE = 32
_REST_SECONDS = 10.0

Acted = Callable[[str, int, Verdict], None]
"""Acts on a verdict: the room, the message's offset, and what was found."""


def nobody_reviews(said: Said, offset: int) -> None:
    """What becomes of messages where nobody looks at them once more."""


class Reviewing:
    """The messages of all rooms of this process that wait to be looked at.

    They are looked at some at a time. When too many wait the oldest are left out and counted: a message that
    is read for minutes is no use to take back.

    Args:
        reviewer: Looks at them.
        acted: Hears of every verdict but `allow`.
        totals: Counts what was left out, and failures.
        rest_seconds: How long nothing is asked after a failure.
    """

    def __init__(
        self, reviewer: Reviewer, acted: Acted, totals: ChatTotals, *, rest_seconds: float = _REST_SECONDS
    ) -> None:
        self._reviewer = reviewer
        self._acted = acted
        self._totals = totals
        self._rest_seconds = rest_seconds
        self._waiting: deque[tuple[int, Said]] = deque()
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._work(), name="chat reviewing")

    async def close(self) -> None:
        """Look at nothing any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._reviewer.close()

    def heard(self, said: Said, offset: int) -> None:
        """A message stands at an offset of its room."""
        if len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft()
            self._totals.reviews_skipped += 1
        self._waiting.append((offset, said))
        self._more.set()

    async def _work(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
                try:
                    await self._look(batch)
                except Exception:  # noqa: BLE001
                    # Whatever it is, what was said stands, and the next messages may fare better.
                    _log.exception("messages could not be looked at once more")
                    self._totals.hook_failures += 1
                    self._totals.reviews_skipped += len(batch)
                    await asyncio.sleep(self._rest_seconds)

    async def _look(self, batch: list[tuple[int, Said]]) -> None:
        verdicts = await self._reviewer.review([said for _, said in batch])
        for (offset, said), verdict in zip(batch, verdicts, strict=True):
            if verdict.act is not Act.allow:
                self._acted(said.room_id, offset, verdict)
