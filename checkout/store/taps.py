"""What the buyers of a batch have already: the orders of repeated taps, and how many are still unpaid."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from checkout.store.order_rows import load_orders
from checkout.store.records import OrderRecord
from checkout.store.tables import orders

Tap = tuple[str, str]
"""A buyer's id and the client key of one tap: the same tap again is the same order."""


class Standing(NamedTuple):
    """Orders by tap, and the number of live holds by buyer."""

    orders: dict[Tap, OrderRecord]
    live_holds: dict[str, int]


def look_up(conn: sa.Connection, taps: Sequence[Tap]) -> Standing:
    """Look at the orders of many buyers in one statement, whose text does not change with their number."""
    buyers, keys = ([*set(names)] for names in zip(*taps, strict=True))
    if conn.dialect.name == "postgresql":
        rows = conn.exec_driver_sql(_POSTGRES, (buyers, keys)).all()
    else:
        rows = conn.exec_driver_sql(_SQLITE, (json.dumps(buyers), json.dumps(keys))).all()
    live_holds = Counter(row.buyer_id for row in rows if row.live)
    asked = {*taps}
    ids = [row.id for row in rows if (row.buyer_id, row.client_key) in asked]
    found = load_orders(conn, orders.c.id.in_(ids), limit=len(ids)) if ids else []
    return Standing({(record.buyer_id, record.client_key): record for record in found}, live_holds)


_LIVE = "hold = 'held' AND status IN ('held', 'paying')"
_QUERY = f"""
    SELECT buyer_id, client_key, id, ({_LIVE}) AS live FROM {orders.name}
    WHERE buyer_id {{buyers}} AND (({_LIVE}) OR client_key {{keys}})
"""  # noqa: S608 - our own names
_POSTGRES = _QUERY.format(buyers="= ANY($1::text[])", keys="= ANY($2::text[])")
_SQLITE = _QUERY.format(
    buyers="IN (SELECT value FROM json_each(?))", keys="IN (SELECT value FROM json_each(?))"
)
