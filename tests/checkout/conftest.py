"""A shop on each database."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from checkout import CheckoutSettings, metadata
from server.db import Database
from tests.fakes.checkout_shop import Shop


@pytest.fixture
async def checkout_database(empty_database: Database) -> Database:
    """An open database with the tables of checkout."""

    def create(connection: sa.Connection) -> None:
        metadata.create_all(connection)

    await empty_database.write(create)
    return empty_database


@pytest.fixture
async def shop(checkout_database: Database) -> AsyncIterator[Shop]:
    """A shop whose seller ships to Germany and the United States."""
    shop = Shop(checkout_database, CheckoutSettings())
    await shop.open()
    yield shop
    await shop.close()
    assert await shop.service.audit() == []
