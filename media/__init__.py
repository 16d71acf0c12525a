"""The media room: takes a seller's picture and sound in by WHIP, and relays them to viewers by WHEP."""

from media.answer import Answer, IceRestart
from media.errors import (
    CodecUnsupported,
    FragmentUnfit,
    MediaError,
    NotPublishing,
    OfferInvalid,
    SessionNotFound,
    TooBusy,
)
from media.events import MediaEvent, StreamEnded, StreamInterrupted, StreamLive
from media.health import FrameClock, MediaTotals, StreamHealth, TrackHealth
from media.listeners import NEWS_KINDS, NewsKind, Subscription, ViewerNews
from media.service import MediaService
from media.settings import MediaSettings

__all__ = [
    "NEWS_KINDS",
    "Answer",
    "CodecUnsupported",
    "FragmentUnfit",
    "FrameClock",
    "IceRestart",
    "MediaError",
    "MediaEvent",
    "MediaService",
    "MediaSettings",
    "MediaTotals",
    "NewsKind",
    "NotPublishing",
    "OfferInvalid",
    "SessionNotFound",
    "StreamEnded",
    "StreamHealth",
    "StreamInterrupted",
    "StreamLive",
    "Subscription",
    "TooBusy",
    "TrackHealth",
    "ViewerNews",
]
