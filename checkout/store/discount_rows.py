"""Reading and writing discount codes; how often one was used is guarded by the database."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from checkout.discounts import Discount
from checkout.store.insert import insert_once
from checkout.store.offer_tables import discount_claims, discount_uses, discounts
from checkout.store.plain import plain
from checkout.store.records import OrderRecord


def load_discounts(conn: sa.Connection, where: sa.ColumnElement[bool], limit: int) -> list[Discount]:
    """Load codes, the newest first."""
    query = sa.select(discounts).where(where).order_by(discounts.c.created_ms.desc(), discounts.c.id)
    return [msgspec.convert(plain(row), Discount) for row in conn.execute(query.limit(limit)).mappings()]


def take_use(conn: sa.Connection, discount_id: str, order_id: str) -> bool:
    """Count one more order under a code; False, and nothing changed, when its limit is reached."""
    column = discounts.c
    left = column.max_uses.is_(None) | (column.used < column.max_uses)
    taken = sa.update(discounts).where(column.id == discount_id, left).values(used=column.used + 1)
    if conn.execute(taken).rowcount != 1:
        return False
    conn.execute(sa.insert(discount_uses).values(order_id=order_id, discount_id=discount_id))
    return True


def claim(conn: sa.Connection, record: OrderRecord) -> bool:
    """Note who uses a code that each person may use once; False when one of them did in another order."""
    discount = record.discount
    if discount is None or not discount.once_per_person:
        return True
    conn.execute(sa.delete(discount_claims).where(discount_claims.c.order_id == record.id))
    return all(
        insert_once(
            conn, discount_claims, {"discount_id": discount.id, "person": person, "order_id": record.id}
        )
        for person in _people(record)
    )


def _people(record: OrderRecord) -> list[str]:
    email = [f"email:{record.email.casefold()}"] if record.email else []
    return [f"buyer:{record.buyer_id}", *email]


def give_back(conn: sa.Connection, records: Sequence[OrderRecord]) -> None:
    """Free the uses of orders that will not be paid, or that take their code off."""
    for record in records:
        if record.discount is None:
            continue
        conn.execute(sa.delete(discount_claims).where(discount_claims.c.order_id == record.id))
        gone = conn.execute(sa.delete(discount_uses).where(discount_uses.c.order_id == record.id)).rowcount
        column = discounts.c
        freed = sa.update(discounts).where(column.id == record.discount.id).values(used=column.used - gone)
        conn.execute(freed)


class CodeUsedUp(Exception):
    """Others used the code as often as it may be; nothing may be kept of the transaction."""


def take_again(conn: sa.Connection, record: OrderRecord) -> None:
    """Take back the use of an order whose money came late.

    Raises:
        CodeUsedUp: others have used it meanwhile.
    """
    if record.discount is None:
        return
    if not (take_use(conn, record.discount.id, record.id) and claim(conn, record)):
        raise CodeUsedUp
