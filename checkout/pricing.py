"""What an order costs: shipping zones and rates, flat tax by zone, totals. Pure."""

from collections.abc import Sequence

import msgspec

from checkout.countries import ANYWHERE
from checkout.errors import CannotShipThere
from checkout.money import round_to_step, share
from checkout.purchases import AppliedDiscount, OrderLine, ShippingChoice, Totals

BASIS_POINTS = 10_000


class Tax(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A flat tax; ``included`` means that prices have it inside already, as in Europe."""

    title: str = ""
    basis_points: int = 0
    included: bool = True


class ShippingRate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to ship within a zone; free from a subtotal of ``free_from_minor``."""

    id: str
    title: str
    amount_minor: int
    free_from_minor: int | None = None


class ShippingZone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Countries that share rates and tax; ``["*"]`` is everywhere that no other zone names."""

    id: str
    title: str
    countries: list[str]
    rates: list[ShippingRate]
    tax: Tax = Tax()


def zone_for(zones: Sequence[ShippingZone], country: str) -> ShippingZone:
    """Find the zone of a country: one that names it, else the one for everywhere.

    Raises:
        CannotShipThere: no zone has the country.
    """
    for wanted in (country, ANYWHERE):
        for zone in zones:
            if wanted in zone.countries and zone.rates:
                return zone
    raise CannotShipThere(country)


def choices(
    zone: ShippingZone, subtotal_minor: int, discount: AppliedDiscount | None = None
) -> list[ShippingChoice]:
    """Price every way to ship, the cheapest first.

    A code for free shipping pays the cheapest way; a dearer one then costs the difference.
    """
    prices = {rate.id: rate_price(rate, subtotal_minor) for rate in zone.rates}
    free = discount is not None and discount.kind == "free_shipping" and counts(discount, subtotal_minor)
    paid_minor = min(prices.values()) if free else 0
    priced = [
        ShippingChoice(rate_id=rate.id, title=rate.title, amount_minor=prices[rate.id] - paid_minor)
        for rate in zone.rates
    ]
    return sorted(priced, key=lambda choice: choice.amount_minor)


def counts(discount: AppliedDiscount, subtotal_minor: int) -> bool:
    """Tell whether there are enough goods for a code."""
    return subtotal_minor >= discount.min_subtotal_minor


def off_goods(discount: AppliedDiscount | None, subtotal_minor: int, currency: str) -> int:
    """Return what a code takes off the goods: never more than they cost, in steps of the currency."""
    if discount is None or not counts(discount, subtotal_minor):
        return 0
    match discount.kind:
        case "percent":
            off = share(subtotal_minor, discount.off_basis_points, BASIS_POINTS)
            return min(subtotal_minor, round_to_step(off, currency))
        case "amount":
            return min(subtotal_minor, discount.off_minor)
        case "free_shipping":
            return 0


def rate_price(rate: ShippingRate, subtotal_minor: int) -> int:
    """Return what a rate costs for this subtotal."""
    free = rate.free_from_minor is not None and subtotal_minor >= rate.free_from_minor
    return 0 if free else rate.amount_minor


def choose(options: Sequence[ShippingChoice], rate_id: str | None, country: str) -> ShippingChoice:
    """Return the wanted way to ship, or the cheapest when none is wanted.

    Raises:
        CannotShipThere: the wanted rate is not one of this country's.
    """
    if rate_id is None:
        return options[0]
    for option in options:
        if option.rate_id == rate_id:
            return option
    raise CannotShipThere(country)


def flash_price(
    price_minor: int, flash_minor: int | None, off_basis_points: int | None, currency: str
) -> int:
    """Return what a flash price makes of a usual price: never more, never nothing, a step of the currency."""
    if flash_minor is not None:
        return min(price_minor, flash_minor)
    lowered = share(price_minor, BASIS_POINTS - (off_basis_points or 0), BASIS_POINTS)
    return min(price_minor, max(1, round_to_step(lowered, currency)))


def subtotal(lines: Sequence[OrderLine]) -> int:
    """Add the lines up, in minor units."""
    return sum(line.total_minor for line in lines)


def open_totals(lines: Sequence[OrderLine], tax: Tax, off_minor: int = 0) -> Totals:
    """Total the goods alone, without what a code takes off, while nobody knows yet where they go."""
    goods = subtotal(lines)
    return Totals(
        subtotal_minor=goods,
        discount_minor=off_minor,
        shipping_minor=None,
        tax_minor=None,
        tax_included=tax.included,
        tax_title=tax.title,
        total_minor=goods - off_minor,
    )


def totals(
    lines: Sequence[OrderLine], shipping: ShippingChoice, tax: Tax, currency: str, off_minor: int = 0
) -> Totals:
    """Total goods (without what a code takes off), shipping and tax; shipping is taxed like the goods.

    An included tax of 19% in 119.00 is 19.00 and the total stays; an added one makes 119.00 into 141.61.
    """
    goods = subtotal(lines)
    base = goods - off_minor + shipping.amount_minor
    divisor = BASIS_POINTS + tax.basis_points if tax.included else BASIS_POINTS
    tax_minor = share(base, tax.basis_points, divisor)
    if not tax.included:
        # Only an added tax can leave the steps in which the currency is charged.
        tax_minor = round_to_step(base + tax_minor, currency) - base
    return Totals(
        subtotal_minor=goods,
        discount_minor=off_minor,
        shipping_minor=shipping.amount_minor,
        tax_minor=tax_minor,
        tax_included=tax.included,
        tax_title=tax.title,
        total_minor=base if tax.included else base + tax_minor,
    )
