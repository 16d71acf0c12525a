"""What buyers and sellers say and see: the requests, the order and its parts, as JSON of the API."""

from typing import Literal

import msgspec

from checkout.aftercare import Language, Return, Review, Shipment
from checkout.orders import OrderStatus
from checkout.pay_later import Later, PayLaterMethod

SoldIn = Literal["live", "replay"]
"""While its show was on air, or afterwards: from its replay, a clip, or what its page shows then."""


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever buys: an account or a guest, under the id that the door gave."""

    id: str
    name: str


class LineRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many of this variant. There is no price here: prices come from the database alone."""

    variant_id: str
    quantity: int


class HoldRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take these off the shelf for me; ``client_key`` makes a repeated tap harmless."""

    client_key: str
    lines: list[LineRequest]
    show_id: str | None = None


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to ship; ``country`` is ISO 3166-1 alpha-2."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""


class NewAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address to keep; as the default it is filled in when its person buys."""

    address: Address
    is_default: bool = False


class SavedAddress(msgspec.Struct, frozen=True, kw_only=True):
    """An address that a person keeps."""

    id: str
    address: Address
    is_default: bool


class OrderChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change before paying; a field that is left out (or null) stays as it is."""

    lines: list[LineRequest] | None = None
    email: str | None = None
    address: Address | None = None
    shipping_rate_id: str | None = None
    note: str | None = None
    show_name: bool | None = None
    discount_code: str | None = None
    """A code that makes it cheaper; empty takes it off again."""
    language: Language | None = None
    """The language of the mails about it."""
    forget_details: bool = False
    """Take the e-mail and the address off the order again."""


class PayRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ConfirmationToken that the payment form made; card numbers never reach this server."""

    confirmation_token: str


class PlaceRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Order without paying now."""

    method: PayLaterMethod


RefundReason = Literal[
    "cancelled",
    "withdrawn",
    "returned",
    "damaged",
    "lost",
    "unavailable",
    "goodwill",
    "other",
    "late",
    "stray",
    "mismatch",
    "provider",
]
"""Why money goes back. ``withdrawn``: the buyer cancelled before it was sent.

The last four: it came too late, it came twice, it did not match the order, the provider's own page sent it.
"""
WHOLE: frozenset[RefundReason] = frozenset({"cancelled", "withdrawn"})
"""These give back all that is left, before the parcel leaves."""
SellerReason = Literal["cancelled", "returned", "damaged", "lost", "unavailable", "goodwill", "other"]


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give money back: for pieces, for shipping, or a sum. ``client_key`` makes a repeated tap harmless.

    Without ``amount_minor`` the sum is what the pieces and the shipping cost. ``cancelled`` is all that is
    left, with every piece back on the shelf, and only before the parcel left.
    """

    client_key: str
    reason: SellerReason
    lines: list[LineRequest] = []
    shipping: bool = False
    amount_minor: int | None = None
    restock: bool = False
    note: str = ""


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line, with title, picture and price as they were when it was held.

    A line at a flash price (``flash_id``) names the usual one in ``was_minor``.
    """

    variant_id: str
    product_id: str
    title: str
    variant_title: str
    image_url: str | None
    quantity: int
    unit_minor: int
    total_minor: int
    was_minor: int | None = None
    flash_id: str | None = None


class ShippingChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A way to ship this order, priced."""

    rate_id: str
    title: str
    amount_minor: int


DiscountKind = Literal["percent", "amount", "free_shipping"]


class AppliedDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """A code that an order took, with its terms of that moment.

    Below ``min_subtotal_minor`` it stays and counts for nothing.
    """

    id: str
    code: str
    kind: DiscountKind
    off_basis_points: int = 0
    off_minor: int = 0
    min_subtotal_minor: int = 0
    once_per_person: bool = False


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The sum; shipping and tax are null until the address is known. Included tax is part of the total.

    ``discount_minor`` is what a code took off the goods.
    """

    subtotal_minor: int
    discount_minor: int = 0
    shipping_minor: int | None
    tax_minor: int | None
    tax_included: bool
    tax_title: str
    total_minor: int


class OrderStep(msgspec.Struct, frozen=True, kw_only=True):
    """When the order came to a status."""

    status: OrderStatus
    at_ms: int


RefundState = Literal["due", "sent", "pending", "done", "failed"]
"""``due`` and ``sent`` have no answer yet; ``pending`` is accepted and on its way through the banks."""


class RefundLine(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that were given back; ``restocked`` of them are on the shelf again."""

    variant_id: str
    quantity: int
    restocked: int = 0


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money on its way back, or back."""

    id: str
    state: RefundState
    amount_minor: int
    reason: RefundReason
    lines: list[RefundLine] = []
    shipping: bool = False
    restock: bool = False
    note: str = ""
    created_ms: int
    done_ms: int | None = None
    fail_code: str | None = None


DisputeState = Literal["open", "won", "lost"]


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer asked their bank for the money; the seller may answer at the provider until ``due_ms``."""

    id: str
    state: DisputeState
    amount_minor: int
    reason: str
    opened_ms: int
    due_ms: int | None = None
    closed_ms: int | None = None


PaymentState = Literal["none", "working", "needs_action", "declined", "settled"]


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """How the latest attempt to pay stands; ``client_secret`` is there while a challenge waits.

    ``queue_place`` is there while the attempt waits for its turn at the provider: 1 is next.
    """

    state: PaymentState
    decline_code: str | None = None
    message: str | None = None
    client_secret: str | None = None
    queue_place: int | None = None


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its buyer and its seller see it."""

    id: str
    number: str
    status: OrderStatus
    seller_id: str
    show_id: str | None
    sold_in: SoldIn | None = None
    """Whether it was bought while its show was on air; None without a show, and before it began."""
    currency: str
    lines: list[OrderLine]
    email: str | None
    address: Address | None
    shipping: ShippingChoice | None
    shipping_options: list[ShippingChoice]
    totals: Totals
    discount: AppliedDiscount | None = None
    hold_expires_ms: int | None
    created_ms: int
    paid_ms: int | None
    shipment: Shipment | None
    history: list[OrderStep]
    note: str
    show_name: bool
    payment: Payment
    later: Later | None = None
    """How it is paid without a card; None for cards."""
    later_options: list[Later] = []
    """The ways in which it could be paid later, while it is held and its address is known."""
    refunds: list[Refund] = []
    refunded_minor: int = 0
    """What is back with the buyer; what is still on its way is in ``refunds``."""
    disputes: list[Dispute] = []
    returns: list[Return] = []
    review: Review | None = None
    """What a person decided about a payment that did not match; the note is for the seller alone."""
    language: Language = "en"


class NextAction(msgspec.Struct, frozen=True, kw_only=True):
    """The buyer's bank wants to see the buyer: hand this to Stripe.js."""

    client_secret: str


class PayResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt to pay that was not declined."""

    order: Order
    next_action: NextAction | None


class SalesSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a show has sold so far; ``held_minor`` and ``paying`` are in carts right now.

    The ``replay`` figures are the part of ``orders`` and ``gross_minor`` that was bought after the show.
    Net is gross without what went back to buyers and without what their banks hold back (``disputed_minor``).
    """

    orders: int
    units: int
    gross_minor: int
    refunded_minor: int
    disputed_minor: int
    net_minor: int
    currency: str
    paying: int
    held_minor: int
    unpaid: int = 0
    unpaid_minor: int = 0
    """Ordered to be paid on delivery or by invoice, and not paid yet; not part of gross."""
    replay_orders: int = 0
    replay_gross_minor: int = 0
