"""What can happen to held stock: it is given back, sold, or (when money comes late) taken again."""

from collections.abc import Sequence

import sqlalchemy as sa

from checkout.books import write_sale
from checkout.errors import DetailsMissing, HoldExpired, OrderClosed, OrderNotFound
from checkout.events import OrderExpired, OrderPaid
from checkout.orders import HoldStatus, OrderStatus
from checkout.store.discount_rows import CodeUsedUp, give_back, take_again
from checkout.store.news import tell
from checkout.store.order_rows import load_order, step
from checkout.store.records import OrderRecord
from checkout.store.stock import Movement, StockShort, move_stock


def owned(conn: sa.Connection, buyer_id: str, order_id: str) -> OrderRecord:
    """Load and lock an order of this buyer.

    Raises:
        OrderNotFound: there is none, or it is somebody else's.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.buyer_id != buyer_id:
        raise OrderNotFound
    return record


def check_live(record: OrderRecord, now_ms: int) -> None:
    """Refuse an order that cannot be paid or changed any more.

    Raises:
        HoldExpired: its time ran out, whether or not the sweeper came by.
        OrderClosed: it is past that for another reason.
    """
    if record.status is OrderStatus.EXPIRED:
        raise HoldExpired
    if not record.payable_at_all:
        raise OrderClosed(record.status.value)
    if record.hold_expires_ms <= now_ms:
        raise HoldExpired


def check_complete(record: OrderRecord) -> None:
    """Refuse an order of which it is not known where it goes, and how.

    Raises:
        DetailsMissing: which details are missing.
    """
    wanted = {"email": record.email, "address": record.address, "shipping": record.shipping}
    missing = [name for name, value in wanted.items() if value is None]
    if missing:
        raise DetailsMissing(missing)


def release(conn: sa.Connection, record: OrderRecord, to: OrderStatus, now_ms: int) -> OrderRecord:
    """Give the stock back and close the order as ``expired`` or ``cancelled``."""
    return release_all(conn, [record], to, now_ms)[0]


def release_all(
    conn: sa.Connection, records: Sequence[OrderRecord], to: OrderStatus, now_ms: int
) -> list[OrderRecord]:
    """Release many orders at once, with one update and one piece of news for each variant."""
    movements = [
        Movement(line.variant_id, to.value, record.id, reserved=-line.quantity)
        for record in records
        for line in record.lines
    ]
    move_stock(conn, movements, now_ms)
    give_back(conn, records)
    return [_close(conn, record, to, now_ms) for record in records]


def _close(conn: sa.Connection, record: OrderRecord, to: OrderStatus, now_ms: int) -> OrderRecord:
    released = step(conn, record, to, now_ms, hold=HoldStatus.RELEASED)
    if to is OrderStatus.EXPIRED:
        tell(
            conn,
            OrderExpired(
                event_id=f"order-expired-{record.id}",
                order=released.view(),
                buyer_id=record.buyer_id,
                buyer_name=record.buyer_name,
            ),
            now_ms,
        )
    return released


def sell(conn: sa.Connection, record: OrderRecord, now_ms: int) -> OrderRecord | None:
    """Turn held stock into sold stock and the order into a paid one; the news goes out once.

    Stock that was given back already is taken again if it is still there, and so is the use of a code.

    Returns:
        The paid order, or None (and nothing changed) when the stock is gone or the code is used up.
    """
    still_held = record.hold is HoldStatus.HELD
    movements = [
        Movement(
            line.variant_id,
            "sold" if still_held else "sold_late",
            record.id,
            reserved=-line.quantity if still_held else 0,
            sold=line.quantity,
        )
        for line in record.lines
    ]
    try:
        with conn.begin_nested():
            move_stock(conn, movements, now_ms)
            if not still_held:
                take_again(conn, record)
    except (StockShort, CodeUsedUp):
        if still_held:
            raise  # held stock cannot be short: the ledger is wrong, and that must be seen
        return None
    # Whose parcel went before the money is done with it.
    to = OrderStatus.FULFILLED if record.shipment else OrderStatus.PAID
    paid = step(conn, record, to, now_ms, hold=HoldStatus.CONSUMED, paid_ms=now_ms)
    write_sale(conn, paid, now_ms)
    tell(
        conn,
        OrderPaid(
            event_id=f"order-paid-{record.id}",
            order=paid.view(),
            buyer_id=record.buyer_id,
            buyer_name=record.buyer_name,
        ),
        now_ms,
    )
    return paid
