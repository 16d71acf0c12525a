"""The writer reads a stream and its files decode: right frames, right times, true gaps, sound in step."""

import io
import os
from dataclasses import replace
from itertools import pairwise

import av
import numpy as np
import pytest

from bench.rig.coded_media import frame_numbers, picture
from media.hls import PartWritten, TakeBegan, TakeEnded
from media.hls.cutting import PART_TARGET_SECONDS
from tests.media.hls.rig import EPOCH_MS, Broadcast

SYNC_SECONDS = 0.060


def shown(data: bytes) -> list[tuple[float, int | None]]:
    """Decode a file's picture: the time and the number of each frame."""
    with av.open(io.BytesIO(data), "r") as file:
        frames = list(file.decode(file.streams.video[0]))
    numbers = frame_numbers([frame.to_ndarray(format="gray").astype(np.uint8) for frame in frames])
    return [(frame.time, number) for frame, number in zip(frames, numbers, strict=True)]


def heard(data: bytes) -> list[tuple[float, float]]:
    """Decode a file's sound: the time and the loudness of each frame."""
    with av.open(io.BytesIO(data), "r") as file:
        return [
            (frame.time or 0.0, float(np.abs(frame.to_ndarray()).max()))
            for frame in file.decode(file.streams.audio[0])
        ]


@pytest.mark.parametrize(
    ("codec", "string", "frames"),
    [("H264", "avc1.42c00", 180), ("VP9", "vp09.00.1", 90), ("AV1", "av01.0.0", 75)],
)
def test_what_is_written_decodes_frame_by_frame(codec: str, string: str, frames: int) -> None:
    broadcast = Broadcast(codec, frames=frames)
    broadcast.shoot()
    broadcast.writer.end()
    assert broadcast.inits()[0].codec.startswith(string)
    assert (broadcast.inits()[0].width, broadcast.inits()[0].height) == (320, 180)
    pictures = shown(broadcast.file())
    assert [number for _, number in pictures] == list(range(frames))
    assert all(
        after - before == pytest.approx(1 / 30, abs=1e-4) for (before, _), (after, _) in pairwise(pictures)
    )


def test_parts_are_a_third_of_a_second_and_segments_begin_with_keyframes() -> None:
    broadcast = Broadcast()
    broadcast.shoot()
    broadcast.writer.end()
    for rendition in ("v", "a"):
        parts = broadcast.parts(rendition)
        assert [part.segment for part in parts if part.closes] == [0, 1, 2]
        assert all(
            0.85 * PART_TARGET_SECONDS <= p.seconds <= PART_TARGET_SECONDS for p in parts if not p.closes
        )
    assert [part.independent for part in broadcast.parts()] == [p.part == 0 for p in broadcast.parts()]


def test_dates_are_those_of_the_capture() -> None:
    broadcast = Broadcast()
    began_ms = EPOCH_MS + broadcast.now * 1000
    broadcast.shoot()
    parts = broadcast.parts()
    assert parts[0].begins_ms == pytest.approx(began_ms, abs=1)
    assert parts[6].begins_ms == pytest.approx(began_ms + 2000, abs=1)
    assert broadcast.parts("a")[0].begins_ms == pytest.approx(began_ms, abs=21)


def test_a_writer_that_begins_late_starts_at_the_cached_keyframe() -> None:
    broadcast = Broadcast()
    broadcast.shoot(frames=75, read=False)
    broadcast.writer.read()
    parts = broadcast.parts()
    assert len(parts) == 1
    assert parts[0].begins_ms == pytest.approx(EPOCH_MS + 502_000, abs=1)


def test_a_lost_frame_is_left_out_and_asked_for_while_the_time_goes_on() -> None:
    broadcast = Broadcast()
    broadcast.shoot(frames=100, lose=lambda kind, number: kind == "video" and number == 70)
    assert broadcast.writer.needs_keyframe_of() is broadcast.tracks["video"]
    broadcast.shoot(begin=100, frames=40)
    assert broadcast.writer.needs_keyframe_of() is None, "there was one"
    broadcast.shoot(begin=140)
    assert broadcast.writer.needs_keyframe_of() is broadcast.tracks["video"], "the next segment is due"
    broadcast.writer.end()
    pictures = shown(broadcast.file())
    assert len(pictures) == 179
    assert pictures[-1][0] - pictures[0][0] == pytest.approx(179 / 30, abs=1e-3)


def test_after_a_loss_vp9_waits_for_a_keyframe() -> None:
    broadcast = Broadcast("VP9")
    broadcast.shoot(lose=lambda kind, number: kind == "video" and number == 70)
    broadcast.writer.end()
    numbers = [number for _, number in shown(broadcast.file())]
    assert numbers == [*range(70), *range(120, 180)]


def test_lost_sound_becomes_silence_of_the_same_length() -> None:
    broadcast = Broadcast()
    broadcast.shoot(lose=lambda kind, number: kind == "audio" and 100 <= number < 150)
    broadcast.writer.end()
    sound = heard(broadcast.file("a"))
    assert sound[-1][0] - sound[0][0] == pytest.approx(6.0, abs=0.03)
    quiet = [time - sound[0][0] for time, loudness in sound if loudness < 1e-3]
    assert quiet[0] == pytest.approx(2.0, abs=0.07)
    assert 0.9 < len(quiet) * 0.02 < 1.1


def test_a_cut_does_not_wait_for_sound_that_does_not_come() -> None:
    broadcast = Broadcast()
    broadcast.shoot(frames=120, sound=False)
    assert len(broadcast.parts("a")) >= len(broadcast.parts("v")) - 1
    assert [part.segment for part in broadcast.parts("a") if part.closes] == [0]


def test_without_sender_reports_arrival_stands_in_for_capture() -> None:
    broadcast = Broadcast()
    broadcast.shoot(reports=False)
    assert broadcast.parts()[0].begins_ms == pytest.approx(EPOCH_MS + 500_030, abs=50)
    assert len(broadcast.parts("a")) == len(broadcast.parts("v"))


def test_length_and_lip_sync_hold_over_loss_and_a_reconnect() -> None:
    broadcast = Broadcast()
    began = broadcast.now
    dice = iter(range(10_000))
    broadcast.shoot(lose=lambda _kind, _number: next(dice) % 20 == 19)
    broadcast.leave()
    broadcast.tick(4.0)
    broadcast.shoot(begin=60, lose=lambda _kind, _number: next(dice) % 20 == 19)
    broadcast.writer.end()
    spans = {}
    for rendition in ("v", "a"):
        parts = broadcast.parts(rendition)
        begun = [part.begins_ms for part in parts if part.part == 0]
        ends = parts[-1].begins_ms + parts[-1].seconds * 1000
        breaks = [index for index, part in enumerate(parts) if part.discontinuity]
        assert len(breaks) == 1
        spans[rendition] = (begun[0], parts[breaks[0]].begins_ms, ends)
    assert spans["v"][2] - spans["v"][0] == pytest.approx((broadcast.now - began) * 1000, abs=100)
    assert all(abs(v - a) <= SYNC_SECONDS * 1000 for v, a in zip(*spans.values(), strict=True))
    assert [p.segment for p in broadcast.parts("v") if p.closes] == [
        p.segment for p in broadcast.parts("a") if p.closes
    ]


def test_another_picture_size_begins_another_initialisation() -> None:
    broadcast = Broadcast(frames=90)
    broadcast.shoot()
    small = [replace(frame, shown=frame.shown + 90) for frame in Broadcast(frames=90, size=(160, 96)).coded]
    broadcast.coded, broadcast.packets = (*broadcast.coded, *small), broadcast.packets * 2
    broadcast.shoot(begin=90)
    broadcast.writer.end()
    assert [(init.width, init.height) for init in broadcast.inits()] == [(320, 180), (160, 96)]
    assert [part.discontinuity for part in broadcast.parts() if part.part == 0].count(True) == 1
    assert [number for _, number in shown(broadcast.file(init=1))] == list(range(90))


def test_b_frames_are_shown_in_their_order() -> None:
    broadcast = Broadcast(b_frames=2, keyframe_every=60)
    broadcast.shoot()
    broadcast.writer.end()
    assert [number for _, number in shown(broadcast.file())] == list(range(180))


def test_clocks_that_drift_are_followed_in_small_steps() -> None:
    broadcast = Broadcast()
    broadcast.shoot(frames=60)
    broadcast.drift = 0.1
    broadcast.shoot(begin=60)
    broadcast.writer.end()
    times = [time for time, _ in shown(broadcast.file())]
    steps = [after - before for before, after in pairwise(times)]
    assert max(steps) < 1 / 30 + 0.006
    assert times[-1] - times[0] - 179 / 30 == pytest.approx(0.06, abs=0.02)


def test_a_stream_of_sound_alone_is_cut_by_itself() -> None:
    broadcast = Broadcast()
    del broadcast.tracks["video"]
    broadcast.writer.follow(broadcast.tracks)
    broadcast.codec, broadcast.coded = "H264", ()
    for number, packet in enumerate(broadcast.packets):
        broadcast.now += 0.02
        broadcast.tracks["audio"].write(number, number * 960, packet, broadcast.now, marker=False)
        broadcast.writer.read()
    broadcast.writer.end()
    parts = broadcast.parts("a")
    assert all(part.seconds <= PART_TARGET_SECONDS for part in parts)
    assert [part.segment for part in parts if part.closes] == [0, 1, 2]
    began = broadcast.news[0]
    assert isinstance(began, TakeBegan)
    assert (began.codec, began.renditions) == ("", ("a",))


def test_vp8_is_not_written() -> None:
    broadcast = Broadcast("VP8", frames=60)
    broadcast.shoot()
    assert broadcast.news == []
    assert broadcast.writer.needs_keyframe_of() is None


def test_a_change_of_codec_is_another_take() -> None:
    broadcast = Broadcast(frames=90)
    broadcast.shoot()
    other = Broadcast("VP9", frames=90)
    broadcast.leave()
    broadcast.tracks, broadcast.coded, broadcast.codec = other.tracks, other.coded, "VP9"
    broadcast.writer.follow(broadcast.tracks)
    broadcast.shoot()
    broadcast.writer.end()
    kinds = [(type(n).__name__, n.take_id) for n in broadcast.news if isinstance(n, TakeBegan | TakeEnded)]
    assert kinds == [
        ("TakeBegan", "take-0"),
        ("TakeEnded", "take-0"),
        ("TakeBegan", "take-1"),
        ("TakeEnded", "take-1"),
    ]
    second = [n for n in broadcast.news if isinstance(n, PartWritten) and n.take_id == "take-1"]
    assert second[0].segment == second[0].part == 0


def test_a_lesser_layer_takes_over_without_going_back_in_time() -> None:
    broadcast = Broadcast(frames=150)
    broadcast.shoot(frames=75)
    lesser = Broadcast(frames=240, size=(160, 96))
    lesser.now = broadcast.now - 75 / 30
    lesser.writer.follow({})
    lesser.shoot(frames=75)
    broadcast.tracks, broadcast.coded = lesser.tracks, lesser.coded
    broadcast.writer.follow(broadcast.tracks)
    assert broadcast.writer.needs_keyframe_of() is lesser.tracks["video"]
    broadcast._sequence, broadcast.packets = lesser._sequence, lesser.packets
    broadcast.shoot(begin=75)
    broadcast.writer.end()
    parts = broadcast.parts()
    breaks = [index for index, part in enumerate(parts) if part.discontinuity]
    assert len(breaks) == 1
    before, after = parts[breaks[0] - 1], parts[breaks[0]]
    assert after.begins_ms >= before.begins_ms + before.seconds * 1000 - 20
    assert (broadcast.inits()[1].width, after.init) == (160, 1)


def test_encoding_for_tests_leaves_the_process_its_priority() -> None:
    before = os.sched_getscheduler(0)
    picture("AV1", 3)
    assert os.sched_getscheduler(0) == before
