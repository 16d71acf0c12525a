"""Merges the wish of many for a keyframe of one layer into at most one request a second."""

_SPACING_SECONDS = 1.0


class KeyframeRequests:
    """What is asked for while a request is too recent is asked for once more when it is not."""

    def __init__(self) -> None:
        self._wanted = False
        self._next = 0.0

    def want(self) -> None:
        """Somebody needs a keyframe."""
        self._wanted = True

    def due(self, now: float) -> bool:
        """Whether to ask now (monotonic seconds); a True counts as asked."""
        if not self._wanted or now < self._next:
            return False
        self._wanted = False
        self._next = now + _SPACING_SECONDS
        return True
