"""Opens the database that a URL names."""

import sqlalchemy as sa

from server.db.contract import Database
from server.db.sqlite import SqliteDatabase


def open_database(url: str) -> Database:
    """Open the database at ``url``.

    Args:
        url: ``sqlite:///relative/path``, ``sqlite:////absolute/path`` or ``postgresql://user@host/name``.

    Raises:
        ValueError: the URL names neither SQLite nor Postgres.
    """
    parsed = sa.make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return SqliteDatabase(parsed)
        case "postgresql":
            # Only here: SQLAlchemy's asyncio side takes a third of a second to import, at every start.
            from server.db.postgres import PostgresDatabase  # noqa: PLC0415

            return PostgresDatabase(parsed)
        case other:
            raise ValueError(f"{other!r} is not supported: use sqlite:///path or postgresql://...")
