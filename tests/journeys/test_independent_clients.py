"""Encoders and players that are not ours speak WHIP and WHEP with the real server and see real pictures."""

import aiohttp
import pytest

from tests.journeys.peer import Peer, RefusedError, publishing, watching
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

DARK, BRIGHT = 60, 190


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
