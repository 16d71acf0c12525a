"""What can go wrong with the database, and how the drivers' words for it become ours."""

from typing import Any

from sqlalchemy.exc import DBAPIError

# https://www.postgresql.org/docs/current/errcodes-appendix.html
DISK_FULL = "53100"
RETRYABLE_SQLSTATES = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
AWAY_SQLSTATES = ("08", "53", "57P")  # connection exceptions, out of resources, shutting down or starting
CANNOT_OPEN = "unable to open database file"  # SQLite


class DatabaseError(Exception):
    """The database could not do what was asked; nothing was written."""

    code = "database_unavailable"


class StorageFull(DatabaseError):
    """The disk is full. Nothing was written; free some space and try again."""

    code = "storage_full"


class DatabaseBusy(DatabaseError):
    """Too many writes are waiting; try again in a moment."""

    code = "database_busy"


def sqlstate(error: Exception) -> str:
    """Return the five-letter SQLSTATE of a Postgres error, or an empty string."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", "") or "")


def explain(error: Exception) -> Exception:
    """Turn the driver's word for a full disk or a lost server into ours; leave the rest (a bug) as it is.

    A server that cannot be reached, or does not answer in time, shows as a plain ``OSError``: SQLAlchemy
    translates what the driver says, and not what the network says.
    """
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    text, state = str(cause), sqlstate(error)
    if "disk is full" in text or "disk I/O error" in text or state == DISK_FULL:
        return StorageFull("The server's disk is full, so nothing was saved. Tell the shop; try again later.")
    if "database is locked" in text or state in RETRYABLE_SQLSTATES:
        return DatabaseBusy("Too many changes are waiting to be saved; try again in a moment.")
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(cause, OSError) or state.startswith(AWAY_SQLSTATES) or CANNOT_OPEN in text:
        return DatabaseError("The database cannot be reached, so nothing was saved. Try again in a moment.")
    return error
