"""The worker of webhooks: tells each endpoint what is due, until it was heard or given up."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
import structlog

from server.db import Database
from server.hooks import rows
from server.hooks.carrier import AT_ONCE, TIMEOUT_SECONDS, Carrier
from server.hooks.endpoints import Endpoint
from server.hooks.signing import secret_of, signed_headers
from server.hooks.tables import deliveries, endpoints

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.hooks")

BATCH = 40
EACH = AT_ONCE // 2  # of one endpoint: the turns are not all taken by one that hangs
LEASE_MS = int(TIMEOUT_SECONDS * 1000) * (BATCH // AT_ONCE + 1)  # longer than a whole batch can last
FIRST_RETRY_MS = 30_000
LONGEST_RETRY_MS = 6 * 3_600_000
LONGEST_NAP_MS = 60_000
FORGET_EVERY_MS = 3_600_000

Disabled = Callable[[str, Endpoint], Awaitable[None]]
"""Hears of an endpoint that was disabled: the seller's id and the endpoint."""


class Delivering:
    """What is queued survives a restart; each endpoint hears of each event at least once.

    Args:
        database: Where the rows are.
        carrier: The way out.
        server_key: Secrets are made of it.
        disabled: Hears of endpoints that failed for too long.
        now_ms: Epoch milliseconds.
    """

    def __init__(
        self,
        database: Database,
        *,
        carrier: Carrier,
        server_key: bytes,
        disabled: Disabled,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._carrier = carrier
        self._server_key = server_key
        self._disabled = disabled
        self._now_ms = now_ms
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._forgot_ms = 0

    async def start(self) -> None:
        """Begin to tell, also what an earlier run left."""
        self._worker = asyncio.create_task(self._work(), name="hooks")

    async def close(self) -> None:
        """Stop; what was not heard stays queued."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None
        await self._carrier.close()

    async def waiting(self) -> int:
        """How many deliveries were not heard yet."""
        query = sa.select(sa.func.count()).where(deliveries.c.due_ms.is_not(None))
        return await self._database.read(lambda conn: conn.execute(query).scalar_one())

    def wake(self) -> None:
        """Something is due."""
        self._wake.set()

    async def deliver_due(self) -> int:
        """Try everything whose time has come, once; return how many attempts that were."""
        count = 0
        while claimed := await self._claim():
            count += len(claimed)
            # The carrier itself opens so many connections at most.
            await asyncio.gather(*(self._deliver(row) for row in claimed))
        return count

    async def _claim(self) -> list[sa.Row[Any]]:
        now_ms = self._now_ms()
        due = sa.select(deliveries.c.id).where(deliveries.c.due_ms <= now_ms).limit(1)
        if not await self._database.read(lambda conn: conn.execute(due).first()):
            return []
        return await self._database.write(lambda conn: rows.claim(conn, now_ms, LEASE_MS, BATCH, EACH))

    async def _deliver(self, row: sa.Row[Any]) -> None:
        now_ms, body = self._now_ms(), row.body.encode()
        secret = secret_of(self._server_key, row.endpoint_id, row.generation)
        headers = signed_headers(secret, body, kind=row.kind, delivery_id=row.id, now_ms=now_ms)
        answer = await self._carrier.carry(row.url, body, headers)
        error = None if answer.heard else answer.error or f"answered {answer.status}"
        retry_ms = min(FIRST_RETRY_MS << (row.attempts - 1), LONGEST_RETRY_MS)
        done_ms = self._now_ms()
        disabled = await self._database.write(
            lambda conn: rows.settle(
                conn, row, done_ms, status=answer.status, error=error and error[:200], retry_ms=retry_ms
            )
        )
        if error is not None:
            log.info("webhook not heard", delivery=row.id, attempt=row.attempts, reason=error)
        if disabled:
            mine = sa.select(endpoints).where(endpoints.c.id == row.endpoint_id)
            lost = await self._database.read(lambda conn: rows.endpoint_of(conn.execute(mine).one()))
            log.warning("webhook disabled", endpoint=row.endpoint_id)
            await self._disabled(row.seller_id, lost)

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.deliver_due()
                await self._forget_old()
                nap_ms = await self._nap_ms()
            except Exception:
                # Whatever it is, the worker goes on: nobody would start it again.
                log.exception("webhooks wait after a failure")
                nap_ms = FIRST_RETRY_MS
            try:
                async with asyncio.timeout(nap_ms / 1000):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _forget_old(self) -> None:
        """Once an hour, drop what is past keeping."""
        now_ms = self._now_ms()
        if now_ms - self._forgot_ms >= FORGET_EVERY_MS:
            self._forgot_ms = now_ms
            await self._database.write(lambda conn: rows.forget_old(conn, now_ms))

    async def _nap_ms(self) -> int:
        """How long until something is due."""
        now_ms = self._now_ms()
        soonest = sa.select(sa.func.min(deliveries.c.due_ms))
        due_ms: int | None = await self._database.read(lambda conn: conn.execute(soonest).scalar_one())
        if due_ms is None:
            return LONGEST_NAP_MS
        return max(0, min(due_ms - now_ms, LONGEST_NAP_MS))
