"""Reviewers that a test's process loads by name."""

import os
import threading
from collections.abc import Sequence

from chat import Act, Said, Verdict


def tone(said: Sequence[Said]) -> list[Verdict | None]:
    """Takes back what is vile, hangs when it is told to, and says in which process it is."""
    print("what a reviewer prints is no answer")  # noqa: T201
    return [_judge(each.text) for each in said]


def _judge(text: str) -> Verdict | None:
    if text == "hang":
        threading.Event().wait()
    if text == "pid":
        return Verdict(Act.hold, reason=str(os.getpid()))
    return Verdict(Act.drop) if text == "vile" else None
