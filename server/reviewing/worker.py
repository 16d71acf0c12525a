"""The reviewers' process: reads messages from its input, writes verdicts, and ends with its input."""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint

from chat import Act, Said, Verdict
from server.reviewing.wire import READY, answered, read_asked

Review = Callable[[Sequence[Said]], Sequence[Verdict | None]]
_NICE = 10  # the picture comes first
_ALLOW = Verdict(Act.allow)


def look(reviews: dict[str, Review], said: list[Said]) -> tuple[list[Verdict], list[str]]:
    """The strictest verdict on each message, and which reviewers failed."""
    strictest, failed = [_ALLOW for _ in said], []
    for name, review in reviews.items():
        try:
            verdicts = review(said)
            named = [_named(name, verdict) for verdict in verdicts]
            strictest = [
                max(both, key=lambda verdict: verdict.act) for both in zip(strictest, named, strict=True)
            ]
        except Exception:  # noqa: BLE001
            # Code of others: whatever it raises, the other reviewers are asked.
            traceback.print_exc()
            failed.append(name)
    return strictest, failed


def _named(name: str, verdict: Verdict | None) -> Verdict:
    if verdict is None:
        return _ALLOW
    return Verdict(verdict.act, f"hook.{name}", reason=verdict.reason)


def main(points: list[str]) -> None:
    """Serve until the input ends; each point is `name=module:function`."""
    os.nice(_NICE)
    # What reviewers print must not stand between the lines.
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    reviews: dict[str, Review] = {}
    for point in points:
        name, _, value = point.partition("=")
        reviews[name] = EntryPoint(name, value, "").load()
    output.write(READY)
    for line in sys.stdin.buffer:
        output.write(answered(*look(reviews, read_asked(line))))


if __name__ == "__main__":
    main(sys.argv[1:])
