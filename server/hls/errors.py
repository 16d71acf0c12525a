"""What can go wrong when somebody asks for a show by HLS.

HlsError
├── HlsUnavailable     the show's picture cannot be handed out this way
├── HlsNotReady        nothing is written yet; ask again
├── HlsRequestInvalid  a directive that no player should send
└── HlsGone            no such file, or not any more
"""


class HlsError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "hls_error"


class HlsUnavailable(HlsError):
    """The show is sent in a codec that HLS does not know."""

    code = "hls_unavailable"


class HlsNotReady(HlsError):
    """The show is not on air, or its first keyframe is still to come."""

    code = "hls_not_ready"

    def __init__(self, sentence: str, *, retry_after_s: int = 2) -> None:
        super().__init__(sentence)
        self.extra = {"retry_after_s": retry_after_s}


class HlsRequestInvalid(HlsError):
    """The delivery directives of the request cannot be."""

    code = "hls_request_invalid"


class HlsGone(HlsError):
    """There is no such playlist, segment or part."""

    code = "hls_gone"
