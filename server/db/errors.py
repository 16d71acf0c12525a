"""What can go wrong with the database, and how the drivers' words for it become ours."""

from typing import Any

from sqlalchemy.exc import DBAPIError


class DatabaseError(Exception):
    """The database could not do what was asked; nothing was written."""

    code = "database_unavailable"


class StorageFull(DatabaseError):
    """The disk is full. Nothing was written; free some space and try again."""

    code = "storage_full"


class DatabaseBusy(DatabaseError):
    """Too many writes are waiting; try again in a moment."""

    code = "database_busy"


def sqlstate(error: DBAPIError) -> str:
    """Return the five-letter SQLSTATE of a Postgres error, or an empty string."""
    return str(getattr(error.orig, "sqlstate", "") or "")


def explain(error: DBAPIError) -> Exception:
    """Turn the driver's word for a full disk or a lost server into ours; leave the rest (a bug) as it is."""
    cause: Any = error.orig
    text = str(cause)
    if "disk is full" in text or "disk I/O error" in text or sqlstate(error) == "53100":
        return StorageFull("The server's disk is full, so nothing was saved. Tell the shop; try again later.")
    if "database is locked" in text:
        return DatabaseBusy("Too many changes are waiting to be saved; try again in a moment.")
    if error.connection_invalidated or isinstance(cause, OSError):
        return DatabaseError("The database cannot be reached, so nothing was saved. Try again in a moment.")
    return error
