"""What a buyer does to an order before and beside paying: read, change, cancel."""

from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa

from checkout import discounting
from checkout.details import is_id, read_address, read_email, read_text
from checkout.errors import (
    CannotShipThere,
    DiscountRefused,
    LinesInvalid,
    OrderClosed,
    OrderLocked,
    OrderNotFound,
    PaymentInProgress,
)
from checkout.events import OrderWithdrawn
from checkout.holds import check_live, owned, release
from checkout.inventory import home_tax
from checkout.money import currency_of
from checkout.orders import SHIPPABLE, OrderStatus
from checkout.pay_later import options
from checkout.pricing import ShippingZone, choices, choose, off_goods, open_totals, subtotal, totals, zone_for
from checkout.purchases import LineRequest, Order, OrderChange, OrderLine, ShippingChoice
from checkout.shelves import Limited, check_limits, check_lines, line_of, load_shelves, pick
from checkout.store.buyer_rows import buyer_limits, identities, load_had
from checkout.store.insert import insert_once
from checkout.store.news import tell
from checkout.store.order_rows import load_orders, replace_lines, update_order
from checkout.store.payment_terms import load_terms
from checkout.store.records import OrderRecord, read_number
from checkout.store.stock import Movement, move_stock
from checkout.store.tables import order_readers, orders
from checkout.store.zones import load_zones

NOTE_LIMIT = 500
OVER = (OrderStatus.CANCELLED, OrderStatus.EXPIRED)
BOUGHT = (OrderStatus.PAID, OrderStatus.FULFILLED, OrderStatus.PART_REFUNDED)


def view(conn: sa.Connection, record: OrderRecord) -> Order:
    """Show an order, with the ways to ship and to pay it while they can still be chosen."""
    if record.address is None or not record.payable_at_all:
        return record.view()
    try:
        zone = zone_for(load_zones(conn, record.seller_id), record.address.country)
    except CannotShipThere:
        return record.view()
    terms = load_terms(conn, record.seller_id)
    return record.view(
        choices(zone, subtotal(record.lines), record.discount), options(terms, record.totals.total_minor)
    )


def read(conn: sa.Connection, buyer_id: str, order_id: str) -> Order:
    """Show an order to its buyer, or to whoever proved to know its number and e-mail.

    Raises:
        OrderNotFound: there is none, or it is somebody else's.
    """
    if not is_id(order_id):
        raise OrderNotFound
    found = load_orders(conn, (orders.c.id == order_id) & readable_by(buyer_id))
    if not found:
        raise OrderNotFound
    return view(conn, found[0])


def read_all(conn: sa.Connection, buyer_id: str) -> list[Order]:
    """Show a buyer's orders, the newest first."""
    return [view(conn, record) for record in load_orders(conn, readable_by(buyer_id))]


def has_bought(conn: sa.Connection, buyer_ids: Collection[str], seller_id: str) -> bool:
    """Tell whether one of these identities has paid this seller and kept something of it."""
    query = sa.select(orders.c.id).where(
        orders.c.buyer_id.in_(list(buyer_ids)),
        orders.c.seller_id == seller_id,
        orders.c.status.in_([status.value for status in BOUGHT]),
    )
    return conn.execute(query.limit(1)).first() is not None


def readable_by(buyer_id: str) -> sa.ColumnElement[bool]:
    """The orders that a person may read: their own, and those whose number and e-mail they knew."""
    shared = sa.select(order_readers.c.order_id).where(order_readers.c.reader_id == buyer_id)
    return (orders.c.buyer_id == buyer_id) | orders.c.id.in_(shared)


def find(conn: sa.Connection, number: str, email: str, reader_id: str | None) -> Order:
    """Find an order by its number and e-mail, and let ``reader_id`` (if any) read it from now on.

    Raises:
        OrderNotFound: no order has both.
    """
    wanted = read_number(number)
    found = load_orders(conn, orders.c.number == wanted) if wanted is not None else []
    # An order that has no e-mail yet cannot be found by leaving it out.
    if not found or found[0].email is None or found[0].email.casefold() != email.strip().casefold():
        raise OrderNotFound
    if reader_id is not None and reader_id != found[0].buyer_id:
        insert_once(conn, order_readers, {"order_id": found[0].id, "reader_id": reader_id})
    return view(conn, found[0])


def change(conn: sa.Connection, buyer_id: str, order_id: str, wanted: OrderChange, now_ms: int) -> Order:
    """Change an order that is held: its lines, where it goes, how it is shipped.

    Raises:
        OrderNotFound, OrderClosed, HoldExpired, OrderLocked (the bank knows the total already),
        DetailsInvalid, CannotShipThere, DiscountUnknown, DiscountRefused, or a
        ReservationError for the lines.
    """
    record = owned(conn, buyer_id, order_id)
    check_live(record, now_ms)
    before = record.totals.total_minor
    record = _change_details(conn, record, wanted)
    if wanted.lines is not None:
        record = _change_lines(conn, record, wanted.lines, now_ms)
    if wanted.discount_code is not None:
        record = discounting.apply(conn, record, wanted.discount_code, now_ms)
    if wanted.lines is not None or wanted.email is not None:
        _check_buyer(conn, record)
    record = _price(conn, record, wanted.shipping_rate_id)
    if wanted.discount_code and record.totals.total_minor < currency_of(record.currency).minimum_minor:
        raise DiscountRefused("too_small", "With this code the total is less than a card can be charged.")
    if record.totals.total_minor != before and _bank_knows(record):
        raise OrderLocked
    return view(conn, record)


def _check_buyer(conn: sa.Connection, record: OrderRecord) -> None:
    """Count what the buyer has of limited products, by their id and by their e-mail.

    Nearly all products have no limit, and then the rows that everybody wants in a rush are left alone.

    Raises:
        LimitPerBuyer: with this order they would have too many.
    """
    limits = buyer_limits(conn, {line.product_id for line in record.lines})
    people = identities(record.buyer_id, record.email)
    had = load_had(conn, limits, people, besides=record.id)
    wanted = [
        Limited(line.product_id, line.title, line.quantity, limits[line.product_id])
        for line in record.lines
        if line.product_id in limits
    ]
    check_limits(wanted, people, had)


def _bank_knows(record: OrderRecord) -> bool:
    in_flight = record.attempt is not None and record.attempt.state == "sent"
    return record.intent_id is not None or in_flight


def _change_details(conn: sa.Connection, record: OrderRecord, wanted: OrderChange) -> OrderRecord:
    changes: dict[str, object] = {}
    if wanted.forget_details:
        changes |= {"email": None, "address": None, "shipping": None}
    if wanted.email is not None:
        changes["email"] = read_email(wanted.email)
    if wanted.address is not None:
        changes["address"] = read_address(wanted.address)
    if wanted.note is not None:
        changes["note"] = read_text(wanted.note, NOTE_LIMIT, "note")
    if wanted.language is not None:
        changes["language"] = wanted.language
    if wanted.show_name is not None:
        changes["show_name"] = wanted.show_name
    record = update_order(conn, record, **changes) if changes else record
    return discounting.check_person(conn, record) if "email" in changes else record


def _change_lines(
    conn: sa.Connection, record: OrderRecord, wanted: Sequence[LineRequest], now_ms: int
) -> OrderRecord:
    """Hold the new lines in place of the old ones; what was held before keeps its price."""
    check_lines(wanted)
    old = {line.variant_id: line for line in record.lines}
    shelves = load_shelves(conn, list({*old, *(line.variant_id for line in wanted)}), now_ms)
    for variant_id, line in old.items():
        shelves[variant_id].available += line.quantity
        shelves[variant_id].kept = line
    picked = pick(shelves, wanted)
    if any((shelf.seller_id, shelf.currency) != (record.seller_id, record.currency) for shelf, _ in picked):
        # Else the price of one currency would be charged in another, to the gain of another seller.
        raise LinesInvalid("An order holds the products of one seller. Begin another order for this one.")
    lines = [line_of(shelf, quantity, record.show_id, now_ms) for shelf, quantity in picked]
    new = {line.variant_id: line for line in lines}
    movements = [
        Movement(variant_id, "changed", record.id, reserved=delta)
        for variant_id in {*old, *new}
        if (delta := _quantity(new, variant_id) - _quantity(old, variant_id))
    ]
    move_stock(conn, movements, now_ms)
    replace_lines(conn, record, lines)
    return msgspec.structs.replace(record, lines=lines)


def _quantity(lines: dict[str, OrderLine], variant_id: str) -> int:
    return lines[variant_id].quantity if variant_id in lines else 0


def _price(conn: sa.Connection, record: OrderRecord, rate_id: str | None) -> OrderRecord:
    """Compute shipping, tax and total anew from what the order says now."""
    off_minor = off_goods(record.discount, subtotal(record.lines), record.currency)
    if record.address is None:
        tax = home_tax(conn, record.seller_id)
        return update_order(conn, record, totals=open_totals(record.lines, tax, off_minor))
    zone = zone_for(load_zones(conn, record.seller_id), record.address.country)
    shipping = _shipping(zone, record, rate_id)
    priced = totals(record.lines, shipping, zone.tax, record.currency, off_minor)
    return update_order(conn, record, shipping=shipping, totals=priced)


def _shipping(zone: ShippingZone, record: OrderRecord, rate_id: str | None) -> ShippingChoice:
    """Take the rate that is asked for; else keep the chosen one where it still exists; else the cheapest."""
    country = record.address.country if record.address else ""
    options = choices(zone, subtotal(record.lines), record.discount)
    kept = record.shipping.rate_id if record.shipping else None
    if rate_id is None and kept not in {option.rate_id for option in options}:
        kept = None
    return choose(options, rate_id or kept, country)


def _withdraw_placed(conn: sa.Connection, record: OrderRecord, now_ms: int) -> OrderRecord:
    """Give up an order that was to be paid later and was not sent; its seller hears of it at once."""
    record = release(conn, record, OrderStatus.CANCELLED, now_ms)
    event = OrderWithdrawn(
        event_id=f"order-withdrawn-{record.id}",
        order=record.view(),
        buyer_id=record.buyer_id,
        buyer_name=record.buyer_name,
    )
    tell(conn, event, now_ms)
    return record


def cancel(conn: sa.Connection, buyer_id: str, order_id: str, now_ms: int) -> OrderRecord:
    """Give the stock back if no intent exists; else return the order: its money has to be dealt with first.

    Of an order that is not paid that is its intent, of a paid one that was not sent yet its payment.

    Raises:
        OrderNotFound, OrderClosed (sent, paid by hand, or over in another way), PaymentInProgress.
    """
    record = owned(conn, buyer_id, order_id)
    if record.status is OrderStatus.PLACED:
        return _withdraw_placed(conn, record, now_ms)
    if record.later is not None and record.status not in OVER:
        # Sent, or paid by hand: no program can give that money back.
        raise OrderClosed(record.status.value)
    if record.status in SHIPPABLE and record.shipment is None:
        return record
    if any(refund.reason == "withdrawn" and refund.live for refund in record.refunds):
        return record
    if record.status in OVER:
        return record
    if not record.payable_at_all:
        raise OrderClosed(record.status.value)
    if record.attempt is not None and record.attempt.state == "sent":
        raise PaymentInProgress
    if record.intent_id is not None:
        return record
    return release(conn, record, OrderStatus.CANCELLED, now_ms)
