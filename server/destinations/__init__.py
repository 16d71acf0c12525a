"""Other platforms that a seller's shows are sent on to: where they are, their keys, and how it goes."""

from server.destinations.broadcasts import Broadcasts
from server.destinations.destination import Destination, DestinationChange, DestinationDraft
from server.destinations.errors import DestinationError, DestinationInvalid, DestinationNotFound
from server.destinations.keys import KeyBox
from server.destinations.service import Destinations
from server.destinations.tables import metadata

__all__ = [
    "Broadcasts",
    "Destination",
    "DestinationChange",
    "DestinationDraft",
    "DestinationError",
    "DestinationInvalid",
    "DestinationNotFound",
    "Destinations",
    "KeyBox",
    "metadata",
]
