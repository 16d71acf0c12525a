"""What a seller makes of a recording: hidden, cut at keyframes, captioned by the capture clock, clipped."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.db import open_database
from server.recordings import Cut, RecordingNotFound, Recordings
from server.replays import (
    ClipDraft,
    ClipInvalid,
    ClipNotFound,
    ReplayChange,
    Replays,
    TooManyCaptions,
    TooManyClips,
    TrimInvalid,
)
from server.replays.service import MOST_CLIPS, MOST_LANGUAGES
from server.replays.tables import metadata
from tests.server.recordings.test_recorder import BEGAN_MS, PLENTY, take, write

SHOW = "show"
VTT = "WEBVTT\n\n00:00.500 --> 00:01.500\none\n\n00:04.500 --> 00:05.000\ntwo\n"


@pytest.fixture
def recordings(tmp_path: Path, made: list[Replays], clock: list[int]) -> Recordings:
    """Two takes of segments of two seconds: 8 s, then 4 s a minute after the first began."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    write(folder, [*take("one", 4), *take("two", 2, at_s=60)])

    async def gone(show_id: str) -> None:
        await made[0].forget(show_id)

    return Recordings(
        folder,
        room=PLENTY,
        days=30,
        enabled=False,
        now_ms=lambda: clock[0],
        on_deleted=gone,
    )


@pytest.fixture
def made() -> list[Replays]:
    """The replays of these recordings, which are made after them and hear of them."""
    return []


@pytest.fixture
def clock() -> list[int]:
    """The time, epoch milliseconds."""
    return [BEGAN_MS]


@pytest.fixture
async def replays(sqlite_url: str, recordings: Recordings, made: list[Replays]) -> AsyncIterator[Replays]:
    ids = (f"clip{n}" for n in itertools.count())
    database = open_database(sqlite_url)
    await database.write(metadata.create_all)
    made.append(Replays(database, recordings, now_ms=lambda: BEGAN_MS, new_clip_id=lambda: next(ids)))
    yield made[0]
    await database.close()


async def shown(replays: Replays, recordings: Recordings) -> float:
    return (await recordings.recording(SHOW, await replays.published(SHOW))).seconds


async def test_ends_are_cut_off_at_the_nearest_keyframes_and_can_be_brought_back(
    replays: Replays, recordings: Recordings
) -> None:
    edit = await replays.change(SHOW, ReplayChange(begin_seconds=2.8, end_seconds=9.2))
    assert edit.cut == Cut(begins_ms=BEGAN_MS + 2000, ends_ms=BEGAN_MS + 62_000)
    assert await shown(replays, recordings) == pytest.approx(8, abs=0.01)
    for name in ("v", "a"):
        text = await recordings.playlist(SHOW, name, edit.cut)
        files = [line for line in text.splitlines() if line.endswith("m4s")]
        left = (("one", 1), ("one", 2), ("one", 3), ("two", 0))
        assert files == [f"../take/{take_id}/{name}/{number}.m4s" for take_id, number in left]
    played = [await replays.may_play(SHOW, "one", number) for number in range(4)]
    assert played == [False, True, True, True]
    assert not await replays.may_play(SHOW, "two", 1)
    with pytest.raises(TrimInvalid):
        await replays.change(SHOW, ReplayChange(begin_seconds=9, end_seconds=3))
    assert (await replays.change(SHOW, ReplayChange(begin_seconds=0, end_seconds=12))).cut == Cut()


async def test_what_is_hidden_is_watched_by_nobody_but_in_its_clips(replays: Replays) -> None:
    clip = await replays.make_clip(SHOW, ClipDraft(title=" The  jug ", begin_seconds=2, end_seconds=5.5))
    assert (clip.title, clip.begins_ms, clip.ends_ms) == ("The jug", BEGAN_MS + 2000, BEGAN_MS + 6000)
    await replays.change(SHOW, ReplayChange(hidden=True))
    with pytest.raises(RecordingNotFound):
        await replays.published(SHOW)
    with pytest.raises(RecordingNotFound):
        await replays.captions(SHOW, "en")
    assert [await replays.may_play(SHOW, "one", number) for number in range(4)] == [False, True, True, False]
    await replays.delete_clip(SHOW, clip.id)
    assert not await replays.may_play(SHOW, "one", 1)
    with pytest.raises(ClipNotFound):
        await replays.clip(SHOW, clip.id)


async def test_captions_stay_with_what_is_said_when_more_is_cut_off(replays: Replays) -> None:
    assert await replays.put_captions(SHOW, "en", VTT) == ["en"]
    assert "00:00:04.500 --> 00:00:05.000\ntwo" in await replays.captions(SHOW, "en")
    await replays.change(SHOW, ReplayChange(begin_seconds=4))
    assert await replays.captions(SHOW, "en") == "WEBVTT\n\n00:00:00.500 --> 00:00:01.000\ntwo\n"
    await replays.put_captions(SHOW, "en", VTT)  # with the times of what is shown now
    assert "00:00:00.500 --> 00:00:01.500\none" in await replays.captions(SHOW, "en")
    assert await replays.delete_captions(SHOW, "en") == []
    with pytest.raises(RecordingNotFound):
        await replays.captions(SHOW, "en")


async def test_there_is_a_most_of_everything(replays: Replays) -> None:
    for number in range(MOST_LANGUAGES):
        await replays.put_captions(SHOW, f"x{chr(97 + number)}", VTT)
    await replays.put_captions(SHOW, "xa", VTT)
    with pytest.raises(TooManyCaptions):
        await replays.put_captions(SHOW, "de", VTT)
    draft = ClipDraft(title="Jug", begin_seconds=0, end_seconds=4)
    for _ in range(MOST_CLIPS):
        await replays.make_clip(SHOW, draft)
    with pytest.raises(TooManyClips):
        await replays.make_clip(SHOW, draft)


@pytest.mark.parametrize(
    ("title", "begin", "end"), [("Jug", 3, 2), ("Jug", 3, 4.5), ("Jug", 99, 120), (" ", 0, 4)]
)
async def test_a_clip_that_cannot_be_is_refused(
    replays: Replays, title: str, begin: float, end: float
) -> None:
    with pytest.raises(ClipInvalid):
        await replays.make_clip(SHOW, ClipDraft(title=title, begin_seconds=begin, end_seconds=end))


@pytest.mark.parametrize("days", [0, 31])
async def test_with_the_recording_goes_what_was_made_of_it(
    replays: Replays, recordings: Recordings, clock: list[int], days: int
) -> None:
    await replays.put_captions(SHOW, "en", VTT)
    await replays.make_clip(SHOW, ClipDraft(title="Jug", begin_seconds=0, end_seconds=4))
    await replays.change(SHOW, ReplayChange(hidden=True))
    if days:
        clock[0] += days * 86_400_000
        await recordings.sweep()
    else:
        await recordings.delete(SHOW)
    with pytest.raises(RecordingNotFound):
        await recordings.recording(SHOW)
    assert (await replays.clips(SHOW), await replays.caption_languages(SHOW)) == ([], [])
    assert not (await asyncio.gather(replays.edit(SHOW)))[0].hidden
