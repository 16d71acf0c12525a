"""The database as checkout uses it: every commit of ours wakes whoever tells the news."""

from collections.abc import Callable

from checkout.ports import Database, T, Work


class Store:
    """Wraps the database; ``after_commit`` runs after each write that committed."""

    def __init__(self, database: Database, after_commit: Callable[[], None]) -> None:
        self._database = database
        self._after_commit = after_commit

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` in a read-only transaction."""
        return await self._database.read(work)

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction, return after its commit and wake the dispatcher."""
        result = await self._database.write(work)
        self._after_commit()
        return result
