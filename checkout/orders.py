"""The life cycle of an order and of its hold: two enums, two tables of allowed moves, nothing else.

held -> paying -> paid -> fulfilled | part_refunded | refunded | disputed
a refund that fails, and a dispute that is won, take a step back
held | paying -> expired | cancelled        late money -> paid, or refund_due -> refunded
held | paying -> placed -> paid -> fulfilled, or placed -> sent -> fulfilled: paid by hand, later
money that does not match -> needs_review
"""

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands."""

    HELD = "held"
    PAYING = "paying"
    PLACED = "placed"
    SENT = "sent"
    PAID = "paid"
    FULFILLED = "fulfilled"
    PART_REFUNDED = "part_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REFUND_DUE = "refund_due"
    NEEDS_REVIEW = "needs_review"


class HoldStatus(StrEnum):
    """Where the stock of an order stands: reserved for it, sold to it, or given back."""

    HELD = "held"
    CONSUMED = "consumed"
    RELEASED = "released"


class IllegalMove(Exception):
    """A bug of ours: the code tried a move that the table does not have."""


S = OrderStatus
MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.HELD: frozenset({S.PAYING, S.PLACED, S.PAID, S.EXPIRED, S.CANCELLED, S.NEEDS_REVIEW}),
    S.PAYING: frozenset({S.PLACED, S.PAID, S.EXPIRED, S.CANCELLED, S.NEEDS_REVIEW}),
    # Paid on delivery or by invoice: the parcel goes before the money, or after it.
    S.PLACED: frozenset({S.SENT, S.PAID, S.CANCELLED}),
    S.SENT: frozenset({S.FULFILLED, S.CANCELLED}),
    S.PAID: frozenset({S.FULFILLED, S.PART_REFUNDED, S.REFUNDED, S.DISPUTED}),
    S.FULFILLED: frozenset({S.PART_REFUNDED, S.REFUNDED, S.DISPUTED}),
    # A refund that the bank sends back takes its order back with it.
    S.PART_REFUNDED: frozenset({S.PAID, S.FULFILLED, S.REFUNDED, S.DISPUTED}),
    S.DISPUTED: frozenset({S.PAID, S.FULFILLED, S.PART_REFUNDED, S.REFUNDED}),
    # Money that comes after the stock was given back buys it again, or is due back.
    S.EXPIRED: frozenset({S.PAID, S.REFUND_DUE, S.NEEDS_REVIEW}),
    S.CANCELLED: frozenset({S.PAID, S.REFUND_DUE, S.NEEDS_REVIEW}),
    S.REFUND_DUE: frozenset({S.REFUNDED}),
    # A person has looked and decided.
    S.NEEDS_REVIEW: frozenset({S.PAID, S.REFUND_DUE, S.CANCELLED}),
    S.REFUNDED: frozenset({S.PAID, S.FULFILLED, S.PART_REFUNDED, S.REFUND_DUE, S.DISPUTED}),
}

HOLD_MOVES: dict[HoldStatus, frozenset[HoldStatus]] = {
    HoldStatus.HELD: frozenset({HoldStatus.CONSUMED, HoldStatus.RELEASED}),
    HoldStatus.RELEASED: frozenset({HoldStatus.CONSUMED}),
    HoldStatus.CONSUMED: frozenset(),
}

PAYABLE = frozenset({S.HELD, S.PAYING})
SETTLED = frozenset({S.PAID, S.FULFILLED, S.PART_REFUNDED, S.REFUNDED, S.DISPUTED})
"""The money came in for these, once."""
UNPAID = frozenset({S.PLACED, S.SENT})
"""The pieces are reserved for these without an end, and the money comes by hand."""
SHIPPABLE = frozenset({S.PLACED, S.PAID, S.PART_REFUNDED})
REFUNDABLE = frozenset({S.PAID, S.FULFILLED, S.PART_REFUNDED, S.REFUND_DUE})
"""A bank refuses to give disputed money back a second time."""


def move(current: OrderStatus, to: OrderStatus) -> OrderStatus:
    """Return ``to`` if the table allows it.

    Raises:
        IllegalMove: it does not.
    """
    if to not in MOVES[current]:
        raise IllegalMove(f"order: {current.value} -> {to.value}")
    return to


def move_hold(current: HoldStatus, to: HoldStatus) -> HoldStatus:
    """Return ``to`` if the table allows it.

    Raises:
        IllegalMove: it does not.
    """
    if to not in HOLD_MOVES[current]:
        raise IllegalMove(f"hold: {current.value} -> {to.value}")
    return to
