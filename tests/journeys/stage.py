"""The sample seller's first show, ready for encoders and players that speak WHIP and WHEP."""

from typing import Self

import aiohttp

from tests.journeys.patience import eventually
from tests.journeys.shop import Shop


class Stage:
    """One show of a running shop, with a stream key for it."""

    def __init__(self, shop: Shop, show: str, key: str) -> None:
        self.shop, self.show, self.key = shop, show, key
        self.whip, self.whep = f"{shop.url}/whip/{show}", f"{shop.url}/whep/{show}"

    @classmethod
    async def set(cls, shop: Shop) -> Self:
        """Makes the stream key."""
        async with shop.signed_in("seller") as seller:
            async with seller.get("/api/v1/studio/shows") as answer:
                show = (await answer.json())["items"][0]["id"]
            async with seller.post(f"/api/v1/shows/{show}/stream-key") as answer:
                assert answer.status == 201
                key = (await answer.json())["key"]
        return cls(shop, show, key)

    async def until(self, client: aiohttp.ClientSession, status: str) -> None:
        """Waits until the show has this status."""

        async def reached() -> bool:
            async with client.get(f"{self.shop.url}/api/v1/shows/{self.show}") as answer:
                return bool((await answer.json())["status"] == status)

        await eventually(reached)
