"""Describing products."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from checkout import Image, ImageSize, Option, ProductDraft, StockChanged, VariantDraft, catalogue
from checkout.errors import (
    CatalogueFull,
    CurrencyUnknown,
    NotForSale,
    ProductInvalid,
    ProductNotFound,
    StockBelowPromised,
)
from checkout.store.tables import products, variants
from tests.fakes.checkout_shop import SELLER, Shop

CUPS = ProductDraft(
    seller_id=SELLER,
    title="Cups",
    description="Two of them.",
    images=[Image(url="/art/cups.svg", alt="Two cups", width=600, height=600)],
    options=[Option(name="Colour", values=["terra", "ink"])],
    variants=[
        VariantDraft(id="cups-terra", title="terra", options=["terra"], price_minor=2400, stock=4),
        VariantDraft(
            id="cups-ink",
            title="ink",
            options=["ink"],
            price_minor=2200,
            compare_at_minor=3000,
            stock=2,
            image=0,
        ),
    ],
)


@dataclass
class Spoilt:
    """A draft with one thing wrong, and the field that must be named."""

    changes: dict[str, Any]
    field: str


def with_variant(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"variants": [msgspec.structs.replace(CUPS.variants[0], **changes), CUPS.variants[1]]}


SPOILT = [
    Spoilt({"title": "  "}, "title"),
    Spoilt({"title": "x" * 201}, "title"),
    Spoilt({"description": "\x00"}, "title"),
    Spoilt({"id": "x" * 65}, "id"),
    Spoilt({"variants": []}, "variants"),
    Spoilt({"description": "x" * 20_001}, "description"),
    Spoilt({"variants": [CUPS.variants[0], CUPS.variants[0]]}, "variants"),
    Spoilt(with_variant(price_minor=0), "variants.0.price_minor"),
    Spoilt(with_variant(price_minor=-100), "variants.0.price_minor"),
    Spoilt(with_variant(compare_at_minor=2400), "variants.0.compare_at_minor"),
    Spoilt(with_variant(stock=-1), "variants.0.stock"),
    Spoilt(with_variant(max_per_order=0), "variants.0.max_per_order"),
    Spoilt(with_variant(options=["green"]), "variants.0.options"),
    Spoilt(with_variant(options=[]), "variants.0.options"),
    Spoilt(with_variant(image=1), "variants.0.image"),
    Spoilt(with_variant(sku="x" * 65), "variants.0"),
    Spoilt({"images": CUPS.images * 13}, "images"),
    Spoilt({"images": [msgspec.structs.replace(CUPS.images[0], alt="x" * 301)]}, "images.0.alt"),
    Spoilt({"images": [msgspec.structs.replace(CUPS.images[0], alt="\x00")]}, "title"),
    Spoilt({"options": CUPS.options * 4}, "options"),
    Spoilt({"options": CUPS.options * 2}, "options"),
    Spoilt({"options": [Option(name="Colour", values=[])]}, "options.0"),
    Spoilt({"options": [Option(name=" ", values=["terra", "ink"])]}, "options.0"),
    Spoilt({"options": [Option(name="Colour", values=["terra", "terra"])]}, "options.0"),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: spoilt.field)
async def test_what_cannot_be_sold_is_refused_with_its_field(sqlite_shop: Shop, spoilt: Spoilt) -> None:
    with pytest.raises(ProductInvalid) as invalid:
        await sqlite_shop.service.save_product(msgspec.structs.replace(CUPS, **spoilt.changes))
    assert invalid.value.extra == {"field": spoilt.field}
    assert await sqlite_shop.service.products() == []


async def test_a_product_is_read_back_as_it_was_described(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    assert (saved.price_minor, saved.compare_at_minor, saved.currency) == (2200, 3000, "EUR")
    assert await shop.service.product(saved.id) == saved
    assert await shop.service.products(seller_id=SELLER) == [saved]
    assert await shop.service.products(ids=["nothing", saved.id, saved.id]) == [saved]
    assert await shop.service.products(seller_id="another") == []


async def test_saving_twice_changes_the_description_and_not_the_stock_that_is_promised(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    await shop.hold(saved, quantity=3)
    again = msgspec.structs.replace(CUPS, id=saved.id, title="Cups, again")
    changed = await shop.service.save_product(again)
    assert (changed.title, changed.variants[0].stock.held) == ("Cups, again", 3)
    less = msgspec.structs.replace(CUPS.variants[0], stock=2)
    with pytest.raises(StockBelowPromised) as promised:
        await shop.service.save_product(msgspec.structs.replace(again, variants=[less, CUPS.variants[1]]))
    assert promised.value.extra["promised"] == 3


async def test_a_variant_that_is_left_out_is_no_longer_listed(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    fewer = await shop.service.save_product(
        msgspec.structs.replace(CUPS, id=saved.id, variants=[CUPS.variants[1]])
    )
    assert [variant.id for variant in fewer.variants] == ["cups-ink"]


async def test_setting_stock_is_news(shop: Shop) -> None:
    await shop.service.save_product(CUPS)
    assert [event.total for event in await shop.news() if isinstance(event, StockChanged)] == [2, 4]


async def test_another_sellers_product_and_variant_are_out_of_reach(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    with pytest.raises(ProductNotFound):
        await shop.service.save_product(msgspec.structs.replace(CUPS, id=saved.id, seller_id="thief"))
    with pytest.raises(ProductInvalid):
        await shop.service.save_product(msgspec.structs.replace(CUPS, seller_id="thief"))
    for product_id in ("nothing", "\x00", ""):
        with pytest.raises(ProductNotFound):
            await shop.service.product(product_id)
    assert await shop.service.products(ids=["\x00"]) == []


async def test_a_price_that_no_card_can_be_charged_is_refused(sqlite_shop: Shop) -> None:
    draft = msgspec.structs.replace(CUPS, currency="KWD", **with_variant(price_minor=2401))
    with pytest.raises(ProductInvalid, match=r"steps of 0\.010 KWD"):
        await sqlite_shop.service.save_product(draft)


async def test_an_unknown_currency_is_refused(sqlite_shop: Shop) -> None:
    with pytest.raises(CurrencyUnknown):
        await sqlite_shop.service.save_product(msgspec.structs.replace(CUPS, currency="XXX"))


async def test_what_is_not_on_sale_is_seen_by_its_seller_alone_and_cannot_be_held(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    for status in ("draft", "archived"):
        await shop.service.set_status(SELLER, saved.id, status)
        assert (await shop.service.product(saved.id, seller_id=SELLER)).status == status
        assert await shop.service.products(on_sale=True) == []
        with pytest.raises(ProductNotFound):
            await shop.service.product(saved.id, on_sale=True)
        with pytest.raises(NotForSale):
            await shop.hold(saved)
    restored = await shop.service.set_status(SELLER, saved.id, "active")
    assert restored == saved


async def test_stock_is_counted_as_a_total_and_never_below_what_is_promised(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    await shop.hold(saved, quantity=3)
    counted = await shop.service.set_stock(SELLER, "cups-terra", 10)
    stock = counted.variants[0].stock
    assert (stock.total, stock.held, stock.available) == (10, 3, 7)
    assert (await shop.service.set_stock(SELLER, "cups-terra", 3)).variants[0].stock.available == 0
    with pytest.raises(StockBelowPromised):
        await shop.service.set_stock(SELLER, "cups-terra", 2)
    with pytest.raises(ProductInvalid):
        await shop.service.set_stock(SELLER, "cups-terra", -1)
    told = [event for event in await shop.news() if isinstance(event, StockChanged)]
    assert [event.total for event in told if event.variant_id == "cups-terra"][-1:] == [3]


async def test_another_sellers_stock_and_status_are_out_of_reach(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    with pytest.raises(ProductNotFound):
        await shop.service.set_stock("thief", "cups-terra", 0)
    with pytest.raises(ProductNotFound):
        await shop.service.set_stock(SELLER, "\x00", 0)
    with pytest.raises(ProductNotFound):
        await shop.service.set_status("thief", saved.id, "archived")
    assert await shop.service.products() == [saved]


async def test_a_dropped_variant_has_no_stock_to_count(shop: Shop) -> None:
    saved = await shop.service.save_product(CUPS)
    await shop.service.save_product(msgspec.structs.replace(CUPS, id=saved.id, variants=[CUPS.variants[1]]))
    with pytest.raises(ProductNotFound):
        await shop.service.set_stock(SELLER, "cups-terra", 5)


async def test_a_product_keeps_its_currency_when_the_shops_has_changed(shop: Shop) -> None:
    saved = await shop.service.save_product(msgspec.structs.replace(CUPS, currency="USD"))
    again = await shop.service.save_product(msgspec.structs.replace(CUPS, id=saved.id))
    assert again.currency == "USD"


async def test_a_picture_is_in_use_while_a_product_or_an_order_shows_it(shop: Shop) -> None:
    size = ImageSize(url="/pictures/a-400.webp", width=400, height=400)
    image = Image(url="/pictures/a-800.webp", alt="", width=800, height=800, sizes=[size])
    draft = msgspec.structs.replace(CUPS, images=[image])
    saved = await shop.service.save_product(draft)
    await shop.hold(saved)
    named = {"/pictures/a-400.webp", "/pictures/a-800.webp", "/pictures/b-400.webp"}
    assert await shop.service.pictures_in_use(named) == named - {"/pictures/b-400.webp"}
    plain = [msgspec.structs.replace(variant, image=None) for variant in CUPS.variants]
    await shop.service.save_product(msgspec.structs.replace(draft, id=saved.id, images=[], variants=plain))
    assert await shop.service.pictures_in_use(named) == {"/pictures/a-800.webp"}


async def test_a_shop_has_so_many_products_and_no_more(
    sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MOST_PRODUCTS", 1)
    jug = await sqlite_shop.jug()
    with pytest.raises(CatalogueFull):
        await sqlite_shop.jug()
    assert await sqlite_shop.service.products(seller_id=SELLER) == [jug]


async def test_variants_are_locked_before_their_product_as_holds_lock_them(sqlite_shop: Shop) -> None:
    """Else a limited product that is saved and held at once makes two transactions wait in a ring."""
    await sqlite_shop.service.save_product(msgspec.structs.replace(CUPS, id="cups"))
    seen: list[str] = []

    def listen(*told: object) -> None:
        seen.append(str(told[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        await sqlite_shop.service.save_product(msgspec.structs.replace(CUPS, id="cups", title="Other"))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    written = next(n for n, said in enumerate(seen) if said.startswith(f"UPDATE {products.name} "))
    locks = [n for n, said in enumerate(seen) if f"{variants.name}.total" in said and "ORDER BY" in said]
    assert locks[0] < written
