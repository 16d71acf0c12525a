"""What a refund may give back: which pieces, which sum, and how its state moves. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from checkout.errors import RefundInvalid, RefundTooLarge
from checkout.money import currency_of, round_to_step, share
from checkout.purchases import (
    LineRequest,
    OrderLine,
    Refund,
    RefundLine,
    RefundRequest,
    RefundState,
    ShippingChoice,
    Totals,
)

RANK: Mapping[RefundState, int] = {"due": 0, "sent": 1, "pending": 2, "done": 3, "failed": 4}
"""A refund only ever moves up, a done one too (banks send some back), so snapshots may come in any order."""


class Paid(NamedTuple):
    """What was paid for, and what of it was given back or is on its way."""

    lines: Sequence[OrderLine]
    shipping: ShippingChoice | None
    totals: Totals
    currency: str
    live: Sequence[Refund]
    """Refunds that did not fail."""
    left_minor: int


class Back(NamedTuple):
    """What one refund gives back."""

    lines: list[RefundLine]
    shipping: bool
    amount_minor: int


def moves_up(current: RefundState, to: RefundState) -> bool:
    """Tell whether a refund that is ``current`` learns anything from ``to``."""
    return RANK[to] > RANK[current]


def pieces_left(lines: Iterable[OrderLine], live: Iterable[Refund]) -> dict[str, int]:
    """Count the pieces of each variant that were not given back yet."""
    left = {line.variant_id: line.quantity for line in lines}
    for refund in live:
        for back in refund.lines:
            left[back.variant_id] -= back.quantity
    return left


def weigh(paid: Paid, request: RefundRequest) -> Back:
    """Work out what a request gives back.

    Raises:
        RefundInvalid: pieces or shipping that are not there to be given back, or no sum at all.
        RefundTooLarge: more than is left.
    """
    left = pieces_left(paid.lines, paid.live)
    if request.reason == "cancelled":
        return whole(paid)
    lines = _lines(request.lines, left)
    if request.shipping and not _shipping_left(paid):
        raise RefundInvalid("Shipping was refunded before, or cost nothing.", field="shipping")
    return Back(lines, request.shipping, _amount(paid, lines, request))


def whole(paid: Paid) -> Back:
    """Give back all that is left: every piece, the shipping, the rest of the money."""
    left = pieces_left(paid.lines, paid.live)
    lines = [RefundLine(variant_id=id_, quantity=count) for id_, count in left.items() if count]
    return Back(lines, _shipping_left(paid), paid.left_minor)


def _lines(wanted: Sequence[LineRequest], left: Mapping[str, int]) -> list[RefundLine]:
    if len({line.variant_id for line in wanted}) != len(wanted):
        raise RefundInvalid("Each item is named once.", field="lines")
    for line in wanted:
        if not 1 <= line.quantity <= left.get(line.variant_id, 0):
            raise RefundInvalid("So many of this item are not there to be refunded.", field="lines")
    return [RefundLine(variant_id=line.variant_id, quantity=line.quantity) for line in wanted]


def _shipping_left(paid: Paid) -> bool:
    costs = paid.shipping is not None and paid.shipping.amount_minor > 0
    return costs and not any(refund.shipping for refund in paid.live)


def _amount(paid: Paid, lines: Sequence[RefundLine], request: RefundRequest) -> int:
    amount = request.amount_minor
    if amount is None:
        amount = worth(paid, lines, shipping=request.shipping)
    elif amount % currency_of(paid.currency).step_minor:
        raise RefundInvalid("The currency does not come in such small steps.", field="amount_minor")
    if amount < 1:
        raise RefundInvalid("Choose items, shipping or a sum to give back.", field="amount_minor")
    if amount > paid.left_minor:
        raise RefundTooLarge(paid.left_minor, paid.currency)
    return amount


def worth(paid: Paid, lines: Sequence[RefundLine], *, shipping: bool) -> int:
    """Say what pieces and shipping cost in the total that was paid, with their share of an added tax.

    Never more than is left: whoever gives all pieces back after a gesture of goodwill gets the rest.
    """
    unit = {line.variant_id: line.unit_minor for line in paid.lines}
    shipping_minor = paid.shipping.amount_minor if paid.shipping else 0
    goods = sum(unit[line.variant_id] * line.quantity for line in lines)
    charged = paid.totals.subtotal_minor - paid.totals.discount_minor
    # A code took its share off every piece.
    base = share(goods, charged, paid.totals.subtotal_minor) + (shipping_minor if shipping else 0)
    whole = charged + shipping_minor
    return min(round_to_step(share(paid.totals.total_minor, base, whole), paid.currency), paid.left_minor)
