"""The provider's statement: its balance transactions as we read them, and the lines that each makes. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from checkout.money import from_provider
from checkout.store.ledger import NOBODY, Account, Entry, Kind

CHARGES = frozenset({"charge", "payment"})
PAYOUTS = frozenset({"payout", "payout_failure", "payout_cancel"})
Side = tuple[Kind, Account]
SIDES: Mapping[str, Side] = {
    "charge": ("charge", "clearing"),
    "payment": ("charge", "clearing"),
    "refund": ("refund", "clearing"),
    "payment_refund": ("refund", "clearing"),
    "refund_failure": ("refund_undone", "clearing"),
    "payment_failure_refund": ("refund_undone", "clearing"),
    "adjustment": ("dispute", "disputed"),
    "stripe_fee": ("fee", "fees"),
}
"""What a type of balance transaction is for us, and the account at the other side of the balance.

https://docs.stripe.com/reports/balance-transaction-types
"""


class StatementUnreadable(Exception):
    """What the provider sent is no balance transaction that we understand."""


class StatementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One balance transaction; amounts in the provider's own integers, times in epoch seconds."""

    id: str
    type: str
    amount: int
    fee: int
    currency: str
    created: int
    available_on: int
    source: str | None = None
    intent_id: str | None = None
    metadata: dict[str, str] = {}

    @property
    def order_id(self) -> str | None:
        """Our order, from the metadata that we sent: a charge has its intent's, a refund its own."""
        return self.metadata.get("order_id")


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose money a line is about."""

    seller_id: str = NOBODY
    order_id: str | None = None


def read_line(body: Mapping[str, Any]) -> StatementLine:
    """Read a balance transaction whose source was expanded.

    Raises:
        StatementUnreadable: it is something else.
    """
    source = body.get("source")
    known = {name: body.get(name) for name in ("id", "type", "amount", "fee", "currency", "created")}
    known["available_on"] = body.get("available_on")
    if isinstance(source, Mapping):
        known |= {"source": source.get("id"), "intent_id": source.get("payment_intent")}
        known["metadata"] = source.get("metadata") or {}
        known["available_on"] = source.get("arrival_date") or known["available_on"]
    else:
        known["source"] = source
    try:
        return msgspec.convert(known, StatementLine)
    except msgspec.ValidationError as error:
        raise StatementUnreadable(str(error)) from error


def entries_of(line: StatementLine, owner: Owner) -> list[Entry]:
    """Write a line of the statement as lines of the ledger: what moved, and the fee that was kept of it."""
    side = SIDES.get(line.type, ("other", "fees"))
    if side[0] == "dispute" and line.amount > 0:
        side = ("dispute_won", "disputed")
    moved = _entry(line, owner, side, line.amount, line.id)
    kept = _entry(line, owner, ("fee", "fees"), -line.fee, f"{line.id}-fee")
    return [entry for entry in (moved, kept) if entry is not None]


def payout_entries(line: StatementLine, shares: Mapping[str, int]) -> list[Entry]:
    """Divide a payout among the sellers whose money it is; what is of none is the operator's.

    Args:
        line: the payout; negative, because it leaves the balance. One that failed comes back.
        shares: what the payout holds of each seller, in minor units.
    """
    sign = 1 if line.amount > 0 else -1
    whole = from_provider(abs(line.amount), line.currency.upper())
    rest = whole - sum(shares.values())
    parts = {**shares, NOBODY: shares.get(NOBODY, 0) + rest}
    found = [
        _line(line, Owner(seller_id=seller), ("payout", "bank"), sign * part, f"{line.id}-{seller or 'rest'}")
        for seller, part in parts.items()
    ]
    return [entry for entry in found if entry is not None]


def _entry(line: StatementLine, owner: Owner, side: Side, amount: int, key: str) -> Entry | None:
    minor = from_provider(abs(amount), line.currency.upper())
    return _line(line, owner, side, minor if amount > 0 else -minor, key)


def _line(line: StatementLine, owner: Owner, side: Side, amount_minor: int, key: str) -> Entry | None:
    """A sum that comes into the balance from another account, or (negative) leaves it."""
    if amount_minor == 0:
        return None
    kind, other = side
    balance: Account = "balance"
    debit, credit = (balance, other) if amount_minor > 0 else (other, balance)
    return Entry(
        entry_key=key,
        kind=kind,
        seller_id=owner.seller_id,
        order_id=owner.order_id,
        debit=debit,
        credit=credit,
        amount_minor=abs(amount_minor),
        currency=line.currency.upper(),
        at_ms=line.created * 1000,
        available_ms=line.available_on * 1000,
        statement_id=line.id,
    )
