"""What one room's news makes another one do."""

from types import SimpleNamespace
from typing import Any, cast

from chat import Announcement
from checkout import Flash, OrderPaid, Payment, PricesChanged, Product, Stock, Variant
from server.reactions import REACTIONS, Rooms
from server.reactions.programs import ORDER_HOOKS, tell_order
from server.reactions.selling import tell_prices
from tests.server.test_letters import order


def jug(show_id: str | None) -> Product:
    """A product as one show sees it: cheaper for a while in the pottery show."""
    flashed = show_id == "pots"
    variant = Variant(
        id="jug-1",
        title="",
        options=[],
        sku="",
        price_minor=4800,
        compare_at_minor=None,
        image=None,
        stock=Stock(total=1, available=1, held=0, sold=0),
        max_per_order=1,
        flash_minor=3800 if flashed else None,
    )
    return Product(
        id="jug",
        seller_id="mira",
        title="Jug",
        description="",
        currency="EUR",
        images=[],
        options=[],
        variants=[variant],
        price_minor=4800,
        compare_at_minor=None,
        status="active",
        flash=Flash(id="f", show_id="pots", starts_ms=1, ends_ms=2) if flashed else None,
        flash_minor=3800 if flashed else None,
    )


async def test_a_change_of_prices_is_announced_to_every_show_as_that_show_sees_it() -> None:
    announced: list[tuple[str, Announcement]] = []

    async def showing(_product_id: str) -> list[str]:
        return ["pots", "hats"]

    async def product(_product_id: str, *, show_id: str | None) -> Product:
        return jug(show_id)

    async def announce(show_id: str, announcement: Announcement) -> None:
        announced.append((show_id, announcement))

    rooms = SimpleNamespace(
        shows=SimpleNamespace(showing=showing),
        checkout=SimpleNamespace(product=product),
        chat=SimpleNamespace(announce=announce),
    )
    await tell_prices(
        cast("Rooms", rooms), PricesChanged(event_id="prices-1", seller_id="mira", product_id="jug")
    )
    told: dict[str, Any] = {show: announcement.payload for show, announcement in announced}
    assert {show: payload["flash_minor"] for show, payload in told.items()} == {"pots": 3800, "hats": None}
    assert told["pots"]["flash"] == {"id": "f", "show_id": "pots", "starts_ms": 1, "ends_ms": 2}
    assert told["pots"]["variants"][0]["flash_minor"] == 3800
    assert {announcement.sticky for _, announcement in announced} == {"price:jug"}
    assert len({announcement.event_id for _, announcement in announced}) == 2


async def test_a_sellers_programs_hear_of_an_order_without_what_only_its_buyer_may_know() -> None:
    told: list[tuple[str, str, str, Any]] = []

    async def tell(seller_id: str, event_id: str, kind: str, data: object) -> None:
        told.append((seller_id, event_id, kind, data))

    rooms = SimpleNamespace(hooks=SimpleNamespace(tell=tell))
    secret = order(payment=Payment(state="needs_action", client_secret="pi_secret"))
    event = OrderPaid(event_id="order-paid-o1", order=secret, buyer_id="b", buyer_name="B")
    await tell_order(cast("Rooms", rooms), event)
    [(seller_id, event_id, kind, data)] = told
    assert (seller_id, event_id, kind) == ("s1", "order-paid-o1", "order.paid")
    assert data["order"].payment.client_secret is None


def test_every_order_event_that_a_shop_can_choose_is_wired() -> None:
    for event in ORDER_HOOKS:
        assert tell_order in REACTIONS[event]
