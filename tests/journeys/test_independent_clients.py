"""Encoders and players that are not ours speak WHIP and WHEP with the real server and see real pictures."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.journeys.patience import eventually
from tests.journeys.peer import Peer, RefusedError, publishing, watching
from tests.journeys.shop import Shop

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

DARK, BRIGHT = 60, 190


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


class Stage:
    """The sample seller's first show, with a stream key for it."""

    def __init__(self, shop: Shop, show: str, key: str) -> None:
        self.shop, self.show, self.key = shop, show, key
        self.whip, self.whep = f"{shop.url}/whip/{show}", f"{shop.url}/whep/{show}"

    async def until(self, client: aiohttp.ClientSession, status: str) -> None:
        async def reached() -> bool:
            async with client.get(f"{self.shop.url}/api/v1/shows/{self.show}") as answer:
                return bool((await answer.json())["status"] == status)

        await eventually(reached)


@pytest.fixture
async def stage(shop: Shop) -> Stage:
    async with shop.signed_in("seller") as seller:
        async with seller.get("/api/v1/studio/shows") as answer:
            show = (await answer.json())["items"][0]["id"]
        async with seller.post(f"/api/v1/shows/{show}/stream-key") as answer:
            assert answer.status == 201
            key = (await answer.json())["key"]
    return Stage(shop, show, key)


async def test_a_player_decodes_what_an_encoder_publishes(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    async with publishing(client, stage.whip, stage.key, DARK):
        await stage.until(client, "live")
        async with watching(client, stage.whep) as player:
            await player.until_luma(DARK)
            assert await player.hang_up() == 200


async def test_the_stream_key_alone_names_the_show(stage: Stage, client: aiohttp.ClientSession) -> None:
    async with publishing(client, f"{stage.shop.url}/whip", stage.key, BRIGHT):
        await stage.until(client, "live")


async def test_an_encoder_that_comes_back_takes_over_and_viewers_stay(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    async with publishing(client, stage.whip, stage.key, DARK):
        await stage.until(client, "live")
        async with watching(client, stage.whep) as player:
            await player.until_luma(DARK)
            async with publishing(client, stage.whip, stage.key, BRIGHT):
                await player.until_luma(BRIGHT)


async def test_a_show_whose_encoder_vanished_is_interrupted_then_live_again(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    async with publishing(client, stage.whip, stage.key, DARK):
        await stage.until(client, "live")
    await stage.until(client, "interrupted")
    async with publishing(client, stage.whip, stage.key, BRIGHT) as encoder:
        await stage.until(client, "live")
        assert await encoder.hang_up(stage.key) == 200
    await stage.until(client, "interrupted")


async def test_a_player_before_the_show_is_told_when_to_ask_again(
    stage: Stage, client: aiohttp.ClientSession
) -> None:
    with pytest.raises(RefusedError, match="not_publishing") as refused:
        async with watching(client, stage.whep):
            pass
    assert refused.value.status == 409
    assert int(refused.value.retry_after or 0) >= 1


@pytest.mark.parametrize("key", [None, "sf_wrong"])
async def test_nobody_publishes_without_the_right_key(
    stage: Stage, client: aiohttp.ClientSession, key: str | None
) -> None:
    peer = Peer(client)
    peer.connection.add_transceiver("video")
    try:
        with pytest.raises(RefusedError) as refused:
            await peer.exchange(stage.whip, key)
    finally:
        peer.vanish()
    assert refused.value.status in {401, 403}
