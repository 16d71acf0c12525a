"""Webhooks of sellers: their endpoints, and what each is to be told."""

from collections.abc import Callable, Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from server.db import Database
from server.hooks import rows
from server.hooks.carrier import Carrier
from server.hooks.delivering import Delivering, Disabled
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
from server.hooks.signing import secret_of
from server.hooks.tables import deliveries, endpoints

MOST_LISTED = 50
TEST_KIND = "test"


class Hooks:
    """What sellers ask of their webhooks; `delivering` tells what is written down here.

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
        self._server_key = server_key
        self._private = private
        self._now_ms = now_ms
        self._new_id = new_id
        self.delivering = Delivering(
            database, carrier=carrier, server_key=server_key, disabled=disabled, now_ms=now_ms
        )

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
        self.delivering.wake()
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
        self.delivering.wake()
        return delivery

    async def forget(self, order_ids: Collection[str]) -> None:
        """Drop every message that names one of these orders: its buyer wants to be forgotten."""
        # All bodies are looked through: not where others wait to write.
        found = await self._database.read(lambda conn: rows.find_naming(conn, order_ids))
        if found:
            await self._database.write(lambda conn: rows.drop(conn, found))

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
        self.delivering.wake()


def _body(event_id: str, kind: str, now_ms: int, data: object) -> str:
    """The message: the event's id makes a repeated one recognisable."""
    return msgspec.json.encode({"id": event_id, "type": kind, "created_ms": now_ms, "data": data}).decode()
