"""A PaymentIntent as we read it, out of a response, a webhook or an error alike. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

IntentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
]
INTENT_EVENTS = ("payment_intent.succeeded", "payment_intent.canceled", "payment_intent.payment_failed")
TERMINAL: frozenset[IntentStatus] = frozenset({"succeeded", "canceled"})


class Decline(msgspec.Struct, frozen=True, kw_only=True):
    """Why a bank said no; ``message`` is Stripe's sentence for the cardholder."""

    code: str = ""
    decline_code: str = ""
    message: str = ""

    @property
    def reason(self) -> str:
        """The most telling code."""
        return self.decline_code or self.code or "generic_decline"

    @property
    def sentence(self) -> str:
        """Something to show."""
        return self.message or "Your card was declined. Try another card."


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a payment at the provider; amounts in the provider's own integers."""

    id: str
    status: IntentStatus
    amount: int
    currency: str
    livemode: bool
    amount_received: int = 0
    client_secret: str | None = None
    metadata: dict[str, str] = {}
    last_payment_error: Decline | None = None
    cancellation_reason: str | None = None
    created: int = 0

    @property
    def order_id(self) -> str | None:
        """The order that this intent was made for, from the metadata that we sent with it."""
        return self.metadata.get("order_id")

    @property
    def terminal(self) -> bool:
        """Whether the status can never change again, so that even an old snapshot tells the truth."""
        return self.status in TERMINAL


class IntentUnreadable(Exception):
    """What the provider sent is not a PaymentIntent that we understand."""


def read_intent(body: Mapping[str, Any]) -> Intent:
    """Read a PaymentIntent from its JSON object.

    Raises:
        IntentUnreadable: it is something else.
    """
    known = {
        name: value
        for name, value in body.items()
        if name in Intent.__struct_fields__
        and not (value is None and name in {"amount_received", "metadata"})
    }
    error = known.get("last_payment_error")
    if isinstance(error, Mapping):
        known["last_payment_error"] = {
            name: error[name] for name in Decline.__struct_fields__ if error.get(name) is not None
        }
    try:
        return msgspec.convert(known, Intent)
    except msgspec.ValidationError as error_found:
        raise IntentUnreadable(str(error_found)) from error_found
