"""Copies takes out of and into the folder of recordings; every function blocks."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from server.recordings import shelf
from server.recordings.errors import RecordingDamaged
from server.recordings.recorder import journal_path

# Names come from another server; nothing else may become a path.
NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
_FILE = re.compile(r"journal|[\w-]{1,16}(\.m4s|\.init\d{1,6}\.mp4)", re.ASCII)


def copy_out(source: Path, target: Path) -> None:
    """Copy the takes of a show into a new folder; what can be made again stays."""
    target.mkdir()
    for take in _takes(source):
        _copy(take, target / take.name)


def copy_in(source: Path, folder: Path, show_id: str) -> int:
    """Copy takes of a show into the folder of recordings, over what an earlier try left there.

    Returns:
        How many bytes they have; 0 where there is none.

    Raises:
        RecordingDamaged: they are not takes of this show.
        OSError: the disk has no room, or will not have them. Nothing of them stays.
    """
    takes = list(_takes(source))
    for take in takes:
        _check(take, show_id)
    if not takes:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    part, place = folder / f"{show_id}.part", folder / show_id
    try:
        for take in takes:
            _copy(take, part / take.name)
        shutil.rmtree(place, ignore_errors=True)
        part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return shelf.size_of(place)


def _takes(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (each for each in sorted(folder.iterdir()) if journal_path(each).is_file())


def _check(folder: Path, show_id: str) -> None:
    """What a journal says becomes addresses and paths: it must speak of this take of this show."""
    take = shelf.read_take(folder)
    if (
        take is None
        or (take.began.show_id, take.began.take_id) != (show_id, folder.name)
        or not all(NAME.fullmatch(name) for name in (folder.name, *take.began.renditions, *take.segments))
    ):
        raise RecordingDamaged(f"The take {folder.name!r} is not one of this show.")


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_file() and _FILE.fullmatch(path.name):
            with path.open("rb") as reader, (target / path.name).open("wb") as writer:
                shutil.copyfileobj(reader, writer, 1 << 20)
                writer.flush()
                os.fdatasync(writer.fileno())
