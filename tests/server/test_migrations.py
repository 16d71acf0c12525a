"""Migrations lead to exactly the tables that the code describes, on both databases."""

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import DBAPIError

from server.migrate import drift, migrate, newest_revision, on_connection, revision_of
from server.migrations.history import configuration


async def test_a_migrated_database_has_exactly_the_tables_of_the_code(database_url: str) -> None:
    await migrate(database_url)
    assert await drift(database_url) == []


async def test_a_second_migration_has_nothing_to_do(database_url: str) -> None:
    assert await on_connection(database_url, revision_of) is None
    await migrate(database_url)
    await migrate(database_url)
    assert await on_connection(database_url, revision_of) == newest_revision()


async def test_refunds_from_before_they_came_in_parts_keep_their_sum(database_url: str) -> None:
    def before(connection: sa.Connection) -> None:
        command.upgrade(configuration(connection), "0001")
        for statement in (OLD_ORDER, OLD_REFUND, OLD_SALE, OLD_SALE_REFUND):
            connection.execute(sa.text(statement))

    await on_connection(database_url, before)
    await migrate(database_url)
    assert await drift(database_url) == []
    found = sa.text(
        "SELECT returned_minor, idempotency_key, sent_ms FROM checkout_orders "
        "JOIN checkout_refunds ON checkout_refunds.order_id = checkout_orders.id WHERE status = 'refund_due'"
    )
    row = await on_connection(database_url, lambda connection: tuple(connection.execute(found).one()))
    assert row == (4590, "refund-pi_1-late", 7)
    assert await on_connection(database_url, books) == [
        ("sale-o2", "clearing", "sales", 900),
        ("refund-re_2", "refunds", "clearing", 100),
    ], "the ledger of money begins with what was sold before it"
    with pytest.raises(DBAPIError, match="only added to"):
        await on_connection(
            database_url, lambda connection: connection.execute(sa.text("DELETE FROM checkout_money_ledger"))
        )


def books(connection: sa.Connection) -> list[tuple[object, ...]]:
    query = "SELECT entry_key, debit, credit, amount_minor FROM checkout_money_ledger ORDER BY seq"
    return [tuple(row) for row in connection.execute(sa.text(query))]


OLD_ORDER = """
INSERT INTO checkout_orders (id, number, buyer_id, buyer_name, client_key, seller_id, currency, status, hold,
    hold_expires_ms, totals, total_minor, note, show_name, created_ms, intent_id)
VALUES ('o1', 1, 'ann', 'Ann', 'tap', 'mira', 'EUR', 'refund_due', 'released',
    1, '{}', 4590, '', FALSE, 1, 'pi_1')
"""
OLD_REFUND = """
INSERT INTO checkout_refunds (id, order_id, intent_id, amount_minor, state, reason, created_ms)
VALUES ('pi_1-late', 'o1', 'pi_1', 4590, 'due', 'late', 7)
"""
OLD_SALE = """
INSERT INTO checkout_orders (id, number, buyer_id, buyer_name, client_key, seller_id, currency, status, hold,
    hold_expires_ms, totals, total_minor, note, show_name, created_ms, paid_ms, intent_id)
VALUES ('o2', 2, 'ann', 'Ann', 'tap-2', 'mira', 'EUR', 'part_refunded', 'consumed',
    1, '{}', 900, '', FALSE, 1, 3, 'pi_2')
"""
OLD_SALE_REFUND = """
INSERT INTO checkout_refunds (id, order_id, intent_id, amount_minor, state, reason, created_ms)
VALUES ('re_2', 'o2', 'pi_2', 100, 'done', 'goodwill', 8)
"""
