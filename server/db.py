"""One database for the whole house: synchronous units of work, run off the event loop, on SQLite or Postgres.

A unit of work is a plain function on a SQLAlchemy Core ``Connection``. That keeps a transaction readable
from top to bottom, with no ``await`` in the middle of it, and lets both databases run the same code.

* SQLite allows one writer at a time, so one thread owns the writing connection and commits in groups: the
  works that queued up while the last group was being synced share one ``BEGIN IMMEDIATE .. COMMIT``, each in
  a savepoint of its own. A caller hears of success only after the commit.
* Postgres runs each work in a transaction of its own through asyncpg, and again when Postgres asks for that
  (serialization failure, deadlock).
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.sqlite_writer import SqliteWriter

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

READERS = 4
POSTGRES_POOL = 10
STATEMENT_TIMEOUT_SECONDS = 10
ATTEMPTS = 5
RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected


class DatabaseError(Exception):
    """The database could not do what was asked; nothing was written."""

    code = "database_unavailable"


class StorageFull(DatabaseError):
    """The disk is full. Nothing was written; free some space and try again."""

    code = "storage_full"


class DatabaseBusy(DatabaseError):
    """Too many writes are waiting; try again in a moment."""

    code = "database_busy"


class Database(Protocol):
    """What the rooms see of the database."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which SQL this speaks, for the few statements that differ."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a read-only snapshot and return its result."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; return its result once committed, roll back if it raises.

        ``work`` may run more than once, so it must not have effects outside of its connection.

        Raises:
            DatabaseError: the database is full, busy or away. Nothing was written.
        """
        ...

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        ...


def open_database(url: str) -> Database:
    """Open the database at ``url``.

    Args:
        url: ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://user@host/name``.

    Raises:
        ValueError: the URL names neither SQLite nor Postgres.
    """
    parsed = sa.make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return SqliteDatabase(parsed)
        case "postgresql":
            return PostgresDatabase(parsed)
        case other:
            raise ValueError(f"{other!r} is not supported: use sqlite:///path or postgresql://...")


def sqlite_engine(url: sa.URL) -> sa.Engine:
    """Build an engine whose connections are durable (WAL, FULL) and leave transactions to us."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    url = url.set(drivername="sqlite+pysqlite")
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions by itself: it would begin deferred ones, which fail
        # with "locked" as soon as they turn into writes.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


class SqliteDatabase:
    """SQLite in a file: one writing thread with group commit, a few reading threads beside it (WAL)."""

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(self, url: sa.URL) -> None:
        self._engine = sqlite_engine(url)
        self._writer = SqliteWriter(self._engine)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="db-read")

    async def read(self, work: Work[T]) -> T:
        """See ``Database.read``."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            return work(connection)

    async def write(self, work: Work[T]) -> T:
        """See ``Database.write``."""
        try:
            return await asyncio.wrap_future(self._writer.submit(work))
        except asyncio.QueueFull:
            raise DatabaseBusy("Too many changes are waiting to be saved; try again in a moment.") from None
        except OperationalError as error:
            raise explain(error) from error

    async def close(self) -> None:
        """See ``Database.close``."""
        await asyncio.to_thread(self._writer.close)
        self._readers.shutdown()
        self._engine.dispose()


class PostgresDatabase:
    """Postgres through asyncpg, a bounded pool of connections."""

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, url: sa.URL) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=POSTGRES_POOL,
            max_overflow=0,
            pool_timeout=STATEMENT_TIMEOUT_SECONDS,
            pool_pre_ping=True,
            connect_args={"command_timeout": STATEMENT_TIMEOUT_SECONDS, "timeout": STATEMENT_TIMEOUT_SECONDS},
        )

    async def read(self, work: Work[T]) -> T:
        """See ``Database.read``."""
        return await self._run(work)

    async def write(self, work: Work[T]) -> T:
        """See ``Database.write``."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._run(work)
            except DBAPIError as error:
                if sqlstate(error) not in RETRYABLE_SQLSTATES or attempt == ATTEMPTS:
                    raise explain(error) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _run(self, work: Work[T]) -> T:
        try:
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)
        except PoolTimeoutError as error:
            raise DatabaseBusy("Too many requests are waiting for the database; try again soon.") from error

    async def close(self) -> None:
        """See ``Database.close``."""
        await self._engine.dispose()


def sqlstate(error: DBAPIError) -> str:
    """Return the five-letter SQLSTATE of a Postgres error, or an empty string."""
    return str(getattr(error.orig, "sqlstate", "") or "")


def explain(error: DBAPIError) -> Exception:
    """Turn the driver's word for a full disk or a lost server into ours; leave the rest (a bug) as it is."""
    cause: Any = error.orig
    text = str(cause)
    if "disk is full" in text or "disk I/O error" in text or sqlstate(error) == "53100":
        return StorageFull("The server's disk is full, so nothing was saved. Tell the shop; try again later.")
    if "database is locked" in text:
        return DatabaseBusy("Too many changes are waiting to be saved; try again in a moment.")
    if error.connection_invalidated or isinstance(cause, OSError):
        return DatabaseError("The database cannot be reached, so nothing was saved. Try again in a moment.")
    return error
