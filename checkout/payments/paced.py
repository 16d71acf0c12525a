"""The provider, asked at a pace that it can take: every request waits for its turn, a 429 waits longer."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from checkout.payments.intents import Intent
from checkout.payments.limiter import Limiter, Priority
from checkout.payments.provider import Provider, Slowed
from checkout.payments.returns import ProviderRefund
from checkout.payments.statements import StatementLine

T = TypeVar("T")

MOST_TRIES = 4
LONGEST_PAUSE_SECONDS = 60.0


class PacedProvider:
    """A provider port around another one."""

    def __init__(self, provider: Provider, limiter: Limiter, *, backoff_seconds: float) -> None:
        self._provider = provider
        self._limiter = limiter
        self._backoff_seconds = backoff_seconds

    async def create(self, params: dict[str, Any], key: str, *, name: str = "") -> Intent:
        """See ``Provider.create``."""
        ask = lambda: self._provider.create(params, key)  # noqa: E731
        return await self._ask("create", Priority.PAY, ask, name)

    async def confirm(self, intent_id: str, params: dict[str, Any], key: str, *, name: str = "") -> Intent:
        """See ``Provider.confirm``."""
        ask = lambda: self._provider.confirm(intent_id, params, key)  # noqa: E731
        return await self._ask("confirm", Priority.PAY, ask, name)

    async def retrieve(self, intent_id: str) -> Intent:
        """See ``Provider.retrieve``."""
        return await self._ask("intents", Priority.POLL, lambda: self._provider.retrieve(intent_id))

    async def find(self, order_id: str, created_from_s: int) -> Intent | None:
        """See ``Provider.find``."""
        return await self._ask(
            "intents", Priority.POLL, lambda: self._provider.find(order_id, created_from_s)
        )

    async def cancel(self, intent_id: str, reason: str) -> Intent:
        """See ``Provider.cancel``."""
        return await self._ask("cancel", Priority.CANCEL, lambda: self._provider.cancel(intent_id, reason))

    async def refund(self, params: dict[str, Any], key: str) -> ProviderRefund:
        """See ``Provider.refund``."""
        return await self._ask("refunds", Priority.REFUND, lambda: self._provider.refund(params, key))

    async def refunds_of(self, intent_id: str) -> list[ProviderRefund]:
        """See ``Provider.refunds_of``."""
        return await self._ask("refunds", Priority.POLL, lambda: self._provider.refunds_of(intent_id))

    async def undelivered_events(self) -> list[dict[str, Any]]:
        """See ``Provider.undelivered_events``."""
        return await self._ask("events", Priority.POLL, self._provider.undelivered_events)

    async def statement(self, from_s: int, to_s: int) -> list[StatementLine]:
        """See ``Provider.statement``."""
        ask = lambda: self._provider.statement(from_s, to_s)  # noqa: E731
        return await self._ask("balance", Priority.POLL, ask)

    async def paid_out(self, payout_id: str) -> list[str]:
        """See ``Provider.paid_out``."""
        return await self._ask("balance", Priority.POLL, lambda: self._provider.paid_out(payout_id))

    def read_webhook(self, payload: bytes, signature: str) -> dict[str, Any]:
        """See ``Provider.read_webhook``."""
        return self._provider.read_webhook(payload, signature)

    async def _ask(
        self, endpoint: str, priority: Priority, ask: Callable[[], Awaitable[T]], name: str = ""
    ) -> T:
        """Ask when it is our turn; after a 429 (nothing was done) wait and ask again, a few times.

        Raises:
            ProviderError: what came of it; ``Slowed`` if the provider has enough for longer than we wait.
        """
        for tried in range(MOST_TRIES - 1):
            await self._limiter.turn(endpoint, priority, name)
            try:
                return await ask()
            except Slowed as slowed:
                wanted = max(slowed.retry_after_s or 0.0, self._backoff_seconds * 2**tried)
                self._limiter.pause(endpoint, min(wanted, LONGEST_PAUSE_SECONDS))
        await self._limiter.turn(endpoint, priority, name)
        return await ask()
