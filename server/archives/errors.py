"""What can be wrong with an archive or with where it should go.

ArchiveError
├── ArchiveDamaged   the folder is not what was written
└── ArchiveRefused   the show, the shop or the folder is not ready for it
"""


class ArchiveError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the operator."""

    code = "archive_error"


class ArchiveDamaged(ArchiveError):
    """A file is missing, was changed, or says what no archive says. Nothing was taken from it."""

    code = "archive_damaged"


class ArchiveRefused(ArchiveError):
    """Nothing was written."""

    code = "archive_refused"
