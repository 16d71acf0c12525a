"""The shelf of one transaction: variants with price, limit and what is left, locked, ready to be picked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from checkout.details import is_id
from checkout.errors import (
    FlashOver,
    LimitPerBuyer,
    LimitPerOrder,
    LinesInvalid,
    NotForSale,
    OutOfStock,
    QuantityInvalid,
)
from checkout.purchases import LineRequest, OrderLine
from checkout.store.buyer_rows import Had
from checkout.store.flash_rows import FlashTerms, load_flashes
from checkout.store.tables import products, variants
from checkout.store.waiting_rows import waiting_counts

LARGEST_QUANTITY = 1000
MOST_LINES = 20


@dataclass
class Shelf:
    """What the batch knows of one variant; ``available`` falls as the batch hands it out."""

    variant_id: str
    product_id: str
    seller_id: str
    currency: str
    title: str
    variant_title: str
    image_url: str | None
    unit_minor: int
    limit: int
    for_sale: bool
    available: int
    buyer_limit: int | None = None
    """How many pieces of all variants of the product one buyer may have in all."""
    flash: FlashTerms | None = None
    kept: OrderLine | None = None
    """What the order held of it before: its price stays."""

    @property
    def name(self) -> str:
        """The name for a sentence."""
        return f"{self.title} ({self.variant_title})" if self.variant_title else self.title


def check_lines(lines: Sequence[LineRequest]) -> None:
    """Refuse lines that no stock could meet, before anything waits for the database.

    Raises:
        LinesInvalid, NotForSale, QuantityInvalid: what is wrong with them.
    """
    if not 1 <= len(lines) <= MOST_LINES:
        raise LinesInvalid(f"An order has 1 to {MOST_LINES} different items.")
    if len({line.variant_id for line in lines}) != len(lines):
        raise LinesInvalid("Each item stands in an order once; change its quantity instead.")
    for line in lines:
        if not is_id(line.variant_id):
            raise NotForSale("")
        if not 1 <= line.quantity <= LARGEST_QUANTITY:
            raise QuantityInvalid(line.variant_id, LARGEST_QUANTITY)


def pick(shelves: dict[str, Shelf], lines: Sequence[LineRequest]) -> list[tuple[Shelf, int]]:
    """Find what the lines ask for, without taking it.

    Raises:
        NotForSale, LimitPerOrder, OutOfStock, LinesInvalid: why it cannot be had.
    """
    picked = []
    for line in lines:
        shelf = shelves.get(line.variant_id)
        if shelf is None or not shelf.for_sale:
            raise NotForSale(line.variant_id)
        if line.quantity > shelf.limit:
            raise LimitPerOrder(line.variant_id, shelf.name, shelf.limit)
        if line.quantity > shelf.available:
            raise OutOfStock(line.variant_id, shelf.name, shelf.available)
        picked.append((shelf, line.quantity))
    if len({(shelf.seller_id, shelf.currency) for shelf, _ in picked}) > 1:
        raise LinesInvalid("These items are of different sellers or currencies; order them one by one.")
    return picked


class Limited(NamedTuple):
    """So many pieces are wanted of a product of which each buyer may have ``most`` in all."""

    product_id: str
    title: str
    quantity: int
    most: int


def limited(picked: Iterable[tuple[Shelf, int]]) -> list[Limited]:
    """Those of what was picked that have a limit for each buyer."""
    return [
        Limited(shelf.product_id, shelf.title, quantity, shelf.buyer_limit)
        for shelf, quantity in picked
        if shelf.buyer_limit is not None
    ]


def check_limits(wanted: Iterable[Limited], people: Sequence[str], had: Had) -> Had:
    """Refuse what would give a buyer more of a product than its limit; return what they then have.

    Raises:
        LimitPerBuyer: it would be too many, counted by any of the buyer's identities.
    """
    after: Had = {}
    for product_id, title, quantity, most in wanted:
        for person in people:
            key = (person, product_id)
            before = had.get(key, 0)
            after[key] = after.get(key, before) + quantity
            if after[key] > most:
                raise LimitPerBuyer(title, most, before)
    return after


def line_of(shelf: Shelf, quantity: int, show_id: str | None, now_ms: int) -> OrderLine:
    """Make an order line at the price of this moment, or at the one that was held before.

    Raises:
        FlashOver: more pieces are wanted than were held while the flash price lasted.
    """
    unit_minor, was_minor, flash_id = _price(shelf, quantity, show_id, now_ms)
    return OrderLine(
        variant_id=shelf.variant_id,
        product_id=shelf.product_id,
        title=shelf.title,
        variant_title=shelf.variant_title,
        image_url=shelf.image_url,
        quantity=quantity,
        unit_minor=unit_minor,
        total_minor=quantity * unit_minor,
        was_minor=was_minor,
        flash_id=flash_id,
    )


def _price(
    shelf: Shelf, quantity: int, show_id: str | None, now_ms: int
) -> tuple[int, int | None, str | None]:
    """Return the price of a piece, the usual price if it is a flash price, and that flash price's id."""
    running = shelf.flash if shelf.flash and shelf.flash.runs_for(show_id, now_ms) else None
    if (kept := shelf.kept) is not None:
        lasts = running is not None and running.flash.id == kept.flash_id
        if kept.flash_id is not None and quantity > kept.quantity and not lasts:
            raise FlashOver(shelf.name)
        return kept.unit_minor, kept.was_minor, kept.flash_id
    lowered = running.lowers(shelf.unit_minor, shelf.currency) if running else None
    if running is None or lowered is None:
        return shelf.unit_minor, None, None
    return lowered, shelf.unit_minor, running.flash.id


def load_shelves(
    conn: sa.Connection, variant_ids: Sequence[str], now_ms: int, *, for_turns: bool = False
) -> dict[str, Shelf]:
    """Load variants for selling and lock them, in the order of their ids, until the transaction ends.

    What people wait for is not available, unless it is for those whose turn it is (``for_turns``).
    """
    rows = conn.execute(_SHELVES, {"variant_ids": sorted(variant_ids)}).mappings().all()
    flashes = load_flashes(conn, list({row[_PRODUCT + "id"] for row in rows}), now_ms)
    waiting = {} if for_turns else waiting_counts(conn, variant_ids)
    shelves = {row[_VARIANT + "id"]: _shelf(row, flashes.get(row[_PRODUCT + "id"])) for row in rows}
    for variant_id, count in waiting.items():
        shelves[variant_id].available = max(0, shelves[variant_id].available - count)
    return shelves


_SHELVES = (
    sa.select(variants, products)
    .join(products, products.c.id == variants.c.product_id)
    .where(variants.c.id.in_(sa.bindparam("variant_ids", expanding=True)))
    .order_by(variants.c.id)
    .with_for_update(of=variants)
    .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
)
_VARIANT = f"{variants.name}_"
_PRODUCT = f"{products.name}_"


def _shelf(row: sa.RowMapping, flash: FlashTerms | None) -> Shelf:
    images = row[_PRODUCT + "images"]
    picture = images[row[_VARIANT + "image"] or 0] if images else None
    return Shelf(
        variant_id=row[_VARIANT + "id"],
        product_id=row[_PRODUCT + "id"],
        seller_id=row[_PRODUCT + "seller_id"],
        currency=row[_PRODUCT + "currency"],
        title=row[_PRODUCT + "title"],
        variant_title=row[_VARIANT + "title"],
        image_url=picture["url"] if picture else None,
        unit_minor=row[_VARIANT + "price_minor"],
        limit=row[_VARIANT + "max_per_order"],
        for_sale=row[_VARIANT + "listed"] and row[_PRODUCT + "status"] == "active",
        buyer_limit=row[_PRODUCT + "max_per_buyer"],
        available=row[_VARIANT + "total"] - row[_VARIANT + "reserved"] - row[_VARIANT + "sold"],
        flash=flash,
    )
