"""Shipping, tax and totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import OrderLine, ShippingChoice, ShippingRate, ShippingZone, Tax
from checkout.errors import CannotShipThere
from checkout.pricing import choices, choose, open_totals, totals, zone_for
from tests.fakes.checkout_shop import ZONES


def line(total_minor: int) -> OrderLine:
    return OrderLine(
        variant_id="v",
        product_id="p",
        title="Jug",
        variant_title="",
        image_url=None,
        quantity=1,
        unit_minor=total_minor,
        total_minor=total_minor,
    )


def shipping(amount_minor: int) -> ShippingChoice:
    return ShippingChoice(rate_id="r", title="Parcel", amount_minor=amount_minor)


def test_an_included_tax_is_part_of_the_total() -> None:
    priced = totals([line(11_000)], shipping(900), Tax(title="VAT", basis_points=1900), "EUR")
    assert (priced.tax_minor, priced.total_minor) == (1900, 11_900)


def test_an_added_tax_comes_on_top_of_goods_and_shipping() -> None:
    tax = Tax(title="Sales tax", basis_points=800, included=False)
    priced = totals([line(9000)], shipping(1000), tax, "USD")
    assert (priced.tax_minor, priced.total_minor) == (800, 10_800)


def test_an_added_tax_ends_on_a_step_that_the_currency_can_be_charged_in() -> None:
    priced = totals([line(1000)], shipping(0), Tax(basis_points=333, included=False), "KWD")
    assert priced.total_minor == 1040


def test_before_the_address_is_known_shipping_and_tax_are_unknown() -> None:
    priced = open_totals([line(4100)], Tax(title="VAT"))
    assert (priced.shipping_minor, priced.tax_minor, priced.total_minor) == (None, None, 4100)


def test_shipping_is_free_from_its_threshold_on_and_the_cheapest_comes_first() -> None:
    [germany, _] = ZONES
    assert [choice.amount_minor for choice in choices(germany, 9999)] == [490, 1290]
    assert [choice.amount_minor for choice in choices(germany, 10_000)] == [0, 1290]


def test_a_zone_that_names_the_country_wins_over_everywhere() -> None:
    rate = ShippingRate(id="w", title="World", amount_minor=3000)
    world = ShippingZone(id="world", title="World", countries=["*"], rates=[rate])
    assert zone_for([world, *ZONES], "DE").id == "de"
    assert zone_for([world, *ZONES], "JP").id == "world"


def test_no_zone_and_no_such_rate_are_refused() -> None:
    with pytest.raises(CannotShipThere):
        zone_for(ZONES, "JP")
    with pytest.raises(CannotShipThere):
        choose(choices(ZONES[0], 0), "us-post", "DE")


TAXES = st.builds(Tax, basis_points=st.integers(0, 3000), included=st.booleans())


@given(st.integers(1, 10**8), st.integers(0, 10**6), TAXES, st.sampled_from(["EUR", "KWD"]))
def test_the_parts_add_up_to_the_total(goods: int, post: int, tax: Tax, currency: str) -> None:
    priced = totals([line(goods)], shipping(post), tax, currency)
    assert priced.tax_minor is not None
    added = 0 if tax.included else priced.tax_minor
    assert priced.total_minor == goods + post + added
    assert 0 <= priced.tax_minor <= priced.total_minor
