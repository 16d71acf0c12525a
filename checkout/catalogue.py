"""The catalogue: what sellers put on the shelf, and reading it back."""

from collections.abc import Iterator, Sequence

import msgspec
import sqlalchemy as sa

from checkout.details import is_id
from checkout.errors import ProductInvalid, ProductNotFound, StockBelowPromised
from checkout.money import LARGEST_MINOR, currency_of, spell
from checkout.ports import NewId
from checkout.products import Product, ProductDraft, VariantDraft
from checkout.store.product_rows import load_products
from checkout.store.stock import Movement, StockShort, move_stock
from checkout.store.tables import products, variants

LARGEST_STOCK = 1_000_000
MOST_VARIANTS = 100


def check(draft: ProductDraft) -> None:
    """Refuse a description that could not be sold.

    Raises:
        ProductInvalid: the sentence says what to change, ``field`` where.
    """
    if any("\x00" in text for text in _texts(draft)):
        raise ProductInvalid("Remove the invisible characters.", field="title")
    if not 1 <= len(draft.title.strip()) <= 200:
        raise ProductInvalid("Give the product a title of at most 200 characters.", field="title")
    if not 1 <= len(draft.variants) <= MOST_VARIANTS:
        raise ProductInvalid(f"A product has 1 to {MOST_VARIANTS} variants.", field="variants")
    if len(draft.description) > 20_000:
        raise ProductInvalid("Shorten the description to 20,000 characters.", field="description")
    ids = [draft.id, *(variant.id for variant in draft.variants)]
    if not all(is_id(given) for given in ids if given is not None):
        raise ProductInvalid("An id has 1 to 64 characters.", field="id")
    for number, variant in enumerate(draft.variants):
        _check_variant(draft, variant, f"variants.{number}")
    combinations = {tuple(variant.options) for variant in draft.variants}
    if draft.options and len(combinations) != len(draft.variants):
        raise ProductInvalid("Two variants have the same options.", field="variants")


def _texts(draft: ProductDraft) -> Iterator[str]:
    """Every text of a draft; Postgres cannot keep a NUL."""
    yield from (draft.id or "", draft.seller_id, draft.title, draft.description)
    for variant in draft.variants:
        yield from (variant.id or "", variant.title, variant.sku)


def _check_variant(draft: ProductDraft, variant: VariantDraft, field: str) -> None:
    if len(variant.title) > 200 or len(variant.sku) > 64:
        raise ProductInvalid("Shorten the variant's title or SKU.", field=field)
    if not 1 <= variant.price_minor <= LARGEST_MINOR:
        raise ProductInvalid(
            "A price is more than nothing and below a million.", field=f"{field}.price_minor"
        )
    if variant.compare_at_minor is not None and variant.compare_at_minor <= variant.price_minor:
        raise ProductInvalid(
            "The price to compare with is higher than the price.", field=f"{field}.compare_at_minor"
        )
    if not 0 <= variant.stock <= LARGEST_STOCK:
        raise ProductInvalid(f"Stock is a number from 0 to {LARGEST_STOCK:,}.", field=f"{field}.stock")
    if not 1 <= variant.max_per_order <= 1000:
        raise ProductInvalid("The limit per order is 1 to 1,000.", field=f"{field}.max_per_order")
    if len(variant.options) != len(draft.options) or any(
        value not in option.values for value, option in zip(variant.options, draft.options, strict=True)
    ):
        raise ProductInvalid("A variant has one value for each option.", field=f"{field}.options")
    if variant.image is not None and not 0 <= variant.image < len(draft.images):
        raise ProductInvalid("The variant's picture is not one of the product's.", field=f"{field}.image")


def _check_steps(draft: ProductDraft, currency: str) -> None:
    step = currency_of(currency).step_minor
    for number, variant in enumerate(draft.variants):
        if variant.price_minor % step:
            raise ProductInvalid(
                f"Cards can be charged in {currency} only in steps of {spell(step, currency)}.",
                field=f"variants.{number}.price_minor",
            )


def save(conn: sa.Connection, draft: ProductDraft, *, currency: str, now_ms: int, new_id: NewId) -> Product:
    """Create a product, or replace the description of the one that has the draft's id.

    Raises:
        ProductInvalid, CurrencyUnknown, StockBelowPromised, ProductNotFound (the id is another seller's).
    """
    check(draft)
    currency = currency_of(draft.currency or currency).code
    _check_steps(draft, currency)
    product_id = draft.id or new_id()
    _save_product(conn, draft, product_id, currency, now_ms)
    _save_variants(conn, draft, product_id, now_ms, new_id)
    return load_products(conn, products.c.id == product_id)[0]


def _save_product(
    conn: sa.Connection, draft: ProductDraft, product_id: str, currency: str, now_ms: int
) -> None:
    values = {
        "title": draft.title.strip(),
        "description": draft.description,
        "currency": currency,
        "images": msgspec.to_builtins(draft.images),
        "options": msgspec.to_builtins(draft.options),
        "status": draft.status,
        "updated_ms": now_ms,
    }
    owner = conn.execute(sa.select(products.c.seller_id).where(products.c.id == product_id)).scalar()
    if owner is None:
        key = {"id": product_id, "seller_id": draft.seller_id, "created_ms": now_ms}
        conn.execute(sa.insert(products).values(**values, **key))
    elif owner == draft.seller_id:
        conn.execute(sa.update(products).where(products.c.id == product_id).values(**values))
    else:
        raise ProductNotFound


def _save_variants(
    conn: sa.Connection, draft: ProductDraft, product_id: str, now_ms: int, new_id: NewId
) -> None:
    query = sa.select(variants.c.id, variants.c.total).where(variants.c.product_id == product_id)
    known: dict[str, int] = {row.id: row.total for row in conn.execute(query)}
    conn.execute(sa.update(variants).where(variants.c.product_id == product_id).values(listed=False))
    movements = []
    for position, variant in enumerate(draft.variants):
        variant_id = variant.id or new_id()
        if variant_id in known:
            values = _variant_values(variant, position)
            conn.execute(sa.update(variants).where(variants.c.id == variant_id).values(**values))
        else:
            _insert_variant(conn, variant, variant_id, product_id, position)
        movements.append(Movement(variant_id, "stock_set", total=variant.stock - known.get(variant_id, 0)))
    try:
        move_stock(conn, [movement for movement in movements if movement.total], now_ms)
    except StockShort as short:
        raise StockBelowPromised(short.variant_id, known[short.variant_id] - short.available) from short


def _insert_variant(
    conn: sa.Connection, variant: VariantDraft, variant_id: str, product_id: str, position: int
) -> None:
    taken = conn.execute(sa.select(variants.c.id).where(variants.c.id == variant_id)).scalar()
    if taken is not None:
        raise ProductInvalid("This variant belongs to another product.", field="variants")
    stock = {"total": 0, "reserved": 0, "sold": 0, "version": 0}
    values = _variant_values(variant, position)
    conn.execute(sa.insert(variants).values(id=variant_id, product_id=product_id, **values, **stock))


def _variant_values(variant: VariantDraft, position: int) -> dict[str, object]:
    return {
        "position": position,
        "title": variant.title,
        "options": variant.options,
        "sku": variant.sku,
        "price_minor": variant.price_minor,
        "compare_at_minor": variant.compare_at_minor,
        "image": variant.image,
        "max_per_order": variant.max_per_order,
        "listed": True,
    }


def find(conn: sa.Connection, *, seller_id: str | None, ids: Sequence[str] | None) -> list[Product]:
    """List products of a seller and (or) by their ids; ids keep their order, unknown ones are left out."""
    where: sa.ColumnElement[bool] = sa.true()
    if seller_id is not None:
        where &= products.c.seller_id == seller_id
    if ids is not None:
        where &= products.c.id.in_([product_id for product_id in ids if is_id(product_id)])
    found = load_products(conn, where)
    if ids is None:
        return found
    by_id = {product.id: product for product in found}
    return [by_id[product_id] for product_id in dict.fromkeys(ids) if product_id in by_id]


def get(conn: sa.Connection, product_id: str) -> Product:
    """Load one product.

    Raises:
        ProductNotFound: there is none.
    """
    found = load_products(conn, products.c.id == product_id) if is_id(product_id) else []
    if not found:
        raise ProductNotFound
    return found[0]
