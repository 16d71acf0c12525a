"""Writing many rows with one statement whose text is made once: where a rush would spend its time."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import msgspec
import sqlalchemy as sa

Row = tuple[Any, ...]

LARGEST_STEP = 128
"""Rows in one statement of SQLite; 32,766 values is the most that it takes."""


def insert_rows(conn: sa.Connection, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Insert rows, each a tuple in the order of ``columns``; a JSON column is given as its text.

    This goes past SQLAlchemy's compiler, which costs more a row than the databases do.
    """
    if not rows:
        return
    if conn.dialect.name == "postgresql":
        _insert_arrays(conn, table, columns, rows)
    else:
        _insert_values(conn, table, columns, rows)


def insert_values(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all name the same columns, with their values as they are."""
    if not rows:
        return
    columns = tuple(rows[0])
    spelt = frozenset(name for name in columns if isinstance(table.c[name].type, sa.JSON))
    values = [tuple(_json(row[name]) if name in spelt else row[name] for name in columns) for row in rows]
    insert_rows(conn, table, columns, values)


def _json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _insert_arrays(
    conn: sa.Connection, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]
) -> None:
    """Postgres gets an array for each column, or one value for a column that is the same in all rows."""
    values = [*zip(*rows, strict=True)]
    # At least one array, because it says how many rows there are.
    varied = tuple(not place or value.count(value[0]) < len(rows) for place, value in enumerate(values))
    arguments = tuple([*value] if varies else value[0] for value, varies in zip(values, varied, strict=True))
    conn.exec_driver_sql(_array_insert(table, columns, varied), arguments)


@lru_cache(256)
def _array_insert(table: sa.Table, columns: tuple[str, ...], varied: tuple[bool, ...]) -> str:
    arrays, names, picked = [], [], []
    for place, (column, varies) in enumerate(zip(columns, varied, strict=True)):
        kind = _postgres_type(table.c[column])
        sent = "text" if kind == "json" else kind
        if varies:
            arrays.append(f"${place + 1}::{sent}[]")
            names.append(f"c{place}")
        source = f"c{place}" if varies else f"${place + 1}::{sent}"
        picked.append(f"{source}::json" if kind == "json" else source)
    return (
        f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(picked)}"  # noqa: S608 - our own names
        f" FROM unnest({', '.join(arrays)}) AS rows ({', '.join(names)})"
    )


def _insert_values(
    conn: sa.Connection, table: sa.Table, columns: tuple[str, ...], rows: Sequence[Row]
) -> None:
    """SQLite gets ``VALUES`` of 128, 64, 32 ... rows: a few texts that stay prepared.

    A statement is one trip out of the interpreter. ``executemany`` makes one a row, and queues for the
    interpreter's lock behind the event loop after each.
    """
    start, step = 0, LARGEST_STEP
    while start < len(rows):
        while step > len(rows) - start:
            step //= 2
        values = tuple(chain.from_iterable(rows[start : start + step]))
        conn.exec_driver_sql(_values_insert(table, columns, step), values)
        start += step


@cache
def _values_insert(table: sa.Table, columns: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"  # noqa: S608


def _postgres_type(column: sa.Column[Any]) -> str:
    match column.type:
        case sa.JSON():
            return "json"
        case sa.BigInteger():
            return "bigint"
        case sa.Integer():
            return "integer"
        case sa.Boolean():
            return "boolean"
        case sa.String():
            return "text"
        case other:
            raise TypeError(f"{column}: no array of {other} is spelt here")
