"""Currencies: how many decimals each has, the least that can be charged, and how Stripe counts them."""

from dataclasses import dataclass

from checkout.errors import AmountNotChargeable, CurrencyUnknown


@dataclass(frozen=True)
class Currency:
    """One currency; every amount of ours is an integer of its ISO 4217 minor unit."""

    code: str
    exponent: int = 2
    """Decimals in ISO 4217: EUR 2, JPY 0, KWD 3."""
    minimum_minor: int = 1
    """The least that Stripe charges (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts)."""
    provider_factor: int = 1
    """Stripe counts ISK and UGX with two decimals for old times' sake, though they have none."""
    step_minor: int = 1
    """Stripe takes three-decimal currencies only in tens of the minor unit."""


def _table(*currencies: Currency) -> dict[str, Currency]:
    return {currency.code: currency for currency in currencies}


CURRENCIES = _table(
    Currency("AED", minimum_minor=200),
    Currency("AUD", minimum_minor=50),
    Currency("BGN", minimum_minor=100),
    Currency("BHD", exponent=3, minimum_minor=10, step_minor=10),
    Currency("BRL", minimum_minor=50),
    Currency("CAD", minimum_minor=50),
    Currency("CHF", minimum_minor=50),
    Currency("CLP", exponent=0),
    Currency("CZK", minimum_minor=1500),
    Currency("DKK", minimum_minor=250),
    Currency("EUR", minimum_minor=50),
    Currency("GBP", minimum_minor=30),
    Currency("HKD", minimum_minor=400),
    Currency("HUF", minimum_minor=17500),
    Currency("INR", minimum_minor=50),
    Currency("ISK", exponent=0, provider_factor=100),
    Currency("JOD", exponent=3, minimum_minor=10, step_minor=10),
    Currency("JPY", exponent=0, minimum_minor=50),
    Currency("KRW", exponent=0),
    Currency("KWD", exponent=3, minimum_minor=10, step_minor=10),
    Currency("MXN", minimum_minor=1000),
    Currency("MYR", minimum_minor=200),
    Currency("NOK", minimum_minor=300),
    Currency("NZD", minimum_minor=50),
    Currency("OMR", exponent=3, minimum_minor=10, step_minor=10),
    Currency("PLN", minimum_minor=200),
    Currency("RON", minimum_minor=200),
    Currency("SEK", minimum_minor=300),
    Currency("SGD", minimum_minor=50),
    Currency("THB", minimum_minor=1000),
    Currency("TND", exponent=3, minimum_minor=10, step_minor=10),
    Currency("UGX", exponent=0, provider_factor=100),
    Currency("USD", minimum_minor=50),
    Currency("VND", exponent=0),
)
LARGEST_MINOR = 99_999_999
"""Stripe's own limit: eight digits."""


def currency_of(code: str) -> Currency:
    """Look a currency up by its ISO 4217 code in capitals.

    Raises:
        CurrencyUnknown: we do not sell in it.
    """
    try:
        return CURRENCIES[code]
    except KeyError:
        raise CurrencyUnknown(code) from None


def to_provider(amount_minor: int, code: str) -> int:
    """Turn an amount of ours into the integer that Stripe expects.

    Raises:
        AmountNotChargeable: too small, too large, or not a step that Stripe takes.
    """
    currency = currency_of(code)
    amount = in_provider_units(amount_minor, code)
    fits = currency.minimum_minor <= amount_minor and amount <= LARGEST_MINOR
    if not fits or amount_minor % currency.step_minor:
        raise AmountNotChargeable(amount_minor, currency.minimum_minor, code)
    return amount


def in_provider_units(amount_minor: int, code: str) -> int:
    """Turn an amount that was charged once into Stripe's integer, whatever the minimum of a new charge is."""
    return amount_minor * currency_of(code).provider_factor


def from_provider(amount: int, code: str) -> int:
    """Turn Stripe's integer into an amount of ours; the inverse of ``in_provider_units``."""
    return amount // currency_of(code).provider_factor


def round_to_step(amount_minor: int, code: str) -> int:
    """Round up to what Stripe can charge; changes three-decimal currencies alone."""
    step = currency_of(code).step_minor
    return -(-amount_minor // step) * step


def share(amount_minor: int, numerator: int, denominator: int) -> int:
    """Return ``amount * numerator / denominator``, rounded half up, without ever leaving the integers."""
    return (2 * amount_minor * numerator + denominator) // (2 * denominator)


def spell(amount_minor: int, code: str) -> str:
    """Write an amount for a sentence: ``45.90 EUR``."""
    exponent = currency_of(code).exponent
    whole, rest = divmod(amount_minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}d} {code}" if exponent else f"{whole} {code}"
