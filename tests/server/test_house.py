"""The whole house in one process: what one room does, the others hear of, over the real port."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest

from chat.client import ChatClient
from server.app import House, open_house
from server.sample import read_logins
from server.settings import Settings, SettingsError
from tests.journeys.patience import eventually
from tests.services import free_port

SHOW = "kiln-opening"
ADDRESS = {
    "name": "Vera Berg",
    "line1": "Hafenstr. 4",
    "city": "Hamburg",
    "postal_code": "20457",
    "country": "DE",
}
CARD = {
    "payment_method_data[type]": "card",
    "payment_method_data[card][number]": "4242424242424242",
    "payment_method_data[card][exp_month]": "12",
    "payment_method_data[card][exp_year]": "2040",
    "payment_method_data[card][cvc]": "123",
}


@dataclass
class Browser:
    """One person's browser: a cookie jar in front of the shop."""

    base: str
    session: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an IP address
        self.session = aiohttp.ClientSession(self.base, cookie_jar=jar)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def call(self, method: str, path: str, body: object = None, *, expect: int = 200) -> Any:  # noqa: ANN401 - JSON
        async with self.session.request(method, f"/api/v1{path}", json=body) as response:
            answer = await response.json() if response.content_length else None
            assert response.status == expect, answer
            return answer

    async def chat(self) -> ChatClient:
        token = (await self.call("POST", f"/shows/{SHOW}/chat-token", expect=201))["token"]
        return ChatClient(f"{self.base.replace('http', 'ws')}/chat", token, SHOW, origin=self.base)


@pytest.fixture
def settings(shop_folder: Path) -> Settings:
    return Settings(port=free_port(), data_dir=shop_folder, mail="file")


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    async with open_house(settings) as opened:
        yield opened


@pytest.fixture
async def seller(house: House) -> AsyncIterator[Browser]:
    async with Browser(house.services.settings.public_url) as browser:
        await sign_in(browser, house, "seller")
        yield browser


@pytest.fixture
async def moderator(house: House) -> AsyncIterator[Browser]:
    async with Browser(house.services.settings.public_url) as browser:
        await sign_in(browser, house, "moderator")
        yield browser


@pytest.fixture
async def viewer(house: House) -> AsyncIterator[Browser]:
    async with Browser(house.services.settings.public_url) as browser:
        await browser.call("PUT", "/me/name", {"name": "Vera"})
        yield browser


async def sign_in(browser: Browser, house: House, role: str) -> None:
    logins = {login.role: login for login in read_logins(house.services.settings.data_dir)}
    login = logins[role]
    await browser.call("POST", "/sessions", {"email": login.email, "password": login.password}, expect=201)


async def held_order(viewer: Browser, quantity: int = 2, show: str = SHOW) -> dict[str, Any]:
    product = (await viewer.call("GET", f"/shows/{SHOW}"))["lineup"][0]
    order: dict[str, Any] = await viewer.call(
        "POST",
        "/orders",
        {
            "client_key": "tap-1",
            "show_id": show,
            "lines": [{"variant_id": product["variants"][0]["id"], "quantity": quantity}],
        },
        expect=201,
    )
    return order


async def buy(viewer: Browser, show: str = SHOW) -> dict[str, Any]:
    order = await held_order(viewer, show=show)
    details = {"email": "vera@showfloor.example", "address": ADDRESS, "show_name": True}
    await viewer.call("PATCH", f"/orders/{order['id']}", details)
    config = await viewer.call("GET", "/checkout/config")
    async with viewer.session.post(
        "/sandbox/stripe/v1/confirmation_tokens",
        data=CARD,
        headers={"Authorization": f"Bearer {config['publishable_key']}"},
    ) as response:
        token = (await response.json())["id"]
    paid: dict[str, Any] = await viewer.call(
        "POST", f"/orders/{order['id']}/pay", {"confirmation_token": token}
    )
    result: dict[str, Any] = paid["order"]
    return result


async def test_a_sale_is_told_to_the_show_and_mailed_to_the_buyer(
    viewer: Browser, settings: Settings
) -> None:
    async with await viewer.chat() as room:
        order = await buy(viewer)
        assert order["status"] == "paid"
        sold = await room.wait_for("sold")
        assert (sold["d"]["quantity"], sold["d"]["name"]) == (2, "Vera")

    async def receipt_is_there() -> bool:
        return any(order["number"] in mail.read_text() for mail in (settings.data_dir / "mail").glob("*.eml"))

    await eventually(receipt_is_there)


async def test_a_seller_gives_money_back_and_the_buyer_hears_of_it(
    seller: Browser, viewer: Browser, settings: Settings
) -> None:
    path = f"/orders/{(await buy(viewer))['id']}/refunds"
    gift = {"client_key": "tap", "reason": "goodwill", "amount_minor": 900}
    await viewer.call("POST", path, gift, expect=401)
    assert (await seller.call("POST", path, gift, expect=201))["status"] == "part_refunded"
    too_much = gift | {"client_key": "tap-2", "amount_minor": 99_999}
    assert (await seller.call("POST", path, too_much, expect=409))["code"] == "refund_too_large"

    async def letter_is_there() -> bool:
        return any(
            "back for order" in mail.read_text() for mail in (settings.data_dir / "mail").glob("*.eml")
        )

    await eventually(letter_is_there)


async def test_a_sale_is_told_to_no_show_that_did_not_have_the_product(house: House, viewer: Browser) -> None:
    await buy(viewer, show="tea-bowls")  # the jug is not in its line-up
    folder = house.services.settings.data_dir / "mail"

    async def receipt_is_there() -> bool:  # the sale has been told by then
        return any(folder.glob("*"))

    await eventually(receipt_is_there)
    token = await viewer.call("POST", "/shows/tea-bowls/chat-token", expect=201)
    chat = f"{house.services.settings.public_url.replace('http', 'ws')}/chat"
    async with ChatClient(chat, token["token"], "tea-bowls") as room:
        assert [event for event in room.welcome["history"] if event["t"] == "sold"] == []


async def news_of_hold(room: ChatClient, variant_id: str) -> dict[str, Any]:
    """The stock of a variant of which some is held; news of the shop's opening may come before."""
    while True:
        stock: dict[str, Any] = (await room.wait_for("stock"))["d"]
        if stock["variant_id"] == variant_id and stock["held"]:
            return stock


async def test_stock_falls_for_everybody_while_somebody_holds_it(viewer: Browser) -> None:
    async with await viewer.chat() as room:
        order = await held_order(viewer)
        stock = await news_of_hold(room, order["lines"][0]["variant_id"])
        assert (stock["total"], stock["available"], stock["held"]) == (24, 22, 2)


async def test_a_pin_reaches_the_room_and_newcomers(seller: Browser, viewer: Browser) -> None:
    product = (await seller.call("GET", f"/shows/{SHOW}"))["lineup"][0]
    async with await viewer.chat() as room:
        await seller.call("PUT", f"/shows/{SHOW}/pin", {"product_id": product["id"]})
        assert (await room.wait_for("pin"))["d"]["product"]["title"] == product["title"]
    async with await viewer.chat() as later:
        assert later.welcome["snapshot"]["pin"]["product"]["id"] == product["id"]
    assert (await viewer.call("GET", f"/shows/{SHOW}"))["pinned"]["product_id"] == product["id"]


async def test_ending_a_show_is_told_and_final(seller: Browser, viewer: Browser) -> None:
    async with await viewer.chat() as room:
        await seller.call("POST", f"/shows/{SHOW}/end")
        assert (await room.wait_for("show"))["d"]["status"] == "ended"
    show = await viewer.call("GET", f"/shows/{SHOW}")
    assert show["status"] == "ended"
    assert show["next"]["id"] == "tea-bowls"
    refused = await seller.call("DELETE", f"/shows/{SHOW}/pin", expect=409)
    assert refused["code"] == "show_ended"


async def test_a_muted_viewer_hears_why_and_until_when(moderator: Browser, viewer: Browser) -> None:
    async with await viewer.chat() as voice, await moderator.chat() as desk:
        assert (await voice.say("buy gold at my site"))["t"] == "ack"
        person = (await desk.wait_for("chat"))["from"]["id"]
        assert (await desk.mute(person, 600, "advertising"))["t"] == "ack"
        refused = await voice.say("but why")
        assert (refused["code"], refused["t"]) == ("muted", "nack")
        assert refused["until_ms"] > 0
        assert (await desk.unmute(person))["t"] == "ack"
        assert (await voice.say("thank you"))["t"] == "ack"
    audit = await moderator.call("GET", f"/shows/{SHOW}/audit")
    assert [entry["action"] for entry in audit["items"]] == ["unmute", "mute"]


async def test_what_was_sold_and_said_survives_a_restart(settings: Settings) -> None:
    async with open_house(settings), Browser(settings.public_url) as viewer:
        await viewer.call("PUT", "/me/name", {"name": "Vera"})
        order = await buy(viewer)
        async with await viewer.chat() as room:
            await room.say("hello")
        cookies = viewer.session.cookie_jar
    async with open_house(settings), Browser(settings.public_url) as again:
        again.session.cookie_jar.update_cookies(
            {cookie.key: cookie.value for cookie in cookies},
            response_url=again.session._base_url,  # type: ignore[arg-type]
        )
        assert (await again.call("GET", f"/orders/{order['id']}"))["status"] == "paid"
        async with await again.chat() as room:
            assert "hello" in [event.get("x") for event in room.welcome["history"]]


async def test_the_seller_ships_what_was_paid(seller: Browser, viewer: Browser) -> None:
    order = await buy(viewer)
    listed = await seller.call("GET", "/studio/orders?status=paid")
    assert [item["number"] for item in listed["items"]] == [order["number"]]
    shipment = {"carrier": "DHL", "tracking": "JD0146"}
    shipped = await seller.call("POST", f"/orders/{order['id']}/shipment", shipment)
    assert shipped["status"] == "fulfilled"
    assert (await viewer.call("GET", f"/orders/{order['id']}"))["shipment"]["tracking"] == "JD0146"
    assert (await seller.call("GET", f"/shows/{SHOW}/sales"))["orders"] == 1


async def test_somebody_elses_order_is_not_there(house: House, viewer: Browser, moderator: Browser) -> None:
    order = await held_order(viewer)
    assert (await moderator.call("GET", f"/orders/{order['id']}", expect=404))["code"] == "order_not_found"
    async with Browser(house.services.settings.public_url) as stranger:
        refused = await stranger.call("POST", f"/orders/{order['id']}/cancel", expect=404)
        assert refused["code"] == "order_not_found"


async def test_an_order_is_found_from_another_device_by_number_and_email(
    house: House, viewer: Browser
) -> None:
    order = await buy(viewer)
    async with Browser(house.services.settings.public_url) as phone:
        await phone.call("GET", f"/orders/{order['id']}", expect=404)
        wrong = {"number": order["number"], "email": "else@showfloor.example"}
        assert (await phone.call("POST", "/orders/find", wrong, expect=404))["code"] == "order_not_found"
        right = {"number": order["number"], "email": "Vera@showfloor.example"}
        assert (await phone.call("POST", "/orders/find", right))["id"] == order["id"]
        assert (await phone.call("GET", f"/orders/{order['id']}"))["status"] == "paid"
        refused = await phone.call("POST", f"/orders/{order['id']}/cancel", expect=404)
        assert refused["code"] == "order_not_found"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": -1}, "quantity_invalid"),
        ({"quantity": 0}, "quantity_invalid"),
        ({"quantity": 10**9}, None),
    ],
)
async def test_a_quantity_that_cannot_be_is_refused_and_holds_nothing(
    viewer: Browser, change: dict[str, int], code: str | None
) -> None:
    product = (await viewer.call("GET", f"/shows/{SHOW}"))["lineup"][0]
    line = {"variant_id": product["variants"][0]["id"], **change}
    refused = await viewer.call("POST", "/orders", {"client_key": "k", "lines": [line]}, expect=422)
    assert code is None or refused["code"] == code
    after = (await viewer.call("GET", f"/products/{product['id']}"))["variants"][0]["stock"]
    assert after["available"] == after["total"]


async def test_a_price_from_the_client_is_refused(viewer: Browser) -> None:
    product = (await viewer.call("GET", f"/shows/{SHOW}"))["lineup"][0]
    line = {"variant_id": product["variants"][0]["id"], "quantity": 1, "unit_minor": 1}
    refused = await viewer.call("POST", "/orders", {"client_key": "k", "lines": [line]}, expect=422)
    assert refused["code"] == "body_invalid"
    assert "unit_minor" in refused["detail"]


async def test_only_the_seller_pins_plans_and_ends(viewer: Browser, moderator: Browser) -> None:
    for path, body in ((f"/shows/{SHOW}/end", None), (f"/shows/{SHOW}/stream-key", None)):
        assert (await viewer.call("POST", path, body, expect=401))["code"] == "sign_in_required"
        assert (await moderator.call("POST", path, body, expect=403))["code"] == "not_allowed"


async def test_a_moderator_is_told_whose_shows_they_moderate(moderator: Browser, seller: Browser) -> None:
    own = (await seller.call("GET", "/me"))["account"]["seller_id"]
    assert (await moderator.call("GET", "/me"))["account"]["moderates"] == [own]
    assert {show["id"] for show in (await moderator.call("GET", "/studio/shows"))["items"]} >= {SHOW}


async def test_a_lineup_takes_only_the_sellers_own_products(seller: Browser) -> None:
    refused = await seller.call("PATCH", f"/shows/{SHOW}", {"product_ids": ["nothing"]}, expect=422)
    assert refused["code"] == "show_invalid"


async def test_a_player_on_another_site_may_read_every_answer(house: House) -> None:
    async with Browser(house.services.settings.public_url) as player:
        headers = {"Content-Type": "application/sdp", "Origin": "https://blog.example"}
        async with player.session.post(f"/whep/{SHOW}", data=b"nonsense", headers=headers) as refused:
            assert refused.status == 400
            assert refused.headers["Access-Control-Allow-Origin"] == "*"
        async with player.session.options(f"/whep/{SHOW}") as preflight:
            assert preflight.status == 204
            assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


async def test_the_rooms_figures_are_shown_to_prometheus(house: House) -> None:
    async with (
        Browser(house.services.settings.public_url) as scraper,
        scraper.session.get("/metrics") as answer,
    ):
        text = await answer.text()
    for name in (
        "showfloor_media_viewers 0.0",
        "showfloor_chat_connections 0.0",
        "showfloor_mail_sent_total",
    ):
        assert name in text


async def test_a_media_port_in_use_is_named(settings: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", settings.udp_port))
        with pytest.raises(SettingsError, match=f"UDP port {settings.udp_port}"):
            async with open_house(settings):
                pass


async def test_a_wrong_stream_key_is_refused(house: House) -> None:
    async with Browser(house.services.settings.public_url) as encoder:
        headers = {"Content-Type": "application/sdp", "Authorization": "Bearer nonsense"}
        async with encoder.session.post("/whip", data=b"v=0\r\n", headers=headers) as response:
            assert response.status == 401
            assert (await response.json())["code"] == "token_invalid"


async def test_a_stream_key_opens_its_own_show_alone_and_only_until_it_is_revoked(
    house: House, seller: Browser
) -> None:
    fresh = await seller.call("POST", f"/shows/{SHOW}/stream-key", expect=201)
    known = await seller.call("GET", f"/shows/{SHOW}/stream-key")
    assert known["exists"]
    assert fresh["key"] not in str(known)
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {fresh['key']}"}
    async with Browser(house.services.settings.public_url) as encoder:

        async def offer(path: str) -> tuple[int, str]:
            async with encoder.session.post(path, data=b"nonsense", headers=headers) as response:
                return response.status, (await response.json())["code"]

        assert await offer("/whip") == (400, "offer_invalid")
        assert await offer("/whip/tea-bowls") == (403, "not_allowed")
        await seller.call("DELETE", f"/shows/{SHOW}/stream-key", expect=204)
        assert await offer("/whip") == (401, "token_invalid")


async def test_a_webhook_with_a_bad_signature_is_refused(house: House) -> None:
    async with Browser(house.services.settings.public_url) as stripe:
        headers = {"Stripe-Signature": "t=1,v1=00"}
        async with stripe.session.post(
            "/api/v1/webhooks/stripe", json={"id": "evt_1"}, headers=headers
        ) as response:
            assert response.status == 400
            assert (await response.json())["code"] in {"webhook_signature_invalid", "webhook_too_old"}
