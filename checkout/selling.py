"""What a seller sees and does: orders to pack, parcels to send, what a show has sold."""

import msgspec
import sqlalchemy as sa

from checkout.details import read_text
from checkout.errors import NotShippable, OrderNotFound
from checkout.events import OrderShipped
from checkout.orders import PAYABLE, SETTLED, SHIPPABLE, OrderStatus
from checkout.purchases import Order, SalesSummary, Shipment, ShipmentRequest
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step
from checkout.store.records import OrderRecord
from checkout.store.tables import order_lines, orders

MOST_LISTED = 500


def seller_view(record: OrderRecord) -> Order:
    """Show an order to its seller: all but the secret with which the buyer's page talks to the bank."""
    order = record.view()
    payment = msgspec.structs.replace(order.payment, client_secret=None)
    return msgspec.structs.replace(order, payment=payment)


def list_orders(
    conn: sa.Connection, seller_id: str, *, status: OrderStatus | None, show_id: str | None, limit: int
) -> list[Order]:
    """List a seller's orders, the newest first."""
    where = orders.c.seller_id == seller_id
    if status is not None:
        where &= orders.c.status == status.value
    if show_id is not None:
        where &= orders.c.show_id == show_id
    return [seller_view(record) for record in load_orders(conn, where, limit=min(limit, MOST_LISTED))]


def ship(conn: sa.Connection, seller_id: str, order_id: str, request: ShipmentRequest, now_ms: int) -> Order:
    """Mark a paid order as sent.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        NotShippable: it is not paid.
        DetailsInvalid: carrier or tracking number is too long.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    if record.status not in SHIPPABLE:
        raise NotShippable(record.status.value)
    shipment = Shipment(
        carrier=read_text(request.carrier, 60, "carrier"),
        tracking=read_text(request.tracking, 100, "tracking"),
        shipped_ms=now_ms,
    )
    shipped = step(conn, record, OrderStatus.FULFILLED, now_ms, shipment=shipment)
    event = OrderShipped(
        event_id=f"order-shipped-{record.id}",
        order=shipped.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return seller_view(shipped)


def show_sales(conn: sa.Connection, show_id: str, currency: str) -> SalesSummary:
    """Add up what a show sold; refunded money is not revenue. ``currency`` is for a show without sales."""
    earned = [status.value for status in SETTLED - {OrderStatus.REFUNDED}]
    in_cart = [status.value for status in PAYABLE]
    of_show = orders.c.show_id == show_id
    sold = conn.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(orders.c.total_minor), 0),
            sa.func.max(orders.c.currency),
        ).where(of_show, orders.c.status.in_(earned))
    ).one()
    units = conn.execute(
        sa.select(sa.func.coalesce(sa.func.sum(order_lines.c.quantity), 0))
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(of_show, orders.c.status.in_(earned))
    ).scalar_one()
    carts = conn.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(orders.c.total_minor), 0)).where(
            of_show, orders.c.status.in_(in_cart)
        )
    ).one()
    return SalesSummary(
        orders=int(sold[0]),
        units=int(units),
        revenue_minor=int(sold[1]),
        currency=sold[2] or currency,
        paying=int(carts[0]),
        held_minor=int(carts[1]),
    )
