"""Replays: what sellers make of recordings, captions and clips included."""

from server.replays.errors import (
    CaptionsInvalid,
    ClipInvalid,
    ClipNotFound,
    ReplayError,
    TooManyCaptions,
    TooManyClips,
    TrimInvalid,
)
from server.replays.service import ClipDraft, ReplayChange, Replays
from server.replays.store import Clip, Edit

__all__ = [
    "CaptionsInvalid",
    "Clip",
    "ClipDraft",
    "ClipInvalid",
    "ClipNotFound",
    "Edit",
    "ReplayChange",
    "ReplayError",
    "Replays",
    "TooManyCaptions",
    "TooManyClips",
    "TrimInvalid",
]
