"""Advice to the seller: each figure out of bounds is named, and a clean stream is called good."""

import msgspec
import pytest

from media import AudienceHealth, StreamHealth, TrackHealth
from server.shows.advice import advise


def video(**changes: object) -> TrackHealth:
    figures: dict[str, object] = {
        "codec": "VP8",
        "bitrate_bps": 2_400_000,
        "packets_per_s": 280.0,
        "loss_ratio": 0.0,
        "jitter_ms": 4.0,
        "keyframe_interval_ms": 2_000,
        "fps": 30.0,
        "width": 720,
        "height": 1280,
    }
    return TrackHealth(**(figures | changes))  # type: ignore[arg-type]


SOUND = TrackHealth(codec="OPUS", bitrate_bps=48_000, packets_per_s=50.0, loss_ratio=0.0, jitter_ms=3.0)


def stream(
    picture: TrackHealth | None, sound: TrackHealth | None = SOUND, state: str = "live"
) -> StreamHealth:
    return StreamHealth(state=state, since_ms=0, viewers=0, video=picture, audio=sound, rtt_ms=None)  # type: ignore[arg-type]


def test_a_clean_stream_is_called_good() -> None:
    assert [(advice.code, advice.level) for advice in advise(stream(video()))] == [("all_good", "good")]


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        ({"loss_ratio": 0.03}, "loss", "warn"),
        ({"loss_ratio": 0.2}, "loss", "bad"),
        ({"bitrate_bps": 600_000}, "upload_weak", "warn"),
        ({"bitrate_bps": 90_000}, "upload_weak", "bad"),
        ({"keyframe_interval_ms": 8_000, "hears_keyframe_requests": False}, "keyframes_rare", "warn"),
        (
            {"keyframe_interval_ms": None, "keyframe_age_ms": 2_400, "hears_keyframe_requests": False},
            "keyframes_rare",
            "warn",
        ),
        ({"b_frames": True}, "b_frames", "warn"),
        ({"profile": "high"}, "profile_high", "warn"),
        ({"fps": 9.0}, "frames_few", "warn"),
        ({"jitter_ms": 90.0}, "jitter", "warn"),
    ],
)
def test_a_figure_out_of_bounds_is_named(change: dict[str, object], code: str, level: str) -> None:
    assert [(advice.code, advice.level) for advice in advise(stream(video(**change)))] == [(code, level)]


@pytest.mark.parametrize("hears", [True, None])
def test_an_encoder_that_hears_requests_or_may_do_so_needs_no_keyframes_by_itself(
    *, hears: bool | None
) -> None:
    picture = video(keyframe_interval_ms=60_000, keyframe_age_ms=60_000, hears_keyframe_requests=hears)
    assert [item.code for item in advise(stream(picture))] == ["all_good"]


def test_the_sentence_about_keyframes_has_their_distance() -> None:
    picture = video(keyframe_interval_ms=8_000, hears_keyframe_requests=False)
    assert advise(stream(picture))[0].value == 8_000


def test_sound_that_is_nothing_but_silence_is_named() -> None:
    silent = TrackHealth(codec="OPUS", bitrate_bps=1_200, packets_per_s=50.0, loss_ratio=0.0, jitter_ms=3.0)
    assert [item.code for item in advise(stream(video(), silent))] == ["sound_silent"]


@pytest.mark.parametrize(
    ("reporting", "struggling", "code"),
    [
        (0, 0, "all_good"),
        (40, 2, "all_good"),
        (1, 1, "all_good"),
        (4, 2, "viewers_struggle"),
        (40, 10, "viewers_struggle"),
    ],
)
def test_viewers_who_struggle_are_named_once_they_are_many(
    reporting: int, struggling: int, code: str
) -> None:
    health = msgspec.structs.replace(
        stream(video()), audience=AudienceHealth(reporting=reporting, struggling=struggling)
    )
    assert [item.code for item in advise(health)] == [code]


def test_the_worst_comes_first() -> None:
    advice = advise(stream(video(fps=9.0, loss_ratio=0.5)))
    assert [item.level for item in advice] == ["bad", "warn"]


def test_missing_sound_and_missing_picture_are_named() -> None:
    assert [item.code for item in advise(stream(None, None))] == ["no_video", "no_sound"]


def test_an_interrupted_stream_says_only_that() -> None:
    assert [item.code for item in advise(stream(video(), state="interrupted"))] == ["picture_missing"]
