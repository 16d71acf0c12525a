"""What the shop itself knows of money, as lines of the ledger: a sale, money given back, and that undone."""

import sqlalchemy as sa

from checkout.store.ledger import Account, Entry, Kind, post
from checkout.store.records import OrderRecord, RefundRecord


def write_sale(conn: sa.Connection, record: OrderRecord, now_ms: int) -> None:
    """Write down that an order was paid."""
    key = f"sale-{record.id}"
    _write(conn, record, key, "sale", -record.totals.total_minor, now_ms=now_ms)


def write_refund(conn: sa.Connection, record: OrderRecord, refund: RefundRecord, now_ms: int) -> None:
    """Write down that money of a sale went back.

    Of a payment that sold nothing (late, stray, mismatched) the provider's statement alone tells.
    """
    if _is_of_sale(record, refund):
        key = f"refund-{refund.id}"
        _write(conn, record, key, "refund", refund.amount_minor, now_ms=now_ms)


def undo_refund(conn: sa.Connection, record: OrderRecord, refund: RefundRecord, now_ms: int) -> None:
    """Write down that the bank sent money back which had gone back to the buyer."""
    if _is_of_sale(record, refund):
        key = f"refund-undone-{refund.id}"
        _write(conn, record, key, "refund_undone", -refund.amount_minor, now_ms=now_ms)


def _is_of_sale(record: OrderRecord, refund: RefundRecord) -> bool:
    return record.paid_ms is not None and refund.intent_id == record.intent_id


def _write(
    conn: sa.Connection, record: OrderRecord, key: str, kind: Kind, amount_minor: int, *, now_ms: int
) -> None:
    """Move a sum to what it is for from where an order's money is (or, negative, the other way)."""
    if amount_minor == 0:
        return
    why: Account = "sales" if kind == "sale" else "refunds"
    # The provider reports it, or its seller has it by hand.
    where: Account = "clearing" if record.later is None else "hand"
    debit, credit = (why, where) if amount_minor > 0 else (where, why)
    entry = Entry(
        entry_key=key,
        kind=kind,
        seller_id=record.seller_id,
        order_id=record.id,
        debit=debit,
        credit=credit,
        amount_minor=abs(amount_minor),
        currency=record.currency,
        at_ms=now_ms,
    )
    post(conn, entry)
