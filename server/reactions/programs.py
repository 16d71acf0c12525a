"""What the seller's own programs hear, as signed webhooks."""

import msgspec

from checkout import (
    DisputeClosed,
    OrderCalledOff,
    OrderDisputed,
    OrderEvent,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
    OrderWithdrawn,
    ReturnAnswered,
    ReturnRequested,
    StockChanged,
)
from server.hooks import HookKind
from server.reactions.rooms import Rooms
from server.reactions.selling import stock_of

ORDER_HOOKS: dict[type[OrderEvent], HookKind] = {
    OrderPlaced: "order.placed",
    OrderPaid: "order.paid",
    OrderShipped: "order.shipped",
    OrderWithdrawn: "order.withdrawn",
    OrderCalledOff: "order.called_off",
    OrderRefunded: "order.refunded",
    OrderDisputed: "order.disputed",
    DisputeClosed: "order.dispute_closed",
    ReturnRequested: "return.requested",
    ReturnAnswered: "return.answered",
}


async def tell_order(rooms: Rooms, event: OrderEvent) -> None:
    """The seller's own programs hear of an order; what the buyer's page alone needs stays here."""
    order = event.order
    payment = msgspec.structs.replace(order.payment, client_secret=None)
    data: dict[str, object] = {"order": msgspec.structs.replace(order, payment=payment)}
    for name in ("refund", "dispute", "wanted", "note"):
        part = getattr(event, name, None)
        if part is not None:
            data["return" if name == "wanted" else name] = part
    await rooms.hooks.tell(order.seller_id, event.event_id, ORDER_HOOKS[type(event)], data)


async def tell_stock(rooms: Rooms, event: StockChanged) -> None:
    """The seller's own programs hear what is left of a variant."""
    data = {**stock_of(event), "sold": event.sold}
    await rooms.hooks.tell(event.seller_id, event.event_id, "stock.changed", data)
