"""Paying on delivery or by invoice: what a shop offers, and what an order then says of it. Pure."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from checkout.errors import PayLaterRefused, PaymentTermsInvalid
from checkout.money import LARGEST_MINOR, spell

PayLaterMethod = Literal["delivery", "invoice"]
METHODS: tuple[PayLaterMethod, ...] = ("delivery", "invoice")
LONGEST_WORDS = 1_000
MOST_OPEN = 20


class Later(msgspec.Struct, frozen=True, kw_only=True):
    """How an order is paid without a provider; ``words`` are the shop's, as they were when it was placed."""

    method: PayLaterMethod
    words: str = ""


class Offered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a shop offers a way to pay, and what it tells who takes it: an account, what to have ready."""

    enabled: bool = False
    words: str = ""


class PaymentTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop lets people pay later, and how much of that it trusts them with.

    ``most_minor`` is the dearest order, None for any; ``most_open`` how many such orders one person may have
    that are not paid yet; ``accounts_only`` leaves guests out.
    """

    delivery: Offered = Offered()
    invoice: Offered = Offered()
    most_minor: int | None = None
    most_open: int = 2
    accounts_only: bool = False

    def offered(self) -> Mapping[PayLaterMethod, Offered]:
        """The ways that are switched on."""
        return {name: offer for name in METHODS if (offer := getattr(self, name)).enabled}


def check_terms(terms: PaymentTerms) -> None:
    """Refuse terms that nobody could keep.

    Raises:
        PaymentTermsInvalid: the sentence says what to change, ``field`` where.
    """
    for name in METHODS:
        words = getattr(terms, name).words
        if len(words) > LONGEST_WORDS or "\x00" in words:
            raise PaymentTermsInvalid(f"Shorten this to {LONGEST_WORDS:,} characters.", field=f"{name}.words")
    if terms.invoice.enabled and not terms.invoice.words.strip():
        raise PaymentTermsInvalid("Say where the money goes: your account.", field="invoice.words")
    if terms.most_minor is not None and not 1 <= terms.most_minor <= LARGEST_MINOR:
        raise PaymentTermsInvalid("The limit is more than nothing and below a million.", field="most_minor")
    if not 1 <= terms.most_open <= MOST_OPEN:
        raise PaymentTermsInvalid(f"The limit is 1 to {MOST_OPEN} orders.", field="most_open")


def options(terms: PaymentTerms, total_minor: int) -> list[Later]:
    """List the ways in which an order of this total could be paid later."""
    if terms.most_minor is not None and total_minor > terms.most_minor:
        return []
    return [Later(method=name, words=offer.words) for name, offer in terms.offered().items()]


def choose(
    terms: PaymentTerms, method: PayLaterMethod, total_minor: int, currency: str, *, is_guest: bool
) -> Later:
    """Take a way to pay for an order.

    Raises:
        PayLaterRefused: why it cannot be taken.
    """
    offer = terms.offered().get(method)
    if offer is None:
        raise PayLaterRefused("not_offered", "This shop does not offer that. Pay by card.")
    if terms.accounts_only and is_guest:
        raise PayLaterRefused("account_needed", "Sign in to pay later, or pay by card.")
    if terms.most_minor is not None and total_minor > terms.most_minor:
        most = spell(terms.most_minor, currency)
        raise PayLaterRefused("too_dear", f"Orders above {most} are paid by card here.")
    return Later(method=method, words=offer.words)
