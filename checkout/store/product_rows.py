"""Reading products with their variants and stock."""

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from checkout.products import Product, Stock
from checkout.store.flash_rows import FlashTerms, load_flashes
from checkout.store.plain import plain
from checkout.store.tables import order_lines, products, variants
from checkout.store.waiting_rows import waiting_counts


class Viewing(NamedTuple):
    """When and in which show somebody looks at products: that decides which flash prices they see."""

    now_ms: int
    show_id: str | None = None


def load_products(
    conn: sa.Connection, where: sa.ColumnElement[bool], viewing: Viewing, *, limit: int = 500
) -> list[Product]:
    """Load products, the oldest first, with the variants that are listed."""
    query = sa.select(products).where(where).order_by(products.c.created_ms, products.c.id).limit(limit)
    rows = conn.execute(query).mappings().all()
    by_product: dict[str, list[dict[str, Any]]] = {}
    listed = (
        sa.select(variants)
        .where(variants.c.product_id.in_([row["id"] for row in rows]), variants.c.listed)
        .order_by(variants.c.position)
    )
    found = conn.execute(listed).mappings().all()
    waiting = waiting_counts(conn, [row["id"] for row in found])
    for row in found:
        variant = {**plain(row), "stock": stock_of(row), "waiting": waiting.get(row["id"], 0)}
        by_product.setdefault(row["product_id"], []).append(variant)
    flashes = load_flashes(conn, [row["id"] for row in rows], viewing.now_ms)
    seen = {id_: terms for id_, terms in flashes.items() if terms.flash.show_id in {None, viewing.show_id}}
    return [_product(row, by_product.get(row["id"], []), seen.get(row["id"])) for row in rows]


def stock_of(row: sa.RowMapping) -> Stock:
    """Read the stock columns of a variant's row."""
    left = row["total"] - row["reserved"] - row["sold"]
    return Stock(total=row["total"], available=left, held=row["reserved"], sold=row["sold"])


def pictures_in_use(conn: sa.Connection, urls: Collection[str]) -> set[str]:
    """Return those of the addresses that a product names, whatever its status, or a line of an order."""
    named = {
        place["url"]
        for images in conn.execute(sa.select(products.c.images)).scalars()
        for image in images
        for place in (image, *image.get("sizes", ()))
    }
    ordered = sa.select(order_lines.c.image_url).where(order_lines.c.image_url.in_(list(urls))).distinct()
    return set(urls) & (named | set(conn.execute(ordered).scalars()))


def _product(row: sa.RowMapping, listed: list[dict[str, Any]], terms: FlashTerms | None) -> Product:
    cheapest = min(listed, key=lambda variant: variant["price_minor"], default=None)
    if terms is not None:
        for variant in listed:
            variant["flash_minor"] = terms.lowers(variant["price_minor"], row["currency"])
    lowered = [variant["flash_minor"] for variant in listed if variant.get("flash_minor")]
    return msgspec.convert(
        {
            **plain(row),
            "variants": listed,
            "price_minor": cheapest["price_minor"] if cheapest else 0,
            "compare_at_minor": cheapest["compare_at_minor"] if cheapest else None,
            "flash": terms.flash if terms and lowered else None,
            "flash_minor": min(lowered, default=None),
        },
        Product,
    )
