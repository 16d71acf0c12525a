"""What can be wrong with a request about destinations.

DestinationError
├── DestinationNotFound  there is none, or it is another seller's
└── DestinationInvalid   an address, a key or a name that cannot be
"""


class DestinationError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "destination_error"


class DestinationNotFound(DestinationError):
    """There is none, or it is another seller's."""

    code = "destination_not_found"

    def __init__(self) -> None:
        super().__init__("This destination is not here any more.")


class DestinationInvalid(DestinationError):
    """Something about a destination cannot be."""

    code = "destination_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.extra = {"field": field}
