"""Turns at the provider, on a clock that the test owns."""

import asyncio

import pytest

from checkout.payments.limiter import BURST, Limiter, Pace, Priority, QueueFull
from tests.fakes.rung_time import Time, settle


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def limiter(time: Time) -> Limiter:
    return Limiter(per_second=20, queue_limit=100, now_s=time, later=time.later)


class Queue:
    """Tasks that wait for a turn and write down that they had it."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.served: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def join(self, name: str, priority: Priority = Priority.PAY, endpoint: str = "create") -> None:
        self.tasks.append(asyncio.create_task(self._wait(name, priority, endpoint)))

    async def _wait(self, name: str, priority: Priority, endpoint: str) -> None:
        await self.limiter.turn(endpoint, priority, name)
        self.served.append(name)


async def test_no_second_ever_sees_more_than_stripe_takes(time: Time, limiter: Limiter) -> None:
    queue = Queue(limiter)
    for number in range(60):
        queue.join(str(number))
    seen = []
    for _ in range(30):
        await time.pass_seconds(0.1)
        seen.append(len(queue.served))
    assert queue.served == [str(number) for number in range(60)]
    assert max(later - earlier for earlier, later in zip(seen, seen[10:], strict=False)) <= 20
    assert seen[9] <= 20 + BURST


async def test_the_urgent_go_first_whenever_they_came(time: Time, limiter: Limiter) -> None:
    queue = Queue(limiter)
    for _ in range(BURST):
        queue.join("burst")
    for priority in reversed(Priority):
        queue.join(priority.name, priority)
    await time.pass_seconds(1)
    assert queue.served[BURST:] == ["PAY", "REFUND", "CANCEL", "POLL"]


async def test_everybody_sees_their_place(time: Time, limiter: Limiter) -> None:
    queue = Queue(limiter)
    for number in range(BURST + 3):
        queue.join(f"order-{number}")
    await settle()
    assert [limiter.place(f"order-{BURST + number}") for number in range(3)] == [1, 2, 3]
    await time.pass_seconds(0.05)
    assert (limiter.place(f"order-{BURST}"), limiter.place(f"order-{BURST + 2}")) == (None, 2)
    await time.pass_seconds(1)
    assert limiter.waiting == 0


async def test_endpoints_do_not_wait_for_each_other(limiter: Limiter) -> None:
    queue = Queue(limiter)
    for endpoint in ("create", "confirm", "refunds"):
        for _ in range(BURST):
            queue.join(endpoint, endpoint=endpoint)
    await settle()
    assert len(queue.served) == 3 * BURST


async def test_a_full_queue_takes_nobody_else(time: Time) -> None:
    limiter = Limiter(per_second=20, queue_limit=2, now_s=time, later=time.later)
    queue = Queue(limiter)
    for number in range(BURST + 2):
        queue.join(str(number))
    await settle()
    with pytest.raises(QueueFull):
        await limiter.turn("create", Priority.PAY)
    await time.pass_seconds(1)


async def test_who_gives_up_takes_no_turn(time: Time, limiter: Limiter) -> None:
    queue = Queue(limiter)
    for number in range(BURST + 2):
        queue.join(str(number))
    await settle()
    queue.tasks[BURST].cancel()
    await settle()
    assert limiter.place(str(BURST + 1)) == 1
    await time.pass_seconds(1)
    assert str(BURST) not in queue.served


def test_a_pause_holds_even_when_turns_are_there() -> None:
    pace = Pace(20, 5)
    pace.close_until(3.0)
    assert pace.wait_s(1.0) == 2.0
    pace.close_until(2.0)
    assert pace.wait_s(1.0) == 2.0, "a shorter pause does not end a longer one"
    assert pace.wait_s(3.0) == 0
