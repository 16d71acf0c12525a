"""Holding stock: limits, and the rush for the last one."""

import asyncio
import sqlite3
from functools import partial
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from checkout import Buyer, HoldRequest, LineRequest, OrderStatus, ProductDraft, StockChanged, VariantDraft
from checkout.errors import (
    LimitPerOrder,
    LinesInvalid,
    NotForSale,
    OutOfStock,
    QuantityInvalid,
    TooManyHolds,
)
from checkout.inventory import Ask, Terms, reserve
from checkout.store.order_rows import load_orders
from checkout.store.stock import Movement, StockShort, move_stock
from checkout.store.tables import orders, variants
from tests.fakes.checkout_shop import ANN, BEN, SELLER, START_MS, Shop


async def test_a_double_click_on_buy_makes_one_order(shop: Shop) -> None:
    jug = await shop.jug(stock=5)
    taps = await asyncio.gather(*(shop.hold(jug, key="tap") for _ in range(4)))
    assert len({order.id for order in taps}) == 1
    assert (await shop.hold(jug, key="tap")).id == taps[0].id
    assert (await shop.service.product(jug.id)).variants[0].stock.held == 1


async def test_two_buyers_may_use_the_same_client_key(shop: Shop) -> None:
    jug = await shop.jug(stock=5)
    assert (await shop.hold(jug, ANN, key="tap")).id != (await shop.hold(jug, BEN, key="tap")).id


async def test_a_hundred_buyers_at_once_never_get_more_than_there_is(shop: Shop) -> None:
    jug = await shop.jug(stock=7)
    buyers = [Buyer(id=f"buyer-{number}", name="") for number in range(100)]
    outcomes = await asyncio.gather(*(shop.hold(jug, buyer) for buyer in buyers), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, OutOfStock)]
    assert len(refused) == 93
    assert refused[0].extra["available"] == 0
    assert (await shop.service.product(jug.id)).variants[0].stock.available == 0
    numbers = await shop.database.read(lambda conn: conn.execute(sa.select(orders.c.number)).scalars().all())
    assert sorted(numbers) == list(range(1001, 1008)), "refused asks use up no order numbers"
    changes = [event for event in await shop.news() if isinstance(event, StockChanged)]
    assert len(changes) < 8, "one commit tells a variant's stock once"
    assert changes[-1].available == 0


async def test_processes_that_share_a_database_never_oversell(shop: Shop) -> None:
    jug = await shop.jug(stock=5)
    other = shop.fresh_service()
    other.parts.reservations.start()
    line = LineRequest(variant_id=jug.variants[0].id, quantity=1)
    asks = [
        service.hold(Buyer(id=f"b{number}", name=""), HoldRequest(client_key="k", lines=[line]))
        for number in range(20)
        for service in (shop.service, other)
    ]
    outcomes = await asyncio.gather(*asks, return_exceptions=True)
    await other.close()
    assert {type(outcome).__name__ for outcome in outcomes} == {"Order", "OutOfStock"}
    assert (await shop.service.product(jug.id)).variants[0].stock.held == 5


async def test_the_race_happens_when_the_guard_is_taken_away(tmp_path: Path) -> None:
    """Read, decide, write: what the guarded update replaces. Two buyers get the one that is left."""
    path = tmp_path / "unguarded.db"
    with sqlite3.connect(path) as setup:
        setup.execute("CREATE TABLE variants (total INT, reserved INT)")
        setup.execute("INSERT INTO variants VALUES (1, 0)")
    setup.close()
    bought = []

    async def buy(name: str) -> None:
        connection = sqlite3.connect(path)
        total, reserved = connection.execute("SELECT total, reserved FROM variants").fetchone()
        await asyncio.sleep(0)  # another buyer's turn
        if total - reserved >= 1:
            connection.execute("UPDATE variants SET reserved = reserved + 1")
            connection.commit()
            bought.append(name)
        connection.close()

    await asyncio.gather(buy("ann"), buy("ben"))
    assert bought == ["ann", "ben"]


def rows_changed(statement: sa.Update, conn: sa.Connection) -> int:
    return conn.execute(statement).rowcount


async def test_the_guard_and_the_database_each_refuse_to_oversell(shop: Shop) -> None:
    jug = await shop.jug(stock=1)
    variant_id = jug.variants[0].id
    with pytest.raises(StockShort) as short:
        await shop.database.write(
            lambda conn: move_stock(conn, [Movement(variant_id, "held", reserved=2)], START_MS)
        )
    assert short.value.available == 1
    for column in ("reserved", "sold"):
        oversell = sa.update(variants).values({column: 2})
        with pytest.raises(sa.exc.IntegrityError):
            await shop.database.write(partial(rows_changed, oversell))


@pytest.mark.parametrize("quantity", [0, -1, 1001, 10**18])
async def test_an_absurd_quantity_is_refused(sqlite_shop: Shop, quantity: int) -> None:
    with pytest.raises(QuantityInvalid):
        await sqlite_shop.hold(await sqlite_shop.jug(), quantity=quantity)


async def test_more_than_one_order_may_have_is_refused_with_the_limit(sqlite_shop: Shop) -> None:
    with pytest.raises(LimitPerOrder) as limited:
        await sqlite_shop.hold(await sqlite_shop.jug(stock=10, limit=2), quantity=3)
    assert limited.value.extra["limit"] == 2


async def test_sold_out_says_how_many_are_left(sqlite_shop: Shop) -> None:
    with pytest.raises(OutOfStock, match="Only 2 left of Stoneware jug"):
        await sqlite_shop.hold(await sqlite_shop.jug(stock=2), quantity=3)


async def test_what_is_not_on_the_shelf_cannot_be_bought(shop: Shop) -> None:
    jug = await shop.jug()
    draft = ProductDraft(
        id=jug.id,
        seller_id=SELLER,
        title="Jug",
        status="archived",
        variants=[VariantDraft(id=jug.variants[0].id, title="", price_minor=4100, stock=5)],
    )
    await shop.service.save_product(draft)
    with pytest.raises(NotForSale):
        await shop.hold(jug)
    with pytest.raises(NotForSale):
        await shop.service.hold(
            ANN, HoldRequest(client_key="k", lines=[LineRequest(variant_id="nothing", quantity=1)])
        )
    with pytest.raises(NotForSale):
        await shop.service.hold(
            ANN, HoldRequest(client_key="k", lines=[LineRequest(variant_id="\x00", quantity=1)])
        )


async def test_a_buyer_cannot_hoard_with_many_unpaid_orders(shop: Shop) -> None:
    jug = await shop.jug(stock=10)
    for _ in range(shop.settings.live_holds_per_buyer):
        await shop.hold(jug)
    with pytest.raises(TooManyHolds):
        await shop.hold(jug)
    assert (await shop.hold(jug, BEN)).status is OrderStatus.HELD


async def test_lines_that_cannot_stand_together_are_refused(sqlite_shop: Shop) -> None:
    jug = await sqlite_shop.jug()
    variant = VariantDraft(title="", price_minor=100, stock=1)
    foreign = await sqlite_shop.service.save_product(
        ProductDraft(seller_id="another", title="Lamp", variants=[variant])
    )
    one = LineRequest(variant_id=jug.variants[0].id, quantity=1)
    other = LineRequest(variant_id=foreign.variants[0].id, quantity=1)
    for lines in ([], [one, one], [one, other]):
        with pytest.raises(LinesInvalid):
            await sqlite_shop.service.hold(ANN, HoldRequest(client_key="k", lines=lines))
    with pytest.raises(LinesInvalid):
        await sqlite_shop.service.hold(ANN, HoldRequest(client_key="", lines=[one]))


def test_a_price_from_the_client_is_not_even_readable() -> None:
    body = b'{"client_key": "k", "lines": [{"variant_id": "v", "quantity": 1, "unit_minor": 1}]}'
    with pytest.raises(msgspec.ValidationError, match="unit_minor"):
        msgspec.json.decode(body, type=HoldRequest)


@pytest.mark.parametrize("count", [1, 2, 127, 128, 129, 300])
async def test_a_batch_of_any_size_is_written_whole(shop: Shop, count: int) -> None:
    jug = await shop.jug(stock=count)
    cup = await shop.jug(stock=count, price_minor=1900)
    line = LineRequest(variant_id=jug.variants[0].id, quantity=1)
    other = LineRequest(variant_id=cup.variants[0].id, quantity=1)
    asks = [
        Ask(
            Buyer(id=f"buyer-{n}", name=f'Ann "{n}"'),
            HoldRequest(
                client_key="tap", lines=[line, other][: 1 + n % 2], show_id="pots" if n % 3 else None
            ),
        )
        for n in range(count)
    ]
    terms = Terms(300, 3, shop.new_id)
    made = await shop.database.write(lambda conn: reserve(conn, asks, terms, START_MS))
    found = await shop.database.read(lambda conn: load_orders(conn, orders.c.number > 0, limit=count + 1))
    assert sorted(found, key=lambda record: record.number) == made
