"""A shop on each database."""

from collections.abc import AsyncIterator

import pytest

from checkout import metadata
from server.db import Database
from tests.databases import DatabaseOf
from tests.fakes.checkout_shop import Shop


@pytest.fixture
async def checkout_database(database_of: DatabaseOf) -> Database:
    """An open database with the tables of checkout."""
    return await database_of(metadata)


@pytest.fixture
async def sqlite_database(sqlite_of: DatabaseOf) -> Database:
    """The same on SQLite alone, for what does not depend on the kind of database."""
    return await sqlite_of(metadata)


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
