"""Shows what is said to code of the operator's own before it is heard, and leaves out what is too slow."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Protocol

from chat.errors import Refused
from chat.people import Role
from chat.rules import ALLOW, Act, Verdict, strictest
from chat.text import clean
from chat.totals import ChatTotals
from chat.wording import readable

_log = logging.getLogger(__name__)
BUDGET_US = 100
_WINDOW = 50
_FORGIVEN = 10
"""So many of the slowest calls of a window are the machine's: one preemption costs more than all others."""
_MOST_FAILURES = 3
_LONGEST_MUTE_SECONDS = 86_400
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a viewer, or their question, before anybody reads it."""

    room_id: str
    person_id: str
    name: str
    role: Role
    buyer: bool
    text: str


Inspect = Callable[[Said], Verdict | None]
"""A hook: looks at what is said and gives its verdict, or None. It must not wait; 100 us are allowed."""


Judge = Callable[[Said], Verdict]
"""All hooks together."""


Consults = Callable[[str], bool]
"""Whether programs outside judge in a room."""


def nobody_outside(room_id: str) -> bool:  # noqa: ARG001 (the signature is everybody's)
    """The answer where there are none."""
    return False


def no_hooks(said: Said) -> Verdict:  # noqa: ARG001 (the signature is everybody's)
    """The verdict where there are none."""
    return ALLOW


class Outside(Protocol):
    """Programs outside of the process that judge what is said, each shop's its own; it may take a while."""

    async def prepare(self, room_id: str) -> None:
        """Learn who judges in a room that is about to open; whatever it raises, the room does not."""
        ...

    def concerns(self, room_id: str) -> bool:
        """Whether anybody judges in a room."""
        ...

    async def judge(self, said: Said) -> Verdict:
        """The strictest verdict of all. It has a time-out of its own, and raises nothing but cancellation."""
        ...


class Reviewer(Protocol):
    """Looks at what was said when everybody reads it already: it may be slower than a hook."""

    async def review(self, said: Sequence[Said]) -> Sequence[Verdict]:
        """A verdict on each message, in their order. It has a time-out of its own; it may raise."""
        ...

    async def close(self) -> None:
        """Nothing is asked any more."""
        ...


class NobodyOutside:
    """A chat that nobody outside judges."""

    async def prepare(self, room_id: str) -> None:
        """See `Outside`."""

    def concerns(self, room_id: str) -> bool:  # noqa: ARG002 (the signature is everybody's)
        """See `Outside`."""
        return False

    async def judge(self, said: Said) -> Verdict:  # noqa: ARG002
        """See `Outside`."""
        return ALLOW


def limited(verdict: Verdict, rule: str, longest: int) -> Verdict:
    """A verdict of others with everything in it made plain, short and possible.

    Args:
        verdict: As it was given.
        rule: What the sender is told.
        longest: The longest message, in visible characters.
    """
    seconds = max(1, min(verdict.seconds, _LONGEST_MUTE_SECONDS)) if verdict.act is Act.timeout else 0
    return Verdict(
        verdict.act,
        rule,
        found=clean(verdict.found)[:_LONGEST_WORDS],
        text=_plain(verdict.text, longest),
        seconds=seconds,
        reason=clean(verdict.reason)[:_LONGEST_WORDS],
    )


def _plain(text: str, longest: int) -> str:
    """What would be said instead, by the rules of all messages; "" when it breaks them."""
    try:
        return readable(text, longest) if text else ""
    except Refused:
        return ""


class Overdue(BaseException):
    """The call took longer than it may. No `Exception`, or a hook would take it for one of its own."""


class Alarm(Protocol):
    """Raises `Overdue` in the middle of a call that does not come back."""

    def begin(self) -> None:
        """A call begins."""
        ...

    def end(self) -> None:
        """The call is over, however it ended."""
        ...


@dataclass(slots=True)
class _Hook:
    name: str
    inspect: Inspect
    spent_ns: list[int] = field(default_factory=list)
    failures: int = 0
    disabled: bool = False


@dataclass(slots=True)
class Hooks:
    """The hooks of this process, each with its account of time.

    A slow call may be the machine's fault: of fifty the ten slowest are forgiven. A hook that takes more than
    the budget on average in the others is not asked any more until the next start. Neither is one that fails
    three times in a row, or once does not come back: that call is ended.

    Args:
        named: The hooks by name.
        clock_ns: Elapsed time, nanoseconds.
        totals: Counts failures and what is not asked any more.
        longest: The longest message, in visible characters.
        alarm: Ends a call that does not come back.
    """

    named: Iterable[tuple[str, Inspect]]
    clock_ns: Callable[[], int]
    totals: ChatTotals
    longest: int
    alarm: Alarm
    _hooks: list[_Hook] = field(init=False)

    def __post_init__(self) -> None:
        self._hooks = [_Hook(name, inspect) for name, inspect in self.named]

    def judge(self, said: Said) -> Verdict:
        """The strictest verdict of all hooks; one that fails has none."""
        return strictest(self._ask(hook, said) for hook in self._hooks if not hook.disabled)

    def _ask(self, hook: _Hook, said: Said) -> Verdict:
        began_ns = self.clock_ns()
        try:
            verdict = self._call(hook, said)
        except Overdue:
            self.alarm.end()  # the alarm may have come between the call's end and its being noted
            self.totals.hook_failures += 1
            self._disable(hook, "it did not come back")
            return ALLOW
        except Exception:  # noqa: BLE001
            # Code of others: whatever it raises, the chat goes on without its verdict.
            _log.exception("chat hook %s failed", hook.name)
            self._failed(hook)
            return ALLOW
        self._account(hook, self.clock_ns() - began_ns)
        if verdict is None:
            return ALLOW
        if not isinstance(verdict, Verdict):
            _log.error("chat hook %s gave %r instead of a verdict", hook.name, type(verdict))
            self._failed(hook)
            return ALLOW
        hook.failures = 0
        return limited(verdict, f"hook.{hook.name}", self.longest)

    def _call(self, hook: _Hook, said: Said) -> Verdict | None:
        self.alarm.begin()
        try:
            return hook.inspect(said)
        finally:
            self.alarm.end()

    def _account(self, hook: _Hook, spent_ns: int) -> None:
        hook.spent_ns.append(spent_ns)
        if len(hook.spent_ns) < _WINDOW:
            return
        mean_us = fmean(sorted(hook.spent_ns)[:-_FORGIVEN]) / 1000
        hook.spent_ns.clear()
        if mean_us > BUDGET_US:
            self._disable(hook, f"it takes {mean_us:.0f} us a message, {BUDGET_US} are allowed")

    def _failed(self, hook: _Hook) -> None:
        self.totals.hook_failures += 1
        hook.failures += 1
        if hook.failures >= _MOST_FAILURES:
            self._disable(hook, f"it failed {_MOST_FAILURES} times in a row")

    def _disable(self, hook: _Hook, why: str) -> None:
        hook.disabled = True
        self.totals.hooks_disabled += 1
        _log.error("chat hook %s is not asked any more: %s", hook.name, why)
