"""Waiting lists: in order, one short hold each, and no stranger takes what people wait for."""

import pytest
from sqlalchemy.exc import IntegrityError

from checkout import Buyer, OrderChange, Product, TurnCame, WaitRequest
from checkout.errors import DetailsInvalid, NotForSale, OutOfStock, StillAvailable, WaitingListFull
from checkout.purchases import LineRequest
from checkout.store.waiting_rows import waiters
from checkout.waiting import MOST_LISTS
from tests.fakes.checkout_shop import ANN, BEN, SELLER, Shop

CLEO = Buyer(id="cleo", name="Cleo")


async def wait(shop: Shop, product: Product, person: Buyer, email: str | None = None) -> int | None:
    request = WaitRequest(variant_id=product.variants[0].id, show_id="pots", email=email)
    return (await shop.service.waiting.join(person, request)).place


async def turns(shop: Shop) -> int:
    return await shop.service.waiting.give_turns()


async def test_who_waits_is_served_in_order_when_a_hold_lapses_and_a_stranger_is_not(shop: Shop) -> None:
    jug = await shop.jug(stock=1)
    held = await shop.hold(jug)
    assert [await wait(shop, jug, BEN), await wait(shop, jug, CLEO), await wait(shop, jug, BEN)] == [1, 2, 1]
    await shop.service.cancel(ANN, held.id)
    with pytest.raises(OutOfStock):
        await shop.hold(jug)
    shop.sold_in = "replay"
    assert await turns(shop) == 1
    assert [order.sold_in for order in await shop.service.orders(BEN.id)] == ["replay"]
    [place] = await shop.service.waiting.places((BEN.id,))
    assert (place.place, place.expires_ms) == (None, shop.clock.ms + 180_000)
    assert [p.place for p in await shop.service.waiting.places((CLEO.id,))] == [1]
    shop.clock.pass_seconds(181)
    await shop.sweep()
    assert await turns(shop) == 1
    assert await shop.service.waiting.places((BEN.id,)) == []
    [order] = await shop.service.orders(CLEO.id)
    assert (order.status.value, order.show_id, order.lines[0].quantity) == ("held", "pots", 1)
    paid = await shop.pay(await shop.service.change(CLEO, order.id, shop.details(CLEO)), buyer=CLEO)
    assert paid.order.status.value == "paid"


async def test_added_stock_goes_to_those_who_wait_and_the_rest_is_for_everybody(shop: Shop) -> None:
    jug = await shop.jug(stock=1)
    await shop.hold(jug)
    await wait(shop, jug, BEN, "ben@example.com")
    await shop.service.set_stock(SELLER, jug.variants[0].id, 3)
    with pytest.raises(OutOfStock) as short:
        await shop.hold(jug, CLEO, quantity=2)
    assert short.value.extra["available"] == 1
    await shop.hold(jug, CLEO)
    assert await turns(shop) == 1
    assert await turns(shop) == 0
    [came] = [event for event in await shop.news() if isinstance(event, TurnCame)]
    assert (came.buyer_id, came.order.email, came.language) == ("ben", "ben@example.com", "en")
    assert (await shop.service.product(jug.id)).variants[0].waiting == 0


async def test_a_held_order_keeps_its_pieces_and_gets_no_more_while_others_wait(sqlite_shop: Shop) -> None:
    jug = await sqlite_shop.jug(stock=2)
    order = await sqlite_shop.hold(jug, quantity=2)
    await wait(sqlite_shop, jug, BEN)
    await wait(sqlite_shop, jug, CLEO)

    def pieces(n: int) -> OrderChange:
        return OrderChange(lines=[LineRequest(variant_id=jug.variants[0].id, quantity=n)])

    same = await sqlite_shop.service.change(ANN, order.id, pieces(2))
    assert same.lines[0].quantity == 2
    await sqlite_shop.service.change(ANN, order.id, pieces(1))
    with pytest.raises(OutOfStock):
        await sqlite_shop.service.change(ANN, order.id, pieces(2))


async def test_who_leaves_or_holds_too_much_already_is_passed_over(sqlite_shop: Shop) -> None:
    jug, other = await sqlite_shop.jug(stock=1), await sqlite_shop.jug(stock=9)
    held = await sqlite_shop.hold(jug)
    for person in (BEN, CLEO, Buyer(id="dan", name="")):
        await wait(sqlite_shop, jug, person)
    await sqlite_shop.service.waiting.leave((BEN.id,), jug.variants[0].id)
    for _ in range(3):
        await sqlite_shop.hold(other, CLEO)
    await sqlite_shop.service.cancel(ANN, held.id)
    assert await turns(sqlite_shop) == 0
    assert await turns(sqlite_shop) == 1
    assert (await sqlite_shop.service.waiting.places(("dan",)))[0].order_id is not None


async def test_nobody_waits_for_what_can_be_bought_or_is_not_sold(sqlite_shop: Shop) -> None:
    jug = await sqlite_shop.jug(stock=1)
    with pytest.raises(StillAvailable):
        await wait(sqlite_shop, jug, BEN)
    await sqlite_shop.hold(jug)
    with pytest.raises(DetailsInvalid):
        await wait(sqlite_shop, jug, BEN, "no address")
    await sqlite_shop.service.set_status(SELLER, jug.id, "archived")
    with pytest.raises(NotForSale):
        await wait(sqlite_shop, jug, BEN)
    for wrong in ("nothing", "\x00", ""):
        with pytest.raises(NotForSale):
            await sqlite_shop.service.waiting.join(BEN, WaitRequest(variant_id=wrong))


async def test_one_person_waits_for_so_many_things_and_no_more(sqlite_shop: Shop) -> None:
    for _ in range(MOST_LISTS):
        await wait(sqlite_shop, await sqlite_shop.jug(stock=0), BEN)
    with pytest.raises(WaitingListFull):
        await wait(sqlite_shop, await sqlite_shop.jug(stock=0), BEN)


async def test_the_database_itself_refuses_a_second_place_in_one_list(shop: Shop) -> None:
    jug = await shop.jug(stock=0)
    await wait(shop, jug, BEN)
    row = {"variant_id": jug.variants[0].id, "person_id": BEN.id, "person_name": "", "language": "en"}
    again = waiters.insert().values(**row, state="waiting", joined_ms=1)
    with pytest.raises(IntegrityError):
        await shop.database.write(lambda conn: conn.execute(again).rowcount)
