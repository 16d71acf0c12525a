"""Asks the reviewers' process about messages."""

from collections.abc import Mapping, Sequence

import msgspec
import structlog

from chat import Said, Verdict
from server.reviewing.wire import asked, read_answered
from server.sidecar import ANSWER_SECONDS, Sidecar, SidecarFailed

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.reviewing")


class Reviewers:
    """Looks at messages in another process (see `chat.Reviewer`).

    Args:
        points: The reviewers by name, each as `module:function`.
        answer_seconds: How long an answer may take.
    """

    def __init__(self, points: Mapping[str, str], *, answer_seconds: float = ANSWER_SECONDS) -> None:
        named = [f"{name}={value}" for name, value in points.items()]
        self._sidecar = Sidecar("server.reviewing.worker", named, answer_seconds=answer_seconds)

    async def review(self, said: Sequence[Said]) -> Sequence[Verdict]:
        """See `chat.Reviewer`.

        Raises:
            SidecarFailed: there is no answer.
        """
        try:
            verdicts, failed = read_answered(await self._sidecar.ask(asked(said)))
        except (KeyError, msgspec.MsgspecError) as error:
            raise SidecarFailed(f"the reviewers' answer is none: {error!r}") from error
        for name in failed:
            log.error("a chat reviewer failed", reviewer=name)
        return verdicts

    async def close(self) -> None:
        """End the process."""
        await self._sidecar.close()
