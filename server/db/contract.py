"""What the rooms see of the database."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

import sqlalchemy as sa

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class Database(Protocol):
    """What the rooms see of the database."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which SQL this speaks, for the few statements that differ."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a read-only snapshot and return its result.

        Raises:
            DatabaseError: the database is busy or away.
        """
        ...

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction; return its result once committed, roll back if it raises.

        ``work`` may run more than once, so it must not have effects outside of its connection.

        Raises:
            DatabaseError: the database is full, busy or away. Nothing was written.
        """
        ...

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        ...
