"""Discount codes: what they take off, for whom, how often, and that no rush uses one more often."""

import asyncio
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from checkout import (
    Buyer,
    Discount,
    DiscountChange,
    DiscountDraft,
    LineRequest,
    Order,
    OrderChange,
)
from checkout.errors import DiscountInvalid, DiscountNotFound, DiscountRefused, DiscountUnknown
from checkout.holds import sell
from checkout.store.offer_tables import discounts
from checkout.store.order_rows import load_order
from tests.fakes.checkout_shop import ANN, BEN, HOME, SELLER, Shop


async def made(shop: Shop, **draft: Any) -> Discount:  # noqa: ANN401
    """A code of the seller; ten percent off unless said otherwise."""
    given = {"code": "KILN10", "kind": "percent", "off_basis_points": 1000} | draft
    return await shop.service.offers.create_discount(SELLER, msgspec.convert(given, DiscountDraft))


async def takes(shop: Shop, order: Order, code: str = "KILN10", buyer: Buyer = ANN) -> Order:
    return await shop.service.change(buyer, order.id, OrderChange(discount_code=code))


async def used(shop: Shop) -> int:
    return (await shop.service.offers.discounts(SELLER))[0].used


async def reason(shop: Shop, order: Order, buyer: Buyer = ANN) -> str:
    with pytest.raises(DiscountRefused) as refused:
        await takes(shop, order, buyer=buyer)
    return str(refused.value.extra["reason"])


async def test_a_percentage_comes_off_the_goods_and_the_buyer_pays_what_is_left(shop: Shop) -> None:
    await made(shop)
    order = await takes(shop, await shop.ready(await shop.jug(price_minor=4100)), " kiln10 ")
    sums = order.totals
    assert (sums.subtotal_minor, sums.discount_minor, sums.total_minor) == (4100, 410, 3690 + 490)
    assert order.discount is not None
    assert order.discount.code == "KILN10"
    paid = (await shop.pay(order)).order
    assert [charge["amount"] for charge in await shop.charges()] == [4180]
    assert (paid.status.value, await used(shop)) == ("paid", 1)
    again = await shop.refund(paid, lines=[LineRequest(variant_id=paid.lines[0].variant_id, quantity=1)])
    assert again.refunds[0].amount_minor == 3690, "no more comes back than was paid"


async def test_a_sum_never_takes_off_more_than_the_goods_cost(sqlite_shop: Shop) -> None:
    await made(sqlite_shop, kind="amount", off_minor=5000)
    order = await takes(sqlite_shop, await sqlite_shop.ready(await sqlite_shop.jug(price_minor=4100)))
    assert (order.totals.discount_minor, order.totals.total_minor) == (4100, 490)


async def test_free_shipping_pays_the_cheapest_way_and_a_dearer_one_costs_the_difference(
    sqlite_shop: Shop,
) -> None:
    await made(sqlite_shop, kind="free_shipping")
    order = await takes(sqlite_shop, await sqlite_shop.ready(await sqlite_shop.jug()))
    assert [option.amount_minor for option in order.shipping_options] == [0, 800]
    assert (order.totals.shipping_minor, order.totals.total_minor) == (0, 4100)
    express = OrderChange(shipping_rate_id="de-express")
    assert (await sqlite_shop.service.change(ANN, order.id, express)).totals.total_minor == 4900
    bare = await takes(sqlite_shop, order, "")
    assert (bare.discount, bare.totals.total_minor, await used(sqlite_shop)) == (None, 5390, 0)


async def test_a_code_counts_in_its_time_and_from_its_least_order_on(sqlite_shop: Shop) -> None:
    now_ms = sqlite_shop.clock.ms
    jug = await sqlite_shop.jug(stock=9, price_minor=1000)
    order = await sqlite_shop.hold(jug)
    await made(sqlite_shop, starts_ms=now_ms + 1000, ends_ms=now_ms + 2000, min_subtotal_minor=2000)
    assert await reason(sqlite_shop, order) == "not_yet"
    sqlite_shop.clock.ms += 1000
    assert await reason(sqlite_shop, order) == "minimum"
    two, one = (OrderChange(lines=[LineRequest(variant_id=jug.variants[0].id, quantity=n)]) for n in (2, 1))
    await sqlite_shop.service.change(ANN, order.id, two)
    assert (await takes(sqlite_shop, order)).totals.total_minor == 1800
    fewer = await sqlite_shop.service.change(ANN, order.id, one)
    assert (fewer.totals.discount_minor, fewer.totals.total_minor) == (0, 1000)
    sqlite_shop.clock.ms += 1000
    assert (await sqlite_shop.service.change(ANN, order.id, two)).totals.total_minor == 1800, (
        "it was taken in time"
    )
    assert await reason(sqlite_shop, await sqlite_shop.hold(jug, BEN), BEN) == "over"


async def test_a_code_that_would_leave_less_than_a_card_can_be_charged_is_refused(sqlite_shop: Shop) -> None:
    await made(sqlite_shop, off_basis_points=9900)
    order = await sqlite_shop.hold(await sqlite_shop.jug(price_minor=4100))
    assert await reason(sqlite_shop, order) == "too_small"
    assert (await sqlite_shop.order(order)).totals.total_minor == 4100
    assert await used(sqlite_shop) == 0


async def test_unknown_foreign_and_switched_off_codes_look_the_same(sqlite_shop: Shop) -> None:
    code = await made(sqlite_shop)
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    await sqlite_shop.service.offers.change_discount(SELLER, code.id, DiscountChange(active=False))
    foreign = DiscountDraft(code="THEIRS", kind="percent", off_basis_points=1000)
    await sqlite_shop.service.offers.create_discount("another", foreign)
    for wrong in ("KILN10", "THEIRS", "NOTHING", "\x00", "ﬁre10"):
        with pytest.raises(DiscountUnknown):
            await takes(sqlite_shop, order, wrong)


async def test_once_a_person_looks_at_the_buyer_and_at_the_email_whenever_that_changes(shop: Shop) -> None:
    await made(shop, once_per_person=True)
    jug = await shop.jug(stock=9)
    await shop.pay(await takes(shop, await shop.ready(jug)))
    assert await reason(shop, await shop.hold(jug)) == "used_before"
    late = await takes(shop, await shop.hold(jug, BEN), buyer=BEN)
    with pytest.raises(DiscountRefused):
        await shop.service.change(BEN, late.id, OrderChange(email="ANN@example.com", address=HOME))
    own = await shop.service.change(BEN, late.id, OrderChange(email="ben@example.com"))
    assert own.totals.discount_minor == 410
    await shop.service.cancel(BEN, late.id)
    again = await takes(shop, await shop.ready(jug, BEN), buyer=BEN)
    assert (again.totals.discount_minor, await used(shop)) == (410, 2)


async def test_a_rush_never_uses_a_code_more_often_than_its_limit(shop: Shop) -> None:
    await made(shop, max_uses=3)
    jug = await shop.jug(stock=20)
    buyers = [Buyer(id=f"buyer-{n}", name="") for n in range(12)]
    held = [await shop.hold(jug, buyer) for buyer in buyers]
    outcomes = await asyncio.gather(
        *(takes(shop, order, buyer=buyer) for order, buyer in zip(held, buyers, strict=True)),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, DiscountRefused)]
    assert (len(refused), {each.extra["reason"] for each in refused}) == (9, {"used_up"})
    assert await used(shop) == 3
    winner = next(each for each in outcomes if isinstance(each, Order))
    await shop.service.cancel(buyers[held.index(next(o for o in held if o.id == winner.id))], winner.id)
    loser = next(n for n, each in enumerate(outcomes) if isinstance(each, DiscountRefused))
    await takes(shop, held[loser], buyer=buyers[loser])
    assert await used(shop) == 3


async def test_the_database_itself_refuses_one_use_too_many(shop: Shop) -> None:
    code = await made(shop, max_uses=1)
    blind = sa.update(discounts).where(discounts.c.id == code.id).values(used=discounts.c.used + 1)
    await shop.database.write(lambda conn: conn.execute(blind).rowcount)
    with pytest.raises(IntegrityError):
        await shop.database.write(lambda conn: conn.execute(blind).rowcount)
    reset = sa.update(discounts).values(used=0)
    await shop.database.write(lambda conn: conn.execute(reset).rowcount)


async def test_late_money_for_a_code_that_others_used_up_buys_nothing(sqlite_shop: Shop) -> None:
    await made(sqlite_shop, max_uses=1)
    jug = await sqlite_shop.jug(stock=9)
    late = await takes(sqlite_shop, await sqlite_shop.ready(jug))
    sqlite_shop.clock.pass_seconds(301)
    await sqlite_shop.sweep()
    assert await used(sqlite_shop) == 0
    quick = await takes(sqlite_shop, await sqlite_shop.hold(jug, BEN), buyer=BEN)

    def money_comes(conn: sa.Connection) -> str | None:
        record = load_order(conn, late.id, lock=True)
        assert record is not None
        sold = sell(conn, record, sqlite_shop.clock.ms)
        return None if sold is None else sold.status.value

    assert await sqlite_shop.database.write(money_comes) is None
    assert await sqlite_shop.stock(jug) == (8, 1, 0), "the piece that it had taken again is back"
    await sqlite_shop.service.cancel(BEN, quick.id)
    assert await sqlite_shop.database.write(money_comes) == "paid"
    assert await used(sqlite_shop) == 1
    assert await sqlite_shop.service.audit() == []


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"code": "K"}, "code"),
        ({"code": "ТЕПЛО"}, "code"),
        ({"off_basis_points": 0}, "off_basis_points"),
        ({"off_basis_points": 10_000}, "off_basis_points"),
        ({"kind": "amount"}, "off_minor"),
        ({"max_uses": 0}, "max_uses"),
        ({"min_subtotal_minor": -1}, "min_subtotal_minor"),
        ({"starts_ms": 5, "ends_ms": 5}, "ends_ms"),
    ],
)
async def test_a_code_that_makes_no_sense_is_refused(
    sqlite_shop: Shop, draft: dict[str, Any], field: str
) -> None:
    with pytest.raises(DiscountInvalid) as invalid:
        await made(sqlite_shop, **draft)
    assert invalid.value.extra == {"field": field}


async def test_a_name_is_taken_once_a_shop_and_limits_do_not_fall_below_what_was_used(shop: Shop) -> None:
    code = await made(shop)
    with pytest.raises(DiscountInvalid):
        await made(shop, code="kiln10")
    jug = await shop.jug()
    await takes(shop, await shop.hold(jug))
    await takes(shop, await shop.hold(jug, BEN), buyer=BEN)
    change = shop.service.offers.change_discount
    with pytest.raises(DiscountInvalid):
        await change(SELLER, code.id, DiscountChange(max_uses=1))
    assert (await change(SELLER, code.id, DiscountChange(max_uses=2))).max_uses == 2
    assert (await change(SELLER, code.id, DiscountChange(max_uses=None))).max_uses is None
    with pytest.raises(DiscountNotFound):
        await change("another", code.id, DiscountChange(active=False))
