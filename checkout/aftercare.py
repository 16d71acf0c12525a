"""What happens to an order after it was paid, as JSON: the parcel, what is sent back, a second look."""

from typing import Literal

import msgspec

Language = Literal["en", "ru"]
"""The language in which a buyer reads pages and mails."""


class ShipmentRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the parcel travels; ``tracking_url`` is the carrier's page for it, by https."""

    carrier: str = ""
    tracking: str = ""
    tracking_url: str = ""


class CallOffRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give up an order that was not paid; ``restock`` says whether its pieces are there to be sold."""

    restock: bool = True
    note: str = ""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """The parcel."""

    carrier: str
    tracking: str
    tracking_url: str = ""
    shipped_ms: int


ReturnReason = Literal["changed_mind", "does_not_fit", "damaged", "wrong_item", "not_as_shown", "other"]
ReturnState = Literal["requested", "accepted", "declined", "withdrawn", "received"]
"""``requested -> accepted -> received``; the seller may decline, the buyer may withdraw.

The seller may decline an accepted one, too: its parcel never comes, or it was settled in another way.
"""

RETURN_MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    "requested": frozenset({"accepted", "declined", "withdrawn"}),
    "accepted": frozenset({"received", "declined", "withdrawn"}),
    "declined": frozenset(),
    "withdrawn": frozenset(),
    "received": frozenset(),
}
OPEN_RETURNS = frozenset({"requested", "accepted"})


class ReturnLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many pieces of a line of the order go back."""

    variant_id: str
    quantity: int


class ReturnRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A buyer wants to send pieces back; ``client_key`` makes a repeated tap harmless."""

    client_key: str
    reason: ReturnReason
    lines: list[ReturnLine]
    note: str = ""


class ReturnAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the seller says to it; ``note`` tells the buyer where to send it, or why not."""

    accept: bool
    note: str = ""


class ReturnReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parcel is back with the seller: how much is given back, and whether the pieces can be sold again.

    Without ``amount_minor`` it is what the pieces (and, if wanted, the shipping) cost.
    """

    restock: bool
    shipping: bool = False
    amount_minor: int | None = None
    note: str = ""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces on their way back, or back; ``refund_id`` names the refund that paid for them."""

    id: str
    state: ReturnState
    reason: ReturnReason
    lines: list[ReturnLine]
    note: str = ""
    answer: str = ""
    requested_ms: int
    answered_ms: int | None = None
    closed_ms: int | None = None
    refund_id: str | None = None


ReviewDecision = Literal["accept", "refund", "dismiss"]
"""Sell it as paid; give the whole payment back; or close it, because there is no money to give back."""


class ReviewRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decided about a payment that did not match its order, and why."""

    decision: ReviewDecision
    note: str = ""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The decision as the order keeps it."""

    decision: ReviewDecision
    note: str
    at_ms: int
