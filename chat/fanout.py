"""One pre-built frame for everybody in a room: gathered on a tick, or at once when it is urgent."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from chat.protocol import encode_batch
from chat.totals import ChatTotals
from chat.websocket import Prepared

_CHUNK = 500  # about 2 ms of sending before others get the event loop
_URGENT_GAP_SECONDS = 0.01
_STRETCH = 2.5  # a tick lasts at least this many sweeps, so that sending never takes all of the time


class Member(Protocol):
    """Somebody who is sent frames."""

    def deliver(self, full: Prepared, lean: Prepared | None) -> None:
        """Send `full`, or when too much is unsent `lean`, which leaves out what may be missed."""
        ...


class Timer(Protocol):
    """A callback that is due later."""

    def cancel(self) -> None:
        """Never mind."""
        ...


class Clock(Protocol):
    """The part of an event loop that the fan-out needs."""

    def time(self) -> float:
        """Seconds, monotonic."""
        ...

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Timer:
        """Call back after so many seconds."""
        ...


class Fanout:
    """Sends the events of one room to its members, the same bytes and the same order for all.

    Urgent events go at once together with whatever waits before them; in a rush of them, those within a few
    milliseconds share a frame too. A sweep over many members is cut into chunks; while one is under way
    nothing else is sent, so that nobody gets frames in another order.

    Args:
        tick_seconds: How long an ordinary event may wait for company.
        clock: The event loop.
        figures: Gives the latest-wins items to send along; asked on each tick.
        offset: The offset of the newest event before the first member.
        totals: Counts the frames.
    """

    def __init__(
        self,
        *,
        tick_seconds: float,
        clock: Clock,
        figures: Callable[[], Sequence[bytes]],
        offset: int,
        totals: ChatTotals,
    ) -> None:
        self.members: dict[Member, None] = {}
        self.sent_offset = offset
        self._tick_seconds = tick_seconds
        self._clock = clock
        self._figures = figures
        self._totals = totals
        self._pending: list[bytes] = []
        self._pending_offset = offset
        self._urgent = False
        self._timer: Timer | None = None
        self._sweeping = False
        self._sweep_seconds = 0.0
        self._sent_at = float("-inf")

    def push(self, event: bytes, offset: int, *, urgent: bool) -> None:
        """Queue an encoded event; `offset` is its offset."""
        self._pending.append(event)
        self._pending_offset = offset
        if urgent:
            self._urgent = True
            self._hasten()
        else:
            self.nudge()

    def nudge(self) -> None:
        """See to it that a tick comes."""
        if self._timer is None and not self._sweeping:
            self._set_timer(max(self._tick_seconds, _STRETCH * self._sweep_seconds))

    def restart(self, offset: int) -> None:
        """Forget everybody and what waits for them: they start anew from `offset`, and come in again."""
        self.members.clear()
        self._pending.clear()
        self.sent_offset = self._pending_offset = offset

    def close(self) -> None:
        """Send what waits and stop the clock."""
        self._send()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hasten(self) -> None:
        """Send at once, or as soon as the last frame is a moment ago."""
        gap_seconds = max(_URGENT_GAP_SECONDS, _STRETCH * self._sweep_seconds)
        wait_seconds = self._sent_at + gap_seconds - self._clock.time()
        if wait_seconds <= 0:
            self._send()
        elif not self._sweeping:
            self._set_timer(wait_seconds)

    def _set_timer(self, delay_seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._clock.call_later(delay_seconds, self._on_tick)

    def _on_tick(self) -> None:
        self._timer = None
        self._send()

    def _send(self) -> None:
        if self._sweeping:
            return  # the end of the sweep comes back here
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, []
        self.sent_offset = self._pending_offset
        self._urgent = False
        figures = list(self._figures())
        if not pending and not figures:
            return
        lean = Prepared(encode_batch(pending)) if pending else None
        full = lean if lean is not None and not figures else Prepared(encode_batch(pending + figures))
        self._totals.frames_out += len(self.members)
        self._sweeping = True
        self._sent_at = self._clock.time()
        self._sweep(tuple(self.members), full, lean)

    def _sweep(self, members: tuple[Member, ...], full: Prepared, lean: Prepared | None) -> None:
        for member in members[:_CHUNK]:
            member.deliver(full, lean)
        if rest := members[_CHUNK:]:
            self._clock.call_later(0, partial(self._sweep, rest, full, lean))
            return
        self._sweeping = False
        self._sweep_seconds = self._clock.time() - self._sent_at
        if self._urgent:
            self._hasten()
        elif self._pending:
            self.nudge()
