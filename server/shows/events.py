"""News of shows, told after the commit."""

import msgspec

from server.shows.lifecycle import ShowStatus


class ProductPinned(msgspec.Struct, frozen=True, kw_only=True):
    """A product was pinned over the video, or the pin was taken away (``product_id`` is None)."""

    event_id: str
    show_id: str
    product_id: str | None
    pinned_ms: int
    capture_ms: int | None  # the host's capture time of the frame that it belongs to


class ShowStatusChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A show moved along its life cycle."""

    event_id: str
    show_id: str
    status: ShowStatus
    at_ms: int


class ShowPlanned(msgspec.Struct, frozen=True, kw_only=True):
    """A show was planned, or its start was moved."""

    event_id: str
    show_id: str
    starts_ms: int


ShowEvent = ProductPinned | ShowPlanned | ShowStatusChanged
