"""What survives a crash: a database in memory, reached through handles that die with their process."""

import asyncio
import contextlib
import sqlite3
from collections.abc import MutableMapping
from functools import cache
from random import Random
from typing import Any, Literal, TypeVar

import sqlalchemy as sa

from checkout import metadata
from checkout.ports import Work
from server.db.errors import DatabaseBusy

T = TypeVar("T")
LONGEST_PAUSE = 6
BUSY_CHANCE = 0.01
COMPILED: MutableMapping[Any, Any] = {}
"""SQLAlchemy's texts of our statements, shared by the databases of all lives."""


class ProcessDied(Exception):
    """Whatever asks the database now was killed; nobody is there to hear the answer."""


@cache
def template() -> sqlite3.Connection:
    """An empty database with the tables of checkout, made once."""
    engine = sa.create_engine("sqlite+pysqlite://", poolclass=sa.StaticPool)
    with engine.begin() as connection:
        metadata.create_all(connection)
    driver = engine.raw_connection().driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


async def pause(chance: Random) -> None:
    """Let others go first, or not: what is ready runs in the order of its turns, so the seed decides."""
    for _ in range(chance.randrange(LONGEST_PAUSE)):
        await asyncio.sleep(0)


class Disk:
    """One SQLite database; each work is a transaction, and nothing is between its commit and the disk."""

    def __init__(self) -> None:
        self._engine = sa.create_engine("sqlite+pysqlite://", poolclass=sa.StaticPool)
        self._connection = self._engine.connect().execution_options(compiled_cache=COMPILED)
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        template().backup(driver)
        driver.isolation_level = None
        driver.execute("PRAGMA foreign_keys=ON").close()

    def run(self, work: Work[T]) -> T:
        """Run a work whole, or undo it."""
        self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            result = work(self._connection)
            self._connection.exec_driver_sql("COMMIT")
        except BaseException:
            with contextlib.suppress(sa.exc.OperationalError):
                self._connection.exec_driver_sql("ROLLBACK")
            raise
        finally:
            self._connection.rollback()
        return result

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


class Handle:
    """The database as one process sees it: slow, at times busy, and gone when the process is."""

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(self, disk: Disk, chance: Random, *, busy_chance: float = 0.0) -> None:
        self._disk = disk
        self._chance = chance
        self.busy_chance = busy_chance
        self.dead = False

    async def read(self, work: Work[T]) -> T:
        return await self._run(work)

    async def write(self, work: Work[T]) -> T:
        return await self._run(work)

    async def _run(self, work: Work[T]) -> T:
        await pause(self._chance)
        self._check()
        if self._chance.random() < self.busy_chance:
            raise DatabaseBusy("Too many changes are waiting to be saved; try again in a moment.")
        result = self._disk.run(work)
        await pause(self._chance)  # a crash here is one after the commit and before its caller knows
        self._check()
        return result

    def _check(self) -> None:
        if self.dead:
            raise ProcessDied
