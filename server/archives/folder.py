"""The folder of an archive: written beside its place and moved there whole, checked when read; blocks."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from server.archives.errors import ArchiveDamaged, ArchiveRefused

SUMS = "SHA256SUMS"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[\w./-]{1,200})", re.ASCII)
_PIECE = 1 << 20


def begin(target: Path) -> Path:
    """Make the folder in which an archive is written.

    Raises:
        ArchiveRefused: something is at its place.
    """
    if target.exists():
        raise ArchiveRefused(f"{target} is there already. Name a folder that does not exist.")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    return part


def finish(part: Path, target: Path) -> None:
    """Sum every file up, and move the folder to its place."""
    rows = [f"{_digest(path)}  {path.relative_to(part).as_posix()}\n" for path in _files(part)]
    (part / SUMS).write_text("".join(rows))
    part.rename(target)


def check(folder: Path) -> None:
    """Compare every file with its sum.

    Raises:
        ArchiveRefused: this is no archive.
        ArchiveDamaged: a file is missing, was changed or was put there by somebody else.
    """
    sums = folder / SUMS
    if not sums.is_file():
        raise ArchiveRefused(f"{folder} is no archive of a show: it has no {SUMS}.")
    wanted: dict[str, str] = {}
    for row in sums.read_text(errors="replace").splitlines():
        if (match := _LINE.fullmatch(row)) is None:
            raise ArchiveDamaged(f"{SUMS} has a line that is none: {row[:80]!r}.")
        wanted[match["name"]] = match["digest"]
    there = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    del there[SUMS]
    if missing := sorted(wanted.keys() - there.keys()):
        raise ArchiveDamaged(f"{missing[0]} is missing.")
    if strange := sorted(there.keys() - wanted.keys()):
        raise ArchiveDamaged(f"{strange[0]} is not part of the archive. Take it away.")
    for name, path in there.items():
        if path.is_symlink() or _digest(path) != wanted[name]:
            raise ArchiveDamaged(f"{name} is not what was written. Copy the archive again.")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or not path.is_dir())


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
