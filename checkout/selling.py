"""What a seller sees and does: orders to pack, parcels to send, what a show has sold."""

import msgspec
import sqlalchemy as sa

from checkout.aftercare import Shipment, ShipmentRequest
from checkout.details import read_link, read_text
from checkout.errors import NotShippable, OrderNotFound
from checkout.events import OrderShipped
from checkout.orders import PAYABLE, SETTLED, SHIPPABLE, UNPAID, OrderStatus
from checkout.purchases import Order, SalesSummary
from checkout.store.news import tell
from checkout.store.order_rows import load_order, load_orders, step
from checkout.store.records import OrderRecord
from checkout.store.tables import disputes, order_lines, orders, refund_lines, refunds

MOST_LISTED = 500
AT_ONCE = 200


def seller_view(record: OrderRecord) -> Order:
    """Show an order to its seller: with the note of a second look, without the secret for the bank."""
    order = record.view()
    payment = msgspec.structs.replace(order.payment, client_secret=None)
    return msgspec.structs.replace(order, payment=payment, review=record.review)


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


def paid(conn: sa.Connection, where: sa.ColumnElement[bool], before: int | None) -> list[OrderRecord]:
    """Load some of the orders that meet a condition and are paid, the newest first.

    Args:
        conn: the transaction.
        where: whose, when paid or in which show.
        before: only numbers below this one; it is where the last page ended.
    """
    where &= orders.c.paid_ms.is_not(None)
    if before is not None:
        where &= orders.c.number < before
    return load_orders(conn, where, limit=AT_ONCE)


def read(conn: sa.Connection, seller_id: str, order_id: str) -> Order:
    """Show one of a seller's orders.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
    """
    record = load_order(conn, order_id)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    return seller_view(record)


def ship(conn: sa.Connection, seller_id: str, order_id: str, request: ShipmentRequest, now_ms: int) -> Order:
    """Mark an order as sent that is paid, or that is paid later.

    Raises:
        OrderNotFound: there is none, or it is another seller's.
        NotShippable: it is neither, or pieces that it still needs are on the shelf again.
        DetailsInvalid: carrier or tracking number is too long, or the link is none.
    """
    record = load_order(conn, order_id, lock=True)
    if record is None or record.seller_id != seller_id:
        raise OrderNotFound
    if record.status not in SHIPPABLE or record.shipment is not None:
        raise NotShippable(record.status.value)
    if record.left_minor == 0:
        # The last of the money is on its way back already.
        raise NotShippable(OrderStatus.REFUNDED.value)
    if not any(line.quantity > record.given_back[line.variant_id] for line in record.lines):
        raise NotShippable(OrderStatus.REFUNDED.value)
    if record.on_the_shelf - record.given_back:
        # The bank sent the money back, but the pieces are on sale again: they are somebody else's soon.
        raise NotShippable(OrderStatus.REFUNDED.value)
    shipment = Shipment(
        carrier=read_text(request.carrier, 60, "carrier"),
        tracking=read_text(request.tracking, 100, "tracking"),
        tracking_url=read_link(request.tracking_url, "tracking_url"),
        shipped_ms=now_ms,
    )
    to = OrderStatus.SENT if record.status is OrderStatus.PLACED else OrderStatus.FULFILLED
    shipped = step(conn, record, to, now_ms, shipment=shipment)
    event = OrderShipped(
        event_id=f"order-shipped-{record.id}",
        order=shipped.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return seller_view(shipped)


def show_sales(conn: sa.Connection, seller_id: str, show_id: str, currency: str) -> SalesSummary:
    """Add up what a show sold, and what of it the seller keeps. ``currency`` is for a show without sales.

    The show of an order is its buyer's word; orders of other sellers that name this show are left out.
    """
    of_show = (orders.c.show_id == show_id) & (orders.c.seller_id == seller_id)
    earned = of_show & orders.c.paid_ms.is_not(None) & orders.c.status.in_(_values(SETTLED))
    afterwards = orders.c.sold_in == "replay"
    sold = conn.execute(
        sa.select(
            sa.func.count().filter(orders.c.status != OrderStatus.REFUNDED.value),
            _sum(orders.c.total_minor),
            sa.func.max(orders.c.currency),
            sa.func.count().filter((orders.c.status != OrderStatus.REFUNDED.value) & afterwards),
            sa.func.coalesce(sa.func.sum(orders.c.total_minor).filter(afterwards), 0),
        ).where(earned)
    ).one()
    carts = conn.execute(
        sa.select(sa.func.count(), _sum(orders.c.total_minor)).where(
            of_show, orders.c.status.in_(_values(PAYABLE))
        )
    ).one()
    unpaid = conn.execute(
        sa.select(sa.func.count(), _sum(orders.c.total_minor)).where(
            of_show, orders.c.status.in_(_values(UNPAID))
        )
    ).one()
    back = (refunds.c.state == "done") & refunds.c.intent_id.is_not_distinct_from(orders.c.intent_id)
    contested = disputes.c.state != "won"
    gross = int(sold[1])
    refunded = _total(conn, refunds.c.amount_minor, refunds, earned & back)
    disputed = _total(conn, disputes.c.amount_minor, disputes, earned & contested)
    pieces = _total(conn, order_lines.c.quantity, order_lines, earned)
    pieces_back = _total(conn, refund_lines.c.quantity, refunds.join(refund_lines), earned & back)
    return SalesSummary(
        orders=int(sold[0]),
        units=pieces - pieces_back,
        gross_minor=gross,
        refunded_minor=refunded,
        disputed_minor=disputed,
        net_minor=gross - refunded - disputed,
        currency=sold[2] or currency,
        paying=int(carts[0]),
        held_minor=int(carts[1]),
        unpaid=int(unpaid[0]),
        unpaid_minor=int(unpaid[1]),
        replay_orders=int(sold[3]),
        replay_gross_minor=int(sold[4]),
    )


def _total(
    conn: sa.Connection, what: sa.Column[int], source: sa.FromClause, where: sa.ColumnElement[bool]
) -> int:
    """Add a column up over the rows that belong to orders."""
    query = sa.select(_sum(what)).select_from(source.join(orders)).where(where)
    return int(conn.execute(query).scalar_one())


def _sum(column: sa.Column[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)


def _values(statuses: frozenset[OrderStatus]) -> list[str]:
    return [status.value for status in statuses]
