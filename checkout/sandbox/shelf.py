"""The sandbox's objects as rows, so that a demo that restarts still knows its payments."""

from typing import Any

import sqlalchemy as sa

from checkout.sandbox.problems import absent
from checkout.store.tables import sandbox_objects as table

Body = dict[str, Any]
AT_ONCE = 200


class Shelf:
    """Objects by id, and lists of them, the newest first, within one transaction."""

    def __init__(self, conn: sa.Connection) -> None:
        self._conn = conn

    def put(self, body: Body) -> Body:
        """Store a new object."""
        self._conn.execute(
            sa.insert(table).values(id=body["id"], kind=body["object"], body=body, pending=_is_pending(body))
        )
        return body

    def change(self, body: Body) -> Body:
        """Store a changed object."""
        changed = sa.update(table).where(table.c.id == body["id"])
        self._conn.execute(changed.values(body=body, pending=_is_pending(body)))
        return body

    def get(self, kind: str, object_id: str) -> Body:
        """Load and lock an object.

        Raises:
            ApiProblem: 404 ``resource_missing``.
        """
        query = sa.select(table.c.body).where(table.c.id == object_id, table.c.kind == kind).with_for_update()
        body: Body | None = self._conn.execute(query).scalar()
        if body is None:
            raise absent(kind, object_id)
        return body

    def all(self, kind: str, *, limit: int = 1000) -> list[Body]:
        """List objects of a kind, the newest first."""
        query = sa.select(table.c.body).where(table.c.kind == kind).order_by(table.c.seq.desc()).limit(limit)
        return list(self._conn.execute(query).scalars())

    def pending(self) -> list[Body]:
        """List the events whose webhook was not acknowledged, the oldest first."""
        return self._pending("event")

    def unsettled(self) -> list[Body]:
        """List the refunds and charges that a bank is not done with, the oldest first."""
        return self._pending("refund", "charge")

    def unpaid(self) -> list[Body]:
        """List the balance transactions that no payout holds, the oldest first."""
        return self._pending("balance_transaction")

    def _pending(self, *kinds: str) -> list[Body]:
        waiting = table.c.pending & table.c.kind.in_(kinds)
        query = sa.select(table.c.body).where(waiting).order_by(table.c.seq).limit(AT_ONCE)
        return list(self._conn.execute(query).scalars())


def _is_pending(body: Body) -> bool:
    return bool(body.get("pending_webhooks") or body.get("settles_at"))
