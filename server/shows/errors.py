"""What can be wrong with a request about a show.

ShowError
├── ShowNotFound        no show has this id
├── ShowClosed          the show has ended; it takes no more changes of this kind
├── ProductNotInLineup  only what is in the line-up can be pinned
├── TooManyShows        a seller has planned enough for now
└── InvalidShow         a title, a time or a line-up that cannot be
"""


class ShowError(Exception):
    """Root of the tree. ``str(error)`` is a sentence for the person who asked."""

    code = "show_error"


class ShowNotFound(ShowError):
    """No show has this id."""

    code = "show_not_found"


class ShowClosed(ShowError):
    """The show has ended."""

    code = "show_ended"


class ProductNotInLineup(ShowError):
    """The product is not in the show's line-up."""

    code = "product_not_in_lineup"


class InvalidShow(ShowError):
    """The draft or the change cannot be."""

    code = "show_invalid"


class TooManyShows(ShowError):
    """The seller has as many unfinished shows as a shop may have."""

    code = "too_many_shows"
