"""The bounded queue before the stock: concurrent holds share transactions instead of fighting for rows."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import NamedTuple

from checkout.errors import CheckoutBusy, CheckoutError
from checkout.inventory import Ask, Outcome, Terms, reserve
from checkout.ports import Clock
from checkout.store.transactions import Store

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """An ask in the queue and the future that its buyer awaits."""

    ask: Ask
    outcome: asyncio.Future[Outcome]


class Reservations:
    """Drains asks into one transaction at a time; while it commits, the next batch gathers by itself.

    One row that everybody wants costs one update a batch instead of one a buyer: that is the whole trick.
    """

    def __init__(
        self, store: Store, terms: Terms, *, now_ms: Clock, queue_limit: int, batch_limit: int
    ) -> None:
        self._store = store
        self._terms = terms
        self._now_ms = now_ms
        self._batch_limit = batch_limit
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue(queue_limit)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to drain the queue."""
        self._task = asyncio.create_task(self._run(), name="checkout-reservations")

    async def close(self) -> None:
        """Stop; asks that were not reached are told to try again."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        while not self._queue.empty():
            _settle(self._queue.get_nowait(), CheckoutBusy())

    async def hold(self, ask: Ask) -> Outcome:
        """Queue an ask and wait for its outcome.

        Raises:
            CheckoutBusy: the queue is full.
        """
        waiting = Waiting(ask, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
        except asyncio.QueueFull:
            raise CheckoutBusy from None
        return await waiting.outcome

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < self._batch_limit and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._serve(batch)

    async def _serve(self, batch: Sequence[Waiting]) -> None:
        try:
            outcomes = await self._reserve([waiting.ask for waiting in batch])
        except asyncio.CancelledError:
            # The commit may have happened; the same client key finds out.
            for waiting in batch:
                _settle(waiting, CheckoutBusy())
            raise
        except Exception as error:  # noqa: BLE001 - it is every waiting buyer's, and goes to each
            await self._serve_one_by_one(batch, error)
        else:
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _settle(waiting, outcome)

    async def _serve_one_by_one(self, batch: Sequence[Waiting], error: Exception) -> None:
        """Keep one ask that the database refuses from failing the others of its batch."""
        if len(batch) == 1:
            if not batch[0].outcome.done():
                batch[0].outcome.set_exception(error)
            return
        log.warning("a batch of %d holds failed; trying them one by one", len(batch), exc_info=error)
        for waiting in batch:
            await self._serve([waiting])

    async def _reserve(self, asks: Sequence[Ask]) -> list[Outcome]:
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: reserve(conn, asks, self._terms, now_ms))


def _settle(waiting: Waiting, outcome: Outcome | CheckoutError) -> None:
    if not waiting.outcome.done():
        waiting.outcome.set_result(outcome)
