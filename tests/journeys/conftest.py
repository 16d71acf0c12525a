"""The shop that a journey goes through: a real process, ended with the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.shop import Shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A running server with the sample shop in a folder of its own."""
    shop = await Shop.start(tmp_path / "shop")
    yield shop
    await shop.kill()
