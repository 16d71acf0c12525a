"""What a page must know before it can ask for a card."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from checkout.payments.stripe import SCRIPT_URL
from checkout.sandbox.cards import TEST_CARDS
from checkout.settings import CheckoutSettings

SANDBOX_PUBLISHABLE_KEY = "pk_test_sandbox"
SANDBOX_SCRIPT_URL = "/static/js/sandbox/stripe.js"


class CardSample(msgspec.Struct, frozen=True, kw_only=True):
    """A test card to show beside the form."""

    number: str
    label: str


class CheckoutConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes the money, with which script and key, and where can be shipped to."""

    provider: Literal["sandbox", "stripe"]
    publishable_key: str
    script_url: str
    countries: list[str]
    currency: str
    test_cards: list[CardSample]


def describe(settings: CheckoutSettings, countries: Sequence[str]) -> CheckoutConfig:
    """Describe the shop's checkout to a page."""
    if settings.stripe_secret_key:
        return CheckoutConfig(
            provider="stripe",
            publishable_key=settings.stripe_publishable_key or "",
            script_url=SCRIPT_URL,
            countries=list(countries),
            currency=settings.currency,
            test_cards=[],
        )
    return CheckoutConfig(
        provider="sandbox",
        publishable_key=SANDBOX_PUBLISHABLE_KEY,
        script_url=SANDBOX_SCRIPT_URL,
        countries=list(countries),
        currency=settings.currency,
        test_cards=[CardSample(number=card.number, label=card.label) for card in TEST_CARDS],
    )
