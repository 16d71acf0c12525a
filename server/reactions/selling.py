"""What everybody in a show sees of what it sells: the pin, stock, prices, and that something sold."""

import msgspec

from chat import Announcement
from checkout import Order, OrderLine, OrderPaid, OrderPlaced, PricesChanged, Product, StockChanged
from server.reactions.rooms import Rooms
from server.shows import ProductPinned, ShowNotFound


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
    for show_id in await rooms.shows.showing(event.product_id):
        await rooms.chat.announce(
            show_id,
            Announcement(
                event_id=f"{event.event_id}:{show_id}",
                kind="stock",
                payload=stock_of(event),
                sticky=f"stock:{event.variant_id}",
            ),
        )


def stock_of(event: StockChanged) -> dict[str, object]:
    """Everything of a variant that anybody may know of its stock."""
    return {
        "product_id": event.product_id,
        "variant_id": event.variant_id,
        "total": event.total,
        "available": event.available,
        "held": event.held,
    }


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


async def tell_sale(rooms: Rooms, event: OrderPaid | OrderPlaced) -> None:
    """The show is told that something sold, once; the buyer is named only if they chose so."""
    order = event.order
    if isinstance(event, OrderPaid) and order.later is not None:
        return  # that it was placed was told then
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
