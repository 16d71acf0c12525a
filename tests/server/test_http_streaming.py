"""WHIP (RFC 9725) and WHEP over the real port: what encoders and players of other makers rely on."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bench.rig.light_peer import LightPeer
from media.dtls import Certificate
from server.app import House, open_house
from server.sample import read_logins
from server.settings import Settings
from tests.journeys.patience import eventually
from tests.services import free_port

SHOW = "kiln-opening"
SDP = {"Content-Type": "application/sdp"}


@dataclass
class Encoder:
    """OBS, as far as HTTP is concerned: a stream key, an offer, and no cookies."""

    house: House
    client: aiohttp.ClientSession
    key: dict[str, str]
    certificate: Certificate = field(default_factory=Certificate.generateCertificate)
    peers: list[LightPeer] = field(default_factory=list)

    def peer(self, *, sends: bool) -> LightPeer:
        peer = LightPeer(self.certificate, sends=sends, receive_buffer=1 << 20)
        self.peers.append(peer)
        return peer

    async def goes_live(self) -> tuple[LightPeer, str]:
        """Publishes until the show is on air; returns the peer and its session's path."""
        peer = self.peer(sends=True)
        async with self.client.post("/whip", data=peer.offer(), headers=SDP | self.key) as answer:
            assert answer.status == 201, await answer.text()
            path, sdp = answer.headers["Location"], await answer.text()
        await peer.connect(sdp)
        for number in range(2):
            payload = bytes([0x10, 0x00, number]) + bytes(50)
            peer.send_rtp(sequence=number, timestamp=number * 3000, payload=payload, marker=True)

        async def on_air() -> bool:
            health = self.house.services.media.health(SHOW)
            return health is not None and health.state == "live"

        await eventually(on_air)
        return peer, path


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(
        Settings(port=free_port(), udp_host="127.0.0.1", data_dir=tmp_path / "var")
    ) as opened:
        yield opened


@pytest.fixture
async def encoder(house: House) -> AsyncIterator[Encoder]:
    settings = house.services.settings
    login = next(login for login in read_logins(settings.data_dir) if login.role == "seller")
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(settings.public_url, cookie_jar=jar) as seller:
        credentials = {"email": login.email, "password": login.password}
        async with seller.post("/api/v1/sessions", json=credentials) as answer:
            assert answer.status == 201
        async with seller.post(f"/api/v1/shows/{SHOW}/stream-key") as answer:
            key = {"Authorization": f"Bearer {(await answer.json())['key']}"}
    async with aiohttp.ClientSession(settings.public_url, cookie_jar=aiohttp.DummyCookieJar()) as client:
        encoder = Encoder(house, client, key)
        yield encoder
        for peer in encoder.peers:
            await peer.close()


async def test_an_answer_names_its_session_by_one_quoted_entity_tag(encoder: Encoder) -> None:
    offer = encoder.peer(sends=True).offer()
    async with encoder.client.post("/whip", data=offer, headers=SDP | encoder.key) as answer:
        assert answer.status == 201
        assert answer.content_type == "application/sdp"
        assert re.fullmatch(r'"[\x21\x23-\x7e]+"', answer.headers["ETag"])
        assert answer.headers["Location"].startswith("/whip/session/")
