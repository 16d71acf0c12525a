"""The ledger of money: balanced line by line, only added to, and in step with the provider's statement."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from checkout import Books, Fault, LineRequest, Offered, PaymentTerms, ProductDraft, VariantDraft
from checkout.payments.statements import (
    SIDES,
    Owner,
    StatementLine,
    StatementUnreadable,
    entries_of,
    payout_entries,
    read_line,
)
from checkout.purchases import HoldRequest
from checkout.store.ledger import Entry, ledger, post
from server.db import Database
from tests.fakes.checkout_shop import ANN, DISPUTED, REFUNDS_FAIL, REFUNDS_LATER, SELLER, ZONES, Shop

FEE = -(-4590 * 150 // 10_000) + 25


async def books(shop: Shop, seller_id: str = SELLER) -> Books:
    await shop.service.parts.bookkeeper.read_on()
    [found] = (await shop.service.payouts.summary(seller_id)).books
    whole = found.refunds_minor + found.disputed_minor + found.fees_minor + found.balance_minor
    whole += found.unreported_minor + found.by_hand_minor + found.paid_out_minor
    assert found.sales_minor == whole, "what was sold is somewhere"
    return found


async def later(shop: Shop, seconds: int) -> None:
    shop.clock.pass_seconds(seconds)
    await shop.sandbox.pass_time()
    await shop.deliver_webhooks()


async def test_a_sale_is_reported_less_its_fee_and_paid_out_when_it_is_ripe(shop: Shop) -> None:
    await shop.paid()
    before = (await shop.service.payouts.summary(SELLER)).books
    assert [(each.sales_minor, each.unreported_minor) for each in before] == [(4590, 4590)]
    reported = await books(shop)
    assert (reported.fees_minor, reported.balance_minor, reported.unreported_minor) == (FEE, 4590 - FEE, 0)
    assert reported.available_minor == 0
    again = await shop.service.parts.bookkeeper.read_on()
    assert again == 0, "a statement that is read again adds nothing"
    await later(shop, 121)
    paid_out = await books(shop)
    assert (paid_out.balance_minor, paid_out.paid_out_minor) == (0, 4590 - FEE)
    [payout] = (await shop.service.payouts.summary(SELLER)).payouts
    assert (payout.amount_minor, payout.at_ms) == (4590 - FEE, shop.clock())
    assert payout.arrives_ms == shop.clock() + 86_400_000


@pytest.mark.parametrize(("card", "undone"), [(REFUNDS_LATER, False), (REFUNDS_FAIL, True)])
async def test_a_refund_is_written_when_it_is_done_and_undone_when_it_comes_back(
    sqlite_shop: Shop, card: str, undone: object
) -> None:
    shop = sqlite_shop
    order = await shop.paid(card=card)
    await shop.refund(order, amount_minor=1000)
    await later(shop, 6)
    after = await books(shop)
    assert (after.refunds_minor, after.unreported_minor) == (0 if undone else 1000, 0)


async def test_contested_money_is_gone_until_the_bank_decides_and_the_fee_stays(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    await shop.paid(card=DISPUTED)
    await later(shop, 6)
    contested = await books(shop)
    assert (contested.disputed_minor, contested.fees_minor) == (4590, FEE + 2000)
    [dispute] = [event for event in await shop.news() if hasattr(event, "dispute")]
    await shop.sandbox.decide(dispute.dispute.id, "won")
    await later(shop, 1)
    won = await books(shop)
    assert (won.disputed_minor, won.fees_minor) == (0, FEE + 2000)


async def test_what_is_paid_by_hand_is_with_its_seller(sqlite_shop: Shop) -> None:
    shop, paid_later = sqlite_shop, sqlite_shop.service.paid_later
    await paid_later.set_terms(SELLER, PaymentTerms(delivery=Offered(enabled=True)))
    order = await shop.ready(await shop.jug())
    await paid_later.place(ANN.id, order.id, "delivery", is_guest=True)
    assert (await shop.service.payouts.summary(SELLER)).books == [], "nothing is sold before the money"
    await paid_later.receive(SELLER, order.id)
    await shop.refund(order, amount_minor=90)
    found = await books(shop)
    assert (found.sales_minor, found.by_hand_minor, found.refunds_minor) == (4590, 4500, 90)


async def test_late_money_that_went_back_is_no_sale(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    product = await shop.jug(stock=1)
    order = await shop.ready(product)
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/payment_intents")
    await shop.pay(order)
    shop.clock.pass_seconds(1_600)
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE)
    await shop.service.parts.reconciler.expire_holds()
    await shop.hold(product)
    await shop.sweep()
    await shop.deliver_webhooks()
    await shop.sweep()
    found = await books(shop)
    assert (found.sales_minor, found.refunds_minor) == (0, 0)
    assert found.balance_minor == -FEE, "Stripe keeps its fee"


async def test_one_payout_is_divided_among_the_sellers_whose_money_it_is(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    await shop.paid()
    await shop.service.set_shipping("another", ZONES)
    variant = VariantDraft(title="", price_minor=10_000, stock=1)
    hat = await shop.service.save_product(ProductDraft(seller_id="another", title="Hat", variants=[variant]))
    line = LineRequest(variant_id=hat.variants[0].id, quantity=1)
    order = await shop.service.hold(ANN, HoldRequest(client_key="hat", lines=[line]))
    await shop.service.change(ANN, order.id, shop.details(ANN))
    await shop.pay(order)
    await later(shop, 121)
    mine, theirs = await books(shop), await books(shop, "another")
    assert mine.paid_out_minor == 4590 - FEE
    assert theirs.paid_out_minor == 10_000 - (150 + 25)
    assert theirs.balance_minor == mine.balance_minor == 0


async def test_a_provider_that_is_away_is_read_later_and_nothing_is_missed(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    await shop.paid()
    shop.sandbox.inject(Fault.TIMEOUT_BEFORE, "balance")
    assert await shop.service.parts.bookkeeper.read_on() == 0
    shop.clock.pass_seconds(5 * 3600 + 7)
    await shop.paid()
    found = await books(shop)
    assert (found.fees_minor, found.unreported_minor) == (2 * FEE, 0)


async def test_a_charge_that_is_reported_before_its_answer_came_is_its_orders(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = await shop.ready(await shop.jug())
    shop.sandbox.inject(Fault.TIMEOUT_AFTER, "/v1/payment_intents")
    await shop.pay(order)
    shop.clock.pass_seconds(3600)
    assert await shop.service.parts.bookkeeper.read_on() == 2
    shop.clock.pass_seconds(3600)
    await shop.deliver_webhooks()
    found = await books(shop)
    assert (found.sales_minor, found.unreported_minor) == (4590, 0)


async def test_what_came_of_a_payment_that_is_not_known_waits_a_day_and_is_nobodys(sqlite_shop: Shop) -> None:
    shop, read_on = sqlite_shop, sqlite_shop.service.parts.bookkeeper.read_on
    await shop.hold(await shop.jug())
    provider = shop.service.parts.provider
    foreign = {"amount": 1000, "currency": "eur", "confirm": True, "confirmation_token": await shop.token()}
    intent = await provider.create(foreign, "foreign")
    assert await read_on() == 2, "a charge without our metadata is none of ours"
    await provider.refund({"payment_intent": intent.id}, "foreign-refund")
    for _ in range(3):
        shop.clock.pass_seconds(7 * 3600)
        assert await read_on() == 0
    shop.clock.pass_seconds(4 * 3600)
    assert await read_on() == 1
    [nobodys] = (await shop.service.payouts.summary("")).books
    assert (nobodys.fees_minor, nobodys.balance_minor) == (40, -40)


def entry(**changes: Any) -> Entry:  # noqa: ANN401
    sides = {"debit": "clearing", "credit": "sales"}
    fields: dict[str, Any] = {"entry_key": "k", "kind": "sale", "seller_id": "s", **sides}
    return Entry(**(fields | {"amount_minor": 5, "currency": "EUR", "at_ms": 1} | changes))


@pytest.mark.parametrize("spoilt", [{"debit": "sales"}, {"amount_minor": 0}, {"credit": "pocket"}])
async def test_the_database_refuses_a_line_that_does_not_balance(
    checkout_database: Database, spoilt: dict[str, Any]
) -> None:
    with pytest.raises(DBAPIError):
        await checkout_database.write(lambda conn: post(conn, entry(**spoilt)))


async def test_the_database_refuses_to_change_or_delete_a_line(checkout_database: Database) -> None:
    assert await checkout_database.write(lambda conn: post(conn, entry()))
    assert not await checkout_database.write(lambda conn: post(conn, entry(amount_minor=6))), "it is there"
    for spoil in (sa.update(ledger).values(amount_minor=6), sa.delete(ledger)):
        with pytest.raises(DBAPIError, match="only added to"):
            await checkout_database.write(lambda conn, spoil=spoil: conn.execute(spoil).rowcount)  # type: ignore[misc]


async def test_the_audit_finds_a_sale_that_the_books_have_twice(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid()
    assert await sqlite_shop.service.audit() == []
    twice = entry(entry_key="again", order_id=order.id)
    await sqlite_shop.database.write(lambda conn: post(conn, twice))
    assert {drift.what for drift in await sqlite_shop.service.audit()} == {"money.sales"}


async def test_the_lines_are_written_as_csv(sqlite_shop: Shop) -> None:
    order = await sqlite_shop.paid()
    await sqlite_shop.service.parts.bookkeeper.read_on()
    pieces = sqlite_shop.service.payouts.table(SELLER, 0, sqlite_shop.clock() + 1)
    head, *rows = b"".join([piece async for piece in pieces]).decode("utf-8-sig").splitlines()
    assert head.startswith("at,kind,order,debit,credit,amount,currency")
    assert [row.split(",")[1:6] for row in rows] == [
        ["sale", order.number, "clearing", "sales", "45.90"],
        ["charge", order.number, "balance", "clearing", "45.90"],
        ["fee", order.number, "fees", "balance", f"0.{FEE}"],
    ]


LINES = st.builds(
    StatementLine,
    id=st.just("txn_1"),
    type=st.sampled_from([*SIDES, "never_heard_of"]),
    amount=st.integers(-10_000, 10_000),
    fee=st.integers(-100, 1_000),
    currency=st.just("eur"),
    created=st.just(1),
    available_on=st.just(2),
)


@given(LINES)
def test_whatever_the_provider_reports_the_balance_moves_by_its_net(line: StatementLine) -> None:
    moved = entries_of(line, Owner(seller_id="s"))
    into = sum(each.amount_minor * (1 if each.debit == "balance" else -1) for each in moved)
    assert into == line.amount - line.fee
    assert len({each.entry_key for each in moved}) == len(moved)


@given(st.integers(1, 10_000), st.dictionaries(st.sampled_from(["", "a", "b"]), st.integers(-500, 500)))
def test_a_payout_is_divided_without_a_rest(amount: int, shares: dict[str, int]) -> None:
    line = StatementLine(
        id="txn_1", type="payout", amount=-amount, fee=0, currency="eur", created=1, available_on=2
    )
    parts = payout_entries(line, shares)
    assert sum(each.amount_minor * (1 if each.debit == "bank" else -1) for each in parts) == amount


def test_what_is_no_balance_transaction_is_not_read() -> None:
    with pytest.raises(StatementUnreadable):
        read_line({"id": "txn_1", "type": "charge"})
