"""Paying without a provider, as one face: a shop's terms, placing an order, its money, calling it off."""

from checkout import placing
from checkout.aftercare import CallOffRequest
from checkout.pay_later import PayLaterMethod, PaymentTerms, check_terms
from checkout.payments.provider import Provider, ProviderError
from checkout.ports import Clock
from checkout.purchases import Order
from checkout.selling import seller_view
from checkout.store.payment_terms import load_terms, save_terms
from checkout.store.transactions import Store


class PaidLater:
    """Orders whose money does not come through the provider."""

    def __init__(self, store: Store, provider: Provider, *, now_ms: Clock) -> None:
        self._store = store
        self._provider = provider
        self._now_ms = now_ms

    async def terms(self, seller_id: str) -> PaymentTerms:
        """Tell what a shop lets people pay later."""
        return await self._store.read(lambda conn: load_terms(conn, seller_id))

    async def set_terms(self, seller_id: str, terms: PaymentTerms) -> PaymentTerms:
        """Replace a shop's terms; orders that were placed keep theirs.

        Raises:
            PaymentTermsInvalid: nobody could keep them.
        """
        check_terms(terms)
        await self._store.write(lambda conn: save_terms(conn, seller_id, terms))
        return terms

    async def place(self, buyer_id: str, order_id: str, method: PayLaterMethod, *, is_guest: bool) -> Order:
        """Place an order that is paid on delivery or by invoice; again changes nothing.

        Raises:
            OrderNotFound, OrderClosed, HoldExpired, DetailsMissing, PaymentInProgress, PayLaterRefused.
        """
        now_ms = self._now_ms()
        placed = await self._store.write(
            lambda conn: placing.place(conn, buyer_id, order_id, method, is_guest=is_guest, now_ms=now_ms)
        )
        if placed.dropped_intent_id is not None:
            await self._drop(placed.dropped_intent_id)
        return placed.record.view()

    async def _drop(self, intent_id: str) -> None:
        """Cancel a payment that nobody wants any more. If that fails, its money is dealt with as it comes."""
        try:
            await self._provider.cancel(intent_id, "abandoned")
        except ProviderError:
            return

    async def receive(self, seller_id: str, order_id: str) -> Order:
        """Note that an order was paid by hand; again changes nothing.

        Raises:
            OrderNotFound, OrderClosed: it is none that is paid so.
        """
        now_ms = self._now_ms()
        return seller_view(
            await self._store.write(lambda conn: placing.receive(conn, seller_id, order_id, now_ms))
        )

    async def call_off(self, seller_id: str, order_id: str, wanted: CallOffRequest) -> Order:
        """Give up an order that was not paid.

        Raises:
            OrderNotFound, OrderClosed, DetailsInvalid: it cannot be given up.
        """
        now_ms = self._now_ms()
        return seller_view(
            await self._store.write(lambda conn: placing.call_off(conn, seller_id, order_id, wanted, now_ms))
        )
