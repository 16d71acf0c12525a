"""The sandbox's balance: what each charge, refund and dispute does to it, and payouts of what is ripe."""

from typing import Any

from checkout.sandbox.shelf import Body
from checkout.sandbox.till import Till

FEE_BASIS_POINTS = 150
FEE_FIXED = 25
"""1.5 % and 25 cents: what Stripe asks for cards of the European Economic Area."""
DISPUTE_FEE = 2_000
RIPE_SECONDS = 120
"""Stripe takes two days or more; who tries a demo has not so long."""
PAYOUT_SECONDS = 300
TRAVEL_SECONDS = 86_400


def charged(till: Till, charge: Body) -> None:
    """Money came, less the fee."""
    fee = -(-charge["amount"] * FEE_BASIS_POINTS // 10_000) + FEE_FIXED
    _write(till, charge, "charge", charge["amount"], fee=min(fee, charge["amount"]))


def refunded(till: Till, refund: Body) -> None:
    """Money went back; the fee is not."""
    _write(till, refund, "refund", -refund["amount"])


def refund_failed(till: Till, refund: Body) -> None:
    """Money that went back came again."""
    _write(till, refund, "refund_failure", refund["amount"])


def disputed(till: Till, dispute: Body) -> None:
    """The bank took the money, and a fee for it."""
    _write(till, dispute, "adjustment", -dispute["amount"], fee=DISPUTE_FEE)


def dispute_won(till: Till, dispute: Body) -> None:
    """The bank gave the money back, and keeps the fee."""
    _write(till, dispute, "adjustment", dispute["amount"])


def _write(till: Till, source: Body, kind: str, amount: int, *, fee: int = 0, **more: Any) -> Body:  # noqa: ANN401
    return till.shelf.put(
        {
            "id": till.id("txn"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": till.now_s + RIPE_SECONDS,
            "created": till.now_s,
            "currency": source["currency"],
            "fee": fee,
            "net": amount - fee,
            "reporting_category": kind,
            "source": source["id"],
            "source_kind": source["object"],
            "payout": None,
            # Until it is paid out.
            "settles_at": till.now_s + RIPE_SECONDS,
            "status": "pending",
            "type": kind,
            **more,
        }
    )


def pay_out(till: Till) -> int:
    """Send what is ripe to the bank, a payout a currency; return how many there were."""
    ripe = [body for body in till.shelf.unpaid() if body["settles_at"] <= till.now_s]
    last = max((body["created"] for body in till.shelf.all("payout", limit=1)), default=0)
    if not ripe or till.now_s - last < PAYOUT_SECONDS:
        return 0
    count = 0
    for currency in sorted({body["currency"] for body in ripe}):
        theirs = [body for body in ripe if body["currency"] == currency]
        total = sum(body["net"] for body in theirs)
        if total > 0:
            _send(till, currency, theirs, total)
            count += 1
    return count


def _send(till: Till, currency: str, within: list[Body], total: int) -> None:
    payout = till.shelf.put(
        {
            "id": till.id("po"),
            "object": "payout",
            "amount": total,
            "arrival_date": till.now_s + TRAVEL_SECONDS,
            "automatic": True,
            "created": till.now_s,
            "currency": currency,
            "status": "paid",
        }
    )
    for body in within:
        till.shelf.change({**body, "payout": payout["id"], "settles_at": None, "status": "available"})
    whole = _write(till, payout, "payout", -total, payout=payout["id"])
    till.shelf.change({**whole, "settles_at": None, "payout": payout["id"], "status": "available"})
