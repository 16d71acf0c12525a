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
from server.replays.store import Clip, Edit, MadeOf
from server.replays.webvtt import Cue

__all__ = [
    "CaptionsInvalid",
    "Clip",
    "ClipDraft",
    "ClipInvalid",
    "ClipNotFound",
    "Cue",
    "Edit",
    "MadeOf",
    "ReplayChange",
    "ReplayError",
    "Replays",
    "TooManyCaptions",
    "TooManyClips",
    "TrimInvalid",
]
