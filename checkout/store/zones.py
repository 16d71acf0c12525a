"""Reading and writing a seller's shipping zones."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from checkout.countries import ANYWHERE, COUNTRIES
from checkout.pricing import ShippingZone
from checkout.store.tables import shipping_zones


def load_zones(conn: sa.Connection, seller_id: str) -> list[ShippingZone]:
    """Load the zones of a seller in the seller's order."""
    found = conn.execute(_ZONES, {"seller_id": seller_id}).scalars()
    return [msgspec.convert(zone, ShippingZone) for zone in found]


_ZONES = (
    sa.select(shipping_zones.c.zone)
    .where(shipping_zones.c.seller_id == sa.bindparam("seller_id"))
    .order_by(shipping_zones.c.position)
)


def replace_zones(conn: sa.Connection, seller_id: str, zones: Sequence[ShippingZone]) -> None:
    """Write the zones of a seller in place of the old ones."""
    conn.execute(sa.delete(shipping_zones).where(shipping_zones.c.seller_id == seller_id))
    rows = [
        {"seller_id": seller_id, "position": position, "zone": msgspec.to_builtins(zone)}
        for position, zone in enumerate(zones)
    ]
    if rows:
        conn.execute(sa.insert(shipping_zones), rows)


def countries(conn: sa.Connection) -> list[str]:
    """List every country that some seller ships to, sorted."""
    zones = conn.execute(sa.select(shipping_zones.c.zone)).scalars()
    named = {country for zone in zones for country in zone["countries"]}
    return sorted(COUNTRIES if ANYWHERE in named else named)
