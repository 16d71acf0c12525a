"""Welcomes everybody in a room anew when its epoch is over, some at a time, so that the loop stays free."""

import asyncio
from collections.abc import Callable

from chat.gateway import Connection

_AT_ONCE = 100  # about 5 ms of welcomes


class Ushering:
    """The line of those who wait for another welcome; they are sent nothing meanwhile.

    Args:
        welcome: Welcomes one, unless it has left.
    """

    def __init__(self, welcome: Callable[[Connection], None]) -> None:
        self._welcome = welcome
        self._next: asyncio.TimerHandle | None = None

    def begin(self, waiting: list[Connection]) -> None:
        """Welcome these, instead of any who waited before."""
        self.stop()
        self._usher(waiting)

    def stop(self) -> None:
        """Welcome nobody any more."""
        if self._next is not None:
            self._next.cancel()

    def _usher(self, waiting: list[Connection]) -> None:
        for connection in waiting[:_AT_ONCE]:
            self._welcome(connection)
        if rest := waiting[_AT_ONCE:]:
            self._next = asyncio.get_running_loop().call_later(0, self._usher, rest)
