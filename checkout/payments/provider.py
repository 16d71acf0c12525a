"""What checkout needs of a payment provider, and the ways in which an answer can be bad."""

from typing import Any, Protocol

from checkout.payments.intents import Decline, Intent
from checkout.payments.returns import ProviderRefund
from checkout.payments.statements import StatementLine


class ProviderError(Exception):
    """The provider did not do what was asked."""


class Declined(ProviderError):
    """The bank said no; the intent is open for another card."""

    def __init__(self, decline: Decline, intent: Intent | None) -> None:
        super().__init__(decline.reason)
        self.decline = decline
        self.intent = intent


class Refused(ProviderError):
    """The provider would not take the request: nothing happened. ``intent`` is its state, if it said so."""

    def __init__(self, code: str, message: str, intent: Intent | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.intent = intent


class OutcomeUnknown(ProviderError):
    """No answer, or one that says nothing: the request may or may not have been carried out."""


class Unsaid(OutcomeUnknown):
    """The provider answered with an error of its own, which it repeats for this idempotency key forever."""


class Slowed(OutcomeUnknown):
    """The provider has had enough requests for now (429); this one was not carried out."""

    def __init__(self, message: str, retry_after_s: float | None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Provider(Protocol):
    """A provider of payments. Every method raises ``ProviderError`` and nothing else."""

    async def create(self, params: dict[str, Any], key: str, *, name: str = "") -> Intent:
        """Create a PaymentIntent and confirm it, once for each idempotency key.

        ``name`` says whose request it is, for whoever makes requests wait.
        """
        ...

    async def confirm(self, intent_id: str, params: dict[str, Any], key: str, *, name: str = "") -> Intent:
        """Confirm an intent with another payment method, once for each idempotency key."""
        ...

    async def retrieve(self, intent_id: str) -> Intent:
        """Read an intent."""
        ...

    async def find(self, order_id: str, created_from_s: int) -> Intent | None:
        """Look for the intent of an order among those created since a time (epoch seconds)."""
        ...

    async def cancel(self, intent_id: str, reason: str) -> Intent:
        """Cancel an intent; cancelling one twice returns it as it is.

        Raises:
            Refused: it cannot be cancelled; ``intent`` says what it is instead.
        """
        ...

    async def refund(self, params: dict[str, Any], key: str) -> ProviderRefund:
        """Give money back, once for each idempotency key."""
        ...

    async def refunds_of(self, intent_id: str) -> list[ProviderRefund]:
        """List all refunds of a payment, the newest first."""
        ...

    async def undelivered_events(self) -> list[dict[str, Any]]:
        """List recent events about payments that no webhook of ours has acknowledged."""
        ...

    async def statement(self, from_s: int, to_s: int) -> list[StatementLine]:
        """List the balance transactions that were created from one time until another (epoch seconds)."""
        ...

    async def paid_out(self, payout_id: str) -> list[str]:
        """List the ids of the balance transactions whose money a payout holds; none if it does not say."""
        ...

    def read_webhook(self, payload: bytes, signature: str) -> dict[str, Any]:
        """Check a webhook's signature and age and return its event.

        Raises:
            WebhookRejected: it cannot be believed.
        """
        ...
