"""Migrations lead to exactly the tables that the code describes, on both databases."""

import sqlalchemy as sa
from alembic import command

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
        for statement in (OLD_ORDER, OLD_REFUND):
            connection.execute(sa.text(statement))

    await on_connection(database_url, before)
    await migrate(database_url)
    assert await drift(database_url) == []
    found = sa.text(
        "SELECT returned_minor, idempotency_key, sent_ms FROM checkout_orders "
        "JOIN checkout_refunds ON checkout_refunds.order_id = checkout_orders.id"
    )
    row = await on_connection(database_url, lambda connection: tuple(connection.execute(found).one()))
    assert row == (4590, "refund-pi_1-late", 7)


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
