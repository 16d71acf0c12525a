"""Recordings on disk: what is journalled is there, whatever dies when, and a full disk refuses."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media import InitWritten, PartWritten, Rendition, TakeBegan, TakeEnded, WriterNews
from server.recordings import RecordingNotFound, Recordings, Room, journal
from server.recordings.recorder import Recorder

BEGAN_MS = 1_700_000_000_000
PLENTY = Room(quota_bytes=1 << 30, spare_bytes=0)


def take(
    take_id: str, segments: int, *, end: bool = True, at_s: float = 0.0, codec: str = "H264"
) -> list[WriterNews]:
    """The news of a take with picture and sound, six parts a segment."""
    names: tuple[Rendition, ...] = ("v", "a")
    began_ms = BEGAN_MS + at_s * 1000
    news: list[WriterNews] = [
        TakeBegan(
            stream_id="show",
            take_id=take_id,
            at_ms=BEGAN_MS + round(at_s * 1000),
            codec=codec,
            renditions=names,
        )
    ]
    news += [
        InitWritten(
            stream_id="show", take_id=take_id, rendition=name, number=0,
            codec="avc1.42c01f" if name == "v" else "opus",
            width=640, height=360, data=f"init-{name}".encode(),
        )
        for name in names
    ]  # fmt: skip
    for number in range(segments * 6):
        news += [
            PartWritten(
                stream_id="show", take_id=take_id, rendition=name,
                segment=number // 6, part=number % 6, init=0,
                begins_ms=began_ms + number * 1000 / 3, seconds=1 / 3, independent=number % 6 == 0,
                discontinuity=False, closes=number % 6 == 5, data=f"{take_id}{name}{number};".encode(),
            )
            for name in names
        ]  # fmt: skip
    return [*news, TakeEnded(stream_id="show", take_id=take_id, at_ms=0)] if end else news


@pytest.fixture
async def recordings(tmp_path: Path) -> AsyncIterator[Recordings]:
    opened = Recordings(tmp_path, room=PLENTY, days=30, enabled=True, now_ms=lambda: BEGAN_MS)
    await opened.start()
    yield opened
    await opened.close()


def write(folder: Path, news: list[WriterNews], room: Room = PLENTY) -> Recorder:
    recorder = Recorder(folder, room, used_bytes=0)
    recorder.start()
    for item in news:
        recorder.receive(item)
    recorder.close()
    return recorder


async def test_what_was_written_is_played_again(recordings: Recordings, tmp_path: Path) -> None:
    await asyncio.to_thread(write, tmp_path, [*take("one", 2), *take("two", 1, at_s=60)])
    found = await recordings.recording("show")
    assert found.seconds == pytest.approx(6, abs=0.01)
    assert [(begins - BEGAN_MS, round(seconds)) for begins, seconds in found.spans] == [(0, 4), (60_000, 2)]
    at = [found.seconds_at(BEGAN_MS + ms) for ms in (-5, 1500, 30_000, 61_000, 99_000)]
    assert at == pytest.approx([0, 1.5, 4, 5, 6], abs=0.01)
    back = [found.epoch_at(seconds) - BEGAN_MS for seconds in (0, 1.5, 4, 5, 99)]
    assert back == pytest.approx([0, 1500, 60_000, 61_000, 62_000], abs=10)
    entry = await recordings.entry("show")
    assert 'CODECS="avc1.42c01f,opus",RESOLUTION=640x360' in entry
    lines = (await recordings.playlist("show", "v")).splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "../take/one/v/0.m4s",
        "../take/one/v/1.m4s",
        "../take/two/v/0.m4s",
    ]
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert await recordings.data("show", "one", "v", 1) == b"".join(
        f"onev{n};".encode() for n in range(6, 12)
    )
    assert await recordings.init("show", "two", "a", 0) == b"init-a"


@pytest.mark.parametrize("name", ["../show", "..", "", "no-such-show", "a/b"])
async def test_names_from_addresses_lead_nowhere_else(
    recordings: Recordings, tmp_path: Path, name: str
) -> None:
    await asyncio.to_thread(write, tmp_path, take("one", 1))
    with pytest.raises(RecordingNotFound):
        await recordings.entry(name)
    with pytest.raises(RecordingNotFound):
        await recordings.data(name, "one", "v", 0)
    with pytest.raises(RecordingNotFound):
        await recordings.data("show", name, "v", 0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(journal_cut=st.integers(0, 400), media_cut=st.integers(0, 60))
def test_a_torn_tail_costs_only_what_was_torn(tmp_path: Path, journal_cut: int, media_cut: int) -> None:
    folder = tmp_path / "show" / "one"
    if not folder.exists():
        write(tmp_path, take("one", 1, end=False))
    text = (folder / "journal").read_bytes()
    sizes = {"v": (folder / "v.m4s").stat().st_size - media_cut, "a": (folder / "a.m4s").stat().st_size}
    found = journal.read(text[: len(text) - journal_cut], sizes)
    assert found is not None
    whole = sum(part.size for rows in found.segments.values() for part in rows)
    assert whole <= sum(sizes.values())
    assert all(recorded.offset + recorded.size <= sizes["v"] for recorded in found.segments.get("v", []))
    if journal_cut == media_cut == 0:
        assert found.seconds == pytest.approx(2)
        assert not found.ended


def test_a_killed_recorder_loses_one_part_at_most(tmp_path: Path) -> None:
    # As kill -9 leaves it: bytes that no line names yet, and a line without its end.
    write(tmp_path, take("one", 1, end=False))
    folder = tmp_path / "show" / "one"
    with (folder / "v.m4s").open("ab") as file:
        file.write(b"half a pa")
    with (folder / "journal").open("ab") as file:
        file.write(b'{"type":"part","rendition":"v","segm')
    sizes = {path.stem: path.stat().st_size for path in folder.glob("*.m4s")}
    found = journal.read((folder / "journal").read_bytes(), sizes)
    assert found is not None
    assert found.seconds == pytest.approx(2)


def test_a_full_quota_stops_the_recording_and_keeps_what_is_there(tmp_path: Path) -> None:
    room = Room(quota_bytes=80, spare_bytes=0)
    recorder = write(tmp_path, take("one", 2), room)
    assert recorder.is_full
    assert recorder.is_refused("show")
    folder = tmp_path / "show" / "one"
    sizes = {path.stem: path.stat().st_size for path in folder.glob("*.m4s")}
    found = journal.read((folder / "journal").read_bytes(), sizes)
    assert found is not None
    assert found.octets == sum(sizes.values())
    assert 60 <= found.octets <= 90
    assert not write(tmp_path, take("two", 1), PLENTY).is_refused("show")


def test_a_disk_that_fills_up_warns_before_and_refuses_new_takes(tmp_path: Path) -> None:
    free = [10_000]
    recorder = Recorder(
        tmp_path, Room(quota_bytes=20_000, spare_bytes=1000), used_bytes=0, free_bytes=lambda _path: free[0]
    )
    assert not recorder.is_nearly_full
    free[0] = 2_500
    assert recorder.is_nearly_full
    assert not recorder.is_full
    free[0] = 900
    recorder.start()
    for item in take("one", 1):
        recorder.receive(item)
    recorder.close()
    assert recorder.is_refused("show")
    assert not (tmp_path / "show").exists()


def test_a_disk_that_fails_does_not_end_the_thread(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "gone", PLENTY, used_bytes=0, free_bytes=lambda _path: 1 << 40)
    (tmp_path / "gone").write_bytes(b"a file where a folder should be")
    recorder.start()
    for item in take("one", 1):
        recorder.receive(item)
    deadline = time.monotonic() + 5
    while not recorder.is_refused("show"):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    (tmp_path / "gone").unlink()
    for item in take("two", 1):
        recorder.receive(item)
    recorder.close()
    assert (tmp_path / "gone" / "show" / "two" / "journal").exists()


async def test_old_recordings_go_and_deleted_ones_free_their_room(tmp_path: Path) -> None:
    await asyncio.to_thread(write, tmp_path, take("one", 1))
    opened = Recordings(
        tmp_path, room=PLENTY, days=30, enabled=True, now_ms=lambda: BEGAN_MS + 29 * 86_400_000
    )
    await opened.start()
    await opened.sweep()
    assert (await opened.state("show")).recording is not None
    later = Recordings(
        tmp_path, room=PLENTY, days=30, enabled=True, now_ms=lambda: BEGAN_MS + 31 * 86_400_000
    )
    await later.sweep()
    with pytest.raises(RecordingNotFound):
        await opened.recording("show")
    await opened.delete("show")
    await opened.close()
    shutil.rmtree(tmp_path)
