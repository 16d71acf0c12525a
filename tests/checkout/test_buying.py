"""What a buyer may see and change."""

import msgspec
import pytest

from checkout import (
    HoldRequest,
    LineRequest,
    Order,
    OrderChange,
    OrderStatus,
    ProductDraft,
    ShipmentRequest,
    SoldIn,
    VariantDraft,
)
from checkout.errors import (
    CannotShipThere,
    CheckoutError,
    DetailsInvalid,
    DetailsMissing,
    HoldExpired,
    LinesInvalid,
    NotShippable,
    OrderClosed,
    OrderNotFound,
    OutOfStock,
)
from tests.fakes.checkout_shop import ANN, BEN, CHALLENGED, HOME, SELLER, Shop


async def test_an_address_brings_shipping_and_tax(shop: Shop) -> None:
    order = await shop.hold(await shop.jug())
    assert order.totals.shipping_minor is None
    assert order.shipping_options == []
    german = await shop.service.change(ANN, order.id, OrderChange(address=HOME))
    assert [option.rate_id for option in german.shipping_options] == ["de-parcel", "de-express"]
    assert german.shipping == german.shipping_options[0]
    assert (german.totals.tax_title, german.totals.tax_included) == ("VAT 19%", True)
    express = await shop.service.change(ANN, order.id, OrderChange(shipping_rate_id="de-express"))
    assert express.totals.total_minor == 4100 + 1290
    kept = await shop.service.change(ANN, order.id, OrderChange(note="  Ring twice\x00 "))
    assert (kept.shipping, kept.note) == (express.shipping, "Ring twice")
    abroad = msgspec.structs.replace(HOME, country="us", region="NY")
    american = await shop.service.change(ANN, order.id, OrderChange(address=abroad))
    assert american.totals.total_minor == round((4100 + 1990) * 1.08)


async def test_where_the_seller_does_not_ship_nothing_changes(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    with pytest.raises(CannotShipThere):
        await sqlite_shop.service.change(
            ANN, order.id, OrderChange(address=msgspec.structs.replace(HOME, country="JP"))
        )
    assert (await sqlite_shop.order(order)).address is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (OrderChange(email="not an address"), "email"),
        (OrderChange(email="a@b"), "email"),
        (OrderChange(address=msgspec.structs.replace(HOME, city=" ")), "address.city"),
        (OrderChange(address=msgspec.structs.replace(HOME, country="Germany")), "address.country"),
        (OrderChange(address=msgspec.structs.replace(HOME, line1="x" * 201)), "address.line1"),
        (OrderChange(note="x" * 501), "note"),
    ],
)
async def test_details_that_cannot_be_right_are_named(
    sqlite_shop: Shop, wanted: OrderChange, field: str
) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    with pytest.raises(DetailsInvalid) as invalid:
        await sqlite_shop.service.change(ANN, order.id, wanted)
    assert invalid.value.extra == {"field": field}


async def test_the_quantity_can_change_while_stock_lasts(shop: Shop) -> None:
    jug = await shop.jug(stock=4)
    order = await shop.ready(jug)
    wanted = [LineRequest(variant_id=jug.variants[0].id, quantity=4)]
    more = await shop.service.change(ANN, order.id, OrderChange(lines=wanted))
    assert (more.lines[0].quantity, more.totals.subtotal_minor) == (4, 16_400)
    assert more.totals.shipping_minor == 0, "free from 100 on"
    one = [LineRequest(variant_id=jug.variants[0].id, quantity=1)]
    await shop.service.change(ANN, order.id, OrderChange(lines=one))
    await shop.hold(jug, BEN, quantity=2)
    with pytest.raises(OutOfStock) as short:
        await shop.service.change(ANN, order.id, OrderChange(lines=wanted))
    assert short.value.extra["available"] == 2, "what the buyer holds counts as available to them"


async def test_a_line_can_be_exchanged_for_another(shop: Shop) -> None:
    jug, bowl = await shop.jug(stock=1), await shop.jug(stock=1, price_minor=900)
    order = await shop.hold(jug)
    wanted = [LineRequest(variant_id=bowl.variants[0].id, quantity=1)]
    changed = await shop.service.change(ANN, order.id, OrderChange(lines=wanted))
    assert changed.totals.subtotal_minor == 900
    assert (await shop.hold(jug, BEN)).status is OrderStatus.HELD


async def test_the_price_of_a_hold_stays_when_the_seller_changes_it(shop: Shop) -> None:
    from checkout import ProductDraft, VariantDraft  # noqa: PLC0415

    jug = await shop.jug(price_minor=4100)
    order = await shop.ready(jug)
    dearer = VariantDraft(id=jug.variants[0].id, title="", price_minor=9900, stock=5)
    await shop.service.save_product(ProductDraft(id=jug.id, seller_id=SELLER, title="Jug", variants=[dearer]))
    wanted = [LineRequest(variant_id=jug.variants[0].id, quantity=2)]
    changed = await shop.service.change(ANN, order.id, OrderChange(lines=wanted))
    assert changed.lines[0].unit_minor == 4100
    assert (await shop.hold(jug, BEN)).lines[0].unit_minor == 9900


async def test_somebody_elses_order_does_not_exist(shop: Shop) -> None:
    order = await shop.hold(await shop.jug())
    for attempt in (
        shop.service.order("ben", order.id),
        shop.service.change(BEN, order.id, OrderChange(note="mine")),
        shop.service.cancel(BEN, order.id),
        shop.service.order("ann", "nothing"),
        shop.service.order("ann", "\x00"),
        shop.service.change(ANN, "\x00", OrderChange(note="mine")),
        shop.service.order("ann", "x" * 1000),
    ):
        with pytest.raises(OrderNotFound):
            await attempt
    assert await shop.service.orders("ben") == []
    assert [mine.id for mine in await shop.service.orders("ann")] == [order.id]


async def test_number_and_email_open_an_order_for_reading_elsewhere(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    for number, email in (
        (order.number, "ben@example.com"),
        ("SF-9", "ann@example.com"),
        ("x", ""),
        ("", ""),
    ):
        with pytest.raises(OrderNotFound):
            await shop.service.find_order(number, email, reader_id="phone")
    found = await shop.service.find_order(f" {order.number.lower()} ", " ANN@example.com", reader_id="phone")
    assert found.id == order.id
    assert (await shop.service.order("phone", order.id)).id == order.id
    with pytest.raises(OrderNotFound):
        await shop.service.change(
            msgspec.structs.replace(BEN, id="phone"), order.id, OrderChange(note="mine")
        )


async def test_an_order_without_an_email_cannot_be_found_by_an_empty_one(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    with pytest.raises(OrderNotFound):
        await sqlite_shop.service.find_order(order.number, "")


async def test_a_cancelled_order_gives_its_stock_back_and_stays_cancelled(shop: Shop) -> None:
    jug = await shop.jug(stock=1)
    order = await shop.hold(jug)
    assert (await shop.service.cancel(ANN, order.id)).status is OrderStatus.CANCELLED
    assert (await shop.service.cancel(ANN, order.id)).status is OrderStatus.CANCELLED
    with pytest.raises(OrderClosed):
        await shop.service.change(ANN, order.id, OrderChange(note="wait"))
    assert (await shop.hold(jug, BEN)).status is OrderStatus.HELD


async def test_an_expired_order_cannot_be_changed(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.hold(await sqlite_shop.jug())
    sqlite_shop.clock.pass_seconds(301)
    with pytest.raises(HoldExpired):
        await sqlite_shop.service.change(ANN, order.id, OrderChange(note="wait"))
    await sqlite_shop.sweep()
    with pytest.raises(HoldExpired):
        await sqlite_shop.service.change(ANN, order.id, OrderChange(note="wait"))


async def test_an_order_that_was_sent_cannot_be_cancelled_by_its_buyer(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid()
    await sqlite_shop.service.ship(SELLER, order.id, ShipmentRequest())
    with pytest.raises(OrderClosed):
        await sqlite_shop.service.cancel(ANN, order.id)


async def test_only_the_seller_ships_and_only_what_is_paid_and_once(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    parcel = ShipmentRequest(carrier="DHL", tracking="00340")
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, parcel)
    await shop.pay(order)
    with pytest.raises(OrderNotFound):
        await shop.service.ship("another", order.id, parcel)
    await shop.service.ship(SELLER, order.id, parcel)
    with pytest.raises(NotShippable):
        await shop.service.ship(SELLER, order.id, parcel)


async def test_a_seller_sees_orders_by_status_and_show_and_what_a_show_sold(shop: Shop) -> None:
    jug = await shop.jug(stock=9)
    paid, held = await shop.ready(jug, quantity=2), await shop.hold(jug, BEN)
    await shop.pay(paid)
    assert [order.id for order in await shop.service.seller_orders(SELLER)] == [held.id, paid.id]
    assert [order.id for order in await shop.service.seller_orders(SELLER, status=OrderStatus.PAID)] == [
        paid.id
    ]
    assert await shop.service.seller_orders(SELLER, show_id="hats") == []
    assert await shop.service.seller_orders("another") == []
    sales = await shop.service.show_sales(SELLER, "pots")
    assert (sales.orders, sales.units, sales.net_minor) == (1, 2, 8690)
    assert (sales.paying, sales.held_minor, sales.currency) == (1, 4100, "EUR")
    assert (await shop.service.show_sales(SELLER, "hats")).net_minor == 0
    assert (await shop.service.show_sales("another", "pots")).orders == 0


async def test_an_order_says_whether_its_show_was_on_air_and_the_show_what_it_sold_afterwards(
    shop: Shop,
) -> None:
    jug = await shop.jug(stock=9)
    bought: dict[str, Order] = {}
    moments: tuple[SoldIn | None, ...] = ("live", "replay", "replay", None)
    for sold_in in moments:
        key = f"tap-{sold_in}-{len(bought)}"
        request = HoldRequest(
            client_key=key, lines=[LineRequest(variant_id=jug.variants[0].id, quantity=1)], show_id="pots"
        )
        shop.sold_in = sold_in
        held = await shop.service.hold(ANN, request)
        await shop.service.change(ANN, held.id, shop.details(ANN))
        bought[key] = (await shop.pay(held)).order
    assert [order.sold_in for order in bought.values()] == ["live", "replay", "replay", None]
    sales = await shop.service.show_sales(SELLER, "pots")
    assert (sales.orders, sales.replay_orders) == (4, 2)
    assert sales.replay_gross_minor * 2 == sales.gross_minor


async def test_who_paid_a_seller_is_its_buyer_and_nobody_elses(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    assert not await shop.service.has_bought([ANN.id], SELLER)
    await shop.pay(order)
    assert await shop.service.has_bought([BEN.id, ANN.id], SELLER)
    assert not await shop.service.has_bought([BEN.id], SELLER)
    assert not await shop.service.has_bought([ANN.id], "another")
    assert not await shop.service.has_bought([], SELLER)


def test_every_error_has_a_code_of_its_own() -> None:
    def below(kind: type[CheckoutError]) -> list[type[CheckoutError]]:
        return [leaf for child in kind.__subclasses__() for leaf in (below(child) or [child])]

    codes = [kind.code for kind in below(CheckoutError) if "code" in vars(kind)]
    assert len(codes) == len(set(codes)) > 20


async def test_a_client_key_is_bound_to_its_buyer(shop: Shop) -> None:
    jug = await shop.jug()
    line = LineRequest(variant_id=jug.variants[0].id, quantity=1)
    mine = await shop.service.hold(ANN, HoldRequest(client_key="k", lines=[line]))
    theirs = await shop.service.hold(BEN, HoldRequest(client_key="k", lines=[line]))
    assert mine.id != theirs.id


async def test_a_seller_never_sees_the_secret_of_a_challenge(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    await shop.pay(order, CHALLENGED)
    assert (await shop.order(order)).payment.client_secret is not None
    [seen] = await shop.service.seller_orders(SELLER)
    assert (seen.payment.state, seen.payment.client_secret) == ("needs_action", None)


async def test_nobody_is_named_without_having_chosen_it(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    assert not order.show_name
    assert (await shop.service.change(ANN, order.id, OrderChange(show_name=True))).show_name


async def test_lines_of_another_seller_or_currency_cannot_be_slipped_into_an_order(shop: Shop) -> None:
    order = await shop.hold(await shop.jug())
    variant = VariantDraft(title="", price_minor=6200, stock=5)
    for seller_id, currency in (("somebody", "EUR"), (SELLER, "CZK")):
        other = await shop.service.save_product(
            ProductDraft(seller_id=seller_id, title="Vase", currency=currency, variants=[variant])
        )
        lines = [LineRequest(variant_id=other.variants[0].id, quantity=1)]
        with pytest.raises(LinesInvalid):
            await shop.service.change(ANN, order.id, OrderChange(lines=lines))
        assert (await shop.service.product(other.id)).variants[0].stock.held == 0
    assert (await shop.order(order)).lines == order.lines


async def test_details_can_be_taken_off_an_order_again(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.ready(await sqlite_shop.jug())
    bare = await sqlite_shop.service.change(ANN, order.id, OrderChange(forget_details=True))
    assert (bare.email, bare.address, bare.shipping) == (None, None, None)
    assert bare.totals.shipping_minor is None
    with pytest.raises(DetailsMissing):
        await sqlite_shop.pay(bare)
