"""Orders as a table for bookkeepers: a row a line, sums on an order's first. Pure."""

from collections.abc import Iterable

from checkout.purchases import Order
from checkout.spreadsheets import MARK, amount, moment, written

COLUMNS = (
    "order",
    "status",
    "ordered_at",
    "paid_at",
    "currency",
    "product",
    "variant",
    "quantity",
    "unit_price",
    "line_total",
    "subtotal",
    "discount",
    "discount_code",
    "shipping",
    "tax",
    "total",
    "refunded",
    "email",
    "name",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "phone",
    "shipping_method",
    "carrier",
    "tracking",
    "shipped_at",
    "note",
    "payment",
)


def head() -> bytes:
    """The first row."""
    return MARK + written([COLUMNS])


def rows(orders: Iterable[Order]) -> bytes:
    """The rows of some orders."""
    return written([row for order in orders for row in _rows_of(order)])


def _rows_of(order: Order) -> list[list[str]]:
    sums, sent_to = _sums(order), _delivery(order)
    table = []
    for index, line in enumerate(order.lines):
        first = index == 0
        table.append(
            [
                order.number,
                order.status.value,
                moment(order.created_ms),
                moment(order.paid_ms),
                order.currency,
                line.title,
                line.variant_title,
                str(line.quantity),
                amount(line.unit_minor, order.currency),
                amount(line.total_minor, order.currency),
                *(sums if first else [""] * len(sums)),
                *(sent_to if first else [""] * len(sent_to)),
            ]
        )
    return table


def _sums(order: Order) -> list[str]:
    sums, currency = order.totals, order.currency
    return [
        amount(sums.subtotal_minor, currency),
        amount(sums.discount_minor, currency),
        order.discount.code if order.discount else "",
        amount(sums.shipping_minor, currency),
        amount(sums.tax_minor, currency),
        amount(sums.total_minor, currency),
        amount(order.refunded_minor, currency),
    ]


def _delivery(order: Order) -> list[str]:
    to, parcel = order.address, order.shipment
    address = (
        [to.name, to.line1, to.line2, to.postal_code, to.city, to.region, to.country, to.phone]
        if to
        else [""] * 8
    )
    return [
        order.email or "",
        *address,
        order.shipping.title if order.shipping else "",
        parcel.carrier if parcel else "",
        parcel.tracking if parcel else "",
        moment(parcel.shipped_ms if parcel else None),
        order.note,
        order.later.method if order.later else "card",
    ]
