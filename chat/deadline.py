"""Ends a call of foreign code on the event loop's own thread when it does not come back."""

import atexit
import signal
import threading
import time
from types import FrameType

from chat.hooks import Overdue

LONGEST_CALL_SECONDS = 0.25
"""A call that takes so long hangs, whatever else the machine does."""
_AGAIN_SECONDS = 0.05


class Deadline:
    """Interrupts what runs between `begin` and `end` after so long, by SIGALRM.

    Python sees to signals between its instructions, in sleeps, locks and sockets, and every few thousand
    steps of a regular expression: all of these are ended. What C code computes in one piece is not. Code that
    swallows the exception is interrupted again and again. Signals reach the main thread alone; elsewhere
    nothing is ended.

    Setting a timer of the system can cost more than the call that it watches, so one is set at most once in
    the time that a call may take.

    Args:
        seconds: How long a call may take.
    """

    def __init__(self, seconds: float = LONGEST_CALL_SECONDS) -> None:
        self._seconds = seconds
        self._due = 0.0  # 0: nothing runs
        self._rings_at = 0.0
        self._installed = False

    def begin(self) -> None:
        """A call begins; `Overdue` is raised in the middle of it when it takes too long."""
        now = time.monotonic()
        if now >= self._rings_at:
            self._set(now, self._seconds)
        self._due = now + self._seconds

    def end(self) -> None:
        """The call is over, however it ended."""
        self._due = 0.0

    def _set(self, now: float, seconds: float) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        if not self._installed:
            signal.signal(signal.SIGALRM, self._ring)
            # Python gives signals back before it ends, and an alarm that nobody handles kills.
            atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)
            self._installed = True
        self._rings_at = now + seconds
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        now, due = time.monotonic(), self._due
        self._rings_at = now
        if not due:
            return
        if now < due:
            self._set(now, due - now)
            return
        self._set(now, _AGAIN_SECONDS)
        raise Overdue
