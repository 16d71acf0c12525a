"""One frame for all: what is in it, when it goes, and in which order."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain

from chat.fanout import Fanout
from chat.totals import ChatTotals
from chat.websocket import Prepared


@dataclass
class Due:
    at: float
    callback: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class HandClock:
    """A clock that a test moves."""

    now: float = 0.0
    due: list[Due] = field(default_factory=list)

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Due:
        timer = Due(self.now + delay, callback)
        self.due.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        until = self.now + seconds
        while ready := [timer for timer in self.due if timer.at <= until and not timer.is_cancelled]:
            first = min(ready, key=lambda timer: timer.at)
            self.due.remove(first)
            self.now = max(self.now, first.at)
            first.callback()
        self.now = until


@dataclass(eq=False)
class Listener:
    """Keeps what it is sent; `full` when it takes everything."""

    is_slow: bool = False
    frames: list[list[str]] = field(default_factory=list)
    on_frame: Callable[[], None] = lambda: None

    def deliver(self, full: Prepared, lean: Prepared | None) -> None:
        prepared = lean if self.is_slow else full
        if prepared is not None:
            frame = prepared.plain
            start = 2 if frame[1] < 126 else 4 if frame[1] == 126 else 10
            self.frames.append(json.loads(frame[start:]))
        self.on_frame()


class Stage:
    """A fan-out with a hand-moved clock and figures that a test sets."""

    def __init__(self, listeners: int = 2) -> None:
        self.clock = HandClock()
        self.figures: list[bytes] = []
        self.totals = ChatTotals()
        self.fanout = Fanout(
            tick_seconds=0.1, clock=self.clock, figures=self.take_figures, offset=0, totals=self.totals
        )
        self.listeners = [Listener() for _ in range(listeners)]
        for listener in self.listeners:
            self.fanout.members[listener] = None

    def take_figures(self) -> list[bytes]:
        figures, self.figures = self.figures, []
        return figures

    def push(self, offset: int, *, urgent: bool = False) -> None:
        self.fanout.push(b'"e%d"' % offset, offset, urgent=urgent)


def test_ordinary_events_wait_for_the_tick_and_share_a_frame() -> None:
    stage = Stage()
    stage.push(1)
    stage.push(2)
    stage.clock.advance(0.09)
    assert stage.listeners[0].frames == []
    stage.clock.advance(0.02)
    assert [listener.frames for listener in stage.listeners] == [[["e1", "e2"]]] * 2


def test_an_urgent_event_goes_at_once_with_what_waits_before_it() -> None:
    stage = Stage()
    stage.push(1)
    stage.push(2, urgent=True)
    assert stage.listeners[0].frames == [["e1", "e2"]]
    stage.clock.advance(1)
    assert len(stage.listeners[0].frames) == 1


def test_a_rush_of_urgent_events_shares_frames() -> None:
    stage = Stage()
    for offset in range(1, 101):
        stage.push(offset, urgent=True)
        stage.clock.advance(0.001)
    stage.clock.advance(0.01)
    frames = stage.listeners[0].frames
    assert len(frames) <= 12
    assert list(chain.from_iterable(frames)) == [f"e{offset}" for offset in range(1, 101)]
    assert stage.totals.frames_out == 2 * len(frames)


def test_figures_come_with_the_tick_and_a_slow_listener_misses_them() -> None:
    stage = Stage()
    stage.listeners[1].is_slow = True
    stage.figures = [b'"hearts"']
    stage.push(1)
    stage.clock.advance(0.1)
    stage.figures = [b'"viewers"']
    stage.fanout.nudge()
    stage.clock.advance(0.1)
    assert stage.listeners[0].frames == [["e1", "hearts"], ["viewers"]]
    assert stage.listeners[1].frames == [["e1"]]


def test_nothing_to_tell_is_no_frame() -> None:
    stage = Stage()
    stage.fanout.nudge()
    stage.clock.advance(1)
    assert stage.listeners[0].frames == []


def test_the_sent_offset_is_that_of_the_last_frame() -> None:
    stage = Stage()
    stage.push(1)
    assert stage.fanout.sent_offset == 0
    stage.clock.advance(0.1)
    assert stage.fanout.sent_offset == 1


def test_an_urgent_event_in_the_middle_of_a_long_sweep_overtakes_nothing() -> None:
    stage = Stage(listeners=1200)
    stage.push(1)
    stage.listeners[10].on_frame = lambda: (
        stage.push(2, urgent=True) if stage.fanout.sent_offset == 1 else None
    )
    stage.clock.advance(0.15)
    assert all(listener.frames == [["e1"], ["e2"]] for listener in stage.listeners)


def test_who_joins_in_the_middle_of_a_sweep_gets_only_the_next_frame() -> None:
    stage = Stage(listeners=600)
    late = Listener()
    stage.listeners[3].on_frame = lambda: stage.fanout.members.setdefault(late)
    stage.push(1)
    stage.clock.advance(0.1)
    stage.push(2)
    stage.clock.advance(0.1)
    assert late.frames == [["e2"]]


def test_slow_sweeps_stretch_the_tick() -> None:
    stage = Stage()

    def take_time() -> None:
        stage.clock.now += 0.1

    stage.listeners[0].on_frame = take_time
    stage.push(1)
    stage.clock.advance(0.1)
    began = stage.clock.now
    stage.push(2)
    stage.clock.advance(0.24 - (stage.clock.now - began))
    assert len(stage.listeners[0].frames) == 1
    stage.clock.advance(0.02)
    assert len(stage.listeners[0].frames) == 2


def test_closing_sends_what_waits_and_leaves_no_timer() -> None:
    stage = Stage()
    stage.push(1)
    stage.fanout.close()
    assert stage.listeners[0].frames == [["e1"]]
    assert all(timer.is_cancelled for timer in stage.clock.due)
