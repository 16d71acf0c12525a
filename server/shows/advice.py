"""Turns the figures of a stream into advice that a seller can act on."""

import msgspec

from media import StreamHealth, TrackHealth

LOSS_WARN, LOSS_BAD = 0.02, 0.08
JITTER_WARN_MS = 60
KEYFRAME_INTERVAL_WARN_MS = 4_000
FRAMES_WARN = 18.0
VIDEO_WARN_BPS, VIDEO_BAD_BPS = 700_000, 250_000


class Advice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to know about the stream; the page turns ``code`` and ``value`` into a sentence.

    Attributes:
        code: what it is about, such as ``loss`` or ``keyframes_rare``.
        level: ``good``, ``warn`` or ``bad``.
        value: the figure behind it: a ratio, milliseconds, frames a second or bits a second by its code.
    """

    code: str
    level: str
    value: float | None = None


def advise(health: StreamHealth) -> list[Advice]:
    """Return what to tell the seller, the worst first; never empty."""
    if health.state != "live":
        return [Advice(code="picture_missing", level="bad")]
    found = [*about_video(health.video), *about_sound(health.audio)]
    found.sort(key=lambda advice: advice.level)  # "bad" sorts before "warn"
    return found or [Advice(code="all_good", level="good")]


def about_video(video: TrackHealth | None) -> list[Advice]:
    """Look for loss, a weak upload, rare keyframes, few frames."""
    if video is None:
        return [Advice(code="no_video", level="warn")]
    found = about_loss(video)
    if video.bitrate_bps < VIDEO_WARN_BPS:
        level = "bad" if video.bitrate_bps < VIDEO_BAD_BPS else "warn"
        found.append(Advice(code="upload_weak", level=level, value=video.bitrate_bps))
    if video.keyframe_interval_ms is not None and video.keyframe_interval_ms > KEYFRAME_INTERVAL_WARN_MS:
        found.append(Advice(code="keyframes_rare", level="warn", value=video.keyframe_interval_ms))
    if video.fps is not None and video.fps < FRAMES_WARN:
        found.append(Advice(code="frames_few", level="warn", value=video.fps))
    return found


def about_sound(audio: TrackHealth | None) -> list[Advice]:
    """Look for missing or torn sound."""
    if audio is None:
        return [Advice(code="no_sound", level="warn")]
    return about_loss(audio)


def about_loss(track: TrackHealth) -> list[Advice]:
    """Look for lost and late packets."""
    found = []
    if track.loss_ratio >= LOSS_WARN:
        level = "bad" if track.loss_ratio >= LOSS_BAD else "warn"
        found.append(Advice(code="loss", level=level, value=round(track.loss_ratio, 3)))
    if track.jitter_ms >= JITTER_WARN_MS:
        found.append(Advice(code="jitter", level="warn", value=track.jitter_ms))
    return found
