"""Turns the figures of a stream into advice that a seller can act on."""

import msgspec

from media import AudienceHealth, StreamHealth, TrackHealth

LOSS_WARN, LOSS_BAD = 0.02, 0.08
JITTER_WARN_MS = 60
# Two seconds is what we ask for; a keyframe that comes a little late is no reason to speak.
KEYFRAME_INTERVAL_WARN_MS = 2_500
KEYFRAME_AGE_WARN_MS = 2_300
FRAMES_WARN = 18.0
VIDEO_WARN_BPS, VIDEO_BAD_BPS = 700_000, 250_000
SILENT_PACKET_BYTES = 12
"""Opus needs no more than that for nothing at all; a quiet room takes several times as much."""
STRUGGLING_WARN, STRUGGLING_SHARE = 2, 0.25


class Advice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to know about the stream; the page turns ``code`` and ``value`` into a sentence.

    Attributes:
        code: what it is about, such as ``loss`` or ``keyframes_rare``.
        level: ``good``, ``warn`` or ``bad``.
        value: the figure behind it: a ratio, milliseconds, frames or bits a second, or people by its code.
    """

    code: str
    level: str
    value: float | None = None


def advise(health: StreamHealth) -> list[Advice]:
    """Return what to tell the seller, the worst first; never empty."""
    if health.state != "live":
        return [Advice(code="picture_missing", level="bad")]
    found = [
        *about_video(health.video),
        *about_sound(health.audio),
        *about_audience(health.audience),
    ]
    found.sort(key=lambda advice: advice.level)  # "bad" sorts before "warn"
    return found or [Advice(code="all_good", level="good")]


def about_video(video: TrackHealth | None) -> list[Advice]:
    """Look for loss, settings that hurt, a weak upload, few frames."""
    if video is None:
        return [Advice(code="no_video", level="warn")]
    found = [*about_loss(video), *about_encoder(video)]
    if video.bitrate_bps < VIDEO_WARN_BPS:
        level = "bad" if video.bitrate_bps < VIDEO_BAD_BPS else "warn"
        found.append(Advice(code="upload_weak", level=level, value=video.bitrate_bps))
    if video.fps is not None and video.fps < FRAMES_WARN:
        found.append(Advice(code="frames_few", level="warn", value=video.fps))
    return found


def about_encoder(video: TrackHealth) -> list[Advice]:
    """Look for settings that browsers cannot live with: B-frames, High profile, rare keyframes."""
    found = []
    if video.b_frames:
        found.append(Advice(code="b_frames", level="warn"))
    if video.profile == "high":
        found.append(Advice(code="profile_high", level="warn"))
    rare = rare_keyframes_ms(video)
    if rare is not None:
        found.append(Advice(code="keyframes_rare", level="warn", value=rare))
    return found


def rare_keyframes_ms(video: TrackHealth) -> int | None:
    """How long viewers may wait for a keyframe, where that is too long.

    An encoder that sends one on request needs none by itself. Before the second keyframe only the age of the
    first tells, which is enough to warn early.
    """
    if video.hears_keyframe_requests is not False:
        return None
    if video.keyframe_interval_ms is not None and video.keyframe_interval_ms > KEYFRAME_INTERVAL_WARN_MS:
        return video.keyframe_interval_ms
    age = video.keyframe_age_ms
    return age if age is not None and age > KEYFRAME_AGE_WARN_MS else None


def about_audience(audience: AudienceHealth) -> list[Advice]:
    """Look for many viewers who receive badly: a few always do, for reasons of their own."""
    struggling = audience.struggling
    if struggling < max(STRUGGLING_WARN, STRUGGLING_SHARE * audience.reporting):
        return []
    return [Advice(code="viewers_struggle", level="warn", value=struggling)]


def about_sound(audio: TrackHealth | None) -> list[Advice]:
    """Look for missing, silent or torn sound."""
    if audio is None:
        return [Advice(code="no_sound", level="warn")]
    found = about_loss(audio)
    if audio.packets_per_s > 0 and audio.bitrate_bps < 8 * SILENT_PACKET_BYTES * audio.packets_per_s:
        found.append(Advice(code="sound_silent", level="warn"))
    return found


def about_loss(track: TrackHealth) -> list[Advice]:
    """Look for lost and late packets."""
    found = []
    if track.loss_ratio >= LOSS_WARN:
        level = "bad" if track.loss_ratio >= LOSS_BAD else "warn"
        found.append(Advice(code="loss", level=level, value=round(track.loss_ratio, 3)))
    if track.jitter_ms >= JITTER_WARN_MS:
        found.append(Advice(code="jitter", level="warn", value=track.jitter_ms))
    return found
