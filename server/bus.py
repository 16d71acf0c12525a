"""Carries news from the rooms to the reactions, in order, off the path of whoever told it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import structlog

log = structlog.get_logger(__name__)

RoomsT = TypeVar("RoomsT")
Reaction = Callable[[RoomsT, Any], Awaitable[None]]
Reactions = Mapping[type, Iterable[Reaction[RoomsT]]]

QUEUE_LIMIT = 10_000
REACTION_SECONDS = 10.0


class Bus(Generic[RoomsT]):
    """Delivers each event to the reactions on its type, one event after the other.

    There are two ways in. ``publish`` queues and returns: for rooms whose own path must not wait, such as a
    packet's. ``deliver`` returns when every reaction is done and raises if one failed: for the outbox, which
    keeps its row until then. The queue is bounded; ``publish`` waits when it is full, it never drops.
    """

    def __init__(self, *, reaction_seconds: float = REACTION_SECONDS) -> None:
        self._reactions: Reactions[RoomsT] = {}
        self._queue: asyncio.Queue[object] = asyncio.Queue(QUEUE_LIMIT)
        self._reaction_seconds = reaction_seconds
        self._worker: asyncio.Task[None] | None = None

    def start(self, reactions: Reactions[RoomsT], rooms: RoomsT) -> None:
        """Begin to deliver what was published; each reaction gets ``rooms`` and the event."""
        self._reactions = reactions
        self._rooms = rooms
        self._worker = asyncio.create_task(self._work(), name="bus")

    async def close(self) -> None:
        """Deliver what is queued, then stop."""
        if self._worker is None:
            return
        await self._queue.join()
        self._worker.cancel()
        await asyncio.gather(self._worker, return_exceptions=True)

    async def publish(self, event: object) -> None:
        """Queue an event."""
        await self._queue.put(event)

    async def deliver(self, event: object) -> None:
        """Run the reactions on an event now.

        Raises:
            ExceptionGroup: some reactions failed; the others were run all the same.
        """
        failures = [
            failure for reaction in self._on(event) if (failure := await self._attempt(reaction, event))
        ]
        if failures:
            raise ExceptionGroup(f"reactions on {type(event).__name__}", failures)

    def _on(self, event: object) -> Iterable[Reaction[RoomsT]]:
        return self._reactions.get(type(event), ())

    async def _work(self) -> None:
        while True:
            event = await self._queue.get()
            for reaction in self._on(event):
                await self._attempt(reaction, event)
            self._queue.task_done()

    async def _attempt(self, reaction: Reaction[RoomsT], event: object) -> Exception | None:
        """Run one reaction under a time limit; a failing one is logged and does not hold up the rest."""
        try:
            async with asyncio.timeout(self._reaction_seconds):
                await reaction(self._rooms, event)
        except Exception as error:
            log.exception("reaction_failed", event_type=type(event).__name__, reaction=reaction.__qualname__)
            return error
        return None
