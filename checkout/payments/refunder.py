"""Giving money back: sends refunds, hears the answers, and finishes those that were left without one."""

import logging

import sqlalchemy as sa

from checkout.errors import RefundRefused
from checkout.payments.provider import OutcomeUnknown, Provider, ProviderError, Refused, Unsaid
from checkout.payments.refund_requests import begin, begin_withdrawal
from checkout.payments.refunds import TooEarly, apply_refund, provider_params, settle
from checkout.payments.returns import ProviderRefund
from checkout.ports import Clock, NewId, Work
from checkout.purchases import RefundRequest
from checkout.settings import CheckoutSettings
from checkout.store.records import RefundRecord
from checkout.store.refund_rows import load_refund, load_refunds, update_refund
from checkout.store.tables import refunds
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

AT_ONCE = 100
REPLAY_MS = 23 * 3_600_000
"""Stripe may forget an idempotency key after 24 hours; before that, the same request is safe to repeat."""
UNSAID_TRIES = 3
ALREADY_REFUNDED = "charge_already_refunded"
UNASKED = frozenset({"late", "stray", "mismatch"})
"""These give a whole payment back; if somebody did so at the provider's page before us, it is done."""


class Refunder:
    """One refund of ours is one refund at the provider, whatever happens in between."""

    def __init__(
        self, store: Store, provider: Provider, settings: CheckoutSettings, *, now_ms: Clock, new_id: NewId
    ) -> None:
        self._store = store
        self._provider = provider
        self._settings = settings
        self._now_ms = now_ms
        self._new_id = new_id
        self._sending: set[str] = set()

    async def refund(self, seller_id: str, order_id: str, request: RefundRequest) -> RefundRecord:
        """Give money back, once for each client key.

        Returns:
            The refund: done, pending, or without an answer yet (``sent``).

        Raises:
            RefundRefused: the provider would not; nothing moved.
            OrderNotFound, NotRefundable, RefundInvalid, RefundTooLarge, DetailsInvalid: nothing was asked.
        """
        now_ms = self._now_ms()
        return await self.carry_out(
            lambda conn: begin(conn, seller_id, order_id, request, now_ms=now_ms, new_id=self._new_id)
        )

    async def withdraw(self, buyer_id: str, order_id: str) -> RefundRecord:
        """Give everything back for a buyer who cancels before the parcel left; again changes nothing.

        Raises:
            RefundRefused: the provider would not; nothing moved.
            OrderNotFound, OrderClosed: nothing was asked.
        """
        now_ms = self._now_ms()
        return await self.carry_out(
            lambda conn: begin_withdrawal(conn, buyer_id, order_id, now_ms=now_ms, new_id=self._new_id)
        )

    async def carry_out(self, begun: Work[tuple[RefundRecord, bool]]) -> RefundRecord:
        """Write a refund down in the transaction of ``begun``, then send it if it is new.

        Raises:
            RefundRefused: the provider would not; nothing moved.
        """
        refund, is_new = await self._store.write(begun)
        if is_new:
            refund = await self.send(refund)
        if refund.state == "failed" and refund.provider_id is None:
            raise RefundRefused(refund.fail_code or "")
        return refund

    async def send_open(self, order_id: str | None = None) -> int:
        """Send what is due, and again what has no answer, with the key and the sum it was written with.

        With an ``order_id`` that order's alone: whoever waits for it must not wait for those of others.
        """
        # Leave those alone whose answer may still be on its way.
        patient_ms = self._now_ms() - int(self._settings.provider_timeout_seconds * 1500)
        waiting = await self._store.read(lambda conn: _unanswered(conn, patient_ms, order_id))
        ours = [refund for refund in waiting if refund.id not in self._sending]
        for refund in ours:
            await self.send(refund)
        return len(ours)

    async def send(self, refund: RefundRecord) -> RefundRecord:
        """Send a refund and apply the answer; without one it stays as it is."""
        self._sending.add(refund.id)
        try:
            return await self._send(refund)
        finally:
            self._sending.discard(refund.id)

    async def _send(self, refund: RefundRecord) -> RefundRecord:
        if refund.intent_id is None:
            return await self._by_hand(refund)
        try:
            if self._now_ms() - refund.sent_ms > REPLAY_MS:
                return await self._look_up(refund)
            found = await self._provider.refund(provider_params(refund), refund.idempotency_key)
        except Refused as refused:
            return await self._refused(refund, refused)
        except Unsaid as unsaid:
            log.warning("refund %s: %s", refund.id, unsaid)
            # The same key would bring the same 500 for ever, so after some tries look instead.
            return await (self._waiting(refund) if refund.tries + 1 < UNSAID_TRIES else self._look_up(refund))
        except OutcomeUnknown as unknown:
            log.warning("refund %s has no answer: %s", refund.id, unknown)
            return await self._waiting(refund)
        return await self._apply(refund, found)

    async def _by_hand(self, refund: RefundRecord) -> RefundRecord:
        """What was paid by hand its seller gives back by hand; this is the note that they did."""
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: settle(conn, refund.id, "done", now_ms))

    async def _apply(self, refund: RefundRecord, found: ProviderRefund) -> RefundRecord:
        now_ms = self._now_ms()
        return await self._store.write(lambda conn: settle(conn, refund.id, found.state, now_ms, found=found))

    async def _refused(self, refund: RefundRecord, refused: Refused) -> RefundRecord:
        log.error("refund %s was refused: %s", refund.id, refused)
        if refused.code == ALREADY_REFUNDED and refund.reason in UNASKED:
            return await self._given_by_hand(refund)
        now_ms = self._now_ms()
        return await self._store.write(
            lambda conn: settle(conn, refund.id, "failed", now_ms, fail_code=refused.code)
        )

    async def _given_by_hand(self, refund: RefundRecord) -> RefundRecord:
        """Somebody gave the money back at the provider's page before us: then it is back."""
        try:
            [by_hand, *_] = await self._provider.refunds_of(refund.intent_id or "")
        except ProviderError as error:
            log.warning("refund %s: %s", refund.id, error)
            return await self._waiting(refund)
        return await self._apply(refund, by_hand)

    async def _look_up(self, refund: RefundRecord) -> RefundRecord:
        """Find a refund by what we sent with it. One that never arrived gets a new key and another chance."""
        try:
            found = await self._provider.refunds_of(refund.intent_id or "")
        except ProviderError as error:
            log.warning("looking for refund %s: %s", refund.id, error)
            return await self._waiting(refund)
        for one in found:
            if one.refund_id == refund.id:
                return await self._apply(refund, one)
        return await self._renew(refund)

    async def _renew(self, refund: RefundRecord) -> RefundRecord:
        key, now_ms = f"{refund.idempotency_key}-again", self._now_ms()
        return await self._store.write(
            lambda conn: update_refund(conn, refund, idempotency_key=key, sent_ms=now_ms, tries=0)
        )

    async def _waiting(self, refund: RefundRecord) -> RefundRecord:
        def work(conn: sa.Connection) -> RefundRecord:
            update_refund(conn, refund, tries=refund.tries + 1)
            return load_refund(conn, refunds.c.id == refund.id) or refund

        return await self._store.write(work)

    async def hear(self, intent_id: str) -> bool:
        """Read all refunds of a payment and apply them; tell whether that could be done now."""
        try:
            found = await self._provider.refunds_of(intent_id)
        except ProviderError as error:
            log.warning("reading the refunds of %s: %s", intent_id, error)
            return False
        now_ms = self._now_ms()
        try:
            await self._store.write(lambda conn: [apply_refund(conn, one, now_ms) for one in found])
        except TooEarly as early:
            log.info("refund %s waits for what came before it", early)
            return False
        return True


def _unanswered(conn: sa.Connection, sent_before_ms: int, order_id: str | None) -> list[RefundRecord]:
    patient = (refunds.c.state == "sent") & (refunds.c.sent_ms <= sent_before_ms)
    where = (refunds.c.state == "due") | patient
    return load_refunds(
        conn, where if order_id is None else where & (refunds.c.order_id == order_id), limit=AT_ONCE
    )
