"""Brings the database to the shape that this version expects, on SQLite and Postgres alike."""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from server.db.sqlite import sqlite_engine

T = TypeVar("T")

REVISIONS = Path(__file__).parent / "migrations" / "versions"


async def migrate(url: str) -> None:
    """Apply the revisions that the database at ``url`` lacks, in one transaction."""
    if await on_connection(url, revision_of) == newest_revision():
        return
    # Only here: Alembic takes as long to import as the rest of a start that has nothing to migrate.
    from server.migrations.history import upgrade  # noqa: PLC0415

    await on_connection(url, upgrade)


async def drift(url: str) -> list[Any]:
    """Return what the tables in the code have and the migrated database lacks, or the other way round."""
    from server.migrations.history import compare  # noqa: PLC0415 - see migrate

    return await on_connection(url, compare)


async def new_revision(url: str, message: str) -> None:
    """Write a revision file for what ``drift`` finds; read and mend it before it is committed."""
    from server.migrations.history import write_revision  # noqa: PLC0415 - see migrate

    await on_connection(url, partial(write_revision, message=message))


def revision_of(connection: sa.Connection) -> str | None:
    """Return the revision that the database is at; None for one that was never migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def newest_revision() -> str:
    """Return the number of the newest revision file; files are named ``0001_what.py``."""
    return max(path.name.partition("_")[0] for path in REVISIONS.glob("[0-9]*.py"))


async def on_connection(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Run ``work`` in one transaction on a connection of its own to ``url``."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return await asyncio.to_thread(on_sqlite, parsed, work)
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - as in server.db.opening

    engine = create_async_engine(parsed.set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def on_sqlite(url: sa.URL, work: Callable[[sa.Connection], T]) -> T:
    """Run ``work`` in a transaction; foreign keys are checked at its end, since tables are rebuilt in it."""
    engine = sqlite_engine(url)

    @sa.event.listens_for(engine, "connect")
    def rebuild_without_cascades(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            result = work(connection)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError(f"the migration left rows without their parents: {broken[:5]}")
            return result
    finally:
        engine.dispose()
