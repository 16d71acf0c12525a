"""A limit for each buyer: counted over all of their orders, in the transaction that holds the stock."""

import asyncio

import pytest
import sqlalchemy as sa

from checkout import (
    Buyer,
    HoldRequest,
    LineRequest,
    Option,
    Order,
    OrderChange,
    Product,
    ProductDraft,
    VariantDraft,
    WaitRequest,
)
from checkout.errors import LimitPerBuyer, ProductInvalid
from checkout.inventory import take_numbers
from checkout.store.tables import orders, variants
from server.db import Database
from tests.fakes.checkout_shop import ANN, BEN, HOME, SELLER, Shop

CLEO, DAN = Buyer(id="cleo", name="Cleo"), Buyer(id="dan", name="Dan")
COLOURS = ["moss", "ink"]


async def limited(shop: Shop, limit: int | None = 2) -> Product:
    """A product in two colours, of which each buyer may have so many."""
    draft = ProductDraft(
        seller_id=SELLER,
        title="Cup",
        max_per_buyer=limit,
        options=[Option(name="Colour", values=COLOURS)],
        variants=[VariantDraft(title=name, options=[name], price_minor=900, stock=50) for name in COLOURS],
    )
    return await shop.service.save_product(draft)


def wish(product: Product, key: str, quantity: int = 1, variant: int = 0) -> HoldRequest:
    line = LineRequest(variant_id=product.variants[variant].id, quantity=quantity)
    return HoldRequest(client_key=key, lines=[line])


async def test_a_buyer_has_no_more_than_the_limit_over_all_orders_and_variants(shop: Shop) -> None:
    product = await limited(shop)
    await shop.service.hold(ANN, wish(product, "a"))
    with pytest.raises(LimitPerBuyer) as refused:
        await shop.service.hold(ANN, wish(product, "b", quantity=2, variant=1))
    assert refused.value.extra == {"limit": 2, "had": 1}
    second = await shop.service.hold(ANN, wish(product, "c", variant=1))
    with pytest.raises(LimitPerBuyer):
        await shop.service.hold(ANN, wish(product, "d"))
    await shop.service.hold(BEN, wish(product, "e", quantity=2))
    await shop.service.cancel(ANN, second.id)
    await shop.service.hold(ANN, wish(product, "f"))


async def test_lines_of_one_order_count_together_and_what_is_held_counts_once(sqlite_shop: Shop) -> None:
    product = await limited(sqlite_shop)
    order = await sqlite_shop.service.hold(ANN, wish(product, "a"))
    both = [LineRequest(variant_id=variant.id, quantity=1) for variant in product.variants]
    await sqlite_shop.service.change(ANN, order.id, OrderChange(lines=both))
    more = [LineRequest(variant_id=product.variants[0].id, quantity=2), both[1]]
    with pytest.raises(LimitPerBuyer):
        await sqlite_shop.service.change(ANN, order.id, OrderChange(lines=more))


async def test_another_browser_with_the_same_email_is_the_same_buyer(sqlite_shop: Shop) -> None:
    product = await limited(sqlite_shop)
    first = await sqlite_shop.service.hold(ANN, wish(product, "a", quantity=2))
    details = OrderChange(email="ann@example.com", address=HOME)
    await sqlite_shop.service.change(ANN, first.id, details)
    again = await sqlite_shop.service.hold(BEN, wish(product, "b"))
    same = OrderChange(email="Ann@Example.com", address=HOME)
    with pytest.raises(LimitPerBuyer):
        await sqlite_shop.service.change(BEN, again.id, same)


async def test_where_nothing_is_limited_an_email_touches_no_stock(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    seen: list[str] = []

    def listen(*told: object) -> None:
        seen.append(str(told[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        await sqlite_shop.service.change(ANN, order.id, OrderChange(email="ann@example.com"))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    assert any(orders.name in statement for statement in seen)
    assert not any(variants.name in statement for statement in seen)


async def test_a_turn_is_not_given_to_an_email_that_has_enough(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    product = await limited(shop, 1)
    first = await shop.service.hold(ANN, wish(product, "a"))
    await shop.service.change(ANN, first.id, OrderChange(email="ann@example.com"))
    await shop.service.set_stock(SELLER, product.variants[1].id, 0)
    for person, email in ((BEN, "Ann@example.com"), (CLEO, "cleo@example.com"), (DAN, "cleo@example.com")):
        await shop.service.waiting.join(person, WaitRequest(variant_id=product.variants[1].id, email=email))
    await shop.service.set_stock(SELLER, product.variants[1].id, 3)
    assert await shop.service.waiting.give_turns() == 1
    assert [len(await shop.service.orders(person.id)) for person in (BEN, CLEO, DAN)] == [0, 1, 0]


async def test_pieces_that_came_back_can_be_bought_again(sqlite_shop: Shop) -> None:
    product = await limited(sqlite_shop, 1)
    order = await sqlite_shop.service.hold(ANN, wish(product, "a"))
    order = await sqlite_shop.service.change(ANN, order.id, OrderChange(email="a@example.com", address=HOME))
    await sqlite_shop.pay(order)
    with pytest.raises(LimitPerBuyer):
        await sqlite_shop.service.hold(ANN, wish(product, "b"))
    await sqlite_shop.service.cancel(ANN, order.id)
    await sqlite_shop.service.hold(ANN, wish(product, "c"))


async def test_two_transactions_at_once_do_not_give_one_buyer_more_than_the_limit(
    checkout_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each counts before the other has written; only the lock of the product keeps them apart."""
    shop = Shop(checkout_database)
    await shop.open()
    another = shop.fresh_service()
    another.parts.reservations.start()
    product = await limited(shop, 3)

    def late(conn: sa.Connection, count: int) -> int:
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql("SELECT pg_sleep(0.3)")
        return take_numbers(conn, count)

    monkeypatch.setattr("checkout.inventory.take_numbers", late)
    results = await asyncio.gather(
        shop.service.hold(ANN, wish(product, "a", quantity=2)),
        another.hold(ANN, wish(product, "b", quantity=2, variant=1)),
        return_exceptions=True,
    )
    await another.close()
    await shop.close()
    assert {type(result) for result in results} == {Order, LimitPerBuyer}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"max_per_buyer": 0}, "max_per_buyer"),
        ({"max_per_buyer": 1001}, "max_per_buyer"),
        ({"tax_code": "tx-1"}, "tax_code"),
    ],
)
async def test_limits_and_codes_that_make_no_sense_are_refused(
    sqlite_shop: Shop, changes: dict[str, object], field: str
) -> None:
    variants = [VariantDraft(title="", price_minor=900, stock=1)]
    with pytest.raises(ProductInvalid) as refused:
        await sqlite_shop.service.save_product(
            ProductDraft(seller_id=SELLER, title="Cup", variants=variants, **changes)  # type: ignore[arg-type]
        )
    assert refused.value.extra["field"] == field


async def test_a_search_finds_every_word_whatever_its_case(shop: Shop) -> None:
    variant = VariantDraft(title="", price_minor=900, stock=1, sku="KR-7", weight_grams=310)
    for title, text in (
        ("\u041a\u0440\u0443\u0436\u043a\u0430", "\u0413\u043b\u0438\u043d\u0430"),
        ("Jug 100%", "Clay"),
    ):
        await shop.service.save_product(
            ProductDraft(seller_id=SELLER, title=title, description=text, variants=[variant])
        )

    async def found(search: str) -> list[str]:
        return [product.title[:3] for product in await shop.service.products(search=search)]

    assert await found("\u0433\u041b\u0418 \u043a\u0440\u0443\u0436") == ["\u041a\u0440\u0443"]
    assert await found("kr-7 jug") == ["Jug"]
    assert await found("100%") == ["Jug"]
    assert await found("10%") == [], "a percent sign is no wildcard"
    assert await found("jug \u0433\u043b\u0438\u043d\u0430") == []
    [jug] = await shop.service.products(search="jug")
    assert jug.variants[0].weight_grams == 310
