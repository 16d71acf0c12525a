"""The media room: takes a seller's picture and sound in by WHIP, and relays them to viewers by WHEP."""

from media.answer import Answer, IceRestart
from media.errors import (
    CodecUnsupported,
    FragmentUnfit,
    LayerUnknown,
    MediaError,
    NotPublishing,
    OfferInvalid,
    SessionNotFound,
    TooBusy,
)
from media.events import MediaEvent, StreamEnded, StreamInterrupted, StreamLive
from media.health import (
    AudienceHealth,
    FrameClock,
    LayerChoice,
    LayerInfo,
    MediaTotals,
    StreamHealth,
    TrackHealth,
)
from media.hls import (
    LONGEST_SEGMENT_SECONDS,
    PART_TARGET_SECONDS,
    WRITABLE,
    InitWritten,
    PartWritten,
    RemuxFailed,
    Rendition,
    Stretch,
    TakeBegan,
    TakeEnded,
    WriterNews,
    remux,
    still,
)
from media.listeners import NEWS_KINDS, NewsKind, Subscription, ViewerNews
from media.rtmp import Push, PushReason, PushStage, PushState
from media.selection import LayerWish
from media.service import MediaService
from media.settings import MediaSettings
from media.statistics import StreamStatistics

__all__ = [
    "LONGEST_SEGMENT_SECONDS",
    "NEWS_KINDS",
    "PART_TARGET_SECONDS",
    "WRITABLE",
    "Answer",
    "AudienceHealth",
    "CodecUnsupported",
    "FragmentUnfit",
    "FrameClock",
    "IceRestart",
    "InitWritten",
    "LayerChoice",
    "LayerInfo",
    "LayerUnknown",
    "LayerWish",
    "MediaError",
    "MediaEvent",
    "MediaService",
    "MediaSettings",
    "MediaTotals",
    "NewsKind",
    "NotPublishing",
    "OfferInvalid",
    "PartWritten",
    "Push",
    "PushReason",
    "PushStage",
    "PushState",
    "RemuxFailed",
    "Rendition",
    "SessionNotFound",
    "StreamEnded",
    "StreamHealth",
    "StreamInterrupted",
    "StreamLive",
    "StreamStatistics",
    "Stretch",
    "Subscription",
    "TakeBegan",
    "TakeEnded",
    "TooBusy",
    "TrackHealth",
    "ViewerNews",
    "WriterNews",
    "remux",
    "still",
]
