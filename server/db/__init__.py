"""One database for the whole house: synchronous units of work, run off the event loop, on SQLite or Postgres.

A unit of work is a plain function on a SQLAlchemy Core ``Connection``. That keeps a transaction readable
from top to bottom, with no ``await`` in the middle of it, and lets both databases run the same code.

* SQLite allows one writer at a time, so one thread owns the writing connection and commits in groups: the
  works that queued up while the last group was being synced share one ``BEGIN IMMEDIATE .. COMMIT``, each in
  a savepoint of its own. A caller hears of success only after the commit.
* Postgres runs each work in a transaction of its own through asyncpg, and again when Postgres asks for that
  (serialization failure, deadlock).
"""

from server.db.contract import Database, Work
from server.db.errors import DatabaseBusy, DatabaseError, StorageFull
from server.db.opening import open_database

__all__ = ["Database", "DatabaseBusy", "DatabaseError", "StorageFull", "Work", "open_database"]
