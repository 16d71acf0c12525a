"""Writes takes to disk in a thread: bytes, sync, journal line, sync; a crash loses one part at most."""

import contextlib
import logging
import os
import queue
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from media import InitWritten, PartWritten, TakeBegan, TakeEnded, WriterNews
from server.recordings import journal

_MAX_WAITING = 512
"""Parts that wait for a slow disk: a minute and a half of a show, about 50 MB."""
_JOURNAL = "journal"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be written.

    Attributes:
        quota_bytes: For all recordings together.
        spare_bytes: What must stay free on the disk.
        warn_fraction: A warning comes when less than this part of the quota is left.
    """

    quota_bytes: int
    spare_bytes: int
    warn_fraction: float = 0.1


class Recorder:
    """Takes the writer's news and never waits; one thread does the work.

    Args:
        folder: Where shows have their folders.
        room: How much may be written.
        used_bytes: What there is already.
        free_bytes: Tells what is free on the folder's disk.
    """

    def __init__(
        self,
        folder: Path,
        room: Room,
        *,
        used_bytes: int,
        free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        self._folder = folder
        self._room = room
        self._free_bytes = free_bytes
        self._waiting: queue.Queue[WriterNews | None] = queue.Queue(_MAX_WAITING)
        self._open: dict[str, _OpenTake] = {}
        self._refused: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self.used_bytes = used_bytes
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many parts wait for the disk."""
        return self._waiting.qsize()

    @property
    def is_full(self) -> bool:
        """Whether nothing more is written."""
        return (
            self.used_bytes >= self._room.quota_bytes
            or self._free_bytes(self._folder) < self._room.spare_bytes
        )

    @property
    def is_nearly_full(self) -> bool:
        """Whether it is time to say so."""
        left = min(
            self._room.quota_bytes - self.used_bytes,
            self._free_bytes(self._folder) - self._room.spare_bytes,
        )
        return left < self._room.warn_fraction * self._room.quota_bytes

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits, and end; blocks."""
        self._waiting.put(None)
        self._thread.join()

    def receive(self, news: WriterNews) -> None:
        """Take the writer's news; where the disk is too slow, the news are dropped and counted."""
        try:
            self._waiting.put_nowait(news)
        except queue.Full:
            self.dropped += 1

    def is_refused(self, show_id: str) -> bool:
        """Whether a show's recording was stopped because there was no room."""
        return show_id in self._refused

    def _work(self) -> None:
        while (news := self._waiting.get()) is not None:
            try:
                self._write(news)
            except OSError as error:
                logger.exception("recording stopped", extra={"stream": news.stream_id, "error": str(error)})
                self._give_up(news)
        for take in self._open.values():
            take.close()
        self._open.clear()

    def _write(self, news: WriterNews) -> None:
        if isinstance(news, TakeBegan):
            self._refused.discard(news.stream_id)
            if self.is_full:
                self._refused.add(news.stream_id)
                logger.warning("no room to record", extra={"stream": news.stream_id})
                return
            self._open[news.take_id] = _OpenTake(self._folder, news)
            return
        take = self._open.get(news.take_id)
        if take is None:
            return
        match news:
            case InitWritten():
                take.add_init(news)
            case PartWritten():
                if self.is_full:
                    # What is there stays whole; half a part would help nobody.
                    self._give_up(news)
                    logger.warning("no room to go on recording", extra={"stream": news.stream_id})
                    return
                self.used_bytes += take.add_part(news)
            case TakeEnded():
                take.end(news.at_ms)
                del self._open[news.take_id]

    def _give_up(self, news: WriterNews) -> None:
        self._refused.add(news.stream_id)
        take = self._open.pop(news.take_id, None)
        if take:
            take.close()


class _OpenTake:
    """The files of one take that grows."""

    def __init__(self, folder: Path, news: TakeBegan) -> None:
        self._folder = folder / news.stream_id / news.take_id
        self._folder.mkdir(parents=True, exist_ok=True)
        self._journal = (self._folder / _JOURNAL).open("ab", buffering=0)
        self._files: dict[str, BinaryIO] = {}
        self._note(journal.began(news))
        for name in news.renditions:
            self._files[name] = (self._folder / f"{name}.m4s").open("ab", buffering=0)

    def add_init(self, news: InitWritten) -> None:
        path = self._folder / f"{news.rendition}.init{news.number}.mp4"
        with path.open("wb", buffering=0) as file:
            _write_all(file, news.data)
        self._note(journal.init(news))

    def add_part(self, news: PartWritten) -> int:
        """Write a part; returns the bytes that it took."""
        _write_all(self._files[news.rendition], news.data)
        self._note(journal.piece(news))
        return len(news.data)

    def end(self, at_ms: int) -> None:
        self._note(journal.Ended(at_ms=at_ms))
        self.close()

    def close(self) -> None:
        for file in (self._journal, *self._files.values()):
            with contextlib.suppress(OSError):
                file.close()

    def _note(self, line: journal.Line) -> None:
        _write_all(self._journal, journal.write(line))


def _write_all(file: BinaryIO, data: bytes) -> None:
    """Write and wait until it is on the disk."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
    os.fdatasync(file.fileno())


def journal_path(folder: Path) -> Path:
    """Where a take's journal lies."""
    return folder / _JOURNAL
