"""What can go wrong in checkout, as far as a person can be told.

    CheckoutError
    ├── CatalogueError
    │   ├── ProductNotFound        product_not_found
    │   ├── ProductInvalid         product_invalid
    │   ├── CurrencyUnknown        currency_unknown
    │   ├── StockBelowPromised     stock_below_promised
    │   ├── CatalogueFull          catalogue_full
    │   ├── DeliveryInvalid        delivery_invalid
    │   └── FlashInvalid           flash_invalid
    ├── ReservationError
    │   ├── OutOfStock             out_of_stock
    │   ├── NotForSale             not_for_sale
    │   ├── QuantityInvalid        quantity_invalid
    │   ├── LimitPerOrder          limit_per_order
    │   ├── TooManyHolds           too_many_holds
    │   ├── LinesInvalid           lines_invalid
    │   ├── FlashOver              flash_over
    │   └── CheckoutBusy           checkout_busy
    ├── OrderError
    │   ├── OrderNotFound          order_not_found
    │   ├── HoldExpired            hold_expired
    │   ├── OrderClosed            order_closed
    │   ├── OrderLocked            order_locked
    │   ├── DetailsInvalid         details_invalid
    │   ├── DetailsMissing         details_missing
    │   ├── CannotShipThere        cannot_ship_there
    │   └── NotShippable           not_shippable
    ├── PaymentError
    │   ├── AmountNotChargeable    amount_not_chargeable
    │   ├── PaymentDeclined        card_declined
    │   ├── PaymentRefused         payment_refused
    │   ├── PaymentInProgress      payment_in_progress
    │   ├── NotRefundable          not_refundable
    │   ├── RefundInvalid          refund_invalid
    │   ├── RefundTooLarge         refund_too_large
    │   ├── RefundRefused          refund_refused
    │   └── ProviderUnavailable    payment_provider_unavailable
    └── WebhookRejected
        ├── WebhookSignatureInvalid webhook_signature_invalid
        ├── WebhookTooOld          webhook_too_old
        └── WebhookInvalid         webhook_invalid

Every ``str(error)`` is a sentence that is safe to show; ``extra`` holds what a program needs beside it.
"""

from collections.abc import Mapping, Sequence

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class CheckoutError(Exception):
    """Anything checkout refuses. ``code`` is stable; the sentence may change."""

    code: str = "checkout_error"

    def __init__(self, sentence: str, **extra: Json) -> None:
        super().__init__(sentence)
        self.extra: Mapping[str, Json] = extra


class CatalogueError(CheckoutError):
    """About products."""


class ProductNotFound(CatalogueError):
    """There is no such product."""

    code = "product_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such product.")


class ProductInvalid(CatalogueError):
    """A product was described in a way that cannot be sold."""

    code = "product_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class CurrencyUnknown(CatalogueError):
    """Not a currency we know."""

    code = "currency_unknown"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"{currency[:8]!r} is not a currency that this shop can sell in. Use a code such as EUR.",
            currency=currency[:8],
        )


class StockBelowPromised(CatalogueError):
    """The new stock is less than what buyers hold or have bought."""

    code = "stock_below_promised"

    def __init__(self, variant_id: str, promised: int) -> None:
        super().__init__(
            f"{promised} of these are held or sold already, so the stock cannot be set below {promised}.",
            variant_id=variant_id,
            promised=promised,
        )


class CatalogueFull(CatalogueError):
    """The shop has as many products as one shop may have."""

    code = "catalogue_full"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A shop has at most {limit:,} products, and yours has them all.", limit=limit)


class DeliveryInvalid(CatalogueError):
    """The zones, rates or taxes do not say what delivery costs."""

    code = "delivery_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class FlashInvalid(CatalogueError):
    """A flash price that lowers nothing, or lasts no time or too long."""

    code = "flash_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


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


class PaymentError(CheckoutError):
    """About money."""


class AmountNotChargeable(PaymentError):
    """Too little, too much or too odd for the card networks."""

    code = "amount_not_chargeable"

    def __init__(self, amount_minor: int, minimum_minor: int, currency: str) -> None:
        super().__init__(
            "This total cannot be charged to a card. Change the quantity.",
            amount_minor=amount_minor,
            minimum_minor=minimum_minor,
            currency=currency,
        )


class PaymentDeclined(PaymentError):
    """The bank said no. The hold is kept."""

    code = "card_declined"

    def __init__(self, sentence: str, decline_code: str) -> None:
        super().__init__(sentence, decline_code=decline_code)


class PaymentRefused(PaymentError):
    """The provider would not take the request; nothing was charged."""

    code = "payment_refused"

    def __init__(self, sentence: str, provider_code: str = "") -> None:
        super().__init__(sentence, provider_code=provider_code)


class PaymentInProgress(PaymentError):
    """An earlier attempt has no answer yet."""

    code = "payment_in_progress"

    def __init__(self) -> None:
        super().__init__("Your payment is being worked on. Do not pay again; this page will tell you.")


class NotRefundable(PaymentError):
    """The order's status allows no refund: it is not paid, wholly refunded, or with the bank."""

    code = "not_refundable"

    def __init__(self, status: str) -> None:
        super().__init__(f"Nothing can be refunded here: the order is {status}.", status=status)


class RefundInvalid(PaymentError):
    """What was asked to be refunded makes no sense for this order; `field` says what of it."""

    code = "refund_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class RefundTooLarge(PaymentError):
    """More than is left of what was paid, counting refunds that are under way."""

    code = "refund_too_large"

    def __init__(self, left_minor: int, currency: str) -> None:
        super().__init__(
            "This is more than is left of what was paid. Choose less.",
            left_minor=left_minor,
            currency=currency,
        )


class RefundRefused(PaymentError):
    """The provider would not give the money back; nothing has moved."""

    code = "refund_refused"

    def __init__(self, provider_code: str) -> None:
        super().__init__(
            "The payment provider refused this refund; no money moved. Look the payment up there.",
            provider_code=provider_code,
        )


class ProviderUnavailable(PaymentError):
    """The payment provider cannot be used at all right now; nothing was charged."""

    code = "payment_provider_unavailable"

    def __init__(self) -> None:
        super().__init__("Payments cannot be taken right now. Nothing was charged; try again in a minute.")


class WebhookRejected(CheckoutError):
    """A message that claims to come from the payment provider and cannot be believed."""


class WebhookSignatureInvalid(WebhookRejected):
    """The signature of a webhook does not fit."""

    code = "webhook_signature_invalid"

    def __init__(self) -> None:
        super().__init__("The signature does not match; check the signing secret.")


class WebhookTooOld(WebhookRejected):
    """A webhook was signed too long ago, or in the future."""

    code = "webhook_too_old"

    def __init__(self) -> None:
        super().__init__("The message was signed too long ago, or in the future.")


class WebhookInvalid(WebhookRejected):
    """A message that claims to come from the payment provider is not one of its events."""

    code = "webhook_invalid"

    def __init__(self) -> None:
        super().__init__("The body is not an event.")
