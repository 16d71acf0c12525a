"""Zones, rates and taxes that no order could be priced by are refused."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import ShippingRate, ShippingZone, Tax
from checkout.countries import COUNTRIES
from checkout.delivery import check_zones
from checkout.errors import CannotShipThere, DeliveryInvalid
from checkout.pricing import zone_for
from tests.fakes.checkout_shop import SELLER, ZONES, Shop

PARCEL = ShippingRate(id="parcel", title="Parcel", amount_minor=490)
HOME = ShippingZone(id="home", title="Germany", countries=["DE"], rates=[PARCEL])


def home(**changes: Any) -> list[ShippingZone]:  # noqa: ANN401
    return [msgspec.structs.replace(HOME, **changes)]


def rate(**changes: Any) -> list[ShippingZone]:  # noqa: ANN401
    return home(rates=[msgspec.structs.replace(PARCEL, **changes)])


@pytest.mark.parametrize(
    ("zones", "field"),
    [
        ([HOME, HOME], "zones"),
        ([msgspec.structs.replace(HOME, id=str(n)) for n in range(31)], "zones"),
        (home(id=""), "zones.0.id"),
        (home(title=" "), "zones.0.title"),
        (home(title="\x00"), "zones.0.title"),
        (home(countries=[]), "zones.0.countries"),
        (home(countries=["de"]), "zones.0.countries"),
        (home(countries=["XX"]), "zones.0.countries"),
        (home(countries=["DE", "DE"]), "zones.0.countries"),
        ([*home(), *home(id="again")], "zones.1.countries"),
        (home(rates=[]), "zones.0.rates"),
        (home(rates=[PARCEL, PARCEL]), "zones.0.rates"),
        (home(tax=Tax(basis_points=10_001)), "zones.0.tax.basis_points"),
        (home(tax=Tax(basis_points=-1)), "zones.0.tax.basis_points"),
        (home(tax=Tax(title="x" * 61)), "zones.0.tax.title"),
        (rate(title=""), "zones.0.rates.0.title"),
        (rate(amount_minor=-1), "zones.0.rates.0.amount_minor"),
        (rate(free_from_minor=0), "zones.0.rates.0.free_from_minor"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(zones: list[ShippingZone], field: str) -> None:
    with pytest.raises(DeliveryInvalid) as invalid:
        check_zones(zones)
    assert invalid.value.extra == {"field": field}


@given(
    st.lists(
        st.lists(st.sampled_from([*sorted(COUNTRIES)[:6], "*"]), min_size=1, max_size=3),
        max_size=4,
    ),
    st.sampled_from(sorted(COUNTRIES)[:6]),
)
def test_accepted_zones_price_a_country_in_one_way_only(countries: list[list[str]], asked: str) -> None:
    zones = [
        ShippingZone(id=str(n), title="Zone", countries=named, rates=[PARCEL])
        for n, named in enumerate(countries)
    ]
    try:
        check_zones(zones)
    except DeliveryInvalid:
        return
    naming = [zone for zone in zones if asked in zone.countries]
    assert len(naming) <= 1
    try:
        assert asked in zone_for(zones, asked).countries or "*" in zone_for(zones, asked).countries
    except CannotShipThere:
        assert not any({asked, "*"} & set(zone.countries) for zone in zones)


def test_the_page_offers_the_countries_that_are_known_here() -> None:
    listed = (Path(__file__).parents[2] / "web/js/models/countries.js").read_text()
    assert set(re.findall(r"\b[A-Z]{2}\b", listed.split("`")[1])) == COUNTRIES


async def test_a_refused_delivery_leaves_the_old_one(sqlite_shop: Shop) -> None:
    with pytest.raises(DeliveryInvalid):
        await sqlite_shop.service.set_shipping(SELLER, home(countries=[]))
    assert await sqlite_shop.service.shipping(SELLER) == ZONES


async def test_a_zone_for_everywhere_offers_every_country(sqlite_shop: Shop) -> None:
    assert (await sqlite_shop.service.config()).countries == ["DE", "US"]
    await sqlite_shop.service.set_shipping("another", home(countries=["*"]))
    assert set((await sqlite_shop.service.config()).countries) == COUNTRIES
