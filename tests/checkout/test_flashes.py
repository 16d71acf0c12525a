"""Flash prices: by the shop's own clock, for a show or for everybody, and never for more than was held."""

import pytest

from checkout import (
    FlashDraft,
    HoldRequest,
    LineRequest,
    Order,
    OrderChange,
    PricesChanged,
    Product,
    ProductDraft,
    VariantDraft,
)
from checkout.errors import FlashInvalid, FlashOver, ProductNotFound
from checkout.pricing import flash_price
from tests.fakes.checkout_shop import ANN, BEN, HOME, SELLER, Shop

READY = OrderChange(email="ann@example.com", address=HOME)
TENTH_OFF = FlashDraft(seconds=180, off_basis_points=1000)


async def bought(shop: Shop, product: Product, show_id: str | None = None, quantity: int = 1) -> Order:
    """An order that was begun now, in a show or outside of any."""
    line = LineRequest(variant_id=product.variants[0].id, quantity=quantity)
    request = HoldRequest(client_key=shop.new_id(), lines=[line], show_id=show_id)
    return await shop.service.hold(ANN, request)


async def test_a_flash_price_holds_from_its_start_until_its_end_and_not_a_moment_longer(shop: Shop) -> None:
    jug = await shop.jug(stock=9, price_minor=4800)
    draft = FlashDraft(seconds=60, price_minor=3800, starts_ms=shop.clock.ms + 5000)
    flashed = await shop.service.offers.start_flash(SELLER, jug.id, draft)
    assert flashed.flash is not None
    assert (flashed.price_minor, flashed.flash_minor) == (4800, 3800)
    for pause_ms, price_minor in ((4999, 4800), (1, 3800), (59_999, 3800), (1, 4800)):
        shop.clock.ms += pause_ms
        order = await bought(shop, jug)
        assert order.lines[0].unit_minor == price_minor, pause_ms
        assert order.lines[0].was_minor == (4800 if price_minor == 3800 else None)
        assert order.totals.total_minor == price_minor
        await shop.service.cancel(ANN, order.id)
    assert (await shop.service.product(jug.id)).flash is None


async def test_a_price_of_one_show_is_neither_seen_nor_paid_elsewhere(shop: Shop) -> None:
    jug = await shop.jug(price_minor=4000)
    draft = FlashDraft(seconds=60, off_basis_points=2500, show_id="pots")
    await shop.service.offers.start_flash(SELLER, jug.id, draft)
    assert (await shop.service.product(jug.id)).flash is None
    assert (await shop.service.product(jug.id, show_id="pots")).flash_minor == 3000
    prices = {show: (await bought(shop, jug, show)).lines[0].unit_minor for show in ("pots", "hats", None)}
    assert prices == {"pots": 3000, "hats": 4000, None: 4000}


async def test_what_is_held_keeps_the_price_and_no_further_piece_gets_it(shop: Shop) -> None:
    jug = await shop.jug(stock=9, price_minor=4000)
    await shop.service.offers.start_flash(SELLER, jug.id, TENTH_OFF)
    order = await bought(shop, jug)
    two, four, one = (
        OrderChange(lines=[LineRequest(variant_id=jug.variants[0].id, quantity=n)]) for n in (2, 4, 1)
    )
    assert (await shop.service.change(ANN, order.id, two)).totals.total_minor == 7200
    shop.clock.pass_seconds(180)
    with pytest.raises(FlashOver):
        await shop.service.change(ANN, order.id, four)
    assert (await shop.service.change(ANN, order.id, one)).totals.total_minor == 3600
    paid = (await shop.pay(await shop.service.change(ANN, order.id, READY))).order
    assert paid.totals.total_minor == 3600 + 490


async def test_the_end_moves_only_to_a_moment_that_makes_sense(shop: Shop) -> None:
    jug = await shop.jug()
    offers = shop.service.offers
    with pytest.raises(FlashOver):
        await offers.move_flash_end(SELLER, jug.id, shop.clock.ms + 1000)
    flash = (await offers.start_flash(SELLER, jug.id, TENTH_OFF)).flash
    assert flash is not None
    longer = [await offers.move_flash_end(SELLER, jug.id, flash.ends_ms + 120_000) for _ in range(2)]
    assert [product.flash and product.flash.ends_ms - flash.ends_ms for product in longer] == [120_000] * 2
    for ends_ms in (shop.clock.ms, shop.clock.ms + 31 * 86_400_000):
        with pytest.raises(FlashInvalid):
            await offers.move_flash_end(SELLER, jug.id, ends_ms)
    assert (await offers.stop_flash(SELLER, jug.id)).flash is None
    assert (await bought(shop, jug)).lines[0].flash_id is None
    await offers.stop_flash(SELLER, jug.id)


async def test_a_new_flash_price_takes_the_place_of_the_old_one(shop: Shop) -> None:
    jug = await shop.jug(price_minor=4000)
    await shop.service.offers.start_flash(SELLER, jug.id, TENTH_OFF)
    await shop.service.offers.start_flash(SELLER, jug.id, FlashDraft(seconds=60, price_minor=1000))
    assert (await bought(shop, jug)).lines[0].unit_minor == 1000


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (FlashDraft(seconds=9, price_minor=100), "seconds"),
        (FlashDraft(seconds=31 * 86_400, price_minor=100), "seconds"),
        (FlashDraft(seconds=60), "price_minor"),
        (FlashDraft(seconds=60, price_minor=100, off_basis_points=100), "price_minor"),
        (FlashDraft(seconds=60, price_minor=0), "price_minor"),
        (FlashDraft(seconds=60, price_minor=4100), "price_minor"),
        (FlashDraft(seconds=60, off_basis_points=10_000), "off_basis_points"),
        (FlashDraft(seconds=60, price_minor=100, starts_ms=9_000_000_000_000), "starts_ms"),
    ],
)
async def test_a_flash_price_that_makes_no_sense_is_refused(
    sqlite_shop: Shop, draft: FlashDraft, field: str
) -> None:
    jug = await sqlite_shop.jug(price_minor=4100)
    with pytest.raises(FlashInvalid) as invalid:
        await sqlite_shop.service.offers.start_flash(SELLER, jug.id, draft)
    assert invalid.value.extra == {"field": field}


async def test_only_the_seller_of_a_product_sets_its_flash_price(sqlite_shop: Shop) -> None:
    jug = await sqlite_shop.jug()
    offers = sqlite_shop.service.offers
    for attempt in (
        offers.start_flash("thief", jug.id, TENTH_OFF),
        offers.move_flash_end("thief", jug.id, sqlite_shop.clock.ms + 1000),
        offers.stop_flash("thief", jug.id),
    ):
        with pytest.raises(ProductNotFound):
            await attempt


async def test_every_change_of_a_price_is_told_once_and_a_mere_description_is_not(shop: Shop) -> None:
    jug = await shop.jug()
    await shop.service.offers.start_flash(SELLER, jug.id, TENTH_OFF)
    await shop.service.offers.stop_flash(SELLER, jug.id)
    await shop.service.offers.stop_flash(SELLER, jug.id)
    for price_minor in (4100, 4200):
        variant = VariantDraft(id=jug.variants[0].id, title="", price_minor=price_minor, stock=5)
        await shop.service.save_product(
            ProductDraft(id=jug.id, seller_id=SELLER, title="Tall jug", variants=[variant])
        )
    told = [event for event in await shop.news() if isinstance(event, PricesChanged)]
    assert [event.product_id for event in told] == [jug.id] * 3
    assert len({event.event_id for event in told}) == 3


@pytest.mark.parametrize(
    ("usual", "price", "off", "currency", "expected"),
    [
        (4800, 3800, None, "EUR", 3800),
        (3000, 3800, None, "EUR", 3000),
        (999, None, 3333, "EUR", 666),
        (1, None, 9999, "EUR", 1),
        (5000, None, 5010, "KWD", 2500),
    ],
)
def test_a_flash_price_never_raises_a_price(
    usual: int, price: int | None, off: int | None, currency: str, expected: int
) -> None:
    assert flash_price(usual, price, off, currency) == expected


async def test_another_buyer_has_the_price_for_as_long_as_it_runs(shop: Shop) -> None:
    jug = await shop.jug(price_minor=4000)
    await shop.service.offers.start_flash(SELLER, jug.id, TENTH_OFF)
    assert (await shop.hold(jug, BEN)).lines[0].unit_minor == 3600
