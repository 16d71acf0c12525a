"""LL-HLS: what the media room writes, handed out as playlists, parts and segments while it is new."""

from server.hls.errors import HlsError, HlsGone, HlsNotReady, HlsRequestInvalid, HlsUnavailable
from server.hls.live_take import LiveTake
from server.hls.origin import LiveOrigin
from server.hls.playlists import PLAYLIST_TYPE, Part, Segment, Variant, multivariant, on_demand

__all__ = [
    "PLAYLIST_TYPE",
    "HlsError",
    "HlsGone",
    "HlsNotReady",
    "HlsRequestInvalid",
    "HlsUnavailable",
    "LiveOrigin",
    "LiveTake",
    "Part",
    "Segment",
    "Variant",
    "multivariant",
    "on_demand",
]
