"""Who gets a mail when: buyers of what happens to their orders, sellers of what needs them."""

from functools import partial
from typing import Protocol

from checkout import (
    DisputeClosed,
    Order,
    OrderCalledOff,
    OrderDisputed,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
    OrderWithdrawn,
    RefundFailed,
    ReturnAnswered,
    ReturnRequested,
    ReviewNeeded,
    TurnCame,
)
from server import letters
from server.letters import Letter
from server.reactions.rooms import Rooms


async def receipt(rooms: Rooms, event: OrderPaid) -> None:
    """The buyer gets a receipt."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    letter = letters.receipt(
        event.order,
        seller=seller.name,
        page=order_page(rooms, event.order),
        sandbox=rooms.checkout.sandbox is not None,
    )
    await rooms.mail.queue(event.event_id, letter)


async def placed(rooms: Rooms, event: OrderPlaced) -> None:
    """The buyer reads what was ordered, and how it is paid."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = order_page(rooms, event.order)
    await rooms.mail.queue(event.event_id, letters.placed(event.order, seller=seller.name, page=page))


async def call_off(rooms: Rooms, event: OrderCalledOff) -> None:
    """The buyer hears that nothing comes, and that nothing is to be paid."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    letter = letters.called_off(event.order, event.note, seller=seller.name)
    await rooms.mail.queue(event.event_id, letter)


async def turn(rooms: Rooms, event: TurnCame) -> None:
    """Who left an e-mail on a waiting list hears that it is their turn."""
    if event.order.email is not None:
        page = order_page(rooms, event.order)
        letter = letters.turn(event.order, page=page, now_ms=event.order.created_ms)
        await rooms.mail.queue(event.event_id, letter)


async def shipment(rooms: Rooms, event: OrderShipped) -> None:
    """The buyer hears that the parcel is on its way."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = order_page(rooms, event.order)
    await rooms.mail.queue(event.event_id, letters.shipped(event.order, seller=seller.name, page=page))


async def refund(rooms: Rooms, event: OrderRefunded) -> None:
    """The buyer hears that money is back."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = order_page(rooms, event.order)
    letter = letters.refunded(event.order, event.refund, seller=seller.name, page=page)
    await rooms.mail.queue(event.event_id, letter)


async def return_answer(rooms: Rooms, event: ReturnAnswered) -> None:
    """The buyer hears whether, and how, something may be sent back."""
    seller = await rooms.accounts.seller(event.order.seller_id)
    page = order_page(rooms, event.order)
    letter = letters.return_answered(
        event.order, event.wanted, was_accepted=event.was_accepted, seller=seller.name, page=page
    )
    await rooms.mail.queue(event.event_id, letter)


async def return_request(rooms: Rooms, event: ReturnRequested) -> None:
    """The seller hears that something wants to come back."""
    write = partial(letters.return_requested, event.order, event.wanted)
    await to_seller(rooms, event.event_id, event.order, write)


async def withdrawal(rooms: Rooms, event: OrderWithdrawn) -> None:
    """The seller hears at once of what must not be sent any more."""
    write = partial(letters.withdrawn, event.order)
    await to_seller(rooms, event.event_id, event.order, write)


async def review(rooms: Rooms, event: ReviewNeeded) -> None:
    """The seller hears of a payment that only a person can decide about."""
    write = partial(letters.review_needed, event.order)
    await to_seller(rooms, event.event_id, event.order, write)


async def failed_refund(rooms: Rooms, event: RefundFailed) -> None:
    """The seller hears that a refund did not arrive."""
    write = partial(letters.refund_failed, event.order, event.refund)
    await to_seller(rooms, event.event_id, event.order, write)


async def dispute(rooms: Rooms, event: OrderDisputed) -> None:
    """The seller hears of a dispute while there is time to answer it."""
    write = partial(letters.disputed, event.order, event.dispute)
    await to_seller(rooms, event.event_id, event.order, write)


async def decision(rooms: Rooms, event: DisputeClosed) -> None:
    """The seller hears what the bank decided."""
    write = partial(letters.dispute_decided, event.order, event.dispute)
    await to_seller(rooms, event.event_id, event.order, write)


def order_page(rooms: Rooms, order: Order) -> str:
    """Return the address of the buyer's page of an order."""
    return f"{rooms.public_url}/o/{order.id}"


class WriteToSeller(Protocol):
    """A letter that lacks only its address and the page it leads to."""

    def __call__(self, *, to: str, page: str) -> Letter:
        """Write it."""


async def to_seller(rooms: Rooms, event_id: str, order: Order, write: WriteToSeller) -> None:
    """Send the order's seller a letter, if they have an address."""
    to = await rooms.accounts.seller_email(order.seller_id)
    if to is not None:
        await rooms.mail.queue(event_id, write(to=to, page=f"{rooms.public_url}/studio/orders"))
