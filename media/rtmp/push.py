"""One destination of a live stream: follows the writer's news, keeps a process that sends, tries again."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from media.hls import InitWritten, PartWritten, TakeBegan, TakeEnded, WriterNews
from media.rtmp.messages import LENGTH_OCTETS, REPORTS, Begin, Failed, Media, PushReason, Sent, pack

MOST_WAITING = 64
"""Parts of picture and sound that wait for the process: ten seconds."""
STALL_SECONDS = 15.0
GOODBYE_SECONDS = 2.5
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 60.0
_FOLDER = Path(__file__).parents[2]

PushStage = Literal["waiting", "connecting", "live", "retrying", "unfit"]

Allow = Callable[[], Awaitable[bool]]
"""Says, before each attempt, whether the address may be reached, and is there."""


@dataclass(frozen=True, slots=True)
class PushState:
    """How a push goes.

    Attributes:
        state: waiting: nothing is on air. connecting: until the first part is through. live: it is sent.
            retrying: it failed, and is tried again. unfit: RTMP cannot carry this stream.
        reason: Why it is tried again, or is unfit.
        since_ms: When it came to be so, epoch milliseconds.
    """

    state: PushStage
    reason: PushReason | None
    since_ms: int


class Push:
    """Sends a stream to one address for as long as it lives, and never holds the stream up.

    Args:
        url: ``rtmp://`` or ``rtmps://`` with the key; a secret.
        allow: Asked before each attempt.
        now_ms: Epoch milliseconds.
        pause: Waits between attempts; tests bring their own.
    """

    def __init__(
        self,
        url: str,
        *,
        allow: Allow,
        now_ms: Callable[[], int],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = url
        self._allow = allow
        self._now_ms = now_ms
        self._pause = pause
        self._take: TakeBegan | None = None
        self._inits: dict[tuple[str, int], bytes] = {}
        self._queue: asyncio.Queue[PartWritten | None] | None = None
        self._picture_init: int | None = None
        self._unsent = 0
        self._is_overrun = False
        self._is_closing = False
        self._task: asyncio.Task[None] | None = None
        self.state = PushState("waiting", None, now_ms())

    def start(self) -> None:
        """Begin to wait for the stream."""
        self._task = asyncio.create_task(self._work(), name="rtmp push")

    async def close(self) -> None:
        """Say goodbye to the platform, and end."""
        self._is_closing = True
        self._end_attempt()
        if self._task is not None:
            if self.state.state != "retrying":
                await asyncio.wait({self._task}, timeout=GOODBYE_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; never waits."""
        match news:
            case TakeBegan():
                self._take, self._inits = news, {}
                if news.codec != "H264":
                    self._be("unfit", "unfit")
            case InitWritten():
                self._inits[news.rendition, news.number] = news.data
            case PartWritten():
                self._offer(news)
            case TakeEnded():
                self._end_attempt()
                self._take = None
                if self.state.state != "waiting":
                    self._be("waiting")

    def _offer(self, part: PartWritten) -> None:
        queue, take = self._queue, self._take
        if queue is None or take is None or take.codec != "H264":
            return
        if part.rendition == "v" and part.init != self._picture_init:
            # The head of FLV says once what the picture is: another picture is another broadcast.
            if self._picture_init is not None:
                self._end_attempt()
                return
            if part.independent:
                self._picture_init = part.init
        if self._picture_init is None:
            return
        if queue.full():
            # What cannot go out in time is let go, so that the stream never waits; the platform sees another.
            self._is_overrun = True
            queue.get_nowait()
            self._end_attempt()
            return
        queue.put_nowait(part)

    def _end_attempt(self) -> None:
        """Nothing more is for the process that runs."""
        if self._queue is not None:
            with contextlib.suppress(asyncio.QueueFull):
                self._queue.put_nowait(None)
            self._queue = None

    async def _work(self) -> None:
        failures = 0
        while not self._is_closing:
            self._picture_init, self._is_overrun = None, False
            queue: asyncio.Queue[PartWritten | None] = asyncio.Queue(MOST_WAITING)
            self._queue = queue
            first = await queue.get()
            if first is None:
                continue
            failure = await self._attempt(queue, first)
            if self._queue is queue:
                self._queue = None
            if failure is None:
                failures = 0
                continue
            failures = 1 if self.state.state == "live" else failures + 1
            self._be("retrying", failure)
            await self._pause(min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (failures - 1)))

    async def _attempt(
        self, queue: "asyncio.Queue[PartWritten | None]", first: PartWritten
    ) -> PushReason | None:
        """Send until the stream or the connection ends; returns why the connection did."""
        if self.state.state != "retrying":
            self._be("connecting")
        if not await self._allow():
            return "unreachable"
        self._unsent = 0
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "media.rtmp.process",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            cwd=_FOLDER, env={"PATH": os.environ.get("PATH", os.defpath)},
        )  # fmt: skip
        feeding = asyncio.create_task(self._feed(process, queue, first), name="rtmp feed")
        try:
            return await self._listen(process, feeding)
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _feed(
        self,
        process: asyncio.subprocess.Process,
        queue: "asyncio.Queue[PartWritten | None]",
        first: PartWritten,
    ) -> None:
        """Hand the process what comes, until nothing more does."""
        stdin = cast("asyncio.StreamWriter", process.stdin)
        take = self._take
        has_sound = take is not None and "a" in take.renditions
        stdin.write(pack(Begin(url=self._url, with_sound=has_sound)))
        part: PartWritten | None = first
        while part is not None:
            head = self._inits.get((part.rendition, part.init))
            if head is not None:
                media = Media(is_picture=part.rendition == "v", data=head + part.data)
                self._unsent += media.is_picture
                stdin.write(pack(media))
                await stdin.drain()
            part = await queue.get()
        stdin.close()

    async def _listen(
        self, process: asyncio.subprocess.Process, feeding: asyncio.Task[None]
    ) -> PushReason | None:
        """Follow what the process reports until it ends."""
        stdout = cast("asyncio.StreamReader", process.stdout)
        is_through = False
        try:
            while True:
                async with asyncio.timeout(STALL_SECONDS):
                    length = await stdout.readexactly(LENGTH_OCTETS)
                    report = REPORTS.decode(await stdout.readexactly(int.from_bytes(length, "big")))
                match report:
                    case Failed():
                        return report.reason
                    case Sent() if not is_through:
                        is_through = True
                        self._be("live")
                    case Sent():
                        pass
                self._unsent -= 1
        except TimeoutError:
            if self._unsent == 0:
                # The seller's picture is away: the platform is told goodbye, and hello when it is back.
                self._be("waiting")
                return None
            return "stalled" if is_through else "unreachable"
        except asyncio.IncompleteReadError:
            if self._is_overrun:
                return "stalled"
            # It went without a word: as it should when it was told that nothing more comes.
            return (
                None if feeding.done() and not feeding.cancelled() and not feeding.exception() else "broken"
            )

    def _be(self, state: PushStage, reason: PushReason | None = None) -> None:
        self.state = PushState(state, reason, self._now_ms())
