"""Writing news into the outbox, in the same transaction as what they tell of."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from checkout.events import AnyEvent
from checkout.store.bulk import insert_rows
from checkout.store.insert import insert_once
from checkout.store.tables import outbox


def tell(conn: sa.Connection, event: AnyEvent, now_ms: int) -> None:
    """Queue an event for the dispatcher. The same ``event_id`` again changes nothing."""
    insert_once(
        conn,
        outbox,
        {
            "event_id": event.event_id,
            "payload": msgspec.json.encode(event).decode(),
            "created_ms": now_ms,
            "tries": 0,
        },
    )


def tell_many(conn: sa.Connection, events: Sequence[AnyEvent], now_ms: int) -> None:
    """Queue events that nobody can have told before."""
    rows = [(event.event_id, msgspec.json.encode(event).decode(), now_ms, 0) for event in events]
    insert_rows(conn, outbox, ("event_id", "payload", "created_ms", "tries"), rows)
