"""The figures that the media plane reports about its streams and itself."""

from typing import Literal

import msgspec

StreamState = Literal["live", "interrupted"]


class TrackHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One track as it arrives from the publisher, over the last second or two.

    Attributes:
        keyframe_interval_ms: Between the last two keyframes; None before the second one.
        keyframe_age_ms: Since the last keyframe.
        hears_keyframe_requests: Whether the encoder sends a keyframe when asked; None before that is known.
        profile: Of H264, such as `high` or `constrained_baseline`.
        b_frames: Whether frames are sent in another order than they are shown.
    """

    codec: str
    bitrate_bps: int
    packets_per_s: float
    loss_ratio: float
    jitter_ms: float
    keyframe_interval_ms: int | None = None
    fps: float | None = None
    width: int | None = None
    height: int | None = None
    rid: str | None = None
    keyframe_age_ms: int | None = None
    hears_keyframe_requests: bool | None = None
    profile: str | None = None
    b_frames: bool | None = None


class AudienceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How the picture and sound reach those who report back.

    Attributes:
        reporting: Viewers from whom a report has come.
        struggling: Those of them who lose 5 % or more, or wait longer than 600 ms for an answer.
        loss_ratio: The median of what they lose.
        rtt_ms: The median round trip; None before the first is known.
    """

    reporting: int = 0
    struggling: int = 0
    loss_ratio: float = 0.0
    rtt_ms: float | None = None


class FrameClock(msgspec.Struct, frozen=True, kw_only=True):
    """Tells a viewer's page when the frame was captured that it shows.

    Attributes:
        server_ms: A moment by the server's clock, in epoch milliseconds.
        rtp_timestamp: The RTP time (32 bits) of the frame captured at that moment.
        clock_rate: Steps of RTP time in a second.
    """

    server_ms: int
    rtp_timestamp: int
    clock_rate: int


class StreamHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One stream: its state, who watches, and its tracks.

    Attributes:
        video: The best layer that arrives.
        layers: All layers of a simulcast, the best first; empty where one encoding is all there is.
    """

    state: StreamState
    since_ms: int
    viewers: int
    video: TrackHealth | None
    audio: TrackHealth | None
    rtt_ms: float | None
    layers: tuple[TrackHealth, ...] = ()
    audience: AudienceHealth = AudienceHealth()


class LayerInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One of the sizes in which a stream's picture comes.

    Attributes:
        id: The layer's rid; what `LayerWish.encoding_id` names.
        active: Whether the publisher sends it now.
    """

    id: str
    width: int | None
    height: int | None
    bitrate_bps: int
    active: bool


class LayerChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The layers that a viewer can get, the best first, and the one that he gets.

    Attributes:
        media_id: The picture's section in the session's SDP (its `mid`).
        sent: The one that is sent to him; None while the picture is paused.
        chosen: The one that he asked for; None where the server may choose.
        paused: Whether his path carries no picture, so that only sound is sent.
        estimate_bps: What his path carries, as far as is known; None for players that do not report.
    """

    media_id: str
    layers: tuple[LayerInfo, ...]
    sent: str | None
    chosen: str | None
    paused: bool
    estimate_bps: int | None


class MediaTotals(msgspec.Struct, frozen=True, kw_only=True):
    """Counters since the start, and gauges of now (streams, publishers, viewers, joins_in_flight)."""

    streams: int
    publishers: int
    viewers: int
    joins_in_flight: int
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    dropped: int
    rejected: int
    joins: int
    nacks_received: int
    nacks_sent: int
    retransmitted: int
    plis_received: int
    plis_up: int
    replays: int
