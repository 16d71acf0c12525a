"""Makes a recording into one MP4 file for its seller to keep; every function blocks."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from media import RemuxFailed, Stretch, remux
from server.recordings.errors import DownloadFailed, NoRoomToDownload
from server.recordings.journal import RecordedTake

KEPT_SECONDS = 3600
_NAME = "download-*.mp4"


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
        remux([_stretches(folder, take) for take in takes], unfinished)
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


def _stretches(folder: Path, take: RecordedTake) -> list[Stretch]:
    names = [name for name in take.began.renditions if take.segments.get(name)]
    return [_stretch(folder / take.began.take_id, take, name) for name in names]


def _stretch(folder: Path, take: RecordedTake, name: str) -> Stretch:
    rows = take.segments[name]
    init = folder / f"{name}.init{rows[0].segment.init}.mp4"
    size = rows[-1].offset + rows[-1].size - rows[0].offset
    return Stretch(init.read_bytes(), folder / f"{name}.m4s", rows[0].offset, size)
