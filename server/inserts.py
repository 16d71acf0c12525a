"""Inserts that meet a row already there: one statement to both databases, two spellings in SQLAlchemy."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert(conn: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows ON CONFLICT, which both databases have and SQLAlchemy keeps in their dialects."""
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def insert_once(conn: sa.Connection, table: sa.Table, **values: object) -> bool:
    """Insert a row unless a unique key forbids it; tell whether it went in."""
    return conn.execute(insert(conn, table).values(**values).on_conflict_do_nothing()).rowcount == 1


def insert_or_replace(conn: sa.Connection, table: sa.Table, key: str, **values: object) -> None:
    """Insert a row, or give the row of the same unique `key` these values."""
    others = {name: value for name, value in values.items() if name != key}
    conn.execute(
        insert(conn, table).values(**values).on_conflict_do_update(index_elements=[key], set_=others)
    )
