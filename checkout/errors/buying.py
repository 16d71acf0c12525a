"""What can be wrong while something is held and ordered."""

from collections.abc import Sequence

from checkout.errors.base import CheckoutError, Json


class ReservationError(CheckoutError):
    """About taking stock."""


class OutOfStock(ReservationError):
    """Fewer are left than were asked for."""

    code = "out_of_stock"

    def __init__(self, variant_id: str, title: str, available: int) -> None:
        left = f"Only {available} left of {title}." if available else f"{title} is sold out."
        super().__init__(left, variant_id=variant_id, available=available)


class NotForSale(ReservationError):
    """The variant does not exist or its product is not active."""

    code = "not_for_sale"

    def __init__(self, variant_id: str) -> None:
        super().__init__("This item is not for sale any more.", variant_id=variant_id)


class QuantityInvalid(ReservationError):
    """Zero, negative or absurd."""

    code = "quantity_invalid"

    def __init__(self, variant_id: str, largest: int) -> None:
        super().__init__(f"Choose a quantity from 1 to {largest}.", variant_id=variant_id, largest=largest)


class LimitPerOrder(ReservationError):
    """More than one order may have."""

    code = "limit_per_order"

    def __init__(self, variant_id: str, title: str, limit: int) -> None:
        super().__init__(f"At most {limit} of {title} in one order.", variant_id=variant_id, limit=limit)


class LimitPerBuyer(ReservationError):
    """A buyer may have so many pieces of a product in all, and has some of them already."""

    code = "limit_per_buyer"

    def __init__(self, title: str, limit: int, had: int) -> None:
        had_words = f" You have {had} already." if had else ""
        super().__init__(f"Each buyer may have {limit} of {title}.{had_words}", limit=limit, had=had)


class TooManyHolds(ReservationError):
    """The buyer holds stock in too many unpaid orders at once."""

    code = "too_many_holds"

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} unpaid orders open. Pay or cancel one first.", limit=limit)


class LinesInvalid(ReservationError):
    """The lines cannot stand in one order together."""

    code = "lines_invalid"


class FlashOver(ReservationError):
    """The time of a flash price is over; pieces that were held keep it, further ones cannot have it."""

    code = "flash_over"

    def __init__(self, title: str) -> None:
        super().__init__(f"The flash price of {title} is over. Pieces that are held already keep it.")


class CheckoutBusy(ReservationError):
    """More people are buying than the queue holds."""

    code = "checkout_busy"

    def __init__(self, retry_after_s: int = 1) -> None:
        super().__init__("Very many people are buying right now. Try again.", retry_after_s=retry_after_s)


class OrderError(CheckoutError):
    """About one order."""


class OrderNotFound(OrderError):
    """There is no such order, or it is somebody else's; the two are not told apart."""

    code = "order_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such order here. Check the number, or sign in with another account.")


class HoldExpired(OrderError):
    """The time to pay ran out."""

    code = "hold_expired"

    def __init__(self) -> None:
        super().__init__("The time to pay ran out and the items went back on sale. Nothing was charged.")


class OrderClosed(OrderError):
    """What was asked for does not fit the order's status."""

    code = "order_closed"

    def __init__(self, status: str) -> None:
        super().__init__(f"This order cannot be changed any more: it is {status}.", status=status)


class AddressNotFound(OrderError):
    """The person keeps no such address."""

    code = "address_not_found"

    def __init__(self) -> None:
        super().__init__("You keep no such address. It may have been deleted on another device.")


class AddressBookFull(OrderError):
    """The person keeps as many addresses as they may."""

    code = "address_book_full"

    def __init__(self, limit: int) -> None:
        super().__init__(f"You keep {limit} addresses already. Delete one first.", limit=limit)


class OrderLocked(OrderError):
    """The amount was given to the bank already."""

    code = "order_locked"

    def __init__(self) -> None:
        super().__init__(
            "Payment of this order has begun, so its total cannot change. Cancel it to start anew."
        )


class DetailsInvalid(OrderError):
    """An e-mail, an address or a note that cannot be right."""

    code = "details_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class DetailsMissing(OrderError):
    """Something has to be filled in before paying."""

    code = "details_missing"

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(f"Before paying, fill in: {', '.join(fields)}.", fields=list(fields))


class CannotShipThere(OrderError):
    """No shipping zone has that country, or no such rate there."""

    code = "cannot_ship_there"

    def __init__(self, country: str) -> None:
        super().__init__("The seller does not ship to this country.", country=country)


class NotShippable(OrderError):
    """The seller marked an order shipped that is not paid, or is gone already."""

    code = "not_shippable"

    def __init__(self, status: str) -> None:
        super().__init__(f"Only a paid order can be shipped; this one is {status}.", status=status)


class OrdersOpen(OrderError):
    """A buyer who wants to be forgotten has orders that are not over."""

    code = "orders_open"

    def __init__(self, count: int) -> None:
        super().__init__(
            "Some of your orders are not over yet. Wait until they are sent or paid back, then try again.",
            count=count,
        )


class DiscountUnknown(OrderError):
    """No code of this seller is spelt so, or it is switched off."""

    code = "discount_unknown"

    def __init__(self) -> None:
        super().__init__("This code is not known here. Look at its letters again.")


class DiscountRefused(OrderError):
    """The code exists and cannot be used for this order; `reason` says why."""

    code = "discount_refused"

    def __init__(self, reason: str, sentence: str, **extra: Json) -> None:
        super().__init__(sentence, reason=reason, **extra)


class StillAvailable(ReservationError):
    """Nobody has to wait for it."""

    code = "still_available"

    def __init__(self, title: str, available: int) -> None:
        super().__init__(f"{title} can be bought: {available} left.", available=available)


class WaitingListFull(ReservationError):
    """Too many people wait for one thing, or one person for too many."""

    code = "waiting_list_full"
