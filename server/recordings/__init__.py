"""Recordings: the parts of LL-HLS, journalled on disk, and played again when the show is over."""

from server.recordings.errors import RecordingError, RecordingNotFound
from server.recordings.recorder import Room
from server.recordings.recording import Recording
from server.recordings.service import Recordings, RecordingState

__all__ = ["Recording", "RecordingError", "RecordingNotFound", "RecordingState", "Recordings", "Room"]
