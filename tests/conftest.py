"""The databases and the Redis that tests run against, each empty and their own."""

import asyncio
import contextlib
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hypothesis
import pytest
import redis
import sqlalchemy as sa

from server.db import Database, open_database
from tests.databases import DatabaseOf, PostgresPool, SqliteTemplates
from tests.services import free_port

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


@pytest.fixture(scope="session")
def postgres_pool() -> PostgresPool:
    """The PostgreSQL that `./dev test` started."""
    return PostgresPool(_service("SHOWFLOOR_TEST_POSTGRES_URL"))


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    """Where SQLite databases with tables are copied from."""
    return SqliteTemplates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
async def postgres_url(postgres_pool: PostgresPool) -> AsyncIterator[str]:
    """The URL of an empty PostgreSQL database, dropped afterwards."""
    async with postgres_pool.empty() as url:
        yield url


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
async def sqlite_of(sqlite_templates: SqliteTemplates, tmp_path: Path) -> AsyncIterator[DatabaseOf]:
    """Opens an SQLite database with the tables of some rooms."""
    async with contextlib.AsyncExitStack() as stack:
        numbers = itertools.count()

        async def open_one(*rooms: sa.MetaData) -> Database:
            file = tmp_path / f"showfloor-{next(numbers)}.db"
            await sqlite_templates.copy(file, rooms)
            return await _opened(stack, f"sqlite:///{file}")

        yield open_one


@pytest.fixture
async def postgres_of(postgres_pool: PostgresPool) -> AsyncIterator[DatabaseOf]:
    """Opens a PostgreSQL database with the tables of some rooms."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_one(*rooms: sa.MetaData) -> Database:
            return await _opened(stack, await stack.enter_async_context(postgres_pool.with_tables(rooms)))

        yield open_one


async def _opened(stack: contextlib.AsyncExitStack, url: str) -> Database:
    database = open_database(url)
    stack.push_async_callback(database.close)
    return database


@pytest.fixture(params=BOTH_DATABASES)
def database_of(request: pytest.FixtureRequest) -> DatabaseOf:
    """Opens a database with the tables of some rooms, once for each kind that is supported."""
    opener: DatabaseOf = request.getfixturevalue(f"{request.param}_of")
    return opener


@pytest.fixture
async def database(database_of: DatabaseOf) -> Database:
    """An open database with the tables of every room, once for each kind that is supported."""
    # Here, so that one room's tests still run while another room is in pieces.
    from server.schema import METADATA  # noqa: PLC0415

    return await database_of(*METADATA)


@pytest.fixture(scope="session")
def sample_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it, with the sample shop: to be copied."""
    from server.app import open_house  # noqa: PLC0415
    from server.settings import Settings  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("sample") / "shop"

    async def start_once() -> None:
        async with open_house(Settings(port=free_port(), data_dir=folder, mail="file")):
            pass

    # In a thread of its own, since a test's event loop may already be set here.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, start_once()).result()
    return folder


@pytest.fixture
def shop_folder(sample_shop: Path, tmp_path: Path) -> Path:
    """A data folder of this test's own, with the sample shop."""
    return Path(shutil.copytree(sample_shop, tmp_path / "shop"))


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The URL of a Redis whose keys are this test's own: it is emptied before and after."""
    url = _service("SHOWFLOOR_TEST_REDIS_URL")
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()
