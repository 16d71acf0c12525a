"""Migrations lead to exactly the tables that the code describes, on both databases."""

from server.migrate import drift, migrate, newest_revision, on_connection, revision_of


async def test_a_migrated_database_has_exactly_the_tables_of_the_code(database_url: str) -> None:
    await migrate(database_url)
    assert await drift(database_url) == []


async def test_a_second_migration_has_nothing_to_do(database_url: str) -> None:
    assert await on_connection(database_url, revision_of) is None
    await migrate(database_url)
    await migrate(database_url)
    assert await on_connection(database_url, revision_of) == newest_revision()
