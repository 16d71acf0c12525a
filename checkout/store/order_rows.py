"""Reading and writing orders: their row, their lines, their steps and their latest attempt."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import sqlalchemy as sa

from checkout.details import is_id
from checkout.orders import HoldStatus, OrderStatus, move, move_hold
from checkout.purchases import OrderLine, OrderStep
from checkout.store.bulk import Row, insert_rows
from checkout.store.plain import plain
from checkout.store.records import Attempt, OrderRecord
from checkout.store.refund_rows import dispute_rows, refund_rows
from checkout.store.return_rows import return_rows
from checkout.store.tables import attempts, order_lines, order_steps, orders

OTHER_TABLES = frozenset({"lines", "steps", "attempt", "refunds", "disputes", "returns"})


_UNCHARGED = frozenset({"held", "paying", "expired", "cancelled"})


def load_orders(
    conn: sa.Connection, where: sa.ColumnElement[bool], *, limit: int = 100, lock: bool = False
) -> list[OrderRecord]:
    """Load whole orders, the newest first; ``lock`` keeps other transactions away from them (Postgres)."""
    query = sa.select(orders).where(where).order_by(orders.c.number.desc()).limit(limit)
    # SQLite drops FOR UPDATE, and needs none: it has one writer.
    rows = conn.execute(query.with_for_update() if lock else query).mappings().all()
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    lines, steps, latest = _lines(conn, ids), _steps(conn, ids), _latest_attempts(conn, ids)
    # What never took money has neither refunds nor disputes, and is what most of the work in a rush is about.
    charged = [row["id"] for row in rows if row["status"] not in _UNCHARGED]
    refunds, disputes = refund_rows(conn, charged), dispute_rows(conn, charged)
    returns = return_rows(conn, [row["id"] for row in rows if row["shipment"] is not None])
    return [
        msgspec.convert(
            {
                **plain(row),
                "lines": lines.get(row["id"], []),
                "steps": [_first_step(row), *steps.get(row["id"], [])],
                "attempt": latest.get(row["id"]),
                "refunds": refunds.get(row["id"], []),
                "disputes": disputes.get(row["id"], []),
                "returns": returns.get(row["id"], []),
            },
            OrderRecord,
        )
        for row in rows
    ]


def load_order(conn: sa.Connection, order_id: str, *, lock: bool = False) -> OrderRecord | None:
    """Load one order by its id."""
    if not is_id(order_id):
        return None
    found = load_orders(conn, orders.c.id == order_id, lock=lock)
    return found[0] if found else None


def _lines(conn: sa.Connection, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    query = sa.select(order_lines).where(order_lines.c.order_id.in_(ids)).order_by(order_lines.c.position)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        line = {**plain(row), "total_minor": row["quantity"] * row["unit_minor"]}
        found.setdefault(row["order_id"], []).append(line)
    return found


def _steps(conn: sa.Connection, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    query = sa.select(order_steps).where(order_steps.c.order_id.in_(ids)).order_by(order_steps.c.seq)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in conn.execute(query).mappings():
        found.setdefault(row["order_id"], []).append(plain(row))
    return found


def _first_step(row: sa.RowMapping) -> dict[str, Any]:
    """Every order begins as held when it is created, which its own row says already."""
    return {"status": OrderStatus.HELD.value, "at_ms": row["created_ms"]}


def _latest_attempts(conn: sa.Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    query = sa.select(attempts).where(attempts.c.order_id.in_(ids)).order_by(attempts.c.n)
    return {row["order_id"]: plain(row) for row in conn.execute(query).mappings()}


def row_of(record: OrderRecord) -> dict[str, Any]:
    """Turn a record into the values of its row in ``orders``."""
    values: dict[str, Any] = msgspec.to_builtins(record)
    kept = {name: value for name, value in values.items() if name not in OTHER_TABLES}
    return kept | {"total_minor": record.totals.total_minor}


def insert_orders(conn: sa.Connection, records: Sequence[OrderRecord]) -> None:
    """Insert whole new orders, many at a time; their first step is not a row: see ``_first_step``."""
    sheet = JsonSheet()
    insert_rows(conn, orders, ORDER_COLUMNS, [_order_values(record, sheet) for record in records])
    insert_rows(
        conn,
        order_lines,
        LINE_COLUMNS,
        [
            (record.id, position, *_line_values(line))
            for record in records
            for position, line in enumerate(record.lines)
        ],
    )
    insert_rows(
        conn,
        order_steps,
        ("order_id", "status", "at_ms"),
        [(record.id, taken.status.value, taken.at_ms) for record in records for taken in record.steps[1:]],
    )


_JSON = tuple(str(column.name) for column in orders.columns if isinstance(column.type, sa.JSON))
_SPECIAL = {"status", "hold", "total_minor", *_JSON}
_PLAIN = tuple(str(column.name) for column in orders.columns if column.name not in _SPECIAL)
ORDER_COLUMNS = (*_PLAIN, "status", "hold", "total_minor", *_JSON)
_LINE_PLAIN = tuple(
    str(column.name) for column in order_lines.columns if column.name not in {"order_id", "position"}
)
LINE_COLUMNS = ("order_id", "position", *_LINE_PLAIN)
_plain_values = attrgetter(*_PLAIN)
_line_values = attrgetter(*_LINE_PLAIN)


class JsonSheet:
    """Spells values as JSON, each object once: the orders of a rush share theirs."""

    def __init__(self) -> None:
        self._spelt: dict[int, tuple[object, str]] = {}

    def spell(self, value: object) -> str | None:
        """Return the JSON of a value, or None for null."""
        if value is None:
            return None
        known = self._spelt.get(id(value))
        if known is None:
            # The object is kept beside its text, so that its id is nobody else's meanwhile.
            known = self._spelt[id(value)] = (value, msgspec.json.encode(value).decode())
        return known[1]


def _order_values(record: OrderRecord, sheet: JsonSheet) -> Row:
    """Spell a record in the order of ``ORDER_COLUMNS``."""
    documents = (sheet.spell(getattr(record, name)) for name in _JSON)
    total_minor = record.totals.total_minor
    return (*_plain_values(record), record.status.value, record.hold.value, total_minor, *documents)


def line_rows(record: OrderRecord) -> Iterable[dict[str, Any]]:
    """Turn the lines of an order into rows."""
    for position, line in enumerate(record.lines):
        values: dict[str, Any] = msgspec.to_builtins(line)
        del values["total_minor"]
        yield {**values, "order_id": record.id, "position": position}


def replace_lines(conn: sa.Connection, record: OrderRecord, lines: Sequence[OrderLine]) -> None:
    """Write new lines in place of an order's old ones."""
    conn.execute(sa.delete(order_lines).where(order_lines.c.order_id == record.id))
    conn.execute(sa.insert(order_lines), list(line_rows(msgspec.structs.replace(record, lines=list(lines)))))


def update_order(conn: sa.Connection, record: OrderRecord, **changes: Any) -> OrderRecord:  # noqa: ANN401
    """Write the changed fields and return the changed record. Not for status and hold: see ``step``."""
    changed = msgspec.structs.replace(record, **changes)
    values = row_of(changed)
    written: Mapping[str, Any] = {name: values[name] for name in (*changes, "total_minor") if name in values}
    conn.execute(sa.update(orders).where(orders.c.id == record.id).values(**written))
    return changed


def step(
    conn: sa.Connection,
    record: OrderRecord,
    to: OrderStatus,
    now_ms: int,
    *,
    hold: HoldStatus | None = None,
    **changes: Any,  # noqa: ANN401
) -> OrderRecord:
    """Move an order along its life cycle, and its hold with it, and remember when.

    Raises:
        IllegalMove: the tables in ``orders.py`` do not have the move.
    """
    new_hold = record.hold if hold in {None, record.hold} else move_hold(record.hold, hold or record.hold)
    taken = OrderStep(status=move(record.status, to), at_ms=now_ms)
    conn.execute(sa.insert(order_steps), _step_row(record.id, taken))
    return update_order(
        conn, record, status=taken.status, hold=new_hold, steps=[*record.steps, taken], **changes
    )


def _step_row(order_id: str, taken: OrderStep) -> dict[str, Any]:
    return {"order_id": order_id, "status": taken.status.value, "at_ms": taken.at_ms}


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """Turn an attempt into the values of its row."""
    values: dict[str, Any] = msgspec.to_builtins(attempt)
    return values
