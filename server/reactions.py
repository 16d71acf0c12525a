"""THE table "event of one room -> what other rooms do": all behaviour that spans rooms is read here."""

from dataclasses import dataclass

import msgspec

from chat import Announcement, ChatService
from checkout import (
    CheckoutService,
    DisputeClosed,
    Order,
    OrderDisputed,
    OrderEvent,
    OrderLine,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    OrderWithdrawn,
    PricesChanged,
    Product,
    RefundFailed,
    ReturnAnswered,
    ReturnRequested,
    ReviewNeeded,
    StockChanged,
    TurnCame,
)
from media import MediaService, StreamInterrupted, StreamLive
from server import letters
from server.accounts import Accounts
from server.bus import Reactions
from server.hooks import HookKind, Hooks
from server.mail import Mail
from server.notices import Notices
from server.shows import (
    ProductPinned,
    ShowClosed,
    ShowNotFound,
    ShowPlanned,
    ShowService,
    ShowStatus,
    ShowStatusChanged,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Whom the reactions may call."""

    accounts: Accounts
    shows: ShowService
    media: MediaService
    chat: ChatService
    checkout: CheckoutService
    mail: Mail
    hooks: Hooks
    notices: Notices
    public_url: str
    records: bool


async def put_on_air(rooms: Rooms, event: StreamLive) -> None:
    """The seller's picture is there, from the browser or from an encoder: the show is live."""
    await move_show(rooms, event.stream_id, ShowStatus.LIVE)


async def record(rooms: Rooms, event: StreamLive) -> None:
    """What is sent is written from its first picture on, if this server records."""
    if rooms.records:
        await rooms.media.begin_writing(event.stream_id)


async def wait_for_picture(rooms: Rooms, event: StreamInterrupted) -> None:
    """The seller's picture is gone: viewers stay, and see that it is awaited."""
    await move_show(rooms, event.stream_id, ShowStatus.INTERRUPTED)


async def move_show(rooms: Rooms, show_id: str, to: ShowStatus) -> None:
    """Move the show unless it was ended in the meantime."""
    try:
        await rooms.shows.move(show_id, to)
    except ShowNotFound:
        return
    except ShowClosed:
        await rooms.media.end_stream(show_id)


async def tell_status(rooms: Rooms, event: ShowStatusChanged) -> None:
    """Everybody in the room sees the show begin, pause and end."""
    payload: dict[str, object] = {"status": event.status.value, "at_ms": event.at_ms}
    await rooms.chat.announce(
        event.show_id,
        Announcement(event_id=event.event_id, kind="show", payload=payload, sticky="show"),
    )


async def stop_stream(rooms: Rooms, event: ShowStatusChanged) -> None:
    """An ended show takes its publisher and viewers off the relay."""
    if event.status is ShowStatus.ENDED:
        await rooms.media.end_stream(event.show_id)


async def note_plan(rooms: Rooms, event: ShowPlanned) -> None:
    """Who follows the seller hears of the show, and who asked for it is reminded before it starts."""
    await rooms.notices.show_planned(event.show_id, event.starts_ms)


async def note_start(rooms: Rooms, event: ShowStatusChanged) -> None:
    """Who follows the seller or asked for the show hears that it is on air."""
    if event.status is ShowStatus.LIVE:
        await rooms.notices.show_began(event.show_id)


async def show_pin(rooms: Rooms, event: ProductPinned) -> None:
    """The pinned product's card appears over the video, for everybody."""
    payload = None
    if event.product_id is not None:
        product = await rooms.checkout.product(event.product_id, show_id=event.show_id)
        payload = {
            "product": msgspec.to_builtins(product),
            "pinned_ms": event.pinned_ms,
            "capture_ms": event.capture_ms,
        }
    await rooms.chat.announce(
        event.show_id,
        Announcement(event_id=event.event_id, kind="pin", payload=payload, sticky="pin"),
    )


async def tell_stock(rooms: Rooms, event: StockChanged) -> None:
    """Every show that has the product in its line-up sees what is left of it."""
    payload: dict[str, object] = {
        "product_id": event.product_id,
        "variant_id": event.variant_id,
        "total": event.total,
        "available": event.available,
        "held": event.held,
    }
    for show_id in await rooms.shows.showing(event.product_id):
        await rooms.chat.announce(
            show_id,
            Announcement(
                event_id=f"{event.event_id}:{show_id}",
                kind="stock",
                payload=payload,
                sticky=f"stock:{event.variant_id}",
            ),
        )


async def tell_prices(rooms: Rooms, event: PricesChanged) -> None:
    """Every show that has the product sees what it costs from now on, with its own flash prices."""
    for show_id in await rooms.shows.showing(event.product_id):
        product = await rooms.checkout.product(event.product_id, show_id=show_id)
        await rooms.chat.announce(
            show_id,
            Announcement(
                event_id=f"{event.event_id}:{show_id}",
                kind="price",
                payload=prices_of(product),
                sticky=f"price:{product.id}",
            ),
        )


def prices_of(product: Product) -> dict[str, object]:
    """Everything of a product that its price tag is drawn from."""
    return {
        "product_id": product.id,
        "price_minor": product.price_minor,
        "compare_at_minor": product.compare_at_minor,
        "flash": msgspec.to_builtins(product.flash),
        "flash_minor": product.flash_minor,
        "variants": [
            {
                "id": variant.id,
                "price_minor": variant.price_minor,
                "compare_at_minor": variant.compare_at_minor,
                "flash_minor": variant.flash_minor,
            }
            for variant in product.variants
        ],
    }


async def tell_sale(rooms: Rooms, event: OrderPaid) -> None:
    """The show is told that something sold; the buyer is named only if they chose so."""
    order = event.order
    for index, line in enumerate(await lines_of_show(rooms, order)):
        payload: dict[str, object] = {
            "product_id": line.product_id,
            "title": line.title,
            "quantity": line.quantity,
            "name": event.buyer_name if order.show_name and event.buyer_name else None,
        }
        await rooms.chat.announce(
            str(order.show_id),
            Announcement(event_id=f"{event.event_id}:{index}", kind="sold", payload=payload),
        )


async def lines_of_show(rooms: Rooms, order: Order) -> list[OrderLine]:
    """Return what the order bought of its show; which show that was is only the buyer's word."""
    if order.show_id is None:
        return []
    try:
        show = await rooms.shows.show(order.show_id)
    except ShowNotFound:
        return []
    if show.seller_id != order.seller_id:
        return []
    return [line for line in order.lines if line.product_id in show.product_ids]


async def mail_receipt(rooms: Rooms, event: OrderPaid) -> None:
    """The buyer gets a receipt."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    letter = letters.receipt(
        event.order,
        seller=seller.name,
        page=f"{rooms.public_url}/o/{event.order.id}",
        sandbox=rooms.checkout.sandbox is not None,
    )
    await rooms.mail.queue(event.event_id, letter)


async def tell_order_hooks(rooms: Rooms, event: OrderEvent) -> None:
    """The seller's own programs hear of an order; what the buyer's page alone needs stays here."""
    order = event.order
    payment = msgspec.structs.replace(order.payment, client_secret=None)
    data: dict[str, object] = {"order": msgspec.structs.replace(order, payment=payment)}
    for name in ("refund", "dispute", "wanted"):
        part = getattr(event, name, None)
        if part is not None:
            data["return" if name == "wanted" else name] = part
    await rooms.hooks.tell(order.seller_id, event.event_id, ORDER_HOOKS[type(event)], data)


async def tell_stock_hooks(rooms: Rooms, event: StockChanged) -> None:
    """The seller's own programs hear what is left of a variant."""
    data = {
        "product_id": event.product_id,
        "variant_id": event.variant_id,
        "total": event.total,
        "available": event.available,
        "held": event.held,
        "sold": event.sold,
    }
    await rooms.hooks.tell(event.seller_id, event.event_id, "stock.changed", data)


async def mail_turn(rooms: Rooms, event: TurnCame) -> None:
    """Who left an e-mail on a waiting list hears that it is their turn."""
    if event.order.email is not None:
        page = f"{rooms.public_url}/o/{event.order.id}"
        letter = letters.turn(event.order, page=page, now_ms=event.order.created_ms)
        await rooms.mail.queue(event.event_id, letter)


async def mail_shipment(rooms: Rooms, event: OrderShipped) -> None:
    """The buyer hears that the parcel is on its way."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = f"{rooms.public_url}/o/{event.order.id}"
    await rooms.mail.queue(event.event_id, letters.shipped(event.order, seller=seller.name, page=page))


async def mail_refund(rooms: Rooms, event: OrderRefunded) -> None:
    """The buyer hears that money is back."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = f"{rooms.public_url}/o/{event.order.id}"
    letter = letters.refunded(event.order, event.refund, seller=seller.name, page=page)
    await rooms.mail.queue(event.event_id, letter)


async def mail_return_answer(rooms: Rooms, event: ReturnAnswered) -> None:
    """The buyer hears whether, and how, something may be sent back."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = f"{rooms.public_url}/o/{event.order.id}"
    letter = letters.return_answered(event.order, event.wanted, seller=seller.name, page=page)
    await rooms.mail.queue(event.event_id, letter)


async def mail_return_request(rooms: Rooms, event: ReturnRequested) -> None:
    """The seller hears that something wants to come back."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.return_requested(event.order, event.wanted, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


async def mail_withdrawal(rooms: Rooms, event: OrderWithdrawn) -> None:
    """The seller hears at once of what must not be sent any more."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.withdrawn(event.order, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


async def mail_review(rooms: Rooms, event: ReviewNeeded) -> None:
    """The seller hears of a payment that only a person can decide about."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.review_needed(event.order, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


async def mail_failed_refund(rooms: Rooms, event: RefundFailed) -> None:
    """The seller hears that a refund did not arrive."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.refund_failed(event.order, event.refund, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


async def mail_dispute(rooms: Rooms, event: OrderDisputed) -> None:
    """The seller hears of a dispute while there is time to answer it."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.disputed(event.order, event.dispute, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


async def mail_decision(rooms: Rooms, event: DisputeClosed) -> None:
    """The seller hears what the bank decided."""
    to = await rooms.accounts.seller_email(event.order.seller_id)
    if to is not None:
        letter = letters.dispute_decided(event.order, event.dispute, to=to, page=studio_orders(rooms))
        await rooms.mail.queue(event.event_id, letter)


def studio_orders(rooms: Rooms) -> str:
    """The address of the seller's list of orders."""
    return f"{rooms.public_url}/studio/orders"


ORDER_HOOKS: dict[type[OrderEvent], HookKind] = {
    OrderPaid: "order.paid",
    OrderShipped: "order.shipped",
    OrderWithdrawn: "order.withdrawn",
    OrderRefunded: "order.refunded",
    OrderDisputed: "order.disputed",
    DisputeClosed: "order.dispute_closed",
    ReturnRequested: "return.requested",
    ReturnAnswered: "return.answered",
}

REACTIONS: Reactions[Rooms] = {
    StreamLive: (record, put_on_air),
    StreamInterrupted: (wait_for_picture,),
    ShowPlanned: (note_plan,),
    ShowStatusChanged: (tell_status, stop_stream, note_start),
    ProductPinned: (show_pin,),
    StockChanged: (
        tell_stock,
        tell_stock_hooks,
    ),
    PricesChanged: (tell_prices,),
    TurnCame: (mail_turn,),
    OrderPaid: (tell_sale, mail_receipt, tell_order_hooks),
    OrderShipped: (
        mail_shipment,
        tell_order_hooks,
    ),
    OrderWithdrawn: (
        mail_withdrawal,
        tell_order_hooks,
    ),
    ReviewNeeded: (mail_review,),
    ReturnRequested: (
        mail_return_request,
        tell_order_hooks,
    ),
    ReturnAnswered: (
        mail_return_answer,
        tell_order_hooks,
    ),
    OrderRefunded: (
        mail_refund,
        tell_order_hooks,
    ),
    RefundFailed: (mail_failed_refund,),
    OrderDisputed: (
        mail_dispute,
        tell_order_hooks,
    ),
    DisputeClosed: (
        mail_decision,
        tell_order_hooks,
    ),
}
