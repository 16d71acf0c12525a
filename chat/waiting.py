"""What was ordered and has not happened yet, with those who are to be told when it has."""

import asyncio
from collections import deque

from chat.bulletins import Bulletin
from chat.sequencer import Answer

Order = tuple[Bulletin, Answer]


class Waiting:
    """Orders that have no place yet, and those that have one but have not come back."""

    def __init__(self) -> None:
        self._new: deque[Order] = deque()
        self._placed: dict[int, tuple[Order, int | None]] = {}
        self._empty = asyncio.Event()
        self._empty.set()

    def __len__(self) -> int:
        return len(self._new) + len(self._placed)

    @property
    def has_new(self) -> bool:
        """Whether some have no place yet."""
        return bool(self._new)

    def add(self, bulletin: Bulletin, answer: Answer) -> None:
        """One more, behind all others."""
        self._new.append((bulletin, answer))
        self._empty.clear()

    def next(self, count: int) -> list[Bulletin]:
        """The oldest that have no place yet."""
        return [bulletin for bulletin, _ in list(self._new)[:count]]

    def placed(self, offset: int | None, seq: int | None) -> None:
        """The oldest has its place; it comes back under the number `seq`, or not at all when that is None."""
        order = self._new.popleft()
        if seq is None:
            self._answer(order, offset)
        else:
            self._placed[seq] = (order, offset)

    def came_back(self, seq: int) -> None:
        """The bulletin of a number has happened."""
        if seq in self._placed:
            self._answer(*self._placed.pop(seq))

    def take_all(self) -> list[Order]:
        """Everything, the oldest first; nothing waits here any more."""
        orders = [order for order, _ in self._placed.values()] + list(self._new)
        self._placed.clear()
        self._new.clear()
        self._empty.set()
        return orders

    async def wait_until_empty(self) -> None:
        """Until everything has happened."""
        await self._empty.wait()

    def _answer(self, order: Order, offset: int | None) -> None:
        _, answer = order
        answer(offset)
        if not len(self):
            self._empty.set()
