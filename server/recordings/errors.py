"""What can go wrong with a recording.

RecordingError
├── RecordingNotFound  the show was not recorded, or its recording is hidden or deleted
├── NoRoomToDownload   the disk is too full to make a file of it
├── DownloadBusy       too many files are being made
├── DownloadFailed     what was recorded cannot be joined
└── RecordingDamaged   what came from another server is no recording of the show
"""


class RecordingError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "recording_error"


class RecordingNotFound(RecordingError):
    """There is nothing to replay."""

    code = "recording_not_found"


class NoRoomToDownload(RecordingError):
    """The disk is too full to make a file of the recording."""

    code = "recording_no_room"


class DownloadBusy(RecordingError):
    """Too many files are being made."""

    code = "download_busy"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("Other recordings are being made into files. Try again in a minute.")
        self.extra = {"retry_after_s": retry_after_s}


class DownloadFailed(RecordingError):
    """What was recorded cannot be joined into a file."""

    code = "download_failed"


class RecordingDamaged(RecordingError):
    """What came from another server is no recording of the show."""

    code = "recording_damaged"
