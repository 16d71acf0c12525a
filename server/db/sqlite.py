"""SQLite as the house's database."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from server.db.contract import Work
from server.db.errors import DatabaseBusy, explain
from server.db.sqlite_writer import SqliteWriter

T = TypeVar("T")

READERS = 4
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    # 32 MiB instead of 2, and the log folded into the file every 16 MiB instead of 4: a rush pays for both.
    "cache_size=-32768",
    "wal_autocheckpoint=4000",
)


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
        for pragma in PRAGMAS:
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
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        except OperationalError as error:
            raise explain(error) from error

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
