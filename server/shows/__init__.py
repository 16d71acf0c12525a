"""A show: a stream, a chat room and a line-up of products under one id, with a schedule."""

from server.shows.errors import (
    InvalidShow,
    ProductNotInLineup,
    ShowClosed,
    ShowError,
    ShowNotFound,
    TooManyShows,
)
from server.shows.events import ProductPinned, ShowEvent, ShowPlanned, ShowStatusChanged
from server.shows.lifecycle import ShowStatus
from server.shows.service import Pin, PinEntry, ShowChange, ShowDraft, ShowRecord, ShowService

__all__ = [
    "InvalidShow",
    "Pin",
    "PinEntry",
    "ProductNotInLineup",
    "ProductPinned",
    "ShowChange",
    "ShowClosed",
    "ShowDraft",
    "ShowError",
    "ShowEvent",
    "ShowNotFound",
    "ShowPlanned",
    "ShowRecord",
    "ShowService",
    "ShowStatus",
    "ShowStatusChanged",
    "TooManyShows",
]
