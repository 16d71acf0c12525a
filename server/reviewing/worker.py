"""The reviewers' process: reads messages from its input, writes verdicts."""

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import EntryPoint

from chat import Act, Said, Verdict
from server.reviewing.wire import answered, read_asked
from server.sidecar import serve

Review = Callable[[Sequence[Said]], Sequence[Verdict | None]]
_ALLOW = Verdict(Act.allow)


def look(reviews: Mapping[str, Review], said: list[Said]) -> tuple[list[Verdict], list[str]]:
    """The strictest verdict on each message, and which reviewers failed."""
    strictest: list[Verdict] = [_ALLOW for _ in said]
    failed: list[str] = []
    for name, review in reviews.items():
        try:
            named = [_named(name, verdict) for verdict in review(said)]
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


def load(points: list[str]) -> Callable[[bytes], bytes]:
    """What answers messages with verdicts; each point is `name=module:function`."""
    reviews: dict[str, Review] = {}
    for point in points:
        name, _, value = point.partition("=")
        reviews[name] = EntryPoint(name, value, "").load()
    return lambda line: answered(*look(reviews, read_asked(line)))


if __name__ == "__main__":
    serve(lambda: load(sys.argv[1:]))
