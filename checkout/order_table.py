"""Orders as a table for bookkeepers: a row a line, sums on an order's first, safe in spreadsheets. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from checkout.money import currency_of
from checkout.purchases import Order

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
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); wide signs count, too."""


def head() -> bytes:
    """The first row, after a mark that makes spreadsheets read UTF-8."""
    return "\ufeff".encode() + _written([COLUMNS])


def rows(orders: Iterable[Order]) -> bytes:
    """The rows of some orders."""
    return _written([row for order in orders for row in _rows_of(order)])


def _written(table: Iterable[Sequence[str]]) -> bytes:
    """Write rows as RFC 4180 has them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[safe(cell) for cell in row] for row in table])
    return text.getvalue().encode()


def safe(cell: str) -> str:
    """Keep a spreadsheet from running what a stranger typed."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


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
    ]


def amount(minor: int | None, currency: str) -> str:
    """A sum in whole units with a point, as every spreadsheet reads it."""
    if minor is None:
        return ""
    exponent = currency_of(currency).exponent
    if exponent == 0:
        return str(minor)
    whole, rest = divmod(minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}}"


def moment(at_ms: int | None) -> str:
    """A moment as ISO 8601, in UTC."""
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
