"""The mechanism of routes: validation, access, answers and refusals, on a table made for the test."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from typing import Annotated, Any

import msgspec
import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from msgspec import Meta
from yarl import URL

from server.accounts import Accounts, Guest, Guests, Scope
from server.accounts.errors import TooManyAttempts
from server.http.call import Call
from server.http.cookies import GUEST_COOKIE, SESSION_COOKIE
from server.http.dispatch import endpoint
from server.http.registration import build_application
from server.http.route import Access, Route, RouteError
from server.http.services import Services

Client = TestClient[web.Request, web.Application]


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    variant_id: str
    quantity: Annotated[int, Meta(ge=1, le=10)]


class Basket(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    lines: list[Line]


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=1, le=50)] = 20
    status: str | None = None


class Echo(msgspec.Struct, frozen=True, kw_only=True):
    said: str
    who: str | None = None


async def take(call: Call, show: str, body: Basket) -> Echo:
    call.headers["Location"] = f"/shows/{show}"
    return Echo(said=f"{len(body.lines)} in {show}", who=call.who.person_id)


async def find(_call: Call, query: Page) -> Echo:
    return Echo(said=f"{query.limit} {query.status}")


async def nothing(_call: Call) -> None:
    return None


async def offer(_call: Call, body: str) -> web.Response:
    return web.Response(text=body.upper(), content_type="application/sdp")


async def fail(_call: Call) -> Echo:
    raise ValueError("the password is hunter2")


async def busy(_call: Call) -> Echo:
    raise TooManyAttempts(7)


async def stuck(_call: Call) -> Echo:
    await asyncio.Event().wait()
    raise AssertionError


async def who(call: Call) -> Echo:
    return Echo(said=call.who.stream_key_show or "", who=call.who.person_id)


ROUTES = (
    Route("POST", "/api/v1/shows/{show}/baskets", take, "Take", status=201, max_body_bytes=1000),
    Route("GET", "/api/v1/find", find, "Find"),
    Route("DELETE", "/api/v1/nothing", nothing, "Nothing"),
    Route("POST", "/offer", offer, "Offer", consumes="application/sdp", produces="application/sdp"),
    Route("GET", "/api/v1/fail", fail, "Fail"),
    Route("GET", "/api/v1/busy", busy, "Busy"),
    Route("GET", "/api/v1/stuck", stuck, "Stuck", timeout_seconds=0.01),
    Route("POST", "/hook", nothing, "Hook", public_post=True),
    *(Route("GET", f"/api/v1/{access}", who, f"For {access}", access=access) for access in Access),
    *(Route("POST", f"/api/v1/{access}", who, f"For {access}", access=access) for access in Access),
)


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    async with TestClient(TestServer(build_application(services, ROUTES))) as opened:
        yield opened


async def problem(client: Client, method: str, path: str | URL, **options: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401
    async with client.request(method, path, **options) as response:
        assert response.content_type == "application/problem+json"
        body = await response.json()
        assert body["status"] == response.status
        return response.status, body


async def cookie_of(accounts: Accounts, *, sell: bool = False, operator: bool = False) -> dict[str, str]:
    account = await accounts.create("a@b.example", "clay and fire", "Anna", sell=sell, operator=operator)
    return {SESSION_COOKIE: (await accounts.sessions.start(account)).token}


async def test_a_valid_body_becomes_the_handlers_argument(client: Client) -> None:
    basket = {"lines": [{"variant_id": "v", "quantity": 2}]}
    async with client.post("/api/v1/shows/kiln/baskets", json=basket) as response:
        assert response.status == 201
        assert response.headers["Location"] == "/shows/kiln"
        assert await response.json() == {"said": "1 in kiln", "who": None}


@pytest.mark.parametrize(
    ("data", "status", "code", "field"),
    [
        (b"{", 400, "body_malformed", None),
        (b"\xff\xfe", 400, "body_malformed", None),
        (b"", 400, "body_malformed", None),
        (b'{"lines":[{"variant_id":"a\\u0000b","quantity":1}]}', 400, "body_malformed", None),
        (b'{"lines":[{"variant_id":"\\ud800","quantity":1}]}', 400, "body_malformed", None),
        (b"[]", 422, "body_invalid", ""),
        (b'{"lines":[{"variant_id":"v","quantity":-1}]}', 422, "body_invalid", "lines[0].quantity"),
        (b'{"lines":[{"variant_id":"v","quantity":"2"}]}', 422, "body_invalid", "lines[0].quantity"),
        (b'{"lines":[{"variant_id":"v","quantity":1,"price_minor":1}]}', 422, "body_invalid", "lines[0]"),
        (b'{"lines":[' + b" " * 1000 + b"]}", 413, "body_too_large", None),
    ],
)
async def test_a_bad_body_is_refused_with_its_place(
    client: Client, data: bytes, status: int, code: str, field: str | None
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await problem(client, "POST", "/api/v1/shows/kiln/baskets", data=data, headers=headers)

    assert (answer[0], answer[1]["code"], answer[1].get("field")) == (status, code, field)


async def test_a_body_in_chunks_is_counted_as_it_comes(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    headers = {"Content-Type": "application/json"}
    status, body = await problem(client, "POST", "/api/v1/shows/kiln/baskets", data=chunks(), headers=headers)

    assert (status, body["max_bytes"]) == (413, 1000)


async def test_an_escaped_backslash_before_u0000_is_plain_text(client: Client) -> None:
    data = b'{"lines":[{"variant_id":"\\\\u0000","quantity":1}]}'
    headers = {"Content-Type": "application/json"}
    async with client.post("/api/v1/shows/kiln/baskets", data=data, headers=headers) as response:
        assert response.status == 201


@pytest.mark.parametrize("path", ["/api/v1/shows/a%00b/baskets", "/api/v1/shows/a/baskets?x=%00"])
async def test_a_nul_in_the_address_is_refused(client: Client, path: str) -> None:
    status, body = await problem(client, "POST", URL(path, encoded=True), json={"lines": []})

    assert (status, body["code"]) == (422, "query_invalid")


async def test_a_compressed_body_is_refused_unread(client: Client) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    status, body = await problem(
        client, "POST", "/api/v1/shows/kiln/baskets", data=gzip.compress(b"{}"), headers=headers
    )

    assert (status, body["code"]) == (415, "unsupported_media_type")


async def test_a_form_is_not_taken_for_json(client: Client) -> None:
    status, body = await problem(client, "POST", "/api/v1/shows/kiln/baskets", data=FormData({"lines": "[]"}))

    assert (status, body["code"], body["wanted"]) == (415, "unsupported_media_type", "application/json")


async def test_text_comes_as_it_is_and_must_be_utf8(client: Client) -> None:
    headers = {"Content-Type": "application/sdp"}
    async with client.post("/offer", data=b"v=0", headers=headers) as response:
        assert (response.content_type, await response.text()) == ("application/sdp", "V=0")
    assert (await problem(client, "POST", "/offer", data=b"\xff", headers=headers))[0] == 400


async def test_query_parameters_are_typed(client: Client) -> None:
    async with client.get("/api/v1/find?limit=5&status=paid") as response:
        assert (await response.json())["said"] == "5 paid"
    status, body = await problem(client, "GET", "/api/v1/find?limit=many")
    assert (status, body["code"], body["field"]) == (422, "query_invalid", "limit")
    assert (await problem(client, "GET", "/api/v1/find?page=1"))[0] == 422


async def test_nothing_to_say_is_204(client: Client) -> None:
    async with client.delete("/api/v1/nothing") as response:
        assert (response.status, await response.read()) == (204, b"")


async def test_what_is_not_there_is_told_in_json_to_programs_and_as_a_page_to_people(client: Client) -> None:
    assert (await problem(client, "GET", "/nowhere"))[1]["code"] == "not_found"
    async with client.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"}) as response:
        assert (response.status, response.content_type) == (404, "text/html")


async def test_a_wrong_method_is_told_the_right_ones(client: Client) -> None:
    async with client.put("/api/v1/find") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert (await response.json())["code"] == "method_not_allowed"


async def test_a_fault_of_ours_tells_nothing_but_an_id(client: Client) -> None:
    async with client.get("/api/v1/fail") as response:
        text = await response.text()
        assert response.status == 500
        assert response.headers["X-Request-Id"] in text
    assert "hunter2" not in text
    assert "internal_error" in text


async def test_a_rooms_error_has_its_status_and_says_when_to_come_back(client: Client) -> None:
    async with client.get("/api/v1/busy") as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        body = await response.json()
    assert (body["code"], body["retry_after_s"]) == ("too_many_attempts", 7)


async def test_work_that_takes_too_long_is_given_up(client: Client) -> None:
    assert (await problem(client, "GET", "/api/v1/stuck"))[1]["code"] == "timed_out"


@pytest.mark.parametrize(
    ("access", "status"),
    [("unasked", 200), ("public", 200), ("guest", 200), ("account", 401), ("seller", 401), ("operator", 401)],
)
async def test_a_stranger_gets_as_far_as_a_route_says(client: Client, access: str, status: int) -> None:
    async with client.get(f"/api/v1/{access}") as response:
        assert response.status == status


async def test_roles_open_what_is_theirs(client: Client, accounts: Accounts) -> None:
    cookies = await cookie_of(accounts, sell=True)
    for access, status in (("account", 200), ("seller", 200), ("operator", 403)):
        async with client.get(f"/api/v1/{access}", cookies=cookies) as response:
            assert response.status == status


async def test_an_operator_without_a_shop_is_no_seller(client: Client, accounts: Accounts) -> None:
    cookies = await cookie_of(accounts, operator=True)
    async with client.get("/api/v1/operator", cookies=cookies) as response:
        assert response.status == 200
    assert (await problem(client, "GET", "/api/v1/seller", cookies=cookies))[1]["code"] == "not_allowed"


async def test_a_newcomer_becomes_a_guest_who_is_known_next_time(client: Client) -> None:
    async with client.get("/api/v1/guest") as response:
        first = (await response.json())["who"]
        cookie = response.headers["Set-Cookie"]
    async with client.get("/api/v1/public") as response:
        assert (await response.json())["who"] == first
        assert "Set-Cookie" not in response.headers

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


async def test_a_forged_guest_cookie_is_refused_and_removed(client: Client) -> None:
    forged = {GUEST_COOKIE: Guests(b"another key, as long as it may be").seal(Guest(id="victim"))}
    async with client.get("/api/v1/guest", cookies=forged) as response:
        assert response.status == 401
        assert (await response.json())["code"] == "cookie_invalid"
        removed = SimpleCookie(response.headers["Set-Cookie"])[GUEST_COOKIE]
        assert (removed.value, removed["max-age"]) == ("", "0")
    async with client.get("/api/v1/public", cookies=forged) as response:
        assert (await response.json())["who"] is None


async def test_an_unknown_session_is_nobody_and_removed(client: Client) -> None:
    async with client.get("/api/v1/account", cookies={SESSION_COOKIE: "sfs_made_up"}) as response:
        assert response.status == 401
        assert SimpleCookie(response.headers["Set-Cookie"])[SESSION_COOKIE]["max-age"] == "0"


async def test_a_stream_key_is_nobody_to_buy_or_chat_as(client: Client, accounts: Accounts) -> None:
    key = (await accounts.stream_keys.create("kiln")).key
    answer = await problem(client, "POST", "/api/v1/guest", headers={"Authorization": f"Bearer {key}"})
    assert (answer[0], answer[1]["code"]) == (403, "not_allowed")


async def test_a_stream_key_speaks_for_its_show_alone(client: Client, accounts: Accounts) -> None:
    key = (await accounts.stream_keys.create("kiln")).key
    headers = {"Authorization": f"Bearer {key}"}
    async with client.post("/api/v1/public", headers=headers) as response:
        assert await response.json() == {"said": "kiln", "who": None}
    assert (await problem(client, "GET", "/api/v1/account", headers=headers))[0] == 401


@pytest.mark.parametrize("header", ["Bearer sfk_wrong", "Bearer sft_wrong", "Bearer ", "Basic YTpi", "sfk"])
async def test_a_wrong_key_is_refused_even_where_nobody_needs_one(client: Client, header: str) -> None:
    status, body = await problem(client, "GET", "/api/v1/public", headers={"Authorization": header})

    assert (status, body["code"]) == (401, "token_invalid")


async def test_an_api_token_does_what_its_scopes_say(client: Client, accounts: Accounts) -> None:
    anna = await accounts.create("a@b.example", "clay and fire", "Anna", sell=True)
    token = await accounts.api_tokens.create(anna.id, "till", [Scope.READ])
    headers = {"Authorization": f"Bearer {token.text}"}
    async with client.get("/api/v1/seller", headers=headers) as response:
        assert (await response.json())["who"] == anna.id
    assert (await problem(client, "POST", "/api/v1/seller", headers=headers))[1]["code"] == "not_allowed"


async def test_beside_an_authorization_header_cookies_count_for_nothing(
    client: Client, accounts: Accounts
) -> None:
    key = (await accounts.stream_keys.create("kiln")).key
    cookies = await cookie_of(accounts)
    headers = {"Authorization": f"Bearer {key}", "Sec-Fetch-Site": "cross-site"}

    assert (await problem(client, "POST", "/api/v1/account", headers=headers, cookies=cookies))[0] == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_other_sites_cannot_act_for_a_visitor(client: Client, headers: dict[str, str]) -> None:
    status, body = await problem(client, "POST", "/api/v1/public", headers=headers)

    assert (status, body["code"]) == (403, "cross_site")
    async with client.get("/api/v1/public", headers=headers) as response:
        assert response.status == 200
    async with client.post("/hook", headers=headers) as response:
        assert response.status == 204


async def test_our_own_pages_and_programs_may_act(client: Client, services: Services) -> None:
    own = f"http://{client.host}:{client.port}"
    for headers in (
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": own},
        {"Sec-Fetch-Site": "none"},
        {"Origin": own},
        {"Origin": services.settings.public_url},
    ):
        async with client.post("/api/v1/public", headers=headers) as response:
            assert response.status == 200, headers


async def test_every_answer_has_the_security_headers(client: Client) -> None:
    for path in ("/api/v1/public", "/nowhere", "/api/v1/fail"):
        async with client.get(path) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert response.headers["Server"] == "Showfloor"
            assert "camera=(self)" in response.headers["Permissions-Policy"]
            assert "Strict-Transport-Security" not in response.headers


async def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    async with client.head("/api/v1/public") as response:
        assert response.status == 200
        assert await response.read() == b""


def test_a_row_that_does_not_fit_its_handler_fails_at_the_start() -> None:
    for route in (
        Route("POST", "/api/v1/baskets", take, "Without the show"),
        Route("GET", "/api/v1/{show}", find, "With too much"),
    ):
        with pytest.raises(RouteError):
            endpoint(route)
