"""The audit finds what does not add up."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
import sqlalchemy as sa

from checkout.store.tables import (
    order_lines,
    order_steps,
    orders,
    outbox,
    refund_lines,
    stock_movements,
    variants,
)
from server.db import Database
from tests.fakes.checkout_shop import ANN, REFUNDS_FAIL, Shop


@pytest.fixture
async def sold(checkout_database: Database) -> AsyncIterator[Shop]:
    """A shop with one sale, one hold and one order that was given up."""
    shop = Shop(checkout_database)
    await shop.open()
    jug = await shop.jug(stock=6)
    await shop.pay(await shop.ready(jug, quantity=2))
    await shop.hold(jug)
    given_up = await shop.hold(jug)
    await shop.service.cancel(ANN, given_up.id)
    assert await shop.service.audit() == []
    yield shop
    await shop.close()


def run(damage: sa.Executable, conn: sa.Connection) -> None:
    conn.execute(damage)


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (sa.update(variants).values(sold=1), {"ledger.sold", "orders.sold"}),
        (sa.update(variants).values(reserved=0), {"ledger.reserved", "orders.reserved"}),
        (sa.update(variants).values(total=9), {"ledger.total"}),
        (sa.delete(stock_movements), {"ledger.total", "ledger.reserved", "ledger.sold"}),
        (sa.update(orders).values(hold="released"), {"orders.reserved", "orders.sold"}),
        (sa.update(order_lines).values(unit_minor=1), {"order.subtotal"}),
        (sa.update(orders).values(total_minor=1_000_000), {"order.total", "money.sales"}),
        (sa.delete(order_steps), {"order.status"}),
        (sa.update(orders).values(status="expired"), {"order.status", "payment.unsettled"}),
        (sa.delete(outbox), {"outbox.order_paid"}),
    ],
    ids=["sold", "reserved", "total", "ledger", "holds", "prices", "sums", "steps", "payments", "news"],
)
async def test_each_kind_of_drift_is_named(sold: Shop, damage: sa.Executable, found: set[str]) -> None:
    await sold.database.write(partial(run, damage))
    drifts = await sold.service.audit()
    assert {drift.what for drift in drifts} == found
    assert all(drift.stored != drift.computed for drift in drifts)


async def test_a_piece_that_a_repeated_refund_put_back_again_is_seen(sold: Shop) -> None:
    order = await sold.paid(quantity=2, card=REFUNDS_FAIL)
    piece = [{"variant_id": order.lines[0].variant_id, "quantity": 1}]
    await sold.refund(order, lines=piece, restock=True)
    sold.clock.pass_seconds(6)
    await sold.sandbox.pass_time()
    await sold.deliver_webhooks()
    await sold.refund(order, lines=piece, restock=True)
    assert await sold.service.audit() == []
    await sold.database.write(partial(run, sa.update(refund_lines).values(restocked=1)))
    assert "order.restocked" in {drift.what for drift in await sold.service.audit()}
