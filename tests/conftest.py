"""The databases and the Redis that tests run against, each empty and their own."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from server.db import Database, open_database

BOTH_DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


# How long an example takes says how busy the machine is, and nothing of the code.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


def _service(variable: str) -> str:
    """The URL of a service that `./dev test` started, or a visible skip without it."""
    url = os.environ.get(variable)
    if url is None:
        pytest.skip(f"{variable} is not set: `./dev test` starts this service")
    return url


@pytest.fixture
async def postgres_url() -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database, dropped afterwards."""
    server = sa.make_url(_service("SHOWFLOOR_TEST_POSTGRES_URL"))
    name = f"test_{secrets.token_hex(8)}"
    # AUTOCOMMIT, because databases are not made or dropped inside a transaction.
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield server.set(database=name).render_as_string(hide_password=False)
        async with engine.connect() as connection:
            await connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        await engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'showfloor.db'}"


@pytest.fixture(params=BOTH_DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once for each kind that is supported."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def empty_database(database_url: str) -> AsyncIterator[Database]:
    """An open database without any table, once for each kind that is supported."""
    database = open_database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """An open database with the tables of every room, once for each kind that is supported."""
    # Here, so that one room's tests still run while another room is in pieces.
    from server.schema import METADATA  # noqa: PLC0415

    def create(connection: sa.Connection) -> None:
        for metadata in METADATA:
            metadata.create_all(connection)

    await empty_database.write(create)
    return empty_database


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The URL of a Redis whose keys are this test's own: it is emptied before and after."""
    url = _service("SHOWFLOOR_TEST_REDIS_URL")
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()
