"""Makes a recording into one MP4 file for its seller to keep; every function blocks."""

import dataclasses
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from media import RemuxFailed, Stretch, remux
from server.recordings.errors import DownloadFailed, NoRoomToDownload
from server.recordings.journal import RecordedTake

KEPT_SECONDS = 3600
_NAME = "download-*"  # also what a process that was killed left half written


def made(folder: Path, takes: Sequence[RecordedTake], spare_bytes: int) -> tuple[Path, int]:
    """Write the file unless it is there already.

    Args:
        folder: The show's.
        takes: What is played of it; at least one.
        spare_bytes: What must stay free on the disk.

    Returns:
        Where it is, and how many bytes were written now.

    Raises:
        NoRoomToDownload: the disk is too full for a second copy.
        DownloadFailed: the recording cannot be joined.
    """
    octets = sum(take.octets for take in takes)
    target = folder / f"download-{round(takes[0].began.at_ms)}-{octets}.mp4"
    if target.exists():
        target.touch()  # somebody goes on with it
        return target, 0
    # The muxer moves everything once to put the index in front, within the same file.
    if shutil.disk_usage(folder).free < octets * 11 // 10 + spare_bytes:
        raise NoRoomToDownload("The server's disk is too full to make the file. Ask its operator for room.")
    unfinished = target.with_suffix(".part")
    try:
        remux(_stretches(folder, [piece for take in takes for piece in unbroken(take)]), unfinished)
        unfinished.replace(target)
    except RemuxFailed as error:
        raise DownloadFailed("This recording could not be made into a file.") from error
    except OSError as error:
        raise NoRoomToDownload("The server's disk is full. Ask its operator for room.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target, target.stat().st_size


def clear(folder: Path, before_s: float) -> int:
    """Delete the files of all shows that nobody has asked for since; returns the bytes that they held."""
    freed = 0
    for path in folder.glob(f"*/{_NAME}"):
        stat = path.stat()
        if stat.st_mtime < before_s:
            path.unlink(missing_ok=True)
            freed += stat.st_size
    return freed


def unbroken(take: RecordedTake) -> Iterator[RecordedTake]:
    """A take in pieces without a gap: as in the replay, what lies between them is left out."""
    leading = [recorded.segment for recorded in take.segments[take.began.renditions[0]]]
    begins = [each.number for index, each in enumerate(leading) if index == 0 or each.discontinuity]
    for begin, end in pairwise([*begins, leading[-1].number + 1]):
        kept = {
            name: [recorded for recorded in rows if begin <= recorded.segment.number < end]
            for name, rows in take.segments.items()
        }
        yield dataclasses.replace(take, segments=kept)


def _stretches(folder: Path, pieces: Sequence[RecordedTake]) -> list[list[Stretch]]:
    # A track of the file goes through all of it.
    names = [name for name in pieces[0].began.renditions if all(piece.segments.get(name) for piece in pieces)]
    return [[_stretch(folder / piece.began.take_id, piece, name) for name in names] for piece in pieces]


def _stretch(folder: Path, take: RecordedTake, name: str) -> Stretch:
    rows = take.segments[name]
    init = folder / f"{name}.init{rows[0].segment.init}.mp4"
    size = rows[-1].offset + rows[-1].size - rows[0].offset
    return Stretch(init.read_bytes(), folder / f"{name}.m4s", rows[0].offset, size)
