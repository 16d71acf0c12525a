"""The catalogue: what sellers put on the shelf, and reading it back."""

import unicodedata
from collections.abc import Collection, Sequence

import msgspec
import sqlalchemy as sa

from checkout.details import is_id
from checkout.drafts import check, check_steps, check_stock
from checkout.errors import CatalogueFull, ProductInvalid, ProductNotFound, StockBelowPromised
from checkout.events import PricesChanged
from checkout.money import currency_of
from checkout.ports import NewId
from checkout.products import Product, ProductDraft, ProductStatus, VariantDraft
from checkout.store.news import tell
from checkout.store.product_rows import Viewing, load_products, pictures_in_use
from checkout.store.stock import Movement, StockShort, move_stock
from checkout.store.tables import products, variants

MOST_PRODUCTS = 2000
"""Products of one seller: what one answer can still list."""
MOST_WORDS = 10

__all__ = [
    "find",
    "get",
    "lock_variants",
    "pictures_in_use",
    "product_values",
    "save",
    "set_status",
    "set_stock",
    "variant_values",
]


def save(conn: sa.Connection, draft: ProductDraft, *, currency: str, now_ms: int, new_id: NewId) -> Product:
    """Create a product, or replace the description of the one that has the draft's id.

    ``currency`` is for a new product whose draft names none.

    Raises:
        ProductInvalid, CurrencyUnknown, StockBelowPromised, CatalogueFull.
        ProductNotFound: the id is another seller's.
    """
    check(draft)
    product_id = draft.id or new_id()
    query = sa.select(products.c.seller_id, products.c.currency).where(products.c.id == product_id)
    known = conn.execute(query).one_or_none()
    if known is not None and known.seller_id != draft.seller_id:
        raise ProductNotFound
    currency = currency_of(draft.currency or (known.currency if known else currency)).code
    check_steps(draft, currency)
    before = _prices(conn, product_id)
    # Variants before their product, as whoever holds something locks them: else they wait in a ring.
    totals = lock_variants(conn, [product_id])
    values = {**product_values(draft), "currency": currency, "updated_ms": now_ms}
    if known is None:
        _insert_product(conn, draft.seller_id, product_id, {**values, "created_ms": now_ms})
    else:
        conn.execute(sa.update(products).where(products.c.id == product_id).values(**values))
    saved = _save_variants(conn, draft, product_id, totals, new_id)
    movements = [
        Movement(variant_id, "stock_set", total=variant.stock - totals.get(variant_id, 0))
        for variant_id, variant in saved
    ]
    _set_totals(conn, movements, totals, now_ms)
    if before and before != _prices(conn, product_id):
        event = PricesChanged(event_id=f"prices-{new_id()}", seller_id=draft.seller_id, product_id=product_id)
        tell(conn, event, now_ms)
    return load_products(conn, products.c.id == product_id, Viewing(now_ms))[0]


def _prices(conn: sa.Connection, product_id: str) -> dict[str, tuple[int, int | None]]:
    column = variants.c
    query = sa.select(column.id, column.price_minor, column.compare_at_minor)
    rows = conn.execute(query.where(column.product_id == product_id, column.listed))
    return {row.id: (row.price_minor, row.compare_at_minor) for row in rows}


def product_values(draft: ProductDraft) -> dict[str, object]:
    """The columns of a product that its description fills."""
    return {
        "title": draft.title.strip(),
        "description": draft.description,
        "images": msgspec.to_builtins(draft.images),
        "options": msgspec.to_builtins(draft.options),
        "status": draft.status,
        "max_per_buyer": draft.max_per_buyer,
        "tax_code": draft.tax_code,
        "search": searched(draft),
    }


def searched(draft: ProductDraft) -> str:
    """What a search looks through, folded so that case and composed letters do not matter."""
    texts = [draft.title, draft.description]
    for variant in draft.variants:
        texts += [variant.title, variant.sku]
    return folded("\n".join(texts))


def folded(text: str) -> str:
    """Fold letters as searches compare them."""
    return unicodedata.normalize("NFKC", text).casefold()


def holds_words(search: str) -> sa.ColumnElement[bool]:
    """Every word of a search is somewhere in a product; at most ten words count."""
    words = folded(search).split()[:MOST_WORDS]
    return sa.and_(sa.true(), *(products.c.search.contains(word, autoescape=True) for word in words))


def _insert_product(conn: sa.Connection, seller_id: str, product_id: str, values: dict[str, object]) -> None:
    count = sa.select(sa.func.count()).select_from(products).where(products.c.seller_id == seller_id)
    if conn.execute(count).scalar_one() >= MOST_PRODUCTS:
        raise CatalogueFull(MOST_PRODUCTS)
    conn.execute(sa.insert(products).values(id=product_id, seller_id=seller_id, **values))


def _save_variants(
    conn: sa.Connection, draft: ProductDraft, product_id: str, known: Collection[str], new_id: NewId
) -> list[tuple[str, VariantDraft]]:
    """Describe the variants of a product; return each with its id."""
    conn.execute(sa.update(variants).where(variants.c.product_id == product_id).values(listed=False))
    saved = []
    for position, variant in enumerate(draft.variants):
        variant_id = variant.id or new_id()
        if variant_id in known:
            values = variant_values(variant, position)
            conn.execute(sa.update(variants).where(variants.c.id == variant_id).values(**values))
        else:
            _insert_variant(conn, variant, variant_id, product_id, position)
        saved.append((variant_id, variant))
    return saved


def lock_variants(conn: sa.Connection, product_ids: Collection[str]) -> dict[str, int]:
    """Lock all variants of some products; return how many pieces there are of each."""
    return _locked_totals(conn, variants.c.product_id.in_(product_ids))


def _locked_totals(conn: sa.Connection, where: sa.ColumnElement[bool]) -> dict[str, int]:
    """Read how many pieces there are of each variant; nobody else changes them before we are done."""
    query = sa.select(variants.c.id, variants.c.total).where(where).order_by(variants.c.id).with_for_update()
    return {row.id: row.total for row in conn.execute(query)}


def _set_totals(
    conn: sa.Connection, movements: Sequence[Movement], known: dict[str, int], now_ms: int
) -> None:
    try:
        move_stock(conn, [movement for movement in movements if movement.total], now_ms)
    except StockShort as short:
        raise StockBelowPromised(short.variant_id, known[short.variant_id] - short.available) from short


def set_stock(conn: sa.Connection, seller_id: str, variant_id: str, total: int, now_ms: int) -> Product:
    """Set how many pieces of a variant there are in all, those held and sold included.

    Raises:
        ProductNotFound: the seller has no such variant.
        ProductInvalid: no such number.
        StockBelowPromised: fewer than what is held or sold.
    """
    check_stock(total, "total")
    query = (
        sa.select(variants.c.product_id)
        .join(products, products.c.id == variants.c.product_id)
        .where(variants.c.id == variant_id, variants.c.listed, products.c.seller_id == seller_id)
    )
    product_id = conn.execute(query).scalar() if is_id(variant_id) else None
    if product_id is None:
        raise ProductNotFound
    known = _locked_totals(conn, variants.c.id == variant_id)
    counted = Movement(variant_id, "stock_set", total=total - known[variant_id])
    _set_totals(conn, [counted], known, now_ms)
    return load_products(conn, products.c.id == product_id, Viewing(now_ms))[0]


def set_status(
    conn: sa.Connection, seller_id: str, product_id: str, status: ProductStatus, now_ms: int
) -> Product:
    """Put a product on sale, or take it off. What is held or sold stays so.

    Raises:
        ProductNotFound: there is none, or it is another seller's.
    """
    get(conn, Viewing(now_ms), product_id, seller_id=seller_id)
    values = {"status": status, "updated_ms": now_ms}
    conn.execute(sa.update(products).where(products.c.id == product_id).values(**values))
    return load_products(conn, products.c.id == product_id, Viewing(now_ms))[0]


def _insert_variant(
    conn: sa.Connection, variant: VariantDraft, variant_id: str, product_id: str, position: int
) -> None:
    taken = conn.execute(sa.select(variants.c.id).where(variants.c.id == variant_id)).scalar()
    if taken is not None:
        raise ProductInvalid("This variant belongs to another product.", field="variants")
    stock = {"total": 0, "reserved": 0, "sold": 0, "version": 0}
    values = variant_values(variant, position)
    conn.execute(sa.insert(variants).values(id=variant_id, product_id=product_id, **values, **stock))


def variant_values(variant: VariantDraft, position: int) -> dict[str, object]:
    """The columns of a variant that its description fills; its stock is the ledger's."""
    return {
        "position": position,
        "title": variant.title,
        "options": variant.options,
        "sku": variant.sku,
        "price_minor": variant.price_minor,
        "compare_at_minor": variant.compare_at_minor,
        "image": variant.image,
        "max_per_order": variant.max_per_order,
        "weight_grams": variant.weight_grams,
        "listed": True,
    }


def find(
    conn: sa.Connection,
    viewing: Viewing,
    *,
    seller_id: str | None,
    ids: Sequence[str] | None,
    on_sale: bool = False,
    search: str = "",
) -> list[Product]:
    """List products of a seller and (or) by their ids; ids keep their order, unknown ones are left out.

    With a ``search`` those alone whose title, description, variants or SKUs hold each of its words.
    """
    where: sa.ColumnElement[bool] = sa.true()
    if seller_id is not None:
        where &= products.c.seller_id == seller_id
    if on_sale:
        where &= products.c.status == "active"
    if search:
        where &= holds_words(search)
    if ids is not None:
        where &= products.c.id.in_([product_id for product_id in ids if is_id(product_id)])
    found = load_products(conn, where, viewing, limit=MOST_PRODUCTS)
    if ids is None:
        return found
    by_id = {product.id: product for product in found}
    return [by_id[product_id] for product_id in dict.fromkeys(ids) if product_id in by_id]


def get(
    conn: sa.Connection,
    viewing: Viewing,
    product_id: str,
    *,
    seller_id: str | None = None,
    on_sale: bool = False,
) -> Product:
    """Load one product, of this seller if one is named, on sale if it must be.

    Raises:
        ProductNotFound: there is none.
    """
    found = find(conn, viewing, seller_id=seller_id, ids=[product_id], on_sale=on_sale)
    if not found:
        raise ProductNotFound
    return found[0]
