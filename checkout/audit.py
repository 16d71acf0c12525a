"""Recomputing the stock from what must explain it, and naming every number that differs."""

from collections.abc import Sequence
from itertools import groupby

import msgspec
import sqlalchemy as sa

from checkout.orders import PAYABLE, UNPAID, HoldStatus, OrderStatus
from checkout.store.ledger import ledger
from checkout.store.offer_tables import discount_uses, discounts
from checkout.store.tables import (
    attempts,
    order_lines,
    order_steps,
    orders,
    outbox,
    refund_lines,
    refunds,
    stock_movements,
    variants,
)


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is not what its sources add up to."""

    what: str
    id: str
    stored: int
    computed: int


def find_drift(conn: sa.Connection) -> list[Drift]:
    """Compare each variant with its ledger and its orders, each order with its money and its news.

    Returns:
        What differs; nothing when the shop is consistent.
    """
    return [
        *_ledger_drift(conn),
        *_order_drift(conn),
        *_total_drift(conn),
        *_refund_drift(conn),
        *_restock_drift(conn),
        *_repeat_drift(conn),
        *_books_drift(conn),
        *_discount_drift(conn),
        *_status_drift(conn),
        *_unsettled_payments(conn),
        *_reserved_without_end(conn),
        *_untold_sales(conn),
    ]


def _ledger_drift(conn: sa.Connection) -> list[Drift]:
    moved = stock_movements.c
    sums = {
        row.variant_id: row
        for row in conn.execute(
            sa.select(
                moved.variant_id,
                sa.func.sum(moved.total_delta).label("total"),
                sa.func.sum(moved.reserved_delta).label("reserved"),
                sa.func.sum(moved.sold_delta).label("sold"),
            ).group_by(moved.variant_id)
        )
    }
    drifts = []
    for row in conn.execute(sa.select(variants)):
        for name in ("total", "reserved", "sold"):
            computed = int(getattr(sums[row.id], name)) if row.id in sums else 0
            drifts += _compare(f"ledger.{name}", row.id, getattr(row, name), computed)
    return drifts


def _order_drift(conn: sa.Connection) -> list[Drift]:
    """Held orders must add up to what is reserved, consumed ones without what came back to what is sold."""
    query = (
        sa.select(order_lines.c.variant_id, orders.c.hold, sa.func.sum(order_lines.c.quantity).label("units"))
        .join(orders, orders.c.id == order_lines.c.order_id)
        .group_by(order_lines.c.variant_id, orders.c.hold)
    )
    units = {(row.variant_id, row.hold): int(row.units) for row in conn.execute(query)}
    back_query = sa.select(refund_lines.c.variant_id, sa.func.sum(refund_lines.c.restocked))
    back = {row[0]: int(row[1]) for row in conn.execute(back_query.group_by(refund_lines.c.variant_id))}
    drifts = []
    for row in conn.execute(sa.select(variants)):
        held = units.get((row.id, HoldStatus.HELD.value), 0)
        sold = units.get((row.id, HoldStatus.CONSUMED.value), 0) - back.get(row.id, 0)
        drifts += _compare("orders.reserved", row.id, row.reserved, held)
        drifts += _compare("orders.sold", row.id, row.sold, sold)
    return drifts


def _total_drift(conn: sa.Connection) -> list[Drift]:
    """An order's total is at least what its lines cost; shipping and tax come on top."""
    goods = sa.func.sum(order_lines.c.quantity * order_lines.c.unit_minor)
    query = (
        sa.select(orders.c.id, orders.c.totals, orders.c.total_minor, goods.label("goods"))
        .join(order_lines, order_lines.c.order_id == orders.c.id)
        .group_by(orders.c.id)
    )
    return [
        drift
        for row in conn.execute(query)
        for drift in (
            *_compare("order.subtotal", row.id, row.totals["subtotal_minor"], int(row.goods)),
            *_compare("order.total", row.id, row.total_minor, row.totals["total_minor"]),
        )
    ]


def _refund_drift(conn: sa.Connection) -> list[Drift]:
    """What is set aside to be given back is what the refunds that did not fail add up to."""
    own_payment = refunds.c.intent_id.is_not_distinct_from(orders.c.intent_id)
    own = (refunds.c.order_id == orders.c.id) & own_payment
    live = sa.func.sum(sa.case((refunds.c.state != "failed", refunds.c.amount_minor), else_=0))
    query = (
        sa.select(orders.c.id, orders.c.returned_minor, sa.func.coalesce(live, 0).label("live"))
        .join_from(orders, refunds, own, isouter=True)
        .group_by(orders.c.id)
        .having(orders.c.returned_minor != sa.func.coalesce(live, 0))
    )
    return [
        Drift(what="order.returned", id=row.id, stored=row.returned_minor, computed=int(row.live))
        for row in conn.execute(query)
    ]


def _restock_drift(conn: sa.Connection) -> list[Drift]:
    """No piece of an order went back on the shelf twice."""
    back = sa.func.sum(refund_lines.c.restocked)
    query = (
        sa.select(order_lines.c.order_id, order_lines.c.quantity, back.label("back"))
        .join(refunds, refunds.c.order_id == order_lines.c.order_id)
        .join(
            refund_lines,
            (refund_lines.c.refund_id == refunds.c.id)
            & (refund_lines.c.variant_id == order_lines.c.variant_id),
        )
        .group_by(order_lines.c.order_id, order_lines.c.variant_id, order_lines.c.quantity)
        .having(back > order_lines.c.quantity)
    )
    return [
        Drift(what="order.restocked", id=row.order_id, stored=int(row.back), computed=row.quantity)
        for row in conn.execute(query)
    ]


def _repeat_drift(conn: sa.Connection) -> list[Drift]:
    """A refund that repeats one which the bank sent back put its pieces on the shelf no second time.

    Of each variant so many are there as refunds ever named at one time; when one ended, its news tells.
    """
    failed = sa.select(refunds.c.order_id).join(refund_lines)
    doubtful = failed.where(refunds.c.state == "failed", refund_lines.c.restocked > 0)
    ended = outbox.c.event_id == sa.literal("refund-failed-") + refunds.c.id
    query = (
        sa.select(
            refunds.c.order_id,
            refund_lines.c.variant_id,
            refund_lines.c.quantity,
            refund_lines.c.restocked,
            refunds.c.created_ms.label("from_ms"),
            outbox.c.created_ms.label("until_ms"),
        )
        .join_from(refunds, refund_lines)
        .join(outbox, ended, isouter=True)
        .where(refunds.c.restock, refunds.c.order_id.in_(doubtful))
        .order_by(refunds.c.order_id, refund_lines.c.variant_id)
    )
    drifts = []
    for (order_id, _), group in groupby(conn.execute(query), key=lambda row: (row[0], row[1])):
        rows = list(group)
        stored = sum(row.restocked for row in rows)
        spans = [(row.from_ms, row.until_ms, row.quantity) for row in rows]
        most = max(_named_at(spans, begin, quantity) for begin, _, quantity in spans)
        if stored > most:
            drifts.append(Drift(what="order.restocked", id=order_id, stored=stored, computed=most))
    return drifts


def _named_at(spans: Sequence[tuple[int, int | None, int]], at_ms: int, at_least: int) -> int:
    """Count the pieces that refunds named which were in force at a moment."""
    live = (n for begin, end, n in spans if begin <= at_ms and (end is None or at_ms < end))
    return max(at_least, sum(live))


def _books_drift(conn: sa.Connection) -> list[Drift]:
    """The ledger of money has each sale, and what went back of it, once and in full."""
    own = refunds.c.intent_id.is_not_distinct_from(orders.c.intent_id)
    back = (
        sa.select(sa.func.coalesce(sa.func.sum(refunds.c.amount_minor), 0))
        .where(refunds.c.order_id == orders.c.id, refunds.c.state == "done", own)
        .scalar_subquery()
    )
    paid = orders.c.paid_ms.is_not(None)
    drifts = []
    for account, sign, expected in (("sales", -1, orders.c.total_minor), ("refunds", 1, back)):
        side = sa.case(
            (ledger.c.debit == account, ledger.c.amount_minor),
            (ledger.c.credit == account, -ledger.c.amount_minor),
            else_=0,
        )
        stored = sign * sa.func.coalesce(sa.func.sum(side), 0)
        computed = sa.case((paid, expected), else_=0)
        query = (
            sa.select(orders.c.id, stored.label("stored"), computed.label("computed"))
            .join_from(orders, ledger, ledger.c.order_id == orders.c.id, isouter=True)
            .group_by(orders.c.id)
            .having(stored != computed)
        )
        drifts += [
            Drift(what=f"money.{account}", id=row.id, stored=int(row.stored), computed=int(row.computed))
            for row in conn.execute(query)
        ]
    return drifts


def _discount_drift(conn: sa.Connection) -> list[Drift]:
    """A code was used by as many orders as have it and were not given up."""
    live = sa.func.count(orders.c.id).filter(orders.c.hold != HoldStatus.RELEASED.value)
    query = (
        sa.select(discounts.c.id, discounts.c.used, live.label("live"))
        .join_from(discounts, discount_uses, isouter=True)
        .join(orders, orders.c.id == discount_uses.c.order_id, isouter=True)
        .group_by(discounts.c.id)
    )
    return [
        drift
        for row in conn.execute(query)
        for drift in _compare("discount.used", row.id, row.used, int(row.live))
    ]


def _status_drift(conn: sa.Connection) -> list[Drift]:
    """An order stands where its history ends; it begins as held."""
    last = (
        sa.select(order_steps.c.status)
        .where(order_steps.c.order_id == orders.c.id)
        .order_by(order_steps.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = sa.func.coalesce(last, OrderStatus.HELD.value)
    query = sa.select(orders.c.id).where(orders.c.status != ended)
    return [
        Drift(what="order.status", id=order_id, stored=0, computed=1)
        for order_id in conn.execute(query).scalars()
    ]


PAID_FOR = frozenset(OrderStatus) - PAYABLE - UNPAID - {OrderStatus.EXPIRED, OrderStatus.CANCELLED}


def _unsettled_payments(conn: sa.Connection) -> list[Drift]:
    """Money that came has sold something, or is owed back, or waits for a person."""
    # Money of a payment that is none of the order's goes back by itself.
    owed_back = sa.select(refunds.c.id).where(
        refunds.c.intent_id == attempts.c.intent_id, refunds.c.reason == "stray"
    )
    came = sa.select(attempts.c.id).where(
        attempts.c.order_id == orders.c.id, attempts.c.state == "succeeded", ~owed_back.exists()
    )
    settled = orders.c.status.in_([status.value for status in PAID_FOR])
    return [
        Drift(what="payment.unsettled", id=order_id, stored=0, computed=1)
        for order_id in conn.execute(sa.select(orders.c.id).where(came.exists(), ~settled)).scalars()
    ]


def _reserved_without_end(conn: sa.Connection) -> list[Drift]:
    """Who pays later has pieces reserved; whoever has paid has them sold, and nobody else."""
    statuses = [status.value for status in UNPAID]
    unpaid = orders.c.status.in_(statuses)
    firm = (orders.c.hold == HoldStatus.HELD.value) & orders.c.later.is_not(None)
    sold = orders.c.hold == HoldStatus.CONSUMED.value
    wrong = (unpaid & ~firm) | ((unpaid | orders.c.paid_ms.is_(None)) & sold)
    return [
        Drift(what="order.unpaid", id=order_id, stored=0, computed=1)
        for order_id in conn.execute(sa.select(orders.c.id).where(wrong)).scalars()
    ]


def _untold_sales(conn: sa.Connection) -> list[Drift]:
    """Every sale has its row in the outbox."""
    news = sa.select(outbox.c.event_id).where(outbox.c.event_id == sa.literal("order-paid-") + orders.c.id)
    query = sa.select(orders.c.id).where(orders.c.hold == HoldStatus.CONSUMED.value, ~news.exists())
    return [
        Drift(what="outbox.order_paid", id=order_id, stored=0, computed=1)
        for order_id in conn.execute(query).scalars()
    ]


def _compare(what: str, row_id: str, stored: int, computed: int) -> list[Drift]:
    return [] if stored == computed else [Drift(what=what, id=row_id, stored=stored, computed=computed)]
