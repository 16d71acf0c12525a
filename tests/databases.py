"""Databases with tables and without a row: made once for each set of tables, then copied or emptied.

Making Postgres a database and its tables takes a second, emptying one that is there a twentieth of it.
"""

import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.db import Database, open_database

# Whoever still holds a connection would hold locks as well.
_HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
# Rows go where there are any, and the counters that even a rolled-back insert has moved.
_EMPTY = """
DO $$
DECLARE
    one record;
    filled text[] := '{}';
    is_filled boolean;
BEGIN
    FOR one IN SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one.name || ')' INTO is_filled;
        IF is_filled THEN filled := filled || one.name; END IF;
    END LOOP;
    IF filled <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE'; END IF;
    FOR one IN SELECT format('%I', sequencename) AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
    END LOOP;
END $$
"""


class DatabaseOf(Protocol):
    """Opens a database that has the tables of some rooms and no row."""

    async def __call__(self, *rooms: sa.MetaData) -> Database:
        """Open another one for the time of a test."""
        ...


def create_tables(rooms: Sequence[sa.MetaData]) -> Callable[[sa.Connection], None]:
    """The unit of work that makes the tables of these rooms."""

    def create(connection: sa.Connection) -> None:
        for metadata in rooms:
            metadata.create_all(connection)

    return create


def _names(rooms: Sequence[sa.MetaData]) -> frozenset[str]:
    return frozenset(name for metadata in rooms for name in metadata.tables)


class SqliteTemplates:
    """Files with tables, one for each set of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[frozenset[str], Path] = {}

    async def copy(self, target: Path, rooms: Sequence[sa.MetaData]) -> None:
        """Put a database with these tables at `target`."""
        names = _names(rooms)
        if names not in self._made:
            template = self._folder / f"{len(self._made)}.db"
            database = open_database(f"sqlite:///{template}")
            await database.write(create_tables(rooms))
            await database.close()
            self._made[names] = template
        shutil.copyfile(self._made[names], target)


class PostgresPool:
    """Databases of one server, each for the tables that it has; one test at a time uses them."""

    def __init__(self, server: str) -> None:
        self._server = sa.make_url(server)
        self._made: dict[frozenset[str], str] = {}

    @contextlib.asynccontextmanager
    async def empty(self) -> AsyncIterator[str]:
        """A new database without tables, dropped afterwards; yields its URL."""
        name = await self._create()
        yield self._url(name)
        async with self._administrator() as engine, engine.connect() as connection:
            await connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))

    @contextlib.asynccontextmanager
    async def with_tables(self, rooms: Sequence[sa.MetaData]) -> AsyncIterator[str]:
        """A database with these tables, emptied afterwards; yields its URL."""
        # One that a failure keeps from being emptied is not lent again.
        name = self._made.pop(_names(rooms), None)
        if name is None:
            name = await self._create()
            database = open_database(self._url(name))
            await database.write(create_tables(rooms))
            await database.close()
        yield self._url(name)
        await self._wipe(name)
        self._made[_names(rooms)] = name

    async def _create(self) -> str:
        name = f"test_{secrets.token_hex(8)}"
        async with self._administrator() as engine, engine.connect() as connection:
            await connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return name

    async def _wipe(self, name: str) -> None:
        async with self._administrator() as engine, engine.connect() as connection:
            await connection.execute(sa.text(_HANG_UP), {"name": name})
        async with self._administrator(name) as engine, engine.connect() as connection:
            await connection.execute(sa.text(_EMPTY))

    @contextlib.asynccontextmanager
    async def _administrator(self, name: str | None = None) -> AsyncIterator[AsyncEngine]:
        # AUTOCOMMIT, because databases are not made or dropped inside a transaction.
        url = self._server.set(database=name) if name else self._server
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        try:
            yield engine
        finally:
            await engine.dispose()

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)
