"""What checkout asks of its surroundings: a database, a clock, ids, and somebody to tell."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import sqlalchemy as sa

from checkout.events import CheckoutEvent
from checkout.purchases import SoldIn

T = TypeVar("T")
Work = Callable[[sa.Connection], T]
Publish = Callable[[CheckoutEvent], Awaitable[None]]
Clock = Callable[[], int]
"""Now, in milliseconds since the epoch."""
NewId = Callable[[], str]

SoldInOf = Callable[[str], Awaitable[SoldIn | None]]
"""Tells of a show whether what is bought in it now is bought on air or afterwards; None for neither."""


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
