"""Word from the provider: believed, written into the inbox, acknowledged, and only then worked off."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from checkout.payments.apply import apply, take_event
from checkout.payments.disputes import apply_dispute
from checkout.payments.intents import INTENT_EVENTS, Intent, IntentUnreadable, read_intent
from checkout.payments.provider import Provider, ProviderError, Refused
from checkout.payments.refunder import Refunder
from checkout.payments.refunds import TooEarly, apply_refund
from checkout.payments.returns import (
    CHARGE_EVENTS,
    DISPUTE_EVENTS,
    REFUND_EVENTS,
    ProviderCharge,
    ProviderDispute,
    ProviderRefund,
    ReturnUnreadable,
    read_charge,
    read_dispute,
    read_refund,
)
from checkout.ports import Clock
from checkout.settings import CheckoutSettings
from checkout.store.insert import insert_once
from checkout.store.tables import inbox
from checkout.store.transactions import Store

log = logging.getLogger(__name__)

BATCH = 100
Subject = Intent | ProviderRefund | ProviderCharge | ProviderDispute


class Webhooks:
    """Takes events in whatever order and number they come; each is worked off once."""

    def __init__(
        self,
        store: Store,
        provider: Provider,
        refunder: Refunder,
        settings: CheckoutSettings,
        *,
        now_ms: Clock,
    ) -> None:
        self._store = store
        self._provider = provider
        self._refunder = refunder
        self._settings = settings
        self._now_ms = now_ms

    async def receive(self, payload: bytes, signature: str) -> bool:
        """Put an event into the inbox; return once it is committed, with whether it was new.

        Raises:
            WebhookRejected: it cannot be believed; nothing was kept.
        """
        return await self._keep(self._provider.read_webhook(payload, signature))

    async def poll(self) -> int:
        """Fetch events that no webhook delivered; return how many were new."""
        try:
            events = await self._provider.undelivered_events()
        except ProviderError as error:
            log.warning("polling for events: %s", error)
            return 0
        return sum([await self._keep(event) for event in events])

    async def _keep(self, event: Mapping[str, Any]) -> bool:
        row = {
            "event_id": event["id"],
            "type": str(event.get("type", ""))[:100],
            "payload": dict(event),
            "received_ms": self._now_ms(),
        }
        return await self._store.write(lambda conn: insert_once(conn, inbox, row))

    async def work_off(self) -> int:
        """Apply what waits in the inbox; return how many events were finished."""
        waiting = await self._store.read(_waiting)
        return sum([await self._attempt(event_id, payload) for event_id, payload in waiting])

    async def _attempt(self, event_id: str, event: Mapping[str, Any]) -> bool:
        """Apply one event; one that fails waits for its next turn and does not hold up the others."""
        try:
            return await self._apply(event_id, event)
        except Exception:
            log.exception("event %s cannot be applied now", event_id)
            return False

    async def _apply(self, event_id: str, event: Mapping[str, Any]) -> bool:
        match _subject(event):
            case Intent() as intent:
                return await self._apply_intent(event_id, intent)
            case ProviderRefund() | ProviderDispute() as found:
                return await self._apply_return(event_id, found)
            case ProviderCharge(payment_intent=str() as intent_id):
                # A charge only says how much went back in all; the refunds themselves are read from the list.
                if not await self._refunder.hear(intent_id):
                    return False
        await self._skip(event_id)
        return True

    async def _apply_return(self, event_id: str, found: ProviderRefund | ProviderDispute) -> bool:
        """Apply a refund or a dispute; a snapshot will do, because neither ever moves back."""
        now_ms = self._now_ms()

        def work(conn: sa.Connection) -> None:
            if not take_event(conn, event_id, now_ms):
                return
            if isinstance(found, ProviderRefund):
                apply_refund(conn, found, now_ms)
            else:
                apply_dispute(conn, found, now_ms)

        try:
            await self._store.write(work)
        except TooEarly as early:
            log.info("event %s waits: %s is about something that has not been heard of yet", event_id, early)
            return False
        return True

    async def _apply_intent(self, event_id: str, intent: Intent) -> bool:
        if not intent.terminal:
            # Events come late and unordered; only what can never change again may be taken from a snapshot.
            try:
                intent = await self._provider.retrieve(intent.id)
            except Refused as refused:
                log.warning("event %s is about an unknown intent: %s", event_id, refused)
                await self._skip(event_id)
                return True
            except ProviderError as error:
                log.warning("event %s waits: %s", event_id, error)
                return False
        found, now_ms, livemode = intent, self._now_ms(), self._settings.livemode
        await self._store.write(
            lambda conn: apply(conn, found, livemode=livemode, now_ms=now_ms, event_id=event_id)
        )
        return True

    async def _skip(self, event_id: str) -> None:
        now_ms = self._now_ms()
        done = sa.update(inbox).where(inbox.c.event_id == event_id).values(done_ms=now_ms)
        await self._store.write(lambda conn: conn.execute(done).rowcount)


def _waiting(conn: sa.Connection) -> list[tuple[str, dict[str, Any]]]:
    query = (
        sa.select(inbox.c.event_id, inbox.c.payload)
        .where(inbox.c.done_ms.is_(None))
        .order_by(inbox.c.received_ms)
        .limit(BATCH)
    )
    return [(row.event_id, row.payload) for row in conn.execute(query)]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Subject]] = {
    **dict.fromkeys(INTENT_EVENTS, read_intent),
    **dict.fromkeys(REFUND_EVENTS, read_refund),
    **dict.fromkeys(CHARGE_EVENTS, read_charge),
    **dict.fromkeys(DISPUTE_EVENTS, read_dispute),
}


def _subject(event: Mapping[str, Any]) -> Subject | None:
    """Read what an event is about; None for events that cannot change an order."""
    read = _READERS.get(str(event.get("type")))
    data = event.get("data")
    body = data.get("object") if isinstance(data, Mapping) else None
    if read is None or not isinstance(body, Mapping):
        return None
    try:
        return read(body)
    except (IntentUnreadable, ReturnUnreadable):
        log.exception("event %s is not readable", event.get("id"))
        return None
