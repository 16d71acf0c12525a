"""A shop on each database."""

from collections.abc import AsyncIterator

import pytest

from checkout import metadata
from server.db import Database, open_database
from tests.fakes.checkout_shop import Shop


@pytest.fixture
async def checkout_database(empty_database: Database) -> Database:
    """An open database with the tables of checkout."""

    await empty_database.write(metadata.create_all)
    return empty_database


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """The same on SQLite alone, for what does not depend on the kind of database."""
    database = open_database(sqlite_url)
    await database.write(metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_shop(sqlite_database: Database) -> AsyncIterator[Shop]:
    """A shop on SQLite alone."""
    shop = Shop(sqlite_database)
    await shop.open()
    yield shop
    await shop.close()


@pytest.fixture
async def shop(checkout_database: Database) -> AsyncIterator[Shop]:
    """A shop whose seller ships to Germany and the United States."""
    shop = Shop(checkout_database)
    await shop.open()
    yield shop
    await shop.close()
    assert await shop.service.audit() == []
