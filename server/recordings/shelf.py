"""Reads recordings from disk; every function blocks."""

import contextlib
import shutil
from functools import lru_cache
from pathlib import Path

from server.recordings import journal
from server.recordings.recorder import journal_path


def read_takes(folder: Path) -> list[journal.RecordedTake]:
    """Read all takes of a show, the earliest first."""
    if not folder.is_dir():
        return []
    takes = [take for path in folder.iterdir() if (take := read_take(path)) is not None]
    return sorted(takes, key=lambda take: take.began.at_ms)


def read_take(folder: Path) -> journal.RecordedTake | None:
    """Read one take; None where there is nothing that can be played."""
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


def read_slice(path: Path, offset: int, size: int) -> bytes:
    """Read a piece of a file."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)


def read_if_there(path: Path) -> bytes | None:
    """Read a whole file, if there is one."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def keep(path: Path, data: bytes) -> bool:
    """Keep what can be made again; a disk that is full is no reason to fail. Tells whether it is kept."""
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        new.write_bytes(data)
        new.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        return False
    return True


def size_of(folder: Path) -> int:
    """How many bytes a folder holds."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def delete(folder: Path) -> int:
    """Delete a folder; returns the bytes that it held."""
    if not folder.is_dir():
        return 0
    size = size_of(folder)
    shutil.rmtree(folder)
    return size
