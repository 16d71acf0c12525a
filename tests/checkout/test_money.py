"""Currencies and whole-number arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.errors import AmountNotChargeable, CurrencyUnknown
from checkout.money import (
    CURRENCIES,
    LARGEST_MINOR,
    currency_of,
    from_provider,
    in_provider_units,
    round_to_step,
    share,
    spell,
    to_provider,
)

AMOUNTS = st.integers(min_value=0, max_value=LARGEST_MINOR)
CODES = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize("code", ["XXX", "eur", "", "EURO"])
def test_an_unknown_currency_is_named(code: str) -> None:
    with pytest.raises(CurrencyUnknown) as unknown:
        currency_of(code)
    assert unknown.value.extra == {"currency": code}


@pytest.mark.parametrize(
    ("amount", "code", "text"),
    [(4590, "EUR", "45.90 EUR"), (5, "EUR", "0.05 EUR"), (500, "JPY", "500 JPY"), (1250, "KWD", "1.250 KWD")],
)
def test_amounts_are_spelt_with_the_decimals_of_their_currency(amount: int, code: str, text: str) -> None:
    assert spell(amount, code) == text


def test_special_currencies_reach_the_provider_in_its_own_units() -> None:
    assert to_provider(500, "ISK") == 50_000
    assert to_provider(500, "JPY") == 500
    assert to_provider(1250, "KWD") == 1250


@pytest.mark.parametrize(
    ("amount", "code"), [(49, "EUR"), (0, "EUR"), (-500, "EUR"), (1251, "KWD"), (LARGEST_MINOR + 1, "EUR")]
)
def test_what_a_card_cannot_be_charged_is_refused(amount: int, code: str) -> None:
    with pytest.raises(AmountNotChargeable):
        to_provider(amount, code)


@given(AMOUNTS, CODES)
def test_the_providers_units_lead_back(amount: int, code: str) -> None:
    assert from_provider(in_provider_units(amount, code), code) == amount


@given(AMOUNTS, CODES)
def test_rounding_moves_an_amount_by_less_than_a_step(amount: int, code: str) -> None:
    step = currency_of(code).step_minor
    rounded = round_to_step(amount, code)
    assert rounded % step == 0
    assert 0 <= rounded - amount < step


@given(AMOUNTS, st.integers(0, 10_000), st.integers(1, 20_000))
def test_a_share_is_rounded_half_up(amount: int, numerator: int, denominator: int) -> None:
    exact = Fraction(amount * numerator, denominator)
    assert -Fraction(1, 2) < share(amount, numerator, denominator) - exact <= Fraction(1, 2)
