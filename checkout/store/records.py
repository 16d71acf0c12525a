"""An order as the store keeps it, with what its buyer never sees."""

from collections import Counter
from typing import Literal

import msgspec

from checkout.aftercare import Language, Return, Review, Shipment
from checkout.orders import PAYABLE, HoldStatus, OrderStatus
from checkout.pay_later import Later
from checkout.purchases import (
    Address,
    AppliedDiscount,
    Dispute,
    Order,
    OrderLine,
    OrderStep,
    Payment,
    PaymentState,
    Refund,
    ShippingChoice,
    SoldIn,
    Totals,
)

AttemptState = Literal["sent", "action", "declined", "failed", "succeeded", "cancelled"]

PAYMENT_STATES: dict[AttemptState, PaymentState] = {
    "sent": "working",
    "action": "needs_action",
    "declined": "declined",
    "failed": "none",
    "succeeded": "settled",
    "cancelled": "none",
}


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One request for money: its key and parameters are on disk before the provider hears of it."""

    id: str
    order_id: str
    n: int
    state: AttemptState
    intent_id: str | None
    idempotency_key: str
    params: dict[str, object]
    sent_ms: int
    tries: int = 0
    code: str | None = None
    message: str | None = None


class RefundRecord(Refund, frozen=True, kw_only=True):
    """One row of refunds with its lines: key and sum are on disk before the provider hears of it."""

    order_id: str
    intent_id: str | None
    currency: str
    idempotency_key: str
    client_key: str | None = None
    provider_id: str | None = None
    sent_ms: int
    tries: int = 0

    @property
    def live(self) -> bool:
        """Whether its sum is back or on its way back."""
        return self.state != "failed"

    def shown(self) -> Refund:
        """Show the refund as the API does."""
        return Refund(**{name: getattr(self, name) for name in Refund.__struct_fields__})


class OrderRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One row of orders with its lines, its steps and its latest payment attempt."""

    id: str
    number: int
    buyer_id: str
    buyer_name: str
    client_key: str
    seller_id: str
    show_id: str | None
    currency: str
    status: OrderStatus
    hold: HoldStatus
    hold_expires_ms: int
    totals: Totals
    created_ms: int
    lines: list[OrderLine]
    steps: list[OrderStep]
    email: str | None = None
    address: Address | None = None
    shipping: ShippingChoice | None = None
    discount: AppliedDiscount | None = None
    note: str = ""
    show_name: bool = False
    sold_in: SoldIn | None = None
    paid_ms: int | None = None
    shipment: Shipment | None = None
    later: Later | None = None
    intent_id: str | None = None
    client_secret: str | None = None
    returned_minor: int = 0
    language: Language = "en"
    review: Review | None = None
    attempt: Attempt | None = None
    refunds: list[RefundRecord] = []
    disputes: list[Dispute] = []
    returns: list[Return] = []

    @property
    def own_refunds(self) -> list[RefundRecord]:
        """The refunds of this order's own payment; a stray payment's is nobody's revenue."""
        return [refund for refund in self.refunds if refund.intent_id == self.intent_id]

    @property
    def refunded_minor(self) -> int:
        """What is back with the buyer."""
        return sum(refund.amount_minor for refund in self.own_refunds if refund.state == "done")

    @property
    def on_the_shelf(self) -> Counter[str]:
        """Pieces of each variant that refunds put back, those that the bank sent back later included."""
        lines = [line for refund in self.refunds for line in refund.lines]
        there = Counter[str]()
        for line in lines:
            there[line.variant_id] += line.restocked
        return there

    @property
    def given_back(self) -> Counter[str]:
        """Pieces of each variant that refunds in force name: they need not be sent any more."""
        back = Counter[str]()
        for refund in self.refunds:
            if refund.live:
                back.update({line.variant_id: line.quantity for line in refund.lines})
        return back

    @property
    def left_minor(self) -> int:
        """What may still be promised back."""
        return self.totals.total_minor - self.returned_minor

    @property
    def payable_at_all(self) -> bool:
        """Whether money may still be asked for, the clock aside."""
        return self.status in PAYABLE and self.hold is HoldStatus.HELD

    def payment(self) -> Payment:
        """Tell how the latest attempt stands, in words for the buyer's page."""
        if self.attempt is None:
            return Payment(state="none")
        state = PAYMENT_STATES[self.attempt.state]
        declined = state == "declined"
        return Payment(
            state=state,
            decline_code=self.attempt.code if declined else None,
            message=self.attempt.message if declined else None,
            client_secret=self.client_secret if state == "needs_action" and self.payable_at_all else None,
        )

    def view(
        self,
        shipping_options: list[ShippingChoice] | None = None,
        later_options: list[Later] | None = None,
    ) -> Order:
        """Show the order as the API does."""
        return Order(
            id=self.id,
            number=spell_number(self.number),
            status=self.status,
            seller_id=self.seller_id,
            show_id=self.show_id,
            sold_in=self.sold_in,
            currency=self.currency,
            lines=self.lines,
            email=self.email,
            address=self.address,
            shipping=self.shipping,
            shipping_options=shipping_options or [],
            totals=self.totals,
            discount=self.discount,
            hold_expires_ms=self.hold_expires_ms if self.payable_at_all else None,
            created_ms=self.created_ms,
            paid_ms=self.paid_ms,
            shipment=self.shipment,
            history=self.steps,
            note=self.note,
            show_name=self.show_name,
            payment=self.payment(),
            later=self.later,
            later_options=later_options or [],
            refunds=[refund.shown() for refund in self.own_refunds],
            refunded_minor=self.refunded_minor,
            disputes=self.disputes,
            returns=self.returns,
            review=msgspec.structs.replace(self.review, note="") if self.review else None,
            language=self.language,
        )


NUMBER_PREFIX = "SF-"


def spell_number(number: int) -> str:
    """Write an order's number as people see it: ``SF-1042``."""
    return f"{NUMBER_PREFIX}{number}"


def read_number(text: str) -> int | None:
    """Read a number as people type it, with or without the prefix; None if it is none."""
    digits = text.strip().upper().removeprefix(NUMBER_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
