"""The recordings of all shows: what there is of each, its playlists and bytes, its age and its end."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec

from media import WriterNews, still
from server.hls import Variant, multivariant, on_demand
from server.recordings import download, journal, moving, shelf
from server.recordings.errors import DownloadBusy, RecordingDamaged, RecordingNotFound
from server.recordings.moving import NAME
from server.recordings.recorder import Recorder, Room
from server.recordings.recording import WHOLE, Cut, Recording, leading, moved, spans_of
from server.recordings.storage import Storage, storage_of

_SWEEP_SECONDS = 3600.0
_DAY_MS = 86_400_000
_DOWNLOAD_WAIT_SECONDS = 60
_MISSING = "There is no replay of this show."

logger = logging.getLogger(__name__)


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
        on_deleted: Is told the show whose recording is gone, whoever deleted it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        room: Room,
        days: int,
        enabled: bool,
        now_ms: Callable[[], int],
        on_deleted: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._folder = folder
        self._room = room
        self._days = days
        self._now_ms = now_ms
        self._recorder: Recorder | None = None
        self._sweeper: asyncio.Task[None] | None = None
        # One at a time: a page asks for those of all chapters at once, and decoding takes a whole core.
        self._stills = asyncio.Semaphore(1)
        # Reading and writing a whole show keeps a disk busy.
        self._downloads = asyncio.Semaphore(1)
        self._writing: set[asyncio.Task[Path]] = set()
        self._on_deleted = on_deleted
        self.enabled = enabled

    async def start(self) -> None:
        """Look at what there is and get ready to write."""
        if not self.enabled:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        used = await asyncio.to_thread(shelf.size_of, self._folder)
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
        for writing in self._writing:
            writing.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; never waits."""
        if self._recorder:
            self._recorder.receive(news)

    async def storage(self) -> Storage:
        """Say how the disk does, for the operator."""
        if self._recorder is None:
            return Storage(enabled=self.enabled)
        return await asyncio.to_thread(storage_of, self._recorder, self._folder, self._room)

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

    async def recording(self, show_id: str, cut: Cut = WHOLE) -> Recording:
        """Say what there is of a show; raises RecordingNotFound."""
        takes = await self.takes(show_id, cut)
        segments = [segment for take in takes for segment in leading(take)]
        return Recording(
            seconds=round(sum(segment.seconds for segment in segments), 3),
            octets=sum(take.octets for take in takes),
            begins_ms=round(segments[0].begins_ms),
            spans=spans_of(segments),
        )

    async def entry(self, show_id: str, cut: Cut = WHOLE, name: str = "replay") -> str:
        """Write the multivariant playlist of a replay, or of a part of it; raises RecordingNotFound.

        Args:
            show_id: The show.
            cut: What is played of it.
            name: The folder in which its other playlists are.
        """
        takes = await self.takes(show_id, cut)
        names = takes[0].began.renditions
        inits = [takes[0].inits[rendition, 0] for rendition in names]
        seconds = sum(take.seconds for take in takes)
        return multivariant(
            Variant(
                codecs=[init.codec for init in inits],
                # An average would promise too little: the peak of ordinary streams is about twice as high.
                bandwidth=max(64_000, round(16 * sum(take.octets for take in takes) / max(1.0, seconds))),
                size=(inits[0].width, inits[0].height) if inits[0].width else None,
                uri=f"{name}/{names[0]}.m3u8",
                sound_uri=f"{name}/a.m3u8" if names[0] == "v" and "a" in names else None,
            )
        )

    async def playlist(self, show_id: str, rendition: str, cut: Cut = WHOLE) -> str:
        """Write a rendition's playlist; raises RecordingNotFound."""
        takes = await self.takes(show_id, cut)
        segments = [recorded.segment for take in takes for recorded in take.segments.get(rendition, [])]
        if not segments:
            raise RecordingNotFound(_MISSING)
        # Playlists lie one folder deeper than the entry, and another take is another source.
        return on_demand([moved(segment, first=index == 0) for index, segment in enumerate(segments)])

    async def data(self, show_id: str, take_id: str, rendition: str, segment: int) -> bytes:
        """Read a segment; raises RecordingNotFound."""
        take = await self._take(show_id, take_id)
        found = next((r for r in take.segments.get(rendition, []) if r.segment.number == segment), None)
        if found is None:
            raise RecordingNotFound(_MISSING)
        path = self._folder / show_id / take_id / f"{rendition}.m4s"
        return await asyncio.to_thread(shelf.read_slice, path, found.offset, found.size)

    async def init(self, show_id: str, take_id: str, rendition: str, number: int) -> bytes:
        """Read an initialisation segment; raises RecordingNotFound."""
        take = await self._take(show_id, take_id)
        if (rendition, number) not in take.inits:
            raise RecordingNotFound(_MISSING)
        path = self._folder / show_id / take_id / f"{rendition}.init{number}.mp4"
        return await asyncio.to_thread(path.read_bytes)

    async def snapped(self, show_id: str, cut: Cut) -> Cut:
        """The same cut at boundaries of segments; raises RecordingNotFound if nothing is left."""
        takes = await self.takes(show_id)
        segments = [segment for take in takes for segment in leading(take)]
        if not any(cut.keeps(segment) for segment in segments):
            raise RecordingNotFound(_MISSING)
        return cut.snapped(segments)

    async def plays(self, show_id: str, take_id: str, segment: int, cuts: Sequence[Cut]) -> bool:
        """Whether a segment is part of one of these cuts; raises RecordingNotFound."""
        take = await self._take(show_id, take_id)
        found = next((each for each in leading(take) if each.number == segment), None)
        return found is not None and any(cut.keeps(found) for cut in cuts)

    async def still(self, show_id: str, epoch_ms: int, cut: Cut = WHOLE) -> bytes:
        """The picture of a moment, as a small JPEG: the keyframe that its segment begins with.

        It is decoded once and kept beside the recording.

        Raises:
            RecordingNotFound: there is no picture of that moment.
        """
        for take in await self.takes(show_id, cut):
            for recorded in take.segments.get("v", []):
                begins_ms, seconds = recorded.segment.begins_ms, recorded.segment.seconds
                if epoch_ms < begins_ms + seconds * 1000:
                    return await self._still(self._folder / show_id / take.began.take_id, recorded)
        raise RecordingNotFound(_MISSING)

    async def _still(self, folder: Path, recorded: journal.RecordedSegment) -> bytes:
        kept = folder / "stills" / f"{recorded.segment.number}.jpg"
        async with self._stills:
            if (found := await asyncio.to_thread(shelf.read_if_there, kept)) is not None:
                return found
            init = folder / f"v.init{recorded.segment.init}.mp4"
            made = await asyncio.to_thread(_decode_still, init, folder / "v.m4s", recorded)
            if made is None:
                raise RecordingNotFound(_MISSING)
            if await asyncio.to_thread(shelf.keep, kept, made):
                self._count(len(made))
            return made

    async def download(self, show_id: str, cut: Cut = WHOLE) -> Path:
        """Make a show, or what is left of it, into an MP4 file; it is kept for an hour.

        Whoever asks no more, or too long, leaves the work going on: the next one to ask finds the file.

        Raises:
            RecordingNotFound: there is nothing to download.
            DownloadBusy, NoRoomToDownload, DownloadFailed: see there.
        """
        takes = await self.takes(show_id, cut)
        try:
            async with asyncio.timeout(_DOWNLOAD_WAIT_SECONDS):
                await self._downloads.acquire()
        except TimeoutError as busy:
            raise DownloadBusy(_DOWNLOAD_WAIT_SECONDS) from busy
        writing = asyncio.create_task(self._write_download(self._folder / show_id, takes))
        self._writing.add(writing)
        writing.add_done_callback(self._written)
        return await asyncio.shield(writing)

    async def _write_download(self, folder: Path, takes: Sequence[journal.RecordedTake]) -> Path:
        path, written = await asyncio.to_thread(download.made, folder, takes, self._room.spare_bytes)
        self._count(written)
        return path

    def _written(self, writing: asyncio.Task[Path]) -> None:
        self._writing.discard(writing)
        self._downloads.release()
        if not writing.cancelled():
            writing.exception()  # whoever waits for it has it; when nobody does, the next one meets it again

    async def copy_out(self, show_id: str, target: Path) -> None:
        """Copy the takes of a show into a new folder; nothing there is an empty one."""
        await asyncio.to_thread(moving.copy_out, self._folder / show_id, target)

    async def copy_in(self, show_id: str, source: Path) -> bool:
        """Copy takes that another server recorded; returns whether there is anything to play.

        Raises:
            RecordingDamaged: they are not takes of this show.
            OSError: the disk has no room, or will not have them. Nothing of them stays.
        """
        if not NAME.fullmatch(show_id):
            raise RecordingDamaged(f"No show can have the id {show_id!r}.")
        copied = await asyncio.to_thread(moving.copy_in, source, self._folder, show_id)
        self._count(copied)
        return copied > 0

    async def delete(self, show_id: str) -> None:
        """Delete all that there is of a show; nothing there is no error."""
        if NAME.fullmatch(show_id):
            self._count(-await asyncio.to_thread(shelf.delete, self._folder / show_id))
            if self._on_deleted:
                await self._on_deleted(show_id)

    async def sweep(self) -> None:
        """Delete what is older than it may become."""
        stale_s = self._now_ms() / 1000 - download.KEPT_SECONDS
        self._count(-await asyncio.to_thread(download.clear, self._folder, stale_s))
        if not self._days:
            return
        oldest_ms = self._now_ms() - self._days * _DAY_MS
        for folder in await asyncio.to_thread(lambda: list(self._folder.iterdir())):
            with contextlib.suppress(RecordingNotFound):
                if (await self.recording(folder.name)).begins_ms < oldest_ms:
                    logger.info("recording is too old", extra={"stream": folder.name})
                    await self.delete(folder.name)

    async def takes(self, show_id: str, cut: Cut = WHOLE) -> Sequence[journal.RecordedTake]:
        """What there is of a show, take by take, in one codec; raises RecordingNotFound."""
        if not NAME.fullmatch(show_id):
            raise RecordingNotFound(_MISSING)
        takes = await asyncio.to_thread(shelf.read_takes, self._folder / show_id)
        # A picture in another codec cannot follow in the same playlist: the longest kind is the replay.
        kinds: dict[tuple[str, tuple[str, ...]], list[journal.RecordedTake]] = {}
        for take in takes:
            if take.seconds:
                kinds.setdefault((take.began.codec, take.began.renditions), []).append(take)
        if not kinds:
            raise RecordingNotFound(_MISSING)
        longest = max(kinds.values(), key=lambda same: sum(take.seconds for take in same))
        kept = [left for take in longest if (left := cut.of(take)).seconds]
        if not kept:
            raise RecordingNotFound(_MISSING)
        return kept

    def _count(self, octets: int) -> None:
        """What lies beside the takes counts against the quota as well."""
        if self._recorder:
            self._recorder.used_bytes += octets

    async def _take(self, show_id: str, take_id: str) -> journal.RecordedTake:
        if not (NAME.fullmatch(show_id) and NAME.fullmatch(take_id)):
            raise RecordingNotFound(_MISSING)
        take = await asyncio.to_thread(shelf.read_take, self._folder / show_id / take_id)
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


def _decode_still(init: Path, media: Path, recorded: journal.RecordedSegment) -> bytes | None:
    return still(init.read_bytes() + shelf.read_slice(media, recorded.offset, recorded.size))
