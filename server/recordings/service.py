"""The recordings of all shows: what there is of each, its playlists and bytes, its age and its end."""

import asyncio
import contextlib
import logging
import re
import shutil
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from media import WriterNews
from server.hls import Segment, Variant, multivariant, on_demand
from server.recordings import journal
from server.recordings.errors import RecordingNotFound
from server.recordings.recorder import Recorder, Room, journal_path

_SWEEP_SECONDS = 3600.0
_DAY_MS = 86_400_000
# Names come from addresses; nothing else may become a path.
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_MISSING = "There is no replay of this show."

logger = logging.getLogger(__name__)


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of a show.

    Attributes:
        seconds: How long it plays.
        octets: Its size on disk.
        begins_ms: When its first frame was captured.
        spans: When each stretch without a gap was captured and how long it is: [epoch ms, seconds].
    """

    seconds: float
    octets: int
    begins_ms: int
    spans: list[tuple[int, float]]

    def seconds_at(self, epoch_ms: int) -> float:
        """Where in the replay a moment is; one in a gap is where the picture goes on."""
        passed = 0.0
        for begins_ms, seconds in self.spans:
            within = (epoch_ms - begins_ms) / 1000
            if within < seconds:
                return round(passed + max(0.0, within), 3)
            passed += seconds
        return round(passed, 3)


class RecordingState(msgspec.Struct, frozen=True, kw_only=True):
    """How recording goes, for the seller.

    Attributes:
        enabled: Whether this server records.
        full: Nothing more can be written; what is there is whole.
        nearly_full: It will soon be so.
    """

    enabled: bool
    full: bool
    nearly_full: bool
    recording: Recording | None


class Recordings:
    """Keeps what the media room writes.

    Args:
        folder: Where.
        room: How much.
        days: How long; 0 for ever.
        enabled: Whether shows are recorded at all.
        now_ms: Epoch milliseconds.
    """

    def __init__(
        self, folder: Path, *, room: Room, days: int, enabled: bool, now_ms: Callable[[], int]
    ) -> None:
        self._folder = folder
        self._room = room
        self._days = days
        self._now_ms = now_ms
        self._recorder: Recorder | None = None
        self._sweeper: asyncio.Task[None] | None = None
        self.enabled = enabled

    async def start(self) -> None:
        """Look at what there is and get ready to write."""
        if not self.enabled:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        used = await asyncio.to_thread(_size_of, self._folder)
        self._recorder = Recorder(self._folder, self._room, used_bytes=used)
        self._recorder.start()
        self._sweeper = asyncio.create_task(self._sweep_on())

    async def close(self) -> None:
        """Write what waits."""
        if self._sweeper:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        if self._recorder:
            await asyncio.to_thread(self._recorder.close)

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; never waits."""
        if self._recorder:
            self._recorder.receive(news)

    async def state(self, show_id: str) -> RecordingState:
        """Say how it goes with a show."""
        recorder = self._recorder
        try:
            recording = await self.recording(show_id)
        except RecordingNotFound:
            recording = None
        return RecordingState(
            enabled=self.enabled,
            full=recorder is not None and (recorder.is_full or recorder.is_refused(show_id)),
            nearly_full=recorder is not None and recorder.is_nearly_full,
            recording=recording,
        )

    async def recording(self, show_id: str) -> Recording:
        """Say what there is of a show; raises RecordingNotFound."""
        takes = await self._takes(show_id)
        leading = [segment for take in takes for segment in _leading(take)]
        return Recording(
            seconds=round(sum(segment.seconds for segment in leading), 3),
            octets=sum(take.octets for take in takes),
            begins_ms=round(leading[0].begins_ms),
            spans=_spans(leading),
        )

    async def entry(self, show_id: str) -> str:
        """Write the multivariant playlist of a replay; raises RecordingNotFound."""
        takes = await self._takes(show_id)
        names = takes[0].began.renditions
        inits = [take.inits[name, 0] for take in takes[:1] for name in names]
        seconds = sum(take.seconds for take in takes)
        return multivariant(
            Variant(
                codecs=[init.codec for init in inits],
                # An average would promise too little: the peak of ordinary streams is about twice as high.
                bandwidth=max(64_000, round(16 * sum(take.octets for take in takes) / max(1.0, seconds))),
                size=(inits[0].width, inits[0].height) if inits[0].width else None,
                uri=f"replay/{names[0]}.m3u8",
                sound_uri="replay/a.m3u8" if names[0] == "v" and "a" in names else None,
            )
        )

    async def playlist(self, show_id: str, rendition: str) -> str:
        """Write a rendition's playlist; raises RecordingNotFound."""
        takes = await self._takes(show_id)
        segments = [recorded.segment for take in takes for recorded in take.segments.get(rendition, [])]
        if not segments:
            raise RecordingNotFound(_MISSING)
        # Playlists lie one folder deeper than the entry, and another take is another source.
        return on_demand([_moved(segment, first=index == 0) for index, segment in enumerate(segments)])

    async def data(self, show_id: str, take_id: str, rendition: str, segment: int) -> bytes:
        """Read a segment; raises RecordingNotFound."""
        take = await self._take(show_id, take_id)
        found = next((r for r in take.segments.get(rendition, []) if r.segment.number == segment), None)
        if found is None:
            raise RecordingNotFound(_MISSING)
        path = self._folder / show_id / take_id / f"{rendition}.m4s"
        return await asyncio.to_thread(_read_slice, path, found.offset, found.size)

    async def init(self, show_id: str, take_id: str, rendition: str, number: int) -> bytes:
        """Read an initialisation segment; raises RecordingNotFound."""
        take = await self._take(show_id, take_id)
        if (rendition, number) not in take.inits:
            raise RecordingNotFound(_MISSING)
        path = self._folder / show_id / take_id / f"{rendition}.init{number}.mp4"
        return await asyncio.to_thread(path.read_bytes)

    async def delete(self, show_id: str) -> None:
        """Delete all that there is of a show; nothing there is no error."""
        if _NAME.fullmatch(show_id):
            freed = await asyncio.to_thread(_delete, self._folder / show_id)
            if self._recorder:
                self._recorder.used_bytes -= freed

    async def sweep(self) -> None:
        """Delete what is older than it may become."""
        if not self._days:
            return
        oldest_ms = self._now_ms() - self._days * _DAY_MS
        for folder in await asyncio.to_thread(lambda: list(self._folder.iterdir())):
            with contextlib.suppress(RecordingNotFound):
                if (await self.recording(folder.name)).begins_ms < oldest_ms:
                    logger.info("recording is too old", extra={"stream": folder.name})
                    await self.delete(folder.name)

    async def _takes(self, show_id: str) -> Sequence[journal.RecordedTake]:
        if not _NAME.fullmatch(show_id):
            raise RecordingNotFound(_MISSING)
        takes = await asyncio.to_thread(_read_takes, self._folder / show_id)
        # A picture in another codec cannot follow in the same playlist: the longest kind is the replay.
        kinds: dict[tuple[str, tuple[str, ...]], list[journal.RecordedTake]] = {}
        for take in takes:
            if take.seconds:
                kinds.setdefault((take.began.codec, take.began.renditions), []).append(take)
        if not kinds:
            raise RecordingNotFound(_MISSING)
        return max(kinds.values(), key=lambda same: sum(take.seconds for take in same))

    async def _take(self, show_id: str, take_id: str) -> journal.RecordedTake:
        if not (_NAME.fullmatch(show_id) and _NAME.fullmatch(take_id)):
            raise RecordingNotFound(_MISSING)
        take = await asyncio.to_thread(_read_take, self._folder / show_id / take_id)
        if take is None:
            raise RecordingNotFound(_MISSING)
        return take

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            try:
                await self.sweep()
            except Exception:
                logger.exception("sweeping recordings failed")


def _leading(take: journal.RecordedTake) -> list[Segment]:
    return [recorded.segment for recorded in take.segments.get(take.began.renditions[0], [])]


def _spans(segments: Sequence[Segment]) -> list[tuple[int, float]]:
    spans: list[tuple[int, float]] = []
    for segment in segments:
        begins = round(segment.begins_ms)
        if spans and abs(begins - spans[-1][0] - spans[-1][1] * 1000) < 100:
            spans[-1] = (spans[-1][0], round(spans[-1][1] + segment.seconds, 3))
        else:
            spans.append((begins, round(segment.seconds, 3)))
    return spans


def _moved(segment: Segment, *, first: bool) -> Segment:
    begins_take = segment.number == 0 and not first
    return Segment(
        segment.number,
        segment.begins_ms,
        segment.init,
        segment.discontinuity or begins_take,
        segment.parts,
        segment.done,
        f"../{segment.folder}",
    )


def _read_takes(folder: Path) -> list[journal.RecordedTake]:
    if not folder.is_dir():
        return []
    takes = [take for path in folder.iterdir() if (take := _read_take(path)) is not None]
    return sorted(takes, key=lambda take: take.began.at_ms)


def _read_take(folder: Path) -> journal.RecordedTake | None:
    path = journal_path(folder)
    try:
        stat = path.stat()
    except OSError:
        return None
    return _read_journal(folder, stat.st_mtime_ns, stat.st_size)


@lru_cache(64)
def _read_journal(folder: Path, _modified_ns: int, _size: int) -> journal.RecordedTake | None:
    sizes = {path.stem: path.stat().st_size for path in folder.glob("*.m4s")}
    return journal.read(journal_path(folder).read_bytes(), sizes)


def _read_slice(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _delete(folder: Path) -> int:
    if not folder.is_dir():
        return 0
    size = _size_of(folder)
    shutil.rmtree(folder)
    return size
