"""Webhooks of sellers: their endpoints, what each is told, and the worker that goes on until it was heard."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog

from server.db import Database
from server.hooks import rows
from server.hooks.carrier import AT_ONCE, TIMEOUT_SECONDS, Carrier
from server.hooks.endpoints import (
    MOST_ENDPOINTS,
    Delivery,
    Endpoint,
    EndpointChange,
    EndpointDraft,
    HookKind,
    NewSecret,
    check_kinds,
    check_url,
)
from server.hooks.errors import EndpointInvalid
from server.hooks.signing import secret_of, signature
from server.hooks.tables import deliveries, endpoints

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.hooks")

BATCH = 40
EACH = AT_ONCE // 2  # of one endpoint: the turns are not all taken by one that hangs
LEASE_MS = int(TIMEOUT_SECONDS * 1000) * (BATCH // AT_ONCE + 1)  # longer than a whole batch can last
FIRST_RETRY_MS = 30_000
LONGEST_RETRY_MS = 6 * 3_600_000
LONGEST_NAP_MS = 60_000
FORGET_EVERY_MS = 3_600_000
MOST_LISTED = 50
TEST_KIND = "test"

Disabled = Callable[[str, Endpoint], Awaitable[None]]
"""Hears of an endpoint that was disabled: the seller's id and the endpoint."""


class Hooks:
    """What is queued survives a restart; each endpoint hears of each event at least once.

    Args:
        database: Where the rows are.
        carrier: The way out.
        server_key: Secrets are made of it.
        private: Whether addresses of the operator's own network may be told.
        disabled: Hears of endpoints that failed for too long.
        now_ms: Epoch milliseconds.
        new_id: Makes ids.
    """

    def __init__(
        self,
        database: Database,
        *,
        carrier: Carrier,
        server_key: bytes,
        private: bool,
        disabled: Disabled,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._carrier = carrier
        self._server_key = server_key
        self._private = private
        self._disabled = disabled
        self._now_ms = now_ms
        self._new_id = new_id
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

    # --- endpoints -----------------------------------------------------------------------------------------

    async def endpoints(self, seller_id: str) -> list[Endpoint]:
        """List a seller's endpoints, the oldest first."""
        query = sa.select(endpoints).where(endpoints.c.seller_id == seller_id)
        ordered = query.order_by(endpoints.c.created_ms, endpoints.c.id)
        return await self._database.read(
            lambda conn: [rows.endpoint_of(row) for row in conn.execute(ordered)]
        )

    async def add(self, seller_id: str, draft: EndpointDraft) -> NewSecret:
        """Add an endpoint.

        Raises:
            EndpointInvalid: its address or kinds make no sense, or the shop has too many.
        """
        made = Endpoint(
            id=self._new_id(),
            url=check_url(draft.url, private=self._private),
            kinds=check_kinds(draft.kinds),
            state="on",
            created_ms=self._now_ms(),
        )

        def work(conn: sa.Connection) -> None:
            mine = sa.select(sa.func.count()).where(endpoints.c.seller_id == seller_id)
            if conn.execute(mine).scalar_one() >= MOST_ENDPOINTS:
                raise EndpointInvalid(f"A shop has at most {MOST_ENDPOINTS} webhooks.", field="url")
            values: dict[str, Any] = msgspec.to_builtins(made)
            conn.execute(sa.insert(endpoints).values(**values, seller_id=seller_id, generation=1))

        await self._database.write(work)
        return NewSecret(endpoint=made, secret=secret_of(self._server_key, made.id, 1))

    async def change(self, seller_id: str, endpoint_id: str, change: EndpointChange) -> Endpoint:
        """Move an endpoint, choose anew what it is told, switch it off or on again.

        Raises:
            EndpointNotFound, EndpointInvalid.
        """
        values: dict[str, object] = {}
        if change.url is not None:
            values["url"] = check_url(change.url, private=self._private)
        if change.kinds is not None:
            values["kinds"] = check_kinds(change.kinds)
        if change.state is not None:
            values |= {"state": change.state, "failing_since_ms": None}

        def work(conn: sa.Connection) -> Endpoint:
            rows.own(conn, seller_id, endpoint_id)
            if values:
                conn.execute(sa.update(endpoints).where(endpoints.c.id == endpoint_id).values(**values))
            if change.state == "off":
                rows.unqueue(conn, endpoint_id, "the webhook was switched off")
            return rows.endpoint_of(rows.own(conn, seller_id, endpoint_id))

        return await self._database.write(work)

    async def renew_secret(self, seller_id: str, endpoint_id: str) -> NewSecret:
        """Give an endpoint another secret; the old one counts no more.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """

        def work(conn: sa.Connection) -> NewSecret:
            row = rows.own(conn, seller_id, endpoint_id)
            generation = row.generation + 1
            mine = sa.update(endpoints).where(endpoints.c.id == endpoint_id)
            conn.execute(mine.values(generation=generation))
            secret = secret_of(self._server_key, endpoint_id, generation)
            return NewSecret(endpoint=rows.endpoint_of(row), secret=secret)

        return await self._database.write(work)

    async def remove(self, seller_id: str, endpoint_id: str) -> None:
        """Delete an endpoint with its deliveries.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """

        def work(conn: sa.Connection) -> None:
            rows.own(conn, seller_id, endpoint_id)
            conn.execute(sa.delete(deliveries).where(deliveries.c.endpoint_id == endpoint_id))
            conn.execute(sa.delete(endpoints).where(endpoints.c.id == endpoint_id))

        await self._database.write(work)

    async def deliveries(self, seller_id: str, endpoint_id: str) -> list[Delivery]:
        """List what an endpoint was told lately, the newest first.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """

        def work(conn: sa.Connection) -> list[Delivery]:
            rows.own(conn, seller_id, endpoint_id)
            return rows.latest(conn, endpoint_id, MOST_LISTED)

        return await self._database.read(work)

    async def deliver_again(self, seller_id: str, endpoint_id: str, delivery_id: str) -> Delivery:
        """Tell something once more.

        Raises:
            EndpointNotFound, DeliveryNotFound: there is none, or it is another's.
        """
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> Delivery:
            rows.own(conn, seller_id, endpoint_id)
            return rows.again(conn, endpoint_id, delivery_id, now_ms)

        delivery = await self._database.write(work)
        self._wake.set()
        return delivery

    async def test(self, seller_id: str, endpoint_id: str) -> Delivery:
        """Tell an endpoint something that means nothing, so that its owner sees whether it is heard.

        Raises:
            EndpointNotFound: there is none, or it is another's.
        """
        now_ms, delivery_id = self._now_ms(), self._new_id()
        body = _body(f"test-{delivery_id}", TEST_KIND, now_ms, {})

        def work(conn: sa.Connection) -> Delivery:
            rows.own(conn, seller_id, endpoint_id)
            rows.add_delivery(
                conn,
                endpoint_id,
                delivery_id=delivery_id,
                event_id=f"test-{delivery_id}",
                kind=TEST_KIND,
                body=body,
                now_ms=now_ms,
            )
            return rows.latest(conn, endpoint_id, 1)[0]

        delivery = await self._database.write(work)
        self._wake.set()
        return delivery

    async def forget(self, order_ids: Collection[str]) -> None:
        """Drop every message that names one of these orders: its buyer wants to be forgotten."""
        # All bodies are looked through: not where others wait to write.
        found = await self._database.read(lambda conn: rows.find_naming(conn, order_ids))
        if found:
            await self._database.write(lambda conn: rows.drop(conn, found))

    # --- telling -------------------------------------------------------------------------------------------

    async def tell(self, seller_id: str, event_id: str, kind: HookKind, data: object) -> None:
        """Write down that a seller's endpoints are to hear of an event; again changes nothing."""
        if not await self._database.read(lambda conn: rows.listening(conn, seller_id, kind)):
            return
        now_ms = self._now_ms()
        body = _body(event_id, kind, now_ms, data)

        def work(conn: sa.Connection) -> None:
            # Read again: whoever switches an endpoint off meanwhile is told nothing more.
            for endpoint_id in rows.listening(conn, seller_id, kind, lock=True):
                rows.add_delivery(
                    conn,
                    endpoint_id,
                    delivery_id=self._new_id(),
                    event_id=event_id,
                    kind=kind,
                    body=body,
                    now_ms=now_ms,
                )

        await self._database.write(work)
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
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Showfloor-Webhooks",
            "Showfloor-Event": row.kind,
            "Showfloor-Delivery": row.id,
            "Showfloor-Signature": signature(secret, body, now_ms // 1000),
        }
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


def _body(event_id: str, kind: str, now_ms: int, data: object) -> str:
    """The message: the event's id makes a repeated one recognisable."""
    return msgspec.json.encode({"id": event_id, "type": kind, "created_ms": now_ms, "data": data}).decode()
