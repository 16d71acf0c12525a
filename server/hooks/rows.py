"""Reading and writing the rows of webhooks."""

from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa

from server.hooks.endpoints import Delivery, Endpoint
from server.hooks.errors import DeliveryNotFound, EndpointNotFound
from server.hooks.tables import deliveries, endpoints
from server.inserts import insert_once

GIVE_UP_MS = 3 * 86_400_000
"""So long is an event tried, and so long may an endpoint fail before it is disabled."""
KEEP_MS = 30 * 86_400_000


def endpoint_of(row: sa.Row[Any]) -> Endpoint:
    """Read a row."""
    return msgspec.convert(_plain(row), Endpoint)


def _plain(row: sa.Row[Any]) -> dict[str, Any]:
    """SQLAlchemy's column names are a subclass of str, which msgspec refuses."""
    return {str(name): value for name, value in row._asdict().items()}


def own(conn: sa.Connection, seller_id: str, endpoint_id: str) -> sa.Row[Any]:
    """Load an endpoint of a seller.

    Raises:
        EndpointNotFound: there is none, or it is another's.
    """
    mine = (endpoints.c.id == endpoint_id) & (endpoints.c.seller_id == seller_id)
    row = conn.execute(sa.select(endpoints).where(mine)).one_or_none()
    if row is None:
        raise EndpointNotFound
    return row


def listening(conn: sa.Connection, seller_id: str, kind: str, *, lock: bool = False) -> list[str]:
    """The endpoints of a seller that want to hear this kind; ``lock`` keeps them as they are (Postgres)."""
    query = sa.select(endpoints.c.id, endpoints.c.kinds).where(
        endpoints.c.seller_id == seller_id, endpoints.c.state == "on"
    )
    query = query.order_by(endpoints.c.id).with_for_update() if lock else query
    return [row.id for row in conn.execute(query) if kind in row.kinds]


def add_delivery(
    conn: sa.Connection,
    endpoint_id: str,
    *,
    delivery_id: str,
    event_id: str,
    kind: str,
    body: str,
    now_ms: int,
) -> bool:
    """Write down that an endpoint is to hear of an event, once."""
    return insert_once(
        conn,
        deliveries,
        id=delivery_id,
        endpoint_id=endpoint_id,
        event_id=event_id,
        kind=kind,
        body=body,
        created_ms=now_ms,
        attempts=0,
        due_ms=now_ms,
        give_up_ms=now_ms + GIVE_UP_MS,
    )


def latest(conn: sa.Connection, endpoint_id: str, limit: int) -> list[Delivery]:
    """The latest deliveries of an endpoint, the newest first."""
    query = sa.select(deliveries).where(deliveries.c.endpoint_id == endpoint_id)
    rows = conn.execute(query.order_by(deliveries.c.created_ms.desc(), deliveries.c.id.desc()).limit(limit))
    return [msgspec.convert(_plain(row), Delivery) for row in rows]


def again(conn: sa.Connection, endpoint_id: str, delivery_id: str, now_ms: int) -> Delivery:
    """Tell something once more, whether or not it was heard.

    Raises:
        DeliveryNotFound: there is none.
    """
    mine = (deliveries.c.id == delivery_id) & (deliveries.c.endpoint_id == endpoint_id)
    fresh = {"due_ms": now_ms, "give_up_ms": now_ms + GIVE_UP_MS, "attempts": 0, "delivered_ms": None}
    row = conn.execute(sa.update(deliveries).where(mine).values(**fresh).returning(deliveries)).one_or_none()
    if row is None:
        raise DeliveryNotFound
    return msgspec.convert(_plain(row), Delivery)


def claim(conn: sa.Connection, now_ms: int, lease_ms: int, limit: int, each: int) -> list[sa.Row[Any]]:
    """Take what is due for as long as an attempt may last, so that no other process tells it too.

    Of one endpoint so many at most (``each``): the backlog of one that hangs must not stand before others.
    """
    place = sa.func.row_number().over(
        partition_by=deliveries.c.endpoint_id, order_by=(deliveries.c.due_ms, deliveries.c.id)
    )
    ready = sa.select(deliveries.c.id, deliveries.c.due_ms, place.label("place"))
    queue = ready.where(deliveries.c.due_ms <= now_ms).subquery()
    due = sa.select(queue.c.id).where(queue.c.place <= each).order_by(queue.c.due_ms)
    taken = (
        sa.update(deliveries)
        .where(deliveries.c.id.in_(due.limit(limit)), deliveries.c.due_ms <= now_ms)
        .values(due_ms=now_ms + lease_ms, attempts=deliveries.c.attempts + 1)
        .returning(deliveries.c.id)
    )
    ids = list(conn.execute(taken).scalars())
    query = (
        sa.select(
            deliveries, endpoints.c.url, endpoints.c.generation, endpoints.c.state, endpoints.c.seller_id
        )
        .join(endpoints, endpoints.c.id == deliveries.c.endpoint_id)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.created_ms)
    )
    return list(conn.execute(query))


def forget_old(conn: sa.Connection, now_ms: int) -> int:
    """Drop deliveries that are past keeping."""
    old = (deliveries.c.created_ms < now_ms - KEEP_MS) & deliveries.c.due_ms.is_(None)
    return conn.execute(sa.delete(deliveries).where(old)).rowcount


def find_naming(conn: sa.Connection, order_ids: Collection[str]) -> set[str]:
    """Look through all messages for those that name orders, waiting ones too."""
    found: set[str] = set()
    for order_id in order_ids:
        names_it = deliveries.c.body.contains(order_id, autoescape=True)
        found.update(conn.execute(sa.select(deliveries.c.id).where(names_it)).scalars())
    return found


def drop(conn: sa.Connection, delivery_ids: Collection[str]) -> None:
    """Drop messages."""
    conn.execute(sa.delete(deliveries).where(deliveries.c.id.in_(delivery_ids)))


def settle(
    conn: sa.Connection,
    delivery: sa.Row[Any],
    now_ms: int,
    *,
    status: int | None,
    error: str | None,
    retry_ms: int,
) -> bool:
    """Write down what came of an attempt; tell whether the endpoint was disabled by it."""
    heard = error is None and status is not None and 200 <= status < 300
    # Others of its batch may have disabled the endpoint meanwhile, or its owner switched it off.
    state = sa.select(endpoints.c.state).where(endpoints.c.id == delivery.endpoint_id).with_for_update()
    over = now_ms + retry_ms > delivery.give_up_ms or conn.execute(state).scalar() != "on"
    conn.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(
            status=status,
            error=error,
            delivered_ms=now_ms if heard else None,
            due_ms=None if heard or over else now_ms + retry_ms,
        )
    )
    mine = endpoints.c.id == delivery.endpoint_id
    if heard:
        conn.execute(sa.update(endpoints).where(mine).values(failing_since_ms=None))
        return False
    unmarked = mine & endpoints.c.failing_since_ms.is_(None)
    conn.execute(sa.update(endpoints).where(unmarked).values(failing_since_ms=now_ms))
    lost = mine & (endpoints.c.state == "on") & (endpoints.c.failing_since_ms <= now_ms - GIVE_UP_MS)
    if conn.execute(sa.update(endpoints).where(lost).values(state="disabled")).rowcount == 0:
        return False
    unqueue(conn, delivery.endpoint_id, "the webhook was disabled")
    return True


def unqueue(conn: sa.Connection, endpoint_id: str, why: str) -> None:
    """Tell an endpoint nothing more of what waits for it."""
    waiting = (deliveries.c.endpoint_id == endpoint_id) & deliveries.c.due_ms.is_not(None)
    conn.execute(sa.update(deliveries).where(waiting).values(due_ms=None, error=why))
