"""Insert unless it is there: one statement to both databases, two spellings in SQLAlchemy."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(conn: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique key forbids it; tell whether it went in."""
    return conn.execute(_insert(conn.dialect.name, table), values).rowcount == 1


@cache
def _insert(dialect_name: str, table: sa.Table) -> sa.Insert:
    if dialect_name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
