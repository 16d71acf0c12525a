"""How the disk of the recordings does, for whoever runs the server."""

import shutil
from pathlib import Path

import msgspec

from server.recordings.recorder import Recorder, Room


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    """The disk of the recordings, for the operator.

    Attributes:
        enabled: Whether this server records.
        full: Nothing more can be written; what is there is whole.
        nearly_full: It will soon be so.
        waiting: Parts that wait for the disk.
        dropped: Parts that it was too slow for, since the start.
    """

    enabled: bool
    used_bytes: int = 0
    quota_bytes: int = 0
    free_bytes: int = 0
    full: bool = False
    nearly_full: bool = False
    waiting: int = 0
    dropped: int = 0


def storage_of(recorder: Recorder, folder: Path, room: Room) -> Storage:
    """Look at the disk; blocks."""
    return Storage(
        enabled=True,
        used_bytes=recorder.used_bytes,
        quota_bytes=room.quota_bytes,
        free_bytes=shutil.disk_usage(folder).free,
        full=recorder.is_full,
        nearly_full=recorder.is_nearly_full,
        waiting=recorder.waiting,
        dropped=recorder.dropped,
    )
