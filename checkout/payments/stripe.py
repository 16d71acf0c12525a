"""Stripe, through its official SDK: the only file that imports it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

import stripe
from stripe.params import (
    BalanceTransactionListParams,
    EventListParams,
    PaymentIntentCancelParams,
    PaymentIntentConfirmParams,
    PaymentIntentCreateParams,
    PaymentIntentListParams,
    RefundCreateParams,
    RefundListParams,
)

from checkout.errors import WebhookInvalid, WebhookSignatureInvalid, WebhookTooOld
from checkout.payments.intents import INTENT_EVENTS, Decline, Intent, IntentUnreadable, read_intent
from checkout.payments.provider import Declined, OutcomeUnknown, ProviderError, Refused, Slowed, Unsaid
from checkout.payments.returns import (
    CHARGE_EVENTS,
    DISPUTE_EVENTS,
    REFUND_EVENTS,
    ProviderRefund,
    ReturnUnreadable,
    read_refund,
)
from checkout.payments.statements import StatementLine, StatementUnreadable, read_line
from checkout.ports import Clock

T = TypeVar("T")
Transport = Callable[[str, str, Mapping[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]
"""``(method, path with query, headers, body) -> (status, headers, body)``; ConnectionError is no answer."""

PAGE = 100
MOST_PAGES = 10
EVENTS = (*INTENT_EVENTS, *REFUND_EVENTS, *CHARGE_EVENTS, *DISPUTE_EVENTS)
"""The events that can change an order; the others tell of what we did ourselves."""
SCRIPT_URL = f"https://js.stripe.com/{stripe.api_version.rpartition('.')[2]}/stripe.js"
"""Stripe.js of the same release as the pinned API version."""


class StripeProvider:
    """The provider port over ``StripeClient``; never retries by itself, because our rows do."""

    def __init__(
        self,
        secret_key: str,
        *,
        webhook_secret: str,
        webhook_tolerance_seconds: int,
        timeout_seconds: float,
        now_ms: Clock,
        transport: Transport | None = None,
    ) -> None:
        self.http = InProcessClient(transport) if transport else stripe.AIOHTTPClient()
        self._client = stripe.StripeClient(secret_key, http_client=self.http, max_network_retries=0)
        self._webhook_secret = webhook_secret
        self._webhook_tolerance_seconds = webhook_tolerance_seconds
        self._timeout_seconds = timeout_seconds
        self._now_ms = now_ms

    async def create(self, params: dict[str, Any], key: str, *, name: str = "") -> Intent:  # noqa: ARG002
        """See ``Provider.create``."""
        call = self._client.v1.payment_intents.create_async(
            cast("PaymentIntentCreateParams", params), {"idempotency_key": key}
        )
        return _read(await self._ask(call))

    async def confirm(
        self,
        intent_id: str,
        params: dict[str, Any],
        key: str,
        *,
        name: str = "",  # noqa: ARG002
    ) -> Intent:
        """See ``Provider.confirm``."""
        call = self._client.v1.payment_intents.confirm_async(
            intent_id, cast("PaymentIntentConfirmParams", params), {"idempotency_key": key}
        )
        return _read(await self._ask(call))

    async def retrieve(self, intent_id: str) -> Intent:
        """See ``Provider.retrieve``."""
        return _read(await self._ask(self._client.v1.payment_intents.retrieve_async(intent_id)))

    async def find(self, order_id: str, created_from_s: int) -> Intent | None:
        """See ``Provider.find``. The list endpoint is read because search lags by up to a minute."""
        params: PaymentIntentListParams = {"created": {"gte": created_from_s}, "limit": PAGE}
        for _ in range(MOST_PAGES):
            page = await self._ask(self._client.v1.payment_intents.list_async(params))
            for found in page.data:
                intent = _read(found)
                if intent.order_id == order_id:
                    return intent
            if not page.has_more:
                return None
            params = {**params, "starting_after": page.data[-1].id}
        return None

    async def cancel(self, intent_id: str, reason: str) -> Intent:
        """See ``Provider.cancel``."""
        params = cast("PaymentIntentCancelParams", {"cancellation_reason": reason})
        try:
            return _read(await self._ask(self._client.v1.payment_intents.cancel_async(intent_id, params)))
        except Refused as refused:
            if refused.intent is not None and refused.intent.status == "canceled":
                return refused.intent
            raise

    async def refund(self, params: dict[str, Any], key: str) -> ProviderRefund:
        """See ``Provider.refund``."""
        call = self._client.v1.refunds.create_async(
            cast("RefundCreateParams", params), {"idempotency_key": key}
        )
        return _read_refund(await self._ask(call))

    async def refunds_of(self, intent_id: str) -> list[ProviderRefund]:
        """See ``Provider.refunds_of``."""
        params: RefundListParams = {"payment_intent": intent_id, "limit": PAGE}
        page = await self._ask(self._client.v1.refunds.list_async(params))
        return [_read_refund(found) for found in page.data]

    async def undelivered_events(self) -> list[dict[str, Any]]:
        """See ``Provider.undelivered_events``."""
        params: EventListParams = {"delivery_success": False, "limit": PAGE, "types": list(EVENTS)}
        page = await self._ask(self._client.v1.events.list_async(params))
        return [event.to_dict() for event in page.data]

    async def statement(self, from_s: int, to_s: int) -> list[StatementLine]:
        """See ``Provider.statement``. The source is expanded, because it names the payment."""
        span: BalanceTransactionListParams = {"created": {"gte": from_s, "lt": to_s}}
        expanded: BalanceTransactionListParams = {**span, "expand": ["data.source"]}
        return [_read_line(found) async for found in self._transactions(expanded)]

    async def paid_out(self, payout_id: str) -> list[str]:
        """See ``Provider.paid_out``. The payout itself is listed, too; one by hand says nothing."""
        try:
            found = [each async for each in self._transactions({"payout": payout_id})]
        except Refused:
            return []
        return [each.id for each in found if each.type != "payout"]

    async def _transactions(
        self, params: BalanceTransactionListParams
    ) -> AsyncIterator[stripe.BalanceTransaction]:
        """Read a list to its end."""
        params = {**params, "limit": PAGE}
        while True:
            page = await self._ask(self._client.v1.balance_transactions.list_async(params))
            for found in page.data:
                yield found
            if not page.has_more:
                return
            params = {**params, "starting_after": page.data[-1].id}

    def read_webhook(self, payload: bytes, signature: str) -> dict[str, Any]:
        """See ``Provider.read_webhook``. The age is checked here, because the SDK has no clock of ours."""
        try:
            stripe.WebhookSignature.verify_header(payload, signature, self._webhook_secret, None)
            event = json.loads(payload)
        except stripe.SignatureVerificationError as error:
            raise WebhookSignatureInvalid from error
        except ValueError as error:
            raise WebhookInvalid from error
        age_s = self._now_ms() / 1000 - _signed_at(signature)
        if abs(age_s) > self._webhook_tolerance_seconds:
            raise WebhookTooOld
        if not isinstance(event, dict) or not isinstance(event.get("id"), str):
            raise WebhookInvalid
        return event

    async def close(self) -> None:
        """Close the SDK's connections."""
        await self.http.close_async()

    async def _ask(self, call: Awaitable[T]) -> T:
        """Await a call under our deadline and turn the SDK's errors into ours."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await call
        except TimeoutError as error:
            raise OutcomeUnknown("no answer in time") from error
        except stripe.StripeError as error:
            raise _translated(error) from error


def _read(found: stripe.StripeObject) -> Intent:
    try:
        return read_intent(found.to_dict())
    except IntentUnreadable as error:
        raise OutcomeUnknown(f"unreadable answer: {error}") from error


def _read_line(found: stripe.BalanceTransaction) -> StatementLine:
    try:
        return read_line(found.to_dict())
    except StatementUnreadable as error:
        raise OutcomeUnknown(f"unreadable answer: {error}") from error


def _read_refund(found: stripe.StripeObject) -> ProviderRefund:
    try:
        return read_refund(found.to_dict())
    except ReturnUnreadable as error:
        raise OutcomeUnknown(f"unreadable answer: {error}") from error


def _retry_after_s(error: stripe.StripeError) -> float | None:
    """Read how many seconds the provider asks us to wait."""
    headers = {str(name).lower(): str(value) for name, value in (error.headers or {}).items()}
    text = headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() else None


def _signed_at(signature: str) -> int:
    """Read the time (epoch seconds) out of a signature header that was found valid."""
    fields = dict(part.partition("=")[::2] for part in signature.split(","))
    return int(fields["t"])


def _translated(error: stripe.StripeError) -> ProviderError:
    details = _error_body(error)
    intent = _intent_of(details)
    code, message = str(details.get("code") or ""), str(details.get("message") or "")
    match error:
        case stripe.CardError():
            decline = Decline(code=code, decline_code=str(details.get("decline_code") or ""), message=message)
            return Declined(decline, intent)
        case stripe.RateLimitError():
            return Slowed(str(error), _retry_after_s(error))
        case stripe.APIConnectionError() | stripe.IdempotencyError():
            return OutcomeUnknown(str(error))
        case stripe.InvalidRequestError() | stripe.AuthenticationError() | stripe.PermissionError():
            return Refused(code or type(error).__name__, message or str(error), intent)
        case _ if error.http_status == 409:
            return OutcomeUnknown(str(error))
        case _:
            return Unsaid(str(error))


def _error_body(error: stripe.StripeError) -> dict[str, Any]:
    body = error.json_body
    details = body.get("error") if isinstance(body, dict) else None
    return details if isinstance(details, dict) else {}


def _intent_of(details: Mapping[str, Any]) -> Intent | None:
    found = details.get("payment_intent")
    if not isinstance(found, Mapping):
        return None
    try:
        return read_intent(found)
    except IntentUnreadable:
        return None


class InProcessClient(stripe.HTTPClient):
    """Carries the SDK's requests to a function instead of a socket; the sandbox answers through it."""

    name = "in-process"

    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self.transport = transport

    async def request_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,  # noqa: ANN401
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Hand one request over and bring the answer back in the SDK's order."""
        path = url.removeprefix(stripe.DEFAULT_API_BASE)
        body = post_data.encode() if isinstance(post_data, str) else post_data or b""
        try:
            status, reply_headers, reply = await self.transport(method.upper(), path, headers, body)
        except ConnectionError as error:
            raise stripe.APIConnectionError(str(error)) from error  # type: ignore[no-untyped-call]
        return reply, status, reply_headers

    async def close_async(self) -> None:
        """Nothing is open."""
