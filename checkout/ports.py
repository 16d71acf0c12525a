"""What checkout asks of its surroundings: a database, a clock, ids, and somebody to tell."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import sqlalchemy as sa

from checkout.events import CheckoutEvent

T = TypeVar("T")
Work = Callable[[sa.Connection], T]
Publish = Callable[[CheckoutEvent], Awaitable[None]]
Clock = Callable[[], int]
"""Now, in milliseconds since the epoch."""
NewId = Callable[[], str]


class Database(Protocol):
    """Runs synchronous units of work, one transaction each."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a read-only transaction."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction and return after its commit; roll back if it raises.

        ``work`` may run twice (serialization failures), so it touches nothing but its connection.
        """
        ...
