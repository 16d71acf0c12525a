"""What can be wrong with a request about a replay.

ReplayError
├── TrimInvalid      nothing would be left, or its end lies before its beginning
├── CaptionsInvalid  the file is no WebVTT that can be shown, or too long
├── TooManyCaptions  a replay has as many languages as it may have
├── ClipInvalid      its moments, its length, its title or its product cannot be
├── ClipNotFound     no clip has this id
└── TooManyClips     a show has as many clips as it may have
"""


class ReplayError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "replay_error"


class TrimInvalid(ReplayError):
    """Nothing of the replay would be left."""

    code = "trim_invalid"


class CaptionsInvalid(ReplayError):
    """The file cannot be shown as captions."""

    code = "captions_invalid"


class TooManyCaptions(ReplayError):
    """The replay has captions in enough languages."""

    code = "too_many_captions"


class ClipInvalid(ReplayError):
    """The clip cannot be."""

    code = "clip_invalid"


class ClipNotFound(ReplayError):
    """No clip has this id."""

    code = "clip_not_found"


class TooManyClips(ReplayError):
    """The show has enough clips."""

    code = "too_many_clips"
