"""Reading flash prices: which one a product has at a moment."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from checkout.pricing import flash_price
from checkout.products import Flash
from checkout.store.offer_tables import flash_prices


class FlashTerms(NamedTuple):
    """A flash price with what it does to a usual price."""

    flash: Flash
    price_minor: int | None
    off_basis_points: int | None

    def lowers(self, price_minor: int, currency: str) -> int | None:
        """Return the lower price, or None when it is none."""
        lowered = flash_price(price_minor, self.price_minor, self.off_basis_points, currency)
        return lowered if lowered < price_minor else None

    def runs_for(self, show_id: str | None, now_ms: int) -> bool:
        """Tell whether somebody who buys in this show now has the price."""
        open_to_them = self.flash.show_id in {None, show_id}
        return open_to_them and self.flash.starts_ms <= now_ms < self.flash.ends_ms


def load_flashes(conn: sa.Connection, product_ids: Sequence[str], now_ms: int) -> dict[str, FlashTerms]:
    """Load what has not ended yet, by product; a product has at most one such flash price."""
    rows = conn.execute(_OPEN, {"product_ids": list(product_ids), "now_ms": now_ms})
    return {
        row.product_id: FlashTerms(
            Flash(id=row.id, show_id=row.show_id, starts_ms=row.starts_ms, ends_ms=row.ends_ms),
            row.price_minor,
            row.off_basis_points,
        )
        for row in rows
    }


# Built once: it runs for every batch of holds.
_OPEN = sa.select(flash_prices).where(
    flash_prices.c.product_id.in_(sa.bindparam("product_ids", expanding=True)),
    flash_prices.c.ends_ms > sa.bindparam("now_ms", type_=sa.BigInteger),
)
