"""A seller's catalogue over HTTP: theirs alone, seen by all once it is on sale."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from checkout import CheckoutService, CheckoutSettings
from checkout.events import CheckoutEvent
from server.accounts import Accounts
from server.db import Database
from server.http import catalogue, discounts, flashes, orders, pictures, products, waiting
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import Services
from server.pictures import Pictures
from server.pictures import service as pictures_service
from server.pictures.service import UNWANTED_MS, UPLOAD_BYTES
from tests.server.conftest import Clock

Client = TestClient[web.Request, web.Application]
STUDIO = "/api/v1/studio"
JUG: dict[str, Any] = {"title": "Jug", "variants": [{"title": "", "price_minor": 3800, "stock": 5}]}
DELIVERY = {
    "zones": [
        {
            "id": "home",
            "title": "Germany",
            "countries": ["DE"],
            "rates": [{"id": "parcel", "title": "Parcel", "amount_minor": 490, "free_from_minor": None}],
            "tax": {"title": "VAT", "basis_points": 1900, "included": True},
        }
    ]
}


class House:
    """A server with accounts, a catalogue and pictures, and browsers for the people in it."""

    def __init__(self, services: Services, accounts: Accounts, url: Any) -> None:  # noqa: ANN401
        self.services = services
        self.accounts = accounts
        self._server = url
        self.browsers: list[Client] = []

    async def seller(self, name: str) -> Client:
        """A browser in which a seller is signed in."""
        account = await self.accounts.create(f"{name}@kiln.example", "clay and fire", name, sell=True)
        return await self.browser({SESSION_COOKIE: (await self.accounts.sessions.start(account)).token})

    async def browser(self, cookies: dict[str, str] | None = None) -> Client:
        client = TestClient(self._server, cookies=cookies)
        self.browsers.append(client)
        return client


@pytest.fixture
async def house(services: Services, accounts: Accounts, database: Database) -> AsyncIterator[House]:
    async def publish(_event: CheckoutEvent) -> None:
        pass

    checkout = CheckoutService(
        CheckoutSettings(), database=database, publish=publish, now_ms=services.now_ms, new_id=services.new_id
    )
    kept = Pictures(
        services.settings.data_dir / "pictures",
        database=database,
        in_use=checkout.pictures_in_use,
        now_ms=services.now_ms,
    )
    await checkout.start()
    ours = replace(services, checkout=checkout, pictures=kept)
    tables = (catalogue, flashes, discounts, pictures, products, orders, waiting)
    routes = [route for table in tables for route in table.ROUTES]
    async with TestServer(build_application(ours, routes)) as server:
        opened = House(ours, accounts, server)
        yield opened
        for browser in opened.browsers:
            await browser.close()
    await checkout.close()
    await kept.close()


@pytest.fixture
async def anna(house: House) -> Client:
    return await house.seller("anna")


def photograph(width: int = 900, height: int = 600) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(buffer, "JPEG")
    return buffer.getvalue()


async def answer(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    async with client.request(method, path, json=body) as response:
        return response.status, await response.json()


async def upload(client: Client, source: bytes, kind: str = "image/jpeg") -> tuple[int, Any]:
    headers = {"Content-Type": kind}
    async with client.post(f"{STUDIO}/pictures", data=io.BytesIO(source), headers=headers) as response:
        return response.status, await response.json()


async def test_a_product_is_added_changed_put_away_and_put_back(house: House, anna: Client) -> None:
    guest = await house.browser()
    status, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    assert (status, jug["status"], jug["variants"][0]["stock"]["available"]) == (201, "active", 5)
    public, own = f"/api/v1/products/{jug['id']}", f"{STUDIO}/products/{jug['id']}"
    assert (await answer(guest, "GET", public))[0] == 200

    variant = {"id": jug["variants"][0]["id"], "title": "", "price_minor": 4000, "stock": 8}
    status, changed = await answer(anna, "PUT", own, {**JUG, "title": "Tall jug", "variants": [variant]})
    assert (status, changed["title"], changed["price_minor"]) == (200, "Tall jug", 4000)
    assert changed["variants"][0]["id"] == variant["id"]

    assert (await answer(anna, "PATCH", own, {"status": "archived"}))[0] == 200
    assert await answer(anna, "GET", own) == (200, {**changed, "status": "archived"})
    for path in (public, "/api/v1/products"):
        status, body = await answer(guest, "GET", path)
        assert status == 404 or body == {"items": []}
    assert (await answer(anna, "PATCH", own, {"status": "active"}))[1] == changed


async def test_a_draft_cannot_be_held(house: House, anna: Client) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", {**JUG, "status": "draft"})
    hold = {"client_key": "tap", "lines": [{"variant_id": jug["variants"][0]["id"], "quantity": 1}]}
    status, problem = await answer(await house.browser(), "POST", "/api/v1/orders", hold)
    assert (status, problem["code"]) == (409, "not_for_sale")


async def test_stock_cannot_be_set_below_what_a_buyer_holds(house: House, anna: Client) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    variant = jug["variants"][0]["id"]
    hold = {"client_key": "tap", "lines": [{"variant_id": variant, "quantity": 3}]}
    assert (await answer(await house.browser(), "POST", "/api/v1/orders", hold))[0] == 201
    path = f"{STUDIO}/variants/{variant}/stock"
    status, problem = await answer(anna, "PUT", path, {"total": 2})
    assert (status, problem["code"], problem["promised"]) == (409, "stock_below_promised", 3)
    status, counted = await answer(anna, "PUT", path, {"total": 4})
    assert (status, counted["variants"][0]["stock"]["available"]) == (200, 1)


async def test_what_belongs_to_another_seller_is_not_found(house: House, anna: Client) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    _, picture = await upload(anna, photograph())
    thief = await house.seller("thief")
    own = f"{STUDIO}/products/{jug['id']}"
    asked = [
        ("GET", own, None),
        ("PUT", own, JUG),
        ("PATCH", own, {"status": "archived"}),
        ("PUT", f"{STUDIO}/variants/{jug['variants'][0]['id']}/stock", {"total": 0}),
    ]
    for method, path, body in asked:
        status, problem = await answer(thief, method, path, body)
        assert (status, problem["code"]) == (404, "product_not_found")
    stolen = {**JUG, "images": [{"url": picture["url"]}]}
    status, problem = await answer(thief, "POST", f"{STUDIO}/products", stolen)
    assert (status, problem["code"]) == (422, "picture_not_found")
    assert await answer(thief, "GET", f"{STUDIO}/products") == (200, {"items": []})


async def test_only_sellers_come_in(house: House) -> None:
    guest = await house.browser()
    for method, path in [("POST", "products"), ("GET", "delivery"), ("POST", "pictures")]:
        status, problem = await answer(guest, method, f"{STUDIO}/{path}", JUG)
        assert (status, problem["code"]) == (401, "sign_in_required")


async def test_a_product_shows_an_uploaded_picture_in_all_its_sizes(house: House, anna: Client) -> None:
    status, picture = await upload(anna, photograph())
    assert (status, [size["width"] for size in picture["sizes"]]) == (201, [400, 800, 900])
    assert (picture["url"], picture["width"]) == (picture["sizes"][1]["url"], 800)
    body = {**JUG, "images": [{"url": picture["url"], "alt": " A jug "}]}
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", body)
    assert jug["images"] == [{**picture, "alt": "A jug"}]

    guest = await house.browser()
    for size in picture["sizes"]:
        async with guest.get(size["url"]) as response:
            assert response.status == 200
            assert response.headers["Content-Type"] == "image/webp"
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            shown = Image.open(io.BytesIO(await response.read()))
            assert shown.size == (size["width"], size["height"])

    again = {**body, "images": [{"url": picture["url"], "alt": "Another word"}]}
    status, changed = await answer(anna, "PUT", f"{STUDIO}/products/{jug['id']}", again)
    assert (status, changed["images"][0]["sizes"]) == (200, picture["sizes"])


@pytest.mark.parametrize(
    "name", ["..%2Fsecret-key", "x.webp", "0" * 32 + "-400.webp", "0" * 32 + "-400.webp.part"]
)
async def test_nothing_else_of_the_data_folder_is_served(house: House, name: str, tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("secret")
    async with (await house.browser()).get(f"/pictures/{name}") as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("source", "kind", "status", "code"),
    [
        (b"<svg/>", "image/svg+xml", 415, "picture_type_unsupported"),
        (b"{}", "application/json", 415, "unsupported_media_type"),
        (photograph()[:500], "image/jpeg", 422, "picture_damaged"),
        (bytes(UPLOAD_BYTES + 1), "image/png", 413, "body_too_large"),
    ],
)
async def test_what_is_no_picture_is_refused_with_a_reason(
    anna: Client, source: bytes, kind: str, status: int, code: str
) -> None:
    refused, problem = await upload(anna, source, kind)
    assert (refused, problem["code"]) == (status, code)


async def test_more_pictures_than_can_be_worked_on_are_asked_to_wait(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures_service, "MOST_WAITING", 0)
    status, problem = await upload(anna, photograph())
    assert (status, problem["code"], problem["retry_after_s"]) == (503, "pictures_busy", 5)


async def test_a_shop_has_so_many_pictures_and_no_more(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures_service, "MOST_PER_SELLER", 1)
    assert (await upload(anna, photograph()))[0] == 201
    status, problem = await upload(anna, photograph(800))
    assert (status, problem["code"]) == (409, "picture_limit")


async def test_a_picture_that_nothing_shows_goes_after_a_day_and_the_others_stay(
    house: House, anna: Client, clock: Clock
) -> None:
    _, used = await upload(anna, photograph())
    _, unused = await upload(anna, photograph(700, 500))
    await answer(anna, "POST", f"{STUDIO}/products", {**JUG, "images": [{"url": used["url"]}]})
    assert await house.services.pictures.sweep() == 0

    clock.pass_seconds(UNWANTED_MS / 1000 + 1)
    assert await house.services.pictures.sweep() == 1
    assert [(await anna.get(each["url"])).status for each in (used, unused)] == [200, 404]
    status, problem = await answer(
        anna, "POST", f"{STUDIO}/products", {**JUG, "images": [{"url": unused["url"]}]}
    )
    assert (status, problem["code"], problem["url"]) == (422, "picture_not_found", unused["url"])


async def test_a_picture_of_two_sellers_stays_until_neither_wants_it(
    house: House, anna: Client, clock: Clock
) -> None:
    ben = await house.seller("ben")
    _, picture = await upload(anna, photograph())
    clock.pass_seconds(UNWANTED_MS / 1000 + 1)
    assert (await upload(ben, photograph()))[1] == picture
    assert await house.services.pictures.sweep() == 0
    assert (await anna.get(picture["url"])).status == 200


async def test_a_seller_says_where_the_shop_ships_to(anna: Client) -> None:
    assert await answer(anna, "GET", f"{STUDIO}/delivery") == (200, {"zones": []})
    assert await answer(anna, "PUT", f"{STUDIO}/delivery", DELIVERY) == (200, DELIVERY)
    assert await answer(anna, "GET", f"{STUDIO}/delivery") == (200, DELIVERY)
    wrong = {"zones": [{**DELIVERY["zones"][0], "countries": []}]}
    status, problem = await answer(anna, "PUT", f"{STUDIO}/delivery", wrong)
    assert (status, problem["code"], problem["field"]) == (422, "delivery_invalid", "zones.0.countries")


async def test_a_flash_price_is_started_prolonged_and_stopped_by_its_seller(
    house: House, anna: Client, clock: Clock
) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    flash, public = f"{STUDIO}/products/{jug['id']}/flash", f"/api/v1/products/{jug['id']}"
    status, started = await answer(anna, "PUT", flash, {"price_minor": 2900, "seconds": 60})
    assert (status, started["flash"]["ends_ms"]) == (200, clock.ms + 60_000)
    guest = await house.browser()
    line = {"variant_id": jug["variants"][0]["id"], "quantity": 1}
    order = {"client_key": "tap", "lines": [line], "price_minor": 1}
    assert (await answer(guest, "POST", "/api/v1/orders", order))[0] == 422, "no price comes from a page"
    del order["price_minor"]
    _, held = await answer(guest, "POST", "/api/v1/orders", order)
    assert (held["lines"][0]["was_minor"], held["totals"]["total_minor"]) == (3800, 2900)
    later = {"ends_ms": clock.ms + 180_000}
    assert (await answer(anna, "PATCH", flash, later))[1]["flash"]["ends_ms"] == later["ends_ms"]
    assert (await answer(anna, "DELETE", flash))[1]["flash"] is None
    assert (await answer(guest, "GET", public))[1]["flash_minor"] is None
    status, problem = await answer(anna, "PATCH", flash, later)
    assert (status, problem["code"]) == (409, "flash_over")
    status, problem = await answer(anna, "PUT", flash, {"price_minor": 9900, "seconds": 60})
    assert (status, problem["code"], problem["field"]) == (422, "flash_invalid", "price_minor")
    thief = await house.seller("thief")
    assert (await answer(thief, "PUT", flash, {"price_minor": 1, "seconds": 60}))[0] == 404


async def test_a_code_is_made_taken_at_checkout_and_switched_off(house: House, anna: Client) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    codes = f"{STUDIO}/discounts"
    wanted = {"code": "kiln10", "kind": "percent", "off_basis_points": 1000, "max_uses": 1}
    status, code = await answer(anna, "POST", codes, wanted)
    assert (status, code["code"], code["used"]) == (201, "KILN10", 0)
    status, problem = await answer(anna, "POST", codes, wanted)
    assert (status, problem["code"], problem["field"]) == (422, "discount_invalid", "code")
    guest = await house.browser()
    line = {"variant_id": jug["variants"][0]["id"], "quantity": 1}
    _, held = await answer(guest, "POST", "/api/v1/orders", {"client_key": "tap", "lines": [line]})
    path = f"/api/v1/orders/{held['id']}"
    _, cheaper = await answer(guest, "PATCH", path, {"discount_code": "Kiln10"})
    assert (cheaper["discount"]["code"], cheaper["totals"]["total_minor"]) == ("KILN10", 3420)
    assert (await answer(anna, "GET", codes))[1]["items"][0]["used"] == 1
    _, off = await answer(anna, "PATCH", f"{codes}/{code['id']}", {"active": False})
    assert off["active"] is False
    answers = [await answer(guest, "PATCH", path, {"discount_code": f"guess{n}"}) for n in range(20)]
    assert answers[0][1]["code"] == "discount_unknown"
    assert (answers[-1][0], answers[-1][1]["code"]) == (429, "too_many_attempts")


async def test_a_visitor_waits_for_what_is_sold_out_and_leaves_again(house: House, anna: Client) -> None:
    _, jug = await answer(anna, "POST", f"{STUDIO}/products", JUG)
    variant = jug["variants"][0]["id"]
    ben = await house.browser()
    status, problem = await answer(ben, "POST", "/api/v1/waiting", {"variant_id": variant})
    assert (status, problem["code"], problem["available"]) == (409, "still_available", 5)
    await answer(anna, "PUT", f"{STUDIO}/variants/{variant}/stock", {"total": 0})
    status, place = await answer(ben, "POST", "/api/v1/waiting", {"variant_id": variant, "language": "ru"})
    assert (status, place["place"], place["order_id"]) == (201, 1, None)
    assert (await answer(ben, "GET", "/api/v1/waiting"))[1]["items"] == [place]
    assert (await answer(anna, "GET", f"{STUDIO}/products/{jug['id']}"))[1]["variants"][0]["waiting"] == 1
    async with ben.delete(f"/api/v1/waiting/{variant}") as response:
        assert response.status == 204
    assert (await answer(ben, "GET", "/api/v1/waiting"))[1]["items"] == []
