"""Runs jobs that send a little every few milliseconds until they are done."""

import asyncio
from collections.abc import Callable

PacedJob = Callable[[float], bool]
"""Does what is due at a monotonic time; True when nothing is left to do."""

_INTERVAL_SECONDS = 0.004
_MOST_JOBS = 16


class Pacer:
    """One timer for all jobs; it rests while there are none."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._jobs: dict[PacedJob, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_full(self) -> bool:
        """Whether so many replays run that one more would keep all of them from catching up."""
        return len(self._jobs) >= _MOST_JOBS

    def add(self, job: PacedJob) -> None:
        """Run a job at once and then every 4 ms; adding it twice is the same as once."""
        if job(self._now()):
            return
        self._jobs[job] = None
        if self._timer is None:
            self._schedule()

    def remove(self, job: PacedJob) -> None:
        """Forget a job."""
        self._jobs.pop(job, None)

    def close(self) -> None:
        """Stop for good."""
        self._jobs.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_INTERVAL_SECONDS, self._run)

    def _run(self) -> None:
        self._timer = None
        now = self._now()
        for job in list(self._jobs):
            if job(now):
                self._jobs.pop(job, None)
        if self._jobs:
            self._schedule()
