"""Discount codes as sellers describe them: what one must say, and whether it fits an order. Pure."""

import re

import msgspec

from checkout.errors import DiscountInvalid, DiscountRefused
from checkout.money import LARGEST_MINOR, currency_of, spell
from checkout.purchases import AppliedDiscount, DiscountKind

CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,39}")
MOST_OFF_BASIS_POINTS = 9_900
MOST_USES = 1_000_000


class DiscountDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new code: percent off the goods, a sum off the goods, or free shipping; with its conditions."""

    code: str
    kind: DiscountKind
    off_basis_points: int = 0
    off_minor: int = 0
    min_subtotal_minor: int = 0
    max_uses: int | None = None
    once_per_person: bool = False
    starts_ms: int | None = None
    ends_ms: int | None = None


class DiscountChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may change of a code that people know: whether it counts, how often, until when."""

    active: bool | msgspec.UnsetType = msgspec.UNSET
    max_uses: int | msgspec.UnsetType | None = msgspec.UNSET
    ends_ms: int | msgspec.UnsetType | None = msgspec.UNSET


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """A code as its seller sees it; ``used`` counts the orders that have it, those held included."""

    id: str
    code: str
    kind: DiscountKind
    off_basis_points: int
    off_minor: int
    currency: str
    min_subtotal_minor: int
    max_uses: int | None
    used: int
    once_per_person: bool
    starts_ms: int | None
    ends_ms: int | None
    active: bool
    created_ms: int

    def terms(self) -> AppliedDiscount:
        """What an order that takes it remembers."""
        return AppliedDiscount(
            id=self.id,
            code=self.code,
            kind=self.kind,
            off_basis_points=self.off_basis_points,
            off_minor=self.off_minor,
            min_subtotal_minor=self.min_subtotal_minor,
            once_per_person=self.once_per_person,
        )


def read_code(text: str) -> str:
    """Return a code as it is kept: capitals, without space around it."""
    return text.strip().upper()


def check_draft(draft: DiscountDraft, currency: str) -> None:
    """Refuse a code that makes no sense.

    Raises:
        DiscountInvalid: the sentence says what to change, ``field`` where.
    """
    if not CODE.fullmatch(read_code(draft.code)):
        raise DiscountInvalid("A code has 3 to 40 characters: letters A to Z, digits, - and _.", field="code")
    if draft.kind == "percent" and not 0 < draft.off_basis_points <= MOST_OFF_BASIS_POINTS:
        raise DiscountInvalid("A code takes more than 0 and at most 99 % off.", field="off_basis_points")
    step = currency_of(currency).step_minor
    if draft.kind == "amount" and (not 0 < draft.off_minor <= LARGEST_MINOR or draft.off_minor % step):
        raise DiscountInvalid("Say how much the code takes off.", field="off_minor")
    if not 0 <= draft.min_subtotal_minor <= LARGEST_MINOR:
        raise DiscountInvalid("The least order is a sum of money, or nothing.", field="min_subtotal_minor")
    check_uses(draft.max_uses, 0)
    if draft.starts_ms is not None and draft.ends_ms is not None and draft.ends_ms <= draft.starts_ms:
        raise DiscountInvalid("A code ends after it begins.", field="ends_ms")


def check_uses(max_uses: int | None, used: int) -> None:
    """Refuse a limit that is passed already.

    Raises:
        DiscountInvalid: it is too low, or absurd.
    """
    if max_uses is not None and not max(1, used) <= max_uses <= MOST_USES:
        raise DiscountInvalid(f"The limit is {max(1, used):,} to {MOST_USES:,} orders.", field="max_uses")


def judge(discount: Discount, *, subtotal_minor: int, currency: str, now_ms: int) -> None:
    """Refuse a code that does not fit an order at this moment.

    Raises:
        DiscountRefused: why not.
    """
    if discount.starts_ms is not None and now_ms < discount.starts_ms:
        raise DiscountRefused("not_yet", "This code does not count yet.", starts_ms=discount.starts_ms)
    if discount.ends_ms is not None and now_ms >= discount.ends_ms:
        raise DiscountRefused("over", "The time of this code is over.")
    if discount.kind == "amount" and discount.currency != currency:
        raise DiscountRefused("currency", f"This code is for orders in {discount.currency}.")
    if subtotal_minor < discount.min_subtotal_minor:
        least = discount.min_subtotal_minor
        raise DiscountRefused(
            "minimum", f"This code is for orders from {spell(least, currency)} on.", min_subtotal_minor=least
        )
