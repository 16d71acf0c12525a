"""The test cards and how the sandbox's bank treats each; real numbers are refused, never stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from checkout.sandbox.forms import missing
from checkout.sandbox.problems import bad_card

Behaviour = Literal["pays", "challenges", "declines"]
Refunds = Literal["at_once", "later", "fails"]
"""When money that is sent back arrives: at once, after a while, or (after it looked done) never."""


@dataclass(frozen=True)
class TestCard:
    """A card number that means a certain outcome."""

    __test__ = False  # pytest would take the name for a test class

    number: str
    label: str
    behaviour: Behaviour = "pays"
    code: str = ""
    decline_code: str | None = None
    message: str = ""
    brand: str = "visa"
    refunds: Refunds = "at_once"
    disputed: bool = False

    @property
    def last4(self) -> str:
        """The last four digits, which tell the test cards apart."""
        return self.number[-4:]


DECLINED = "Your card was declined."
TEST_CARDS = (
    TestCard("4242424242424242", "Paid"),
    TestCard("5555555555554444", "Paid (Mastercard)", brand="mastercard"),
    TestCard("4000000000007726", "Paid; a refund takes a while", refunds="later"),
    TestCard("4000000000005126", "Paid; a refund fails later", refunds="fails"),
    TestCard("4000000000000259", "Paid, then disputed at the bank", disputed=True),
    TestCard("4000002500003155", "The bank asks for 3-D Secure", "challenges"),
    TestCard("4000000000000002", "Declined", "declines", "card_declined", "generic_decline", DECLINED),
    TestCard(
        "4000000000009995",
        "Declined: insufficient funds",
        "declines",
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    TestCard("4000000000009987", "Declined: lost card", "declines", "card_declined", "lost_card", DECLINED),
    TestCard(
        "4000000000000069", "Declined: expired", "declines", "expired_card", None, "Your card has expired."
    ),
    TestCard(
        "4000000000000127",
        "Declined: wrong CVC",
        "declines",
        "incorrect_cvc",
        None,
        "Your card's security code is incorrect.",
    ),
    TestCard(
        "4000000000000119",
        "Declined: processing error",
        "declines",
        "processing_error",
        None,
        "An error occurred while processing your card. Try again in a little bit.",
    ),
)
BY_LAST4 = {card.last4: card for card in TEST_CARDS}
BY_NUMBER = {card.number: card for card in TEST_CARDS}


def read_card(form: Mapping[str, Any], now_year: int, now_month: int) -> tuple[TestCard, int, int]:
    """Check a card form as Stripe does, and return the card with its month and year of expiry.

    Raises:
        ApiProblem: 402 with the field to correct, 400 for a missing one.
    """
    for name in ("number", "exp_month", "exp_year", "cvc"):
        if name not in form:
            raise missing(f"payment_method_data[card][{name}]")
    card = _card(str(form["number"]))
    month, year = _whole(form["exp_month"]), _whole(form["exp_year"])
    if not 1 <= month <= 12:
        raise bad_card("invalid_expiry_month", "exp_month", "Your card's expiration month is invalid.")
    year += 2000 if 0 <= year < 100 else 0
    if not now_year <= year <= now_year + 50 or (year, month) < (now_year, now_month):
        raise bad_card("invalid_expiry_year", "exp_year", "Your card's expiration year is invalid.")
    cvc = str(form["cvc"])
    if len(cvc) not in {3, 4} or _whole(cvc) < 0:
        raise bad_card("invalid_cvc", "cvc", "Your card's security code is invalid.")
    return card, month, year


def _whole(text: object) -> int:
    return int(str(text)) if str(text).isascii() and str(text).isdigit() else -1


def _card(text: str) -> TestCard:
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        raise bad_card("invalid_number", "number", "The card number is not a valid card number.")
    if not luhn(digits):
        raise bad_card("incorrect_number", "number", "Your card number is incorrect.")
    card = BY_NUMBER.get(digits)
    if card is None:
        sentence = "This is a demo: use one of the test cards, never a real one. No money moves."
        raise bad_card("invalid_number", "number", sentence)
    return card


def luhn(digits: str) -> bool:
    """Check the last digit of a card number (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
