"""Turns at the provider: so many requests a second, the urgent ones first, each with a place in the queue."""

import asyncio
import bisect
import itertools
import math
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Protocol

from checkout.payments.provider import OutcomeUnknown

BURST = 5
"""With 20 a second, at most 25 in any one second: what Stripe takes at an endpoint."""
ENDPOINTS_AT_ONCE = 4
"""An account may ask 100 times a second in all, which is four endpoints at full speed."""


class Priority(IntEnum):
    """Who goes first when there are more requests than turns."""

    PAY = 0
    REFUND = 1
    CANCEL = 2
    POLL = 3


class QueueFull(OutcomeUnknown):
    """More requests wait than the queue holds; this one was never sent."""


class Pace:
    """How fast one endpoint may be asked: the generic cell rate algorithm. The caller tells the time."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._interval_s = 1 / per_second
        self._slack_s = (burst - 1) * self._interval_s
        self._next_s = -math.inf
        self._closed_until_s = -math.inf

    def wait_s(self, now_s: float) -> float:
        """Say how long until the next request may go; 0 is now."""
        return max(0.0, self._next_s - self._slack_s - now_s, self._closed_until_s - now_s)

    def take(self, now_s: float) -> None:
        """Count a request."""
        self._next_s = max(self._next_s, now_s) + self._interval_s

    def close_until(self, until_s: float) -> None:
        """Let nobody through before a time."""
        self._closed_until_s = max(self._closed_until_s, until_s)


class Handle(Protocol):
    """Something that was put off and can be called off."""

    def cancel(self) -> None:
        """Call it off."""
        ...


Later = Callable[[float, Callable[[], None]], Handle]
"""``(seconds, what) -> handle``: how something is put off, as the event loop does it."""


def put_off(seconds: float, what: Callable[[], None]) -> Handle:
    """Put something off on the running loop."""
    return asyncio.get_running_loop().call_later(seconds, what)


class Waiter:
    """Somebody in the queue; sorts by urgency, then by arrival."""

    def __init__(self, rank: tuple[int, int], name: str, turn: asyncio.Future[None]) -> None:
        self.rank = rank
        self.name = name
        self.turn = turn


class Limiter:
    """One for the whole process: every request to the provider waits here for its turn."""

    def __init__(
        self,
        *,
        per_second: float,
        queue_limit: int,
        now_s: Callable[[], float] = time.monotonic,
        later: Later = put_off,
    ) -> None:
        self._per_second = per_second
        self._queue_limit = queue_limit
        self._now_s = now_s
        self._later = later
        self._paces: dict[str, Pace] = {}
        self._account = Pace(per_second * ENDPOINTS_AT_ONCE, BURST * ENDPOINTS_AT_ONCE)
        self._queues: dict[str, list[Waiter]] = {}
        self._arrivals = itertools.count()
        self._alarm: Handle | None = None

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(len(queue) for queue in self._queues.values())

    @property
    def full(self) -> bool:
        """Whether nobody else is let into the queue."""
        return self.waiting >= self._queue_limit

    def place(self, name: str) -> int | None:
        """Say which place a waiting request has at its endpoint: 1 is next; None if it does not wait."""
        for queue in self._queues.values():
            for place, waiter in enumerate(queue, start=1):
                if waiter.name == name:
                    return place
        return None

    async def turn(self, endpoint: str, priority: Priority, name: str = "") -> None:
        """Wait for a turn at an endpoint; returns when the request may be sent.

        Raises:
            QueueFull: too many wait already.
        """
        if self.full:
            raise QueueFull("too many requests wait for the provider")
        waiter = Waiter((priority, next(self._arrivals)), name, asyncio.get_running_loop().create_future())
        queue = self._queues.setdefault(endpoint, [])
        bisect.insort(queue, waiter, key=lambda other: other.rank)
        self._admit()
        try:
            await waiter.turn
        finally:
            if waiter in queue:
                queue.remove(waiter)  # cancelled while it waited

    def pause(self, endpoint: str, seconds: float) -> None:
        """Ask nothing of an endpoint for a while: it said that it has had enough."""
        self._pace(endpoint).close_until(self._now_s() + seconds)

    def close(self) -> None:
        """Let nobody wait any more."""
        if self._alarm is not None:
            self._alarm.cancel()
        for queue in self._queues.values():
            for waiter in queue:
                waiter.turn.cancel()

    def _pace(self, endpoint: str) -> Pace:
        return self._paces.setdefault(endpoint, Pace(self._per_second, BURST))

    def _admit(self) -> None:
        """Let through whoever may go now, and set the alarm for the next one."""
        now_s = self._now_s()
        while ready := [endpoint for endpoint in self._heads() if self._wait_s(endpoint, now_s) <= 0]:
            endpoint = ready[0]
            waiter = self._queues[endpoint].pop(0)
            if not waiter.turn.done():
                self._pace(endpoint).take(now_s)
                self._account.take(now_s)
                waiter.turn.set_result(None)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if heads := self._heads():
            wait_s = min(self._wait_s(endpoint, now_s) for endpoint in heads)
            self._alarm = self._later(wait_s, self._admit)

    def _heads(self) -> list[str]:
        """List the endpoints that somebody waits for, the most urgent first."""
        waited_for = [endpoint for endpoint, queue in self._queues.items() if queue]
        return sorted(waited_for, key=lambda endpoint: self._queues[endpoint][0].rank)

    def _wait_s(self, endpoint: str, now_s: float) -> float:
        return max(self._pace(endpoint).wait_s(now_s), self._account.wait_s(now_s))
