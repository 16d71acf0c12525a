"""WHIP (RFC 9725) and WHEP over the real port: what encoders and players of other makers rely on."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bench.rig.light_peer import LightPeer
from media import StreamHealth
from media.dtls import Certificate
from server.app import House, open_house
from server.http.shows import Health
from server.sample import read_logins
from server.settings import Settings
from tests.journeys.patience import eventually
from tests.services import free_port

SHOW = "kiln-opening"
SDP = {"Content-Type": "application/sdp"}
TRICKLE = {"Content-Type": "application/trickle-ice-sdpfrag"}
ANY = {"If-Match": "*"}


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

    @contextlib.asynccontextmanager
    async def signed_in(self, role: str) -> AsyncIterator[aiohttp.ClientSession]:
        """A browser with the cookies of a sample login."""
        settings = self.house.services.settings
        login = next(login for login in read_logins(settings.data_dir) if login.role == role)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(settings.public_url, cookie_jar=jar) as client:
            credentials = {"email": login.email, "password": login.password}
            async with client.post("/api/v1/sessions", json=credentials) as answer:
                assert answer.status == 201
            yield client

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
async def house(shop_folder: Path) -> AsyncIterator[House]:
    settings = Settings(
        port=free_port(),
        udp_host="127.0.0.1",
        max_viewers=1,
        data_dir=shop_folder,
        ice_servers=("stun:stun.showfloor.example", "turn:turn.showfloor.example?transport=tcp"),
        turn_secret="shared-with-coturn",
    )
    async with open_house(settings) as opened:
        yield opened


@pytest.fixture
async def encoder(house: House) -> AsyncIterator[Encoder]:
    settings = house.services.settings
    async with aiohttp.ClientSession(settings.public_url, cookie_jar=aiohttp.DummyCookieJar()) as client:
        encoder = Encoder(house, client, {})
        async with (
            encoder.signed_in("seller") as seller,
            seller.post(f"/api/v1/shows/{SHOW}/stream-key") as answer,
        ):
            encoder.key["Authorization"] = f"Bearer {(await answer.json())['key']}"
        yield encoder
        for peer in encoder.peers:
            await peer.close()


async def test_an_answer_says_all_that_a_client_needs(encoder: Encoder) -> None:
    offer = encoder.peer(sends=True).offer()
    async with encoder.client.post("/whip", data=offer, headers=SDP | encoder.key) as answer:
        assert answer.status == 201
        assert answer.content_type == "application/sdp"
        assert re.fullmatch(r'"[\x21\x23-\x7e]+"', answer.headers["ETag"])
        assert answer.headers["Location"].startswith("/whip/session/")
        stun, turn = answer.headers.getall("Link")
    assert stun == '<stun:stun.showfloor.example>; rel="ice-server"'
    assert turn.startswith('<turn:turn.showfloor.example?transport=tcp>; rel="ice-server"; username="')
    assert turn.endswith('; credential-type="password"')


async def test_every_refusal_has_the_status_that_the_protocols_name(encoder: Encoder) -> None:
    offer = encoder.peer(sends=False).offer()
    async with encoder.client.post(f"/whep/{SHOW}", data=offer, headers=SDP) as answer:
        assert answer.status == 409
        assert int(answer.headers["Retry-After"]) > 0
    _, session = await encoder.goes_live()
    refusals: list[tuple[str, str, dict[str, str], str, int]] = [
        ("POST", f"/whep/{SHOW}", {"Content-Type": "text/plain"}, offer, 415),
        ("POST", f"/whep/{SHOW}", SDP | {"Accept": "application/json"}, offer, 406),
        ("POST", f"/whep/{SHOW}", SDP, "hello", 400),
        ("POST", f"/whep/{SHOW}", SDP, offer.replace("VP8", "VP9"), 422),
        ("POST", f"/whep/{SHOW}", SDP, offer, 201),
        ("POST", f"/whep/{SHOW}", SDP, offer, 503),
        ("POST", "/whep/no-such-show", SDP, offer, 404),
        ("POST", "/whip", SDP, offer, 401),
        ("POST", "/whip/slow-clay", SDP | encoder.key, offer, 403),
        *((method, path, {}, "", 405) for method in ("GET", "HEAD", "PUT") for path in ("/whip", session)),
        ("PATCH", "/whep/session/gone", TRICKLE | ANY, "", 404),
        ("PATCH", session, TRICKLE | ANY, "", 401),
        ("PATCH", session, SDP | ANY | encoder.key, "", 415),
        ("PATCH", session, TRICKLE | encoder.key, "", 428),
        ("PATCH", session, TRICKLE | {"If-Match": '"stale"'} | encoder.key, "", 412),
        ("PATCH", session, TRICKLE | ANY | encoder.key, "hello", 400),
        ("PATCH", session, TRICKLE | ANY | encoder.key, "a=ice-ufrag:abcd\r\n", 422),
        ("DELETE", "/whep/session/gone", {}, "", 404),
        ("GET", "/whep/session/gone/clock", {}, "", 404),
        ("DELETE", session, {}, "", 401),
    ]
    for method, path, headers, body, status in refusals:
        async with encoder.client.request(method, path, headers=headers, data=body or None) as answer:
            assert answer.status == status, (method, path, headers, await answer.text())
            if status == 503:
                assert int(answer.headers["Retry-After"]) > 0
            if path.startswith("/whep"):
                assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_patch_adds_candidates_or_restarts_ice_and_delete_heeds_no_tag(encoder: Encoder) -> None:
    peer, session = await encoder.goes_live()
    before = encoder.house.services.media.etag_of(session.rpartition("/")[2])
    candidate = "a=candidate:1 1 udp 1 phone.local 9 typ host\r\n"
    present = TRICKLE | {"If-Match": before} | encoder.key
    async with encoder.client.patch(session, data=candidate, headers=present) as answer:
        assert answer.status == 204
        assert "ETag" not in answer.headers
    fragment = peer.new_fragment()
    async with encoder.client.patch(session, data=fragment, headers=present) as answer:
        assert answer.status == 422, "credentials change by a restart only"
    async with encoder.client.patch(session, data=fragment, headers=TRICKLE | ANY | encoder.key) as answer:
        assert answer.status == 200
        assert answer.content_type == TRICKLE["Content-Type"]
        after, restarted = answer.headers["ETag"], await answer.text()
    await peer.restart(restarted)
    async with encoder.client.patch(session, data=candidate, headers=present) as answer:
        assert answer.status == 412
    async with encoder.client.patch(session, data=candidate, headers=present | {"If-Match": after}) as answer:
        assert answer.status == 204
    async with encoder.client.delete(session, headers=encoder.key | {"If-Match": before}) as answer:
        assert answer.status == 200


async def test_pages_of_other_sites_are_told_what_they_may_do(encoder: Encoder) -> None:
    for path in ("/whip", f"/whip/{SHOW}", f"/whep/{SHOW}"):
        async with encoder.client.options(path) as answer:
            assert (answer.status, answer.headers["Accept-Post"]) == (204, "application/sdp")
            assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    for path in ("/whip/session/x", "/whep/session/x"):
        async with encoder.client.options(path) as answer:
            assert (answer.status, answer.headers["Accept-Patch"]) == (204, TRICKLE["Content-Type"])
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "If-Match" in answer.headers["Access-Control-Allow-Headers"]


async def next_event(stream: aiohttp.StreamReader) -> tuple[str, Any]:
    """Reads one event, comments left out."""
    async with asyncio.timeout(10):
        name = (await stream.readline()).decode().strip()
        data = (await stream.readline()).decode().strip()
        await stream.readline()
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def test_a_player_hears_of_the_stream_until_it_shall_connect_anew(encoder: Encoder) -> None:
    client, media = encoder.client, encoder.house.services.media
    _, publisher = await encoder.goes_live()
    offer = encoder.peer(sends=False).offer()
    async with client.post(f"/whep/{SHOW}", data=offer, headers=SDP) as answer:
        session = answer.headers["Location"]
        link, layer = answer.headers.getall("Link")[-2:]
    assert layer == f'<{session}/layer>; rel="urn:ietf:params:whep:ext:core:layer"'
    assert 'rel="urn:ietf:params:whep:ext:core:server-sent-events"' in link
    assert 'events="active,inactive,layers,viewercount,reconnect"' in link
    events = link[1 : link.index(">")]
    assert events == f"{session}/events"
    async with client.post(
        events, json=["active", "inactive", "layers", "viewercount", "reconnect"]
    ) as answer:
        assert answer.status == 201
        subscription = answer.headers["Location"]
    async with client.get(subscription) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
        assert await next_event(answer.content) == ("active", {})
        kind, layers = await next_event(answer.content)
        (found,) = layers.values()
        assert (kind, [each["id"] for each in found["active"]]) == ("layers", ["main"])
        assert not found["paused"]
        assert await next_event(answer.content) == ("viewercount", {"viewercount": 1})
        async with client.delete(publisher, headers=encoder.key):
            pass
        assert await next_event(answer.content) == ("inactive", {})
        await media.drain()
        assert await next_event(answer.content) == ("reconnect", {})
        assert await answer.content.read() == b""
    async with client.post(f"/whep/{SHOW}", data=offer, headers=SDP) as answer:
        assert answer.status == 503


async def test_the_seller_and_the_operator_count_each_who_sends_or_watches(encoder: Encoder) -> None:
    path = f"/api/v1/shows/{SHOW}/statistics"
    await encoder.goes_live()
    viewer = encoder.peer(sends=False)
    async with encoder.client.post(f"/whep/{SHOW}", data=viewer.offer(), headers=SDP) as answer:
        session = answer.headers["Location"]
        await viewer.connect(await answer.text())
    async with encoder.signed_in("seller") as seller, seller.get(path) as answer:
        assert answer.status == 200
        text = await answer.text()
    counted = json.loads(text)
    assert [track["packets"] for track in counted["publisher"]["tracks"]] == [2]
    assert [track["kind"] for track in counted["viewers"][0]["tracks"]] == ["video"]
    assert session.rsplit("/", 1)[1] not in text, "a session's id opens its URL"
    async with encoder.client.get(path) as answer:
        assert answer.status == 401
    async with encoder.signed_in("moderator") as moderator, moderator.get(path) as answer:
        assert answer.status == 403


async def test_subscriptions_are_checked_and_end_with_delete(encoder: Encoder) -> None:
    client = encoder.client
    _, publisher = await encoder.goes_live()
    async with client.post(f"/whep/{SHOW}", data=encoder.peer(sends=False).offer(), headers=SDP) as answer:
        events = f"{answer.headers['Location']}/events"
    json_type = {"Content-Type": "application/json"}
    refusals = [("nonsense", 400), ("{}", 422), ('["weather"]', 422)]
    for body, status in refusals:
        async with client.post(events, data=body, headers=json_type) as answer:
            assert answer.status == status
    strange = publisher.replace("whip", "whep")
    async with client.post(f"{strange}/events", json=["active"]) as answer:
        assert answer.status == 404, "a publisher is no viewer"
    async with client.post(events, json=["reconnect"]) as answer:
        subscription = answer.headers["Location"]
    for status in (200, 404):
        async with client.delete(subscription) as answer:
            assert answer.status == status
    async with client.get(subscription) as answer:
        assert answer.status == 404
    for path in (events, subscription):
        async with client.options(path) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_player_chooses_a_layer_and_every_mistake_has_its_answer(encoder: Encoder) -> None:
    client = encoder.client
    _, publisher = await encoder.goes_live()
    async with client.post(f"/whep/{SHOW}", data=encoder.peer(sends=False).offer(), headers=SDP) as answer:
        layer = f"{answer.headers['Location']}/layer"
    for body in ({}, {"encodingId": "main"}, {"maxHeight": 240}, {"mediaId": "0", "newer": 1}):
        async with client.post(layer, json=body) as answer:
            assert answer.status == 200, body
            ((media_id, found),) = (await answer.json()).items()
            assert media_id == "0"
            assert found["chosen"] == body.get("encodingId")
    refusals = [
        ("nonsense", 400, "body_malformed"),
        ('{"encodingId": "8k"}', 422, "layer_unknown"),
        ('{"maxHeight": 0}', 422, "body_invalid"),
        ('{"mediaId": "7"}', 422, "body_invalid"),
        ('{"temporalLayerId": 1}', 422, "body_invalid"),
    ]
    for text, status, code in refusals:
        async with client.post(layer, data=text, headers={"Content-Type": "application/json"}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (status, code)
    async with client.post(layer, data="{}", headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 415
    async with client.get(layer) as answer:
        assert answer.status == 405
    async with client.post(f"{publisher.replace('whip', 'whep')}/layer", json={}) as answer:
        assert answer.status == 404, "a publisher is no viewer"
    async with client.options(layer) as answer:
        assert answer.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"


async def test_a_muted_player_asks_for_the_sound_when_it_is_turned_on(encoder: Encoder) -> None:
    client = encoder.client
    await encoder.goes_live()
    offer = encoder.peer(sends=False).offer()
    async with client.post(f"/whep/{SHOW}?sound=off", data=offer, headers=SDP) as answer:
        assert answer.status == 201
        sound = f"{answer.headers['Location']}/sound"
    for body, status in (({"on": True}, 204), ({"on": False}, 204), ({}, 422), ({"on": "loud"}, 422)):
        async with client.post(sound, json=body) as answer:
            assert answer.status == status, body
    async with client.post("/whep/session/gone/sound", json={"on": True}) as answer:
        assert answer.status == 404
    async with client.options(sound) as answer:
        assert answer.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    async with client.post(f"/whep/{SHOW}?sound=loud", data=offer, headers=SDP) as answer:
        assert answer.status == 422


def test_the_health_of_a_show_tells_all_that_media_knows() -> None:
    assert set(StreamHealth.__struct_fields__) <= set(Health.__struct_fields__)
