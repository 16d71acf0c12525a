"""What can go wrong with a recording.

RecordingError
└── RecordingNotFound  the show was not recorded, or its recording is hidden or deleted
"""


class RecordingError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "recording_error"


class RecordingNotFound(RecordingError):
    """There is nothing to replay."""

    code = "recording_not_found"
