"""The figures of every publisher and viewer of a stream, one by one."""

import enum

import msgspec


class Phase(enum.StrEnum):
    """Where a viewer's track is."""

    IDLE = enum.auto()
    WAITING = enum.auto()
    REPLAYING = enum.auto()
    PAUSED = enum.auto()
    LIVE = enum.auto()


class ReceivedTrack(msgspec.Struct, frozen=True, kw_only=True):
    """A track, or a layer of one, as its publisher sends it; counts run since its SSRC began.

    Attributes:
        octets: Payload bytes, retransmissions left out.
        lost: Packets that have not come, not even when asked for again.
        recovered: Packets that came by retransmission.
    """

    kind: str
    codec: str
    rid: str | None
    ssrc: int | None
    packets: int
    octets: int
    lost: int
    recovered: int
    jitter_ms: float
    bitrate_bps: int


class SentTrack(msgspec.Struct, frozen=True, kw_only=True):
    """A track as one viewer gets it; counts run since the viewer joined.

    Attributes:
        rid: The layer of a simulcast that is sent now.
        phase: `waiting` for a keyframe, `replaying` the cached picture, or `live`.
        octets: Payload bytes, retransmissions left out.
        retransmitted: Packets sent again at the viewer's wish.
        loss_ratio: Lost between the viewer's last two reports.
        lost: What the viewer says that it lacks in all.
    """

    kind: str
    codec: str
    rid: str | None
    ssrc: int
    phase: Phase
    packets: int
    octets: int
    retransmitted: int
    loss_ratio: float
    lost: int
    jitter_ms: float


class PublisherStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """The publisher of the moment.

    Attributes:
        since_ms: When it was answered.
    """

    since_ms: int
    rtt_ms: float | None
    nacks_sent: int
    keyframe_requests_sent: int
    tracks: tuple[ReceivedTrack, ...]


class ViewerStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """One viewer.

    Attributes:
        cname: Its name in RTCP, which opens nothing, unlike its session's id.
        connected: False from the answer to the end of the handshake.
        since_ms: When it was answered.
    """

    cname: str
    connected: bool
    since_ms: int
    rtt_ms: float | None
    nacks_received: int
    keyframe_requests_received: int
    tracks: tuple[SentTrack, ...]


class StreamStatistics(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who sends or watches a stream."""

    publisher: PublisherStatistics | None = None
    viewers: tuple[ViewerStatistics, ...] = ()
