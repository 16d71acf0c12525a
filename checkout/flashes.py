"""Flash prices as their seller handles them: start one for a time, move its end, stop it."""

import sqlalchemy as sa

from checkout.catalogue import get
from checkout.errors import FlashInvalid, FlashOver
from checkout.events import PricesChanged
from checkout.money import currency_of
from checkout.ports import NewId
from checkout.pricing import BASIS_POINTS, flash_price
from checkout.products import FlashDraft, Product
from checkout.store.flash_rows import load_flashes
from checkout.store.news import tell
from checkout.store.offer_tables import flash_prices
from checkout.store.product_rows import Viewing
from checkout.store.tables import products

SHORTEST_SECONDS = 10
LONGEST_SECONDS = 30 * 86_400
FURTHEST_MS = 366 * 86_400_000


def start(
    conn: sa.Connection, seller_id: str, product_id: str, draft: FlashDraft, *, now_ms: int, new_id: NewId
) -> Product:
    """Give a product another price for a time; one that runs, or is to come, gives way.

    Raises:
        ProductNotFound: the seller has no such product.
        FlashInvalid: it lowers no price, or the time makes no sense.
    """
    starts_ms = max(now_ms, draft.starts_ms or now_ms)
    product = _own(conn, seller_id, product_id, Viewing(now_ms, draft.show_id))
    _check(draft, product, starts_ms - now_ms)
    _end(conn, product_id, now_ms)
    conn.execute(
        sa.insert(flash_prices).values(
            id=new_id(),
            product_id=product_id,
            show_id=draft.show_id,
            price_minor=draft.price_minor,
            off_basis_points=draft.off_basis_points,
            starts_ms=starts_ms,
            ends_ms=starts_ms + draft.seconds * 1000,
            created_ms=now_ms,
        )
    )
    return _told(conn, product, draft.show_id, now_ms=now_ms, new_id=new_id)


def move_end(
    conn: sa.Connection, seller_id: str, product_id: str, ends_ms: int, *, now_ms: int, new_id: NewId
) -> Product:
    """Let a flash price last until another moment. Naming a moment makes a repeated tap harmless.

    Raises:
        ProductNotFound: the seller has no such product.
        FlashOver: no flash price of it runs or is to come.
        FlashInvalid: the moment is past, or too far away.
    """
    product = _own(conn, seller_id, product_id, Viewing(now_ms))
    terms = load_flashes(conn, [product_id], now_ms).get(product_id)
    if terms is None:
        raise FlashOver(product.title)
    flash = terms.flash
    if not max(now_ms, flash.starts_ms) < ends_ms <= flash.starts_ms + LONGEST_SECONDS * 1000:
        raise FlashInvalid("A flash price ends later than now, and within 30 days.", field="ends_ms")
    conn.execute(sa.update(flash_prices).where(flash_prices.c.id == flash.id).values(ends_ms=ends_ms))
    return _told(conn, product, flash.show_id, now_ms=now_ms, new_id=new_id)


def stop(conn: sa.Connection, seller_id: str, product_id: str, *, now_ms: int, new_id: NewId) -> Product:
    """End a flash price now; what is held at it keeps it. Without one nothing happens.

    Raises:
        ProductNotFound: the seller has no such product.
    """
    product = _own(conn, seller_id, product_id, Viewing(now_ms))
    ended = _end(conn, product_id, now_ms)
    return _told(conn, product, None, now_ms=now_ms, new_id=new_id) if ended else product


def _own(conn: sa.Connection, seller_id: str, product_id: str, viewing: Viewing) -> Product:
    """Load a product and lock it: it has one flash price at a time, also when two are started at once."""
    conn.execute(sa.select(products.c.id).where(products.c.id == product_id).with_for_update())
    return get(conn, viewing, product_id, seller_id=seller_id)


def _check(draft: FlashDraft, product: Product, ahead_ms: int) -> None:
    if not SHORTEST_SECONDS <= draft.seconds <= LONGEST_SECONDS:
        raise FlashInvalid("A flash price lasts from 10 seconds to 30 days.", field="seconds")
    if ahead_ms > FURTHEST_MS:
        raise FlashInvalid("A flash price can be planned up to a year ahead.", field="starts_ms")
    if (draft.price_minor is None) is (draft.off_basis_points is None):
        raise FlashInvalid("Say either the price or how much it is lowered.", field="price_minor")
    if draft.off_basis_points is not None and not 0 < draft.off_basis_points < BASIS_POINTS:
        raise FlashInvalid("A price is lowered by more than 0 and less than 100 %.", field="off_basis_points")
    price, step = draft.price_minor, currency_of(product.currency).step_minor
    if price is not None and (price < 1 or price % step):
        raise FlashInvalid("A price is more than nothing, in steps of the currency.", field="price_minor")
    usual = [variant.price_minor for variant in product.variants]
    if all(flash_price(each, price, draft.off_basis_points, product.currency) == each for each in usual):
        raise FlashInvalid("A flash price is lower than the usual one.", field="price_minor")


def _end(conn: sa.Connection, product_id: str, now_ms: int) -> bool:
    column = flash_prices.c
    open_one = (column.product_id == product_id) & (column.ends_ms > now_ms)
    # One that is still to come never was.
    dropped = conn.execute(sa.delete(flash_prices).where(open_one, column.starts_ms > now_ms)).rowcount
    ended = conn.execute(sa.update(flash_prices).where(open_one).values(ends_ms=now_ms)).rowcount
    return dropped + ended > 0


def _told(
    conn: sa.Connection, product: Product, show_id: str | None, *, now_ms: int, new_id: NewId
) -> Product:
    event = PricesChanged(event_id=f"prices-{new_id()}", seller_id=product.seller_id, product_id=product.id)
    tell(conn, event, now_ms)
    return get(conn, Viewing(now_ms, show_id), product.id)
