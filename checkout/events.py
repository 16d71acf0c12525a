"""The news of checkout: frozen events, each told at least once and in order, each with its own id."""

import msgspec

from checkout.aftercare import Return
from checkout.purchases import Dispute, Order, Refund


class CheckoutEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Something that is committed. ``event_id`` is the same when it is told again."""

    event_id: str


class StockChanged(CheckoutEvent, frozen=True, kw_only=True, tag="stock_changed"):
    """The stock of one variant as of one commit; a later event always carries a later state."""

    seller_id: str
    product_id: str
    variant_id: str
    total: int
    available: int
    held: int
    sold: int


class PricesChanged(CheckoutEvent, frozen=True, kw_only=True, tag="prices_changed"):
    """The prices of a product are not what they were, or a flash price was started, moved or stopped."""

    seller_id: str
    product_id: str


class OrderEvent(CheckoutEvent, frozen=True, kw_only=True):
    """Something happened to an order; ``order`` is as it was in that commit."""

    order: Order
    buyer_id: str
    buyer_name: str


class TurnCame(OrderEvent, frozen=True, kw_only=True, tag="turn_came"):
    """Somebody's turn on a waiting list: a piece is held for them for a short time."""

    language: str


class OrderPaid(OrderEvent, frozen=True, kw_only=True, tag="order_paid"):
    """The money is there and the stock is sold."""


class OrderPlaced(OrderEvent, frozen=True, kw_only=True, tag="order_placed"):
    """It is paid on delivery or by invoice; its pieces are reserved for it."""


class OrderCalledOff(OrderEvent, frozen=True, kw_only=True, tag="order_called_off"):
    """The seller gave up an order that was not paid; ``note`` is for the buyer."""

    note: str = ""


class OrderWithdrawn(OrderEvent, frozen=True, kw_only=True, tag="order_withdrawn"):
    """The buyer cancelled an order before it was sent; what was paid for it is on its way back."""


class ReviewNeeded(OrderEvent, frozen=True, kw_only=True, tag="review_needed"):
    """Money came that does not match the order; a person has to decide."""


class ReturnRequested(OrderEvent, frozen=True, kw_only=True, tag="return_requested"):
    """The buyer wants to send pieces back; ``wanted`` says which and why."""

    wanted: Return


class ReturnAnswered(OrderEvent, frozen=True, kw_only=True, tag="return_answered"):
    """The seller accepted or declined a return, or closed one that they had accepted."""

    wanted: Return
    was_accepted: bool = False


class OrderShipped(OrderEvent, frozen=True, kw_only=True, tag="order_shipped"):
    """The seller sent it."""


class OrderExpired(OrderEvent, frozen=True, kw_only=True, tag="order_expired"):
    """The hold ran out and the stock went back on sale."""


class OrderRefunded(OrderEvent, frozen=True, kw_only=True, tag="order_refunded"):
    """Money went back: ``refund`` says how much of it."""

    refund: Refund


class RefundFailed(OrderEvent, frozen=True, kw_only=True, tag="refund_failed"):
    """A refund did not get through, perhaps after it looked as if it had; the seller has to act."""

    refund: Refund


class OrderDisputed(OrderEvent, frozen=True, kw_only=True, tag="order_disputed"):
    """The buyer's bank took the money back for now, and the seller may answer."""

    dispute: Dispute


class DisputeClosed(OrderEvent, frozen=True, kw_only=True, tag="dispute_closed"):
    """The bank decided."""

    dispute: Dispute


AnyEvent = (
    StockChanged
    | PricesChanged
    | TurnCame
    | OrderPlaced
    | OrderCalledOff
    | OrderPaid
    | OrderShipped
    | OrderWithdrawn
    | ReviewNeeded
    | ReturnRequested
    | ReturnAnswered
    | OrderExpired
    | OrderRefunded
    | RefundFailed
    | OrderDisputed
    | DisputeClosed
)
