"""Recordings: the parts of LL-HLS, journalled on disk, and played again when the show is over."""

from server.recordings.errors import (
    DownloadBusy,
    DownloadFailed,
    NoRoomToDownload,
    RecordingDamaged,
    RecordingError,
    RecordingNotFound,
)
from server.recordings.recorder import Room
from server.recordings.recording import WHOLE, Cut, Recording
from server.recordings.service import Recordings, RecordingState
from server.recordings.storage import Storage

__all__ = [
    "WHOLE",
    "Cut",
    "DownloadBusy",
    "DownloadFailed",
    "NoRoomToDownload",
    "Recording",
    "RecordingDamaged",
    "RecordingError",
    "RecordingNotFound",
    "RecordingState",
    "Recordings",
    "Room",
    "Storage",
]
