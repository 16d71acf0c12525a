"""The database: group commit, isolation of one work from another, and what happens when the disk is full."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.db import Database, DatabaseBusy, DatabaseError, StorageFull, open_database

metadata = sa.MetaData()
pots = sa.Table(
    "pots", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("left", sa.Integer)
)


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    opened = open_database(f"sqlite:///{tmp_path}/shop.db")
    await opened.write(metadata.create_all)
    return opened


def add(pot: int, left: int = 1) -> sa.Insert:
    return sa.insert(pots).values(id=pot, left=left)


async def count(database: Database) -> int:
    return await database.read(lambda c: c.execute(sa.select(sa.func.count()).select_from(pots)).scalar_one())


async def test_a_thousand_writes_at_once_are_all_kept(database: Database) -> None:
    def write(pot: int) -> Callable[[sa.Connection], int]:
        return lambda connection: connection.execute(add(pot)).rowcount

    await asyncio.gather(*(database.write(write(pot)) for pot in range(1000)))
    assert await count(database) == 1000
    await database.close()


async def test_a_failing_work_is_undone_alone(database: Database) -> None:
    def half_written(connection: sa.Connection) -> None:
        connection.execute(add(2))
        raise RuntimeError("the second step failed")

    outcomes = await asyncio.gather(
        database.write(lambda c: c.execute(add(1)).rowcount),
        database.write(half_written),
        database.write(lambda c: c.execute(add(3)).rowcount),
        return_exceptions=True,
    )
    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], RuntimeError)
    assert await count(database) == 2
    await database.close()


async def test_a_cancelled_caller_does_not_stop_the_writer(database: Database) -> None:
    doomed = asyncio.ensure_future(database.write(lambda c: c.execute(add(1))))
    doomed.cancel()
    await asyncio.gather(doomed, return_exceptions=True)
    await database.write(lambda c: c.execute(add(2)))
    assert await count(database) >= 1
    await database.close()


async def test_a_full_disk_is_named_and_leaves_nothing_half_written(database: Database) -> None:
    # The page limit makes SQLite answer exactly as it does when the disk is full.
    def shrink(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await database.write(shrink)
    rows = [{"id": n, "left": n} for n in range(5000)]
    with pytest.raises(StorageFull, match="nothing was saved"):
        await database.write(lambda c: c.execute(sa.insert(pots), rows))
    assert await count(database) == 0
    await database.close()


async def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    first = open_database(url)
    await first.write(metadata.create_all)
    await first.write(lambda c: c.execute(add(7)))
    await first.close()
    second = open_database(url)
    assert await count(second) == 1
    await second.close()


async def test_writes_after_close_are_refused_rather_than_lost(database: Database) -> None:
    await database.close()
    with pytest.raises(DatabaseBusy):
        await database.write(lambda c: c.execute(add(1)))


def test_an_unknown_database_is_refused_with_what_to_use() -> None:
    with pytest.raises(ValueError, match="use sqlite"):
        open_database("mysql://host/shop")


async def one(database: Database, way: str) -> object:
    def work(connection: sa.Connection) -> object:
        return connection.exec_driver_sql("SELECT 1").scalar_one()

    return await (database.write(work) if way == "write" else database.read(work))


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_postgres_that_cannot_be_reached_is_named(way: str) -> None:
    away = open_database("postgresql://shop@127.0.0.1:1/shop")
    with pytest.raises(DatabaseError, match="cannot be reached"):
        await one(away, way)
    await away.close()


@pytest.mark.parametrize("way", ["read", "write"])
@pytest.mark.parametrize("failure", [TimeoutError("no answer"), ConnectionResetError("reset by peer")])
async def test_a_postgres_that_is_lost_in_the_middle_is_named(failure: OSError, way: str) -> None:
    lost = open_database("postgresql://shop@127.0.0.1:1/shop")

    async def fail(_work: object) -> int:
        raise failure

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lost, "_run", fail)
        with pytest.raises(DatabaseError, match="cannot be reached"):
            await one(lost, way)
    await lost.close()


@pytest.mark.postgres
@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_postgres_that_ends_our_session_is_named(postgres_url: str, way: str) -> None:
    opened = open_database(postgres_url)

    def work(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseError, match="cannot be reached"):
        await (opened.write(work) if way == "write" else opened.read(work))
    assert await one(opened, way) == 1
    await opened.close()


async def test_a_reader_is_told_of_a_locked_database(tmp_path: Path) -> None:
    opened = open_database(f"sqlite:///{tmp_path}/shop.db")

    def work(_connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, sqlite3.OperationalError("database is locked"))

    with pytest.raises(DatabaseBusy):
        await opened.read(work)
    await opened.close()
