"""Where a seller ships to and for how much: what such a description must say. Pure."""

from collections.abc import Iterator, Sequence

from checkout.countries import ANYWHERE, COUNTRIES
from checkout.details import is_id
from checkout.errors import DeliveryInvalid
from checkout.money import LARGEST_MINOR
from checkout.pricing import BASIS_POINTS, ShippingRate, ShippingZone

MOST_ZONES = 30
MOST_RATES = 10
LONGEST_TITLE = 60


def check_zones(zones: Sequence[ShippingZone]) -> None:
    """Refuse zones by which no order could be priced, or not in one way only.

    Raises:
        DeliveryInvalid: the sentence says what to change, ``field`` where.
    """
    if len(zones) > MOST_ZONES:
        raise DeliveryInvalid(f"A shop has at most {MOST_ZONES} zones.", field="zones")
    if len({zone.id for zone in zones}) != len(zones):
        raise DeliveryInvalid("Two zones have the same id.", field="zones")
    taken: set[str] = set()
    for number, zone in enumerate(zones):
        field = f"zones.{number}"
        _check_text(zone.id, zone.title, field)
        _check_countries(zone, taken, field)
        _check_tax(zone, field)
        _check_rates(zone, field)


def _check_text(given_id: str, title: str, field: str) -> None:
    if not is_id(given_id):
        raise DeliveryInvalid("An id has 1 to 64 characters.", field=f"{field}.id")
    if not 1 <= len(title.strip()) <= LONGEST_TITLE or "\x00" in title:
        raise DeliveryInvalid(
            f"Give it a name of at most {LONGEST_TITLE} characters.", field=f"{field}.title"
        )


def _check_countries(zone: ShippingZone, taken: set[str], field: str) -> None:
    field = f"{field}.countries"
    if not zone.countries:
        raise DeliveryInvalid("Choose at least one country.", field=field)
    for country in zone.countries:
        if country != ANYWHERE and country not in COUNTRIES:
            raise DeliveryInvalid("A country is an ISO code of two letters.", field=field)
        if country in taken:
            raise DeliveryInvalid(f"{country} stands in two places; leave it in one.", field=field)
        taken.add(country)


def _check_tax(zone: ShippingZone, field: str) -> None:
    if not 0 <= zone.tax.basis_points <= BASIS_POINTS:
        raise DeliveryInvalid("A tax is 0 to 100 %.", field=f"{field}.tax.basis_points")
    if len(zone.tax.title) > LONGEST_TITLE or "\x00" in zone.tax.title:
        raise DeliveryInvalid(
            f"Shorten the tax's name to {LONGEST_TITLE} characters.", field=f"{field}.tax.title"
        )


def _check_rates(zone: ShippingZone, field: str) -> None:
    if not 1 <= len(zone.rates) <= MOST_RATES:
        raise DeliveryInvalid(f"A zone has 1 to {MOST_RATES} ways to ship.", field=f"{field}.rates")
    if len({rate.id for rate in zone.rates}) != len(zone.rates):
        raise DeliveryInvalid("Two ways to ship have the same id.", field=f"{field}.rates")
    for rate, place in _places(zone.rates, field):
        _check_text(rate.id, rate.title, place)
        if not 0 <= rate.amount_minor <= LARGEST_MINOR:
            raise DeliveryInvalid(
                "A price is zero or more and below a million.", field=f"{place}.amount_minor"
            )
        if rate.free_from_minor is not None and not 1 <= rate.free_from_minor <= LARGEST_MINOR:
            raise DeliveryInvalid(
                "A sum from which it is free is more than nothing.", field=f"{place}.free_from_minor"
            )


def _places(rates: Sequence[ShippingRate], field: str) -> Iterator[tuple[ShippingRate, str]]:
    for number, rate in enumerate(rates):
        yield rate, f"{field}.rates.{number}"
