"""Reading and writing what a shop lets people pay later."""

import msgspec
import sqlalchemy as sa

from checkout.orders import UNPAID
from checkout.pay_later import PaymentTerms
from checkout.store.insert import insert_once
from checkout.store.tables import Id, metadata, orders

payment_terms = sa.Table(
    "checkout_payment_terms",
    metadata,
    sa.Column("seller_id", Id, primary_key=True),
    sa.Column("terms", sa.JSON, nullable=False),
)


def load_terms(conn: sa.Connection, seller_id: str, *, lock: bool = False) -> PaymentTerms:
    """Load a shop's terms; ``lock`` makes whoever else places an order there wait (Postgres)."""
    query = sa.select(payment_terms.c.terms).where(payment_terms.c.seller_id == seller_id)
    found = conn.execute(query.with_for_update() if lock else query).scalar()
    return PaymentTerms() if found is None else msgspec.convert(found, PaymentTerms)


def save_terms(conn: sa.Connection, seller_id: str, terms: PaymentTerms) -> None:
    """Write a shop's terms in place of the old ones."""
    row = {"seller_id": seller_id, "terms": msgspec.to_builtins(terms)}
    if not insert_once(conn, payment_terms, row):
        mine = sa.update(payment_terms).where(payment_terms.c.seller_id == seller_id)
        conn.execute(mine.values(terms=row["terms"]))


def count_unpaid(conn: sa.Connection, seller_id: str, buyer_id: str, email: str | None) -> int:
    """Count the orders that a person, by id or e-mail, has of a shop and has not paid yet."""
    theirs = orders.c.buyer_id == buyer_id
    if email is not None:
        theirs |= sa.func.lower(orders.c.email) == email.lower()
    query = sa.select(sa.func.count()).where(
        orders.c.seller_id == seller_id,
        orders.c.status.in_([status.value for status in UNPAID]),
        theirs,
    )
    return int(conn.execute(query).scalar_one())
