"""The shop that a journey goes through: a real process, ended with the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.journeys.shop import Shop
from tests.journeys.stage import Stage


@pytest.fixture
async def shop(shop_folder: Path) -> AsyncIterator[Shop]:
    """A running server with the sample shop in a folder of its own."""
    shop = await Shop.start(shop_folder)
    yield shop
    await shop.kill()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client without cookies."""
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    """The sample seller's first show."""
    return await Stage.set(shop)
