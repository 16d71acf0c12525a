"""Brings the database to the shape that this version expects, on SQLite and Postgres alike."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from server.db import sqlite_engine
from server.schema import METADATA

T = TypeVar("T")

SCRIPTS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Apply the revisions that the database at ``url`` lacks, in one transaction."""
    await on_connection(url, upgrade)


async def drift(url: str) -> list[Any]:
    """Return what the tables in the code have and the migrated database lacks, or the other way round."""
    return await on_connection(url, compare)


async def new_revision(url: str, message: str) -> None:
    """Write a revision file for what ``drift`` finds; read and mend it before it is committed."""
    await on_connection(
        url,
        lambda connection: command.revision(
            configuration(connection), message=message, autogenerate=True, rev_id=next_revision()
        ),
    )


def upgrade(connection: sa.Connection) -> None:
    """Run every missing revision."""
    command.upgrade(configuration(connection), "head")


def compare(connection: sa.Connection) -> list[Any]:
    """Compare the database with the metadata of all rooms."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))  # type: ignore[arg-type]  # it takes several


def configuration(connection: sa.Connection) -> Config:
    """Return Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def next_revision() -> str:
    """Number revisions in order: 0001, 0002, ..."""
    return f"{len(list((SCRIPTS / 'versions').glob('[0-9]*.py'))) + 1:04}"


async def on_connection(url: str, work: Callable[[sa.Connection], T]) -> T:
    """Run ``work`` in one transaction on a connection of its own to ``url``."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return await asyncio.to_thread(on_sqlite, parsed, work)
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
