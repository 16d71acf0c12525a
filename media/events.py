"""News that the media plane tells: a stream's coming, pausing and going."""

import msgspec


class StreamLive(msgspec.Struct, frozen=True, kw_only=True):
    """The first media of a publisher arrived, also after a take-over or an interruption."""

    stream_id: str
    at_ms: int


class StreamInterrupted(msgspec.Struct, frozen=True, kw_only=True):
    """The publisher left or fell silent; viewers stay for its return."""

    stream_id: str
    at_ms: int


class StreamEnded(msgspec.Struct, frozen=True, kw_only=True):
    """The stream is over and its viewers are gone."""

    stream_id: str
    at_ms: int


MediaEvent = StreamLive | StreamInterrupted | StreamEnded
