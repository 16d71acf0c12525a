"""Postgres as the house's database."""

from typing import Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.db.contract import Work
from server.db.errors import RETRYABLE_SQLSTATES, DatabaseBusy, explain, sqlstate

T = TypeVar("T")

POOL = 10
STATEMENT_TIMEOUT_SECONDS = 10
ATTEMPTS = 5
# The network's failures come as they are: ConnectionRefusedError and TimeoutError are OSErrors.
FAILURES = (DBAPIError, OSError)


class PostgresDatabase:
    """Postgres through asyncpg, a bounded pool of connections."""

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, url: sa.URL) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=STATEMENT_TIMEOUT_SECONDS,
            pool_pre_ping=True,
            connect_args={"command_timeout": STATEMENT_TIMEOUT_SECONDS, "timeout": STATEMENT_TIMEOUT_SECONDS},
        )

    async def read(self, work: Work[T]) -> T:
        """See ``Database.read``."""
        try:
            return await self._run(work)
        except FAILURES as error:
            raise explain(error) from error

    async def write(self, work: Work[T]) -> T:
        """See ``Database.write``."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._run(work)
            except FAILURES as error:
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
