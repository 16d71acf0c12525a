"""Seconds that pass when a test says so, and ring the alarms on the way."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple


class Alarm(NamedTuple):
    at_s: float
    ring: Callable[[], None]
    owner: "Time"

    def cancel(self) -> None:
        self.owner.alarms = [alarm for alarm in self.owner.alarms if alarm is not self]


class Time:
    """Seconds that pass when the test says so, and ring the alarms on the way."""

    def __init__(self) -> None:
        self.s = 1000.0
        self.alarms: list[Alarm] = []

    def __call__(self) -> float:
        return self.s

    def later(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        alarm = Alarm(self.s + seconds, ring, self)
        self.alarms.append(alarm)
        return alarm

    async def pass_seconds(self, seconds: float) -> None:
        await settle()
        end_s = self.s + seconds
        while due := [alarm for alarm in self.alarms if alarm.at_s <= end_s]:
            first = min(due, key=lambda alarm: alarm.at_s)
            self.alarms.remove(first)
            self.s = max(self.s, first.at_s)
            first.ring()
            await settle()
        self.s = end_s


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)
