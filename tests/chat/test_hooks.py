"""The operator's hooks: the strictest verdict counts, the sender is told why, and none holds up the chat."""

import contextlib
import re
import threading
from collections.abc import Iterator

import pytest

from chat import Act, RefusedByRule, Said, Verdict
from chat.cases import Held
from chat.commands import Engage
from chat.deadline import Deadline
from chat.hooks import BUDGET_US, Hooks, Inspect
from chat.people import Role
from chat.ports import SavedRoom
from chat.protocol import Ack
from chat.question import QaAsk
from chat.room import Room
from chat.timeline import Message, Shadowed
from chat.totals import ChatTotals
from tests.fakes.chat_room import ANN, HOST, IDS, SETTINGS, perform, say

SAID = Said(room_id="show", person_id="ann", name="Ann", role=Role.viewer, buyer=False, text="hello")


class Ticks:
    """A clock that moves on by so much with each look at it."""

    def __init__(self, step_us: int = 1) -> None:
        self.step_us = step_us
        self.now_ns = 0

    def __call__(self) -> int:
        self.now_ns += self.step_us * 1000
        return self.now_ns


def hooks(*inspects: Inspect, clock: Ticks | None = None) -> Hooks:
    named = [(f"h{number}", inspect) for number, inspect in enumerate(inspects)]
    return Hooks(named, clock or Ticks(), ChatTotals(), SETTINGS.max_message_chars, alarm=Deadline())


def room(*inspects: Inspect) -> Room:
    saved = SavedRoom(epoch="e0", offset=0)
    return Room("show", SETTINGS, saved, lambda: f"id-{next(IDS)}", judge=hooks(*inspects).judge)


def verdict(act: Act, **more: object) -> Inspect:
    return lambda _said: Verdict(act, **more)  # type: ignore[arg-type]


def test_without_hooks_or_verdicts_everything_is_allowed() -> None:
    assert hooks().judge(SAID).act is Act.allow
    assert hooks(lambda _said: None).judge(SAID).act is Act.allow


def test_the_strictest_verdict_counts_under_the_name_of_its_hook() -> None:
    judged = hooks(verdict(Act.hold), verdict(Act.drop, reason="no prices"), verdict(Act.replace)).judge(SAID)
    assert (judged.act, judged.rule, judged.reason) == (Act.drop, "hook.h1", "no prices")


def test_a_sender_is_told_the_rule_and_the_reason() -> None:
    with pytest.raises(RefusedByRule, match="no prices of others") as refused:
        say(room(verdict(Act.drop, reason="no prices of others")), ANN, "it costs 3 elsewhere", "m1")
    assert refused.value.rule == "hook.h0"


def test_every_act_does_what_it_says() -> None:
    (said,) = say(room(verdict(Act.replace, text="hello, dear all")), ANN, "yo", "m1").events
    assert isinstance(said, Message)
    assert said.x == "hello, dear all"
    assert isinstance(say(room(verdict(Act.shadow)), ANN, "yo", "m1").events[0], Shadowed)
    held = say(room(verdict(Act.hold)), ANN, "yo", "m1")
    assert any(isinstance(each, Held) for each in held.records)
    muted = say(room(verdict(Act.timeout, seconds=30)), ANN, "yo", "m1")
    assert muted.audit is not None
    assert muted.audit.until_ms == 30_001


def test_what_a_hook_writes_is_made_plain_and_short_like_any_message() -> None:
    (said,) = say(room(verdict(Act.replace, text="a\u202eb " + "x" * 900)), ANN, "yo", "m1").events
    assert isinstance(said, Message)
    assert said.x == "yo"


def test_the_staff_is_not_judged() -> None:
    assert say(room(verdict(Act.drop)), HOST, "hello", "m1").events


def test_who_takes_too_long_on_average_is_not_asked_any_more() -> None:
    clock = Ticks(BUDGET_US + 1)
    slow = hooks(verdict(Act.drop), clock=clock)
    asked = [slow.judge(SAID).act for _ in range(60)]
    assert asked.count(Act.drop) == 50
    assert slow.totals.hooks_disabled == 1


def test_a_few_slow_calls_are_the_machines() -> None:
    clock = Ticks(1)
    now_and_then = hooks(verdict(Act.drop), clock=clock)
    for call in range(200):
        clock.step_us = 3000 if call % 5 == 2 else 1
        assert now_and_then.judge(SAID).act is Act.drop


def test_who_fails_three_times_in_a_row_is_not_asked_any_more(caplog: pytest.LogCaptureFixture) -> None:
    outcomes: Iterator[int] = iter([1, 1, 0, 1, 1, 1, 0])

    def moody(_said: Said) -> Verdict:
        if next(outcomes):
            raise ValueError("not today")
        return Verdict(Act.drop)

    asked = hooks(moody)
    acts = [asked.judge(SAID).act for _ in range(7)]
    assert acts.count(Act.drop) == 1
    assert (asked.totals.hook_failures, asked.totals.hooks_disabled) == (5, 1)
    assert "h0" in caplog.text


def spins(_said: Said) -> Verdict | None:
    while True:
        pass


def sleeps(_said: Said) -> Verdict | None:
    threading.Event().wait()
    return None


def backtracks(said: Said) -> Verdict | None:
    return Verdict(Act.drop) if re.match(r"(l|l)*$", "l" * 60 + said.text) else None


def shrugs(said: Said) -> Verdict | None:
    """Swallows everything, the end that is put to it included, twice."""
    for _ in range(2):
        with contextlib.suppress(BaseException):
            spins(said)
    return spins(said)


@pytest.mark.parametrize("hangs", [spins, sleeps, backtracks, shrugs])
def test_a_hook_that_never_returns_is_ended_and_not_asked_again(hangs: Inspect) -> None:
    asked = Hooks([("hangs", hangs)], Ticks(), ChatTotals(), 200, alarm=Deadline(0.01))
    for _ in range(2):
        assert asked.judge(SAID).act is Act.allow
    assert (asked.totals.hook_failures, asked.totals.hooks_disabled) == (1, 1)


def test_what_is_no_verdict_counts_as_a_failure() -> None:
    wrong = hooks(lambda _said: "drop")  # type: ignore[arg-type, return-value]
    assert wrong.judge(SAID).act is Act.allow
    assert wrong.totals.hook_failures == 1


def test_a_question_that_a_hook_shadows_reaches_nobody_and_looks_taken() -> None:
    shadowing = room(verdict(Act.shadow))
    asked = perform(shadowing, Engage(chatter=ANN, frame=QaAsk(id="q1", x="Is it cheaper elsewhere?")), 1)
    assert asked.replies == [Ack(id="q1")]
    assert asked.events == []
