"""Webhooks out: signed, told until heard, once for each event, and only to the public internet."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.db import Database
from server.hooks import EndpointChange, EndpointDraft, Hooks, NewSecret
from server.hooks.carrier import Answer, HttpCarrier
from server.hooks.endpoints import Endpoint, check_url
from server.hooks.errors import DeliveryNotFound, EndpointInvalid, EndpointNotFound
from server.hooks.signing import secret_of, signature, verify
from server.hooks.tables import metadata
from server.networks import is_public
from tests.server.conftest import Clock, Ids

KEY = b"k" * 32
URL = "https://till.example.com/hook"


class Postman:
    """Answers as it is told, and remembers what it carried."""

    def __init__(self) -> None:
        self.answer = Answer(200, None)
        self.carried: list[tuple[str, bytes, dict[str, str]]] = []

    async def carry(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.carried.append((url, body, headers))
        return self.answer

    async def close(self) -> None:
        return


class Setting:
    """A service whose work is stepped by hand."""

    def __init__(self, database: Database, clock: Clock, new_id: Ids) -> None:
        self.clock = clock
        self.postman = Postman()
        self.disabled: list[tuple[str, Endpoint]] = []
        self.hooks = Hooks(
            database,
            carrier=self.postman,
            server_key=KEY,
            private=False,
            disabled=self._hear,
            now_ms=clock,
            new_id=new_id,
        )

    async def _hear(self, seller_id: str, endpoint: Endpoint) -> None:
        self.disabled.append((seller_id, endpoint))

    async def endpoint(self, seller: str = "mira") -> NewSecret:
        return await self.hooks.add(seller, EndpointDraft(url=URL, kinds=["order.paid"]))

    async def tell(self, event_id: str = "order-paid-1") -> None:
        await self.hooks.tell("mira", event_id, "order.paid", {"number": "SF-1"})


@pytest.fixture
async def setting(empty_database: Database, clock: Clock, new_id: Ids) -> AsyncIterator[Setting]:
    await empty_database.write(metadata.create_all)
    made = Setting(empty_database, clock, new_id)
    yield made
    await made.hooks.delivering.close()


async def test_an_event_is_told_once_and_signed(setting: Setting) -> None:
    made = await setting.endpoint()
    await setting.tell()
    await setting.tell()
    await setting.hooks.delivering.deliver_due()
    [(url, body, headers)] = setting.postman.carried
    assert url == URL
    told = msgspec.json.decode(body)
    assert (told["id"], told["type"], told["data"]) == ("order-paid-1", "order.paid", {"number": "SF-1"})
    now_s = setting.clock() // 1000
    assert verify(made.secret, body, headers["Showfloor-Signature"], now_s)
    assert not verify(made.secret, body + b" ", headers["Showfloor-Signature"], now_s)
    assert not verify(made.secret, body, headers["Showfloor-Signature"], now_s + 301)
    [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
    assert (delivery.status, delivery.due_ms, delivery.delivered_ms) == (200, None, setting.clock())


async def test_only_who_asked_for_a_kind_hears_of_it(setting: Setting) -> None:
    await setting.endpoint("another")
    made = await setting.endpoint()
    await setting.hooks.tell("mira", "stock-1", "stock.changed", {})
    await setting.tell("order-paid-0")
    await setting.hooks.change("mira", made.endpoint.id, EndpointChange(state="off"))
    await setting.tell()
    assert await setting.hooks.delivering.deliver_due() == 0, "what waited is not told any more either"
    [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
    assert (delivery.attempts, delivery.due_ms, delivery.error) == (0, None, "the webhook was switched off")


async def test_what_is_not_heard_is_told_again_later_and_later(setting: Setting) -> None:
    made = await setting.endpoint()
    setting.postman.answer = Answer(503, None)
    await setting.tell()
    await setting.hooks.delivering.deliver_due()
    [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
    assert (delivery.attempts, delivery.error, delivery.due_ms) == (
        1,
        "answered 503",
        setting.clock() + 30_000,
    )
    assert await setting.hooks.delivering.deliver_due() == 0, "not before its time"
    waits = []
    for _ in range(12):
        before = setting.clock()
        [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
        setting.clock.ms = delivery.due_ms or 0
        waits.append((setting.clock() - before) // 1000)
        await setting.hooks.delivering.deliver_due()
    assert waits[:4] == [30, 60, 120, 240]
    assert max(waits) == 6 * 3600
    setting.postman.answer = Answer(204, None)
    [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
    setting.clock.ms = delivery.due_ms or 0
    await setting.hooks.delivering.deliver_due()
    [endpoint] = await setting.hooks.endpoints("mira")
    assert (endpoint.state, endpoint.failing_since_ms) == ("on", None)


async def test_an_endpoint_that_fails_for_days_is_disabled_and_its_owner_told_once(setting: Setting) -> None:
    made = await setting.endpoint()
    setting.postman.answer = Answer(None, "no answer within 10 s")
    await setting.tell("a")
    await setting.hooks.delivering.deliver_due()
    setting.clock.pass_seconds(3 * 86_400)
    await setting.tell("b")
    await setting.tell("c")
    await setting.hooks.delivering.deliver_due()
    assert [(seller, endpoint.state) for seller, endpoint in setting.disabled] == [("mira", "disabled")]
    assert {delivery.due_ms for delivery in await setting.hooks.deliveries("mira", made.endpoint.id)} == {
        None
    }
    again = await setting.hooks.change("mira", made.endpoint.id, EndpointChange(state="on"))
    assert (again.state, again.failing_since_ms) == ("on", None)


async def test_something_can_be_told_again_by_its_owner_alone(setting: Setting) -> None:
    made = await setting.endpoint()
    await setting.tell()
    await setting.hooks.delivering.deliver_due()
    [delivery] = await setting.hooks.deliveries("mira", made.endpoint.id)
    with pytest.raises(EndpointNotFound):
        await setting.hooks.deliver_again("another", made.endpoint.id, delivery.id)
    with pytest.raises(DeliveryNotFound):
        await setting.hooks.deliver_again("mira", made.endpoint.id, "none")
    await setting.hooks.deliver_again("mira", made.endpoint.id, delivery.id)
    await setting.hooks.delivering.deliver_due()
    bodies = [body for _, body, _ in setting.postman.carried]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1], "with the id that it had"


async def test_messages_about_a_buyer_who_is_forgotten_are_dropped(setting: Setting) -> None:
    made = await setting.endpoint()
    await setting.hooks.tell("mira", "a", "order.paid", {"order": {"id": "o-1", "email": "june@example.org"}})
    await setting.hooks.tell("mira", "b", "order.paid", {"order": {"id": "o-2"}})
    await setting.hooks.forget(["o-1"])
    assert [one.event_id for one in await setting.hooks.deliveries("mira", made.endpoint.id)] == ["b"]


async def test_two_processes_do_not_tell_the_same(setting: Setting) -> None:
    await setting.endpoint()
    await setting.tell()
    counts = await asyncio.gather(
        setting.hooks.delivering.deliver_due(), setting.hooks.delivering.deliver_due()
    )
    assert sum(counts) == len(setting.postman.carried) == 1


async def test_the_backlog_of_one_endpoint_does_not_stand_before_another(setting: Setting) -> None:
    await setting.endpoint()
    for number in range(50):
        await setting.tell(f"a-{number}")
    await setting.endpoint("another")
    await setting.hooks.tell("another", "b", "order.paid", {})
    await setting.hooks.delivering.deliver_due()
    ids = [msgspec.json.decode(body)["id"] for _, body, _ in setting.postman.carried]
    assert len(ids) == 51
    assert "b" in ids[:5]


async def test_another_secret_takes_the_place_of_the_old(setting: Setting) -> None:
    made = await setting.endpoint()
    renewed = await setting.hooks.renew_secret("mira", made.endpoint.id)
    await setting.hooks.test("mira", made.endpoint.id)
    await setting.hooks.delivering.deliver_due()
    [(_, body, headers)] = setting.postman.carried
    now_s = setting.clock() // 1000
    assert verify(renewed.secret, body, headers["Showfloor-Signature"], now_s)
    assert not verify(made.secret, body, headers["Showfloor-Signature"], now_s)


async def test_a_shop_has_so_many_webhooks_and_no_more(setting: Setting) -> None:
    for _ in range(10):
        await setting.endpoint()
    with pytest.raises(EndpointInvalid):
        await setting.endpoint()


def test_the_signature_is_the_documented_one() -> None:
    expected = "b3438763ab46d9634b9844c8722818eaf523f803db1327484c6067462a5fd6d1"
    assert signature("whsec_x", b'{"a":1}', 1_700_000_000) == f"t=1700000000,v1={expected}"
    assert secret_of(KEY, "e", 1) != secret_of(KEY, "e", 2) != secret_of(b"other", "e", 2)


@pytest.mark.parametrize(
    "url",
    [
        "http://till.example.com/hook",
        "https://localhost/hook",
        "https://mia:secret@till.example.com",
        "https://till.example.com:8080/",
        "ftp://till.example.com",
        "https://till.example.com/#part",
        "https:///hook",
        "https://t\u0456ll.example.com/",
        "https://till.example.com/ x",
        "https://till.example.com/" + "x" * 500,
    ],
)
def test_an_address_is_a_public_https_one(url: str) -> None:
    with pytest.raises(EndpointInvalid):
        check_url(url, private=False)
    assert check_url(f" {URL} ", private=False) == URL
    assert check_url("http://till.internal:8080/x", private=True) == "http://till.internal:8080/x"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - refused, not bound
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
        ("not an address", False),
    ],
)
def test_only_public_addresses_are_reached(address: str, public: bool) -> None:  # noqa: FBT001 - a table
    assert is_public(address) is public


@pytest.fixture
async def receiver() -> AsyncIterator[TestServer]:
    """A receiver on this machine that remembers nothing and redirects when asked to."""

    async def hook(request: web.Request) -> web.Response:
        if request.path == "/hang":
            await asyncio.Event().wait()
        if request.path == "/away":
            raise web.HTTPFound("/hook")
        return web.Response(status=202 if await request.read() == b"{}" else 400)

    app = web.Application()
    app.router.add_post("/{rest:.*}", hook)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_the_socket_refuses_what_is_not_public_by_address_and_by_name(
    receiver: TestServer, host: str
) -> None:
    carrier = HttpCarrier(private=False)
    answer = await carrier.carry(f"http://{host}:{receiver.port}/hook", b"{}", {})
    await carrier.close()
    assert answer.status is None
    assert "not an address of the public internet" in (answer.error or "")


async def test_with_the_operators_leave_private_addresses_are_told_and_redirects_are_not_followed(
    receiver: TestServer,
) -> None:
    carrier = HttpCarrier(private=True)
    base = f"http://127.0.0.1:{receiver.port}"
    assert await carrier.carry(f"{base}/hook", b"{}", {}) == Answer(202, None)
    assert (await carrier.carry(f"{base}/away", b"{}", {})).status == 302
    assert not (await carrier.carry(f"{base}/away", b"{}", {})).heard
    await receiver.close()
    assert (await carrier.carry(f"{base}/hook", b"{}", {})).error
    await carrier.close()


async def test_who_waits_for_receivers_that_hang_is_still_tried(receiver: TestServer) -> None:
    carrier = HttpCarrier(private=True, timeout_seconds=0.5, at_once=1)
    base = f"http://127.0.0.1:{receiver.port}"
    hanging, heard = await asyncio.gather(
        carrier.carry(f"{base}/hang", b"{}", {}), carrier.carry(f"{base}/hook", b"{}", {})
    )
    await carrier.close()
    assert (hanging.status, heard) == (None, Answer(202, None))
