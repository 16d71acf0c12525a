"""What can be wrong with money, and with word of it."""

from typing import Literal

from checkout.errors.base import CheckoutError


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


class PaymentTermsInvalid(PaymentError):
    """What may be paid later makes no sense."""

    code = "payment_terms_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class PayLaterRefused(PaymentError):
    """This order is not to be paid later; ``reason`` says why. It can still be paid by card."""

    code = "pay_later_refused"

    def __init__(
        self,
        reason: Literal["not_offered", "account_needed", "too_dear", "too_many_open"],
        sentence: str,
    ) -> None:
        super().__init__(sentence, reason=reason)


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
