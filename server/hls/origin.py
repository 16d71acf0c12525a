"""Hands the parts of shows on air out; a show is written only while somebody watches it this way."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Protocol

from media import (
    LONGEST_SEGMENT_SECONDS,
    PART_TARGET_SECONDS,
    WRITABLE,
    InitWritten,
    PartWritten,
    StreamHealth,
    TakeBegan,
    TakeEnded,
    WriterNews,
)
from server.hls.errors import HlsGone, HlsNotReady, HlsUnavailable
from server.hls.live_take import WAIT_SECONDS, LiveTake
from server.hls.playlists import Timing

TIMING = Timing(part_target=PART_TARGET_SECONDS, target_duration=round(LONGEST_SEGMENT_SECONDS))
IDLE_SECONDS = 30.0
_SWEEP_SECONDS = 5.0
_LINGER_SECONDS = 30.0
"""A take that has ended is kept so long: players still fetch its last parts."""

logger = logging.getLogger(__name__)


class Writing(Protocol):
    """Who writes streams: the media room."""

    async def begin_writing(self, stream_id: str) -> None:
        """Write a stream from its latest keyframe on."""

    async def end_writing(self, stream_id: str) -> None:
        """Stop that."""

    def health(self, stream_id: str) -> StreamHealth | None:
        """Say how a stream does."""


class LiveOrigin:
    """All takes that are on air.

    Args:
        writing: The media room; asked for when first needed, for it tells this object its news.
        wanted: Whether a stream is written anyhow, for a recording or another platform.
        monotonic: Seconds.
    """

    def __init__(
        self,
        writing: Callable[[], Writing],
        *,
        wanted: Callable[[str], bool] = lambda _stream_id: False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._writing = writing
        self._wanted = wanted
        self._now = monotonic
        self._takes: dict[str, LiveTake] = {}
        self._current: dict[str, LiveTake] = {}
        self._asked: dict[str, float] = {}
        self._ended: dict[str, float] = {}
        self._began = asyncio.Event()
        self._sweeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to stop the writing of what nobody watches."""
        self._sweeper = asyncio.create_task(self._sweep_on())

    async def close(self) -> None:
        """End that, and whoever waits."""
        if self._sweeper:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        for take in self._takes.values():
            take.end()

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; never waits."""
        match news:
            case TakeBegan():
                self._takes[news.take_id] = self._current[news.stream_id] = LiveTake(news, TIMING)
                self._asked.setdefault(news.stream_id, self._now())
                began, self._began = self._began, asyncio.Event()
                began.set()
            case InitWritten() if take := self._takes.get(news.take_id):
                take.add_init(news)
            case PartWritten() if take := self._takes.get(news.take_id):
                take.add_part(news)
            case TakeEnded() if take := self._takes.get(news.take_id):
                take.end()
                self._ended[take.id] = self._now()
                if self._current.get(take.stream_id) is take:
                    del self._current[take.stream_id]
            case _:
                pass  # of a take that is forgotten already

    async def multivariant(self, stream_id: str) -> str:
        """Write the entry to a show on air; starts the writing and waits for the first parts where needed.

        Raises:
            HlsUnavailable: its codec does not fit.
            HlsNotReady: nobody publishes, or no keyframe came in time.
        """
        self._asked[stream_id] = self._now()
        writing = self._writing()
        health = writing.health(stream_id)
        if health is None or health.state != "live":
            raise HlsNotReady("This show is not on air right now.")
        if health.video is not None and health.video.codec not in WRITABLE:
            raise HlsUnavailable(
                f"This show is sent as {health.video.codec}, which can be watched only by WebRTC."
            )
        await writing.begin_writing(stream_id)
        take = await self._take_of(stream_id)
        if take is None or not await take.wait_until_ready():
            raise HlsNotReady("The show's first picture is still on its way.")
        return take.multivariant(f"take/{take.id}/")

    def take(self, take_id: str) -> LiveTake:
        """Find a take that is on air, or was until a moment ago; raises HlsGone."""
        take = self._takes.get(take_id)
        if take is None:
            raise HlsGone("This broadcast is over. Open the show anew.")
        self._asked[take.stream_id] = self._now()
        return take

    async def sweep(self) -> None:
        """Forget what has ended; stop what nobody asks for."""
        now = self._now()
        for take_id, ended in list(self._ended.items()):
            if now - ended > _LINGER_SECONDS:
                del self._ended[take_id], self._takes[take_id]
        for stream_id, asked in list(self._asked.items()):
            if now - asked <= IDLE_SECONDS:
                continue
            del self._asked[stream_id]
            if not self._wanted(stream_id):
                await self._writing().end_writing(stream_id)

    async def _take_of(self, stream_id: str) -> LiveTake | None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while (take := self._current.get(stream_id)) is None:
                    await self._began.wait()
        except TimeoutError:
            return None
        return take

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                logger.exception("sweeping takes failed")
