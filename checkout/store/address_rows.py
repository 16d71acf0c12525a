"""Addresses that people keep in their accounts: the table, and reading and writing it."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from checkout.purchases import Address, SavedAddress
from checkout.store.tables import Id, metadata

addresses = sa.Table(
    "checkout_addresses",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, nullable=False, index=True),
    sa.Column("address", sa.JSON, nullable=False),
    # When it was last made the default; the latest is.
    sa.Column("preferred_ms", sa.BigInteger, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)


def load_addresses(
    conn: sa.Connection, person_ids: Collection[str], *, lock: bool = False
) -> list[SavedAddress]:
    """Load what people keep, the default first and then the newest; ``lock`` keeps it as it is (Postgres)."""
    column = addresses.c
    query = sa.select(column.id, column.address).where(column.person_id.in_(person_ids))
    query = query.order_by(column.preferred_ms.desc(), column.created_ms.desc(), column.id.desc())
    rows = conn.execute(query.with_for_update() if lock else query).all()
    return [
        SavedAddress(id=row.id, address=msgspec.convert(row.address, Address), is_default=place == 0)
        for place, row in enumerate(rows)
    ]


def insert_address(
    conn: sa.Connection, person_id: str, address_id: str, address: Address, *, preferred_ms: int, now_ms: int
) -> None:
    """Write a new one."""
    values = {"id": address_id, "person_id": person_id, "address": msgspec.to_builtins(address)}
    conn.execute(sa.insert(addresses).values(**values, preferred_ms=preferred_ms, created_ms=now_ms))


def prefer(conn: sa.Connection, person_id: str, address_id: str, now_ms: int) -> bool:
    """Make one the default; tell whether it is this person's."""
    mine = (addresses.c.id == address_id) & (addresses.c.person_id == person_id)
    return conn.execute(sa.update(addresses).where(mine).values(preferred_ms=now_ms)).rowcount == 1


def remove(conn: sa.Connection, person_id: str, address_id: str) -> None:
    """Delete one; who has no such address is none the worse."""
    mine = (addresses.c.id == address_id) & (addresses.c.person_id == person_id)
    conn.execute(sa.delete(addresses).where(mine))


def forget(conn: sa.Connection, person_ids: Collection[str]) -> None:
    """Delete all of some people's."""
    conn.execute(sa.delete(addresses).where(addresses.c.person_id.in_(person_ids)))
