"""Replays over HTTP, of shows that are over, with chapters from the pins; and a recorder killed for real."""

import asyncio
import dataclasses
import io
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import av
import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer

from chat import Answer, Answered, Message, News, PersonRef, Question, Role
from chat.timeline import Author
from media import TakeBegan
from server.accounts import Accounts
from server.db import Database
from server.hls import LiveOrigin
from server.http import clips, hls, replay_editing, replay_talk, replays
from server.http.cookies import SESSION_COOKIE
from server.http.registration import build_application
from server.http.services import SERVICES, Services
from server.recordings import Cut, NoRoomToDownload, RecordingNotFound, Recordings, Room, journal
from server.replays import ClipDraft, ReplayChange, Replays
from server.replays.tables import metadata
from server.shows import ShowStatus
from server.talk import Passage
from tests.media.hls.rig import Broadcast
from tests.server.hls.test_origin import FakeWriting
from tests.server.recordings.test_recorder import BEGAN_MS, PLENTY, take, write

Client = TestClient[Any, Any]
ROOT = Path(__file__).parents[3]
# Writes parts as fast as the disk takes them, and says after each that it was handed over.
CHILD = """
import sys, time
from pathlib import Path
from server.recordings import Room
from server.recordings.recorder import Recorder
from tests.server.recordings.test_recorder import take
recorder = Recorder(Path(sys.argv[1]), Room(quota_bytes=1 << 30, spare_bytes=0), used_bytes=0)
recorder.start()
for news in take("one", 200, end=False):
    recorder.receive(news)
    while not recorder._waiting.empty():
        time.sleep(0)
    print("taken", flush=True)
"""


DRAFT = {"title": "J", "begin_seconds": 0, "end_seconds": 2}
ROUTES = (*hls.ROUTES, *replays.ROUTES, *replay_editing.ROUTES, *replay_talk.ROUTES, *clips.ROUTES)


class FakeShows:
    """One show, over or not, with two pins."""

    def __init__(self) -> None:
        self.status = ShowStatus.ENDED
        self.seller_id = "mira"

    async def show(self, _show_id: str) -> object:
        return SimpleNamespace(status=self.status, seller_id=self.seller_id)

    async def pin_log(self, _show_id: str) -> list[object]:
        return [
            SimpleNamespace(product_id="jug", pinned_ms=BEGAN_MS + 1600, capture_ms=BEGAN_MS + 1500),
            SimpleNamespace(product_id=None, pinned_ms=BEGAN_MS + 61_000, capture_ms=None),
        ]


class FakeCheckout:
    """A jug, whoever asks."""

    async def products(self, *, ids: list[str]) -> list[object]:
        return [SimpleNamespace(id=each, title=each.title()) for each in ids]


class FakeTranscript:
    """One message and one sale a second, from the first frame on; notes what it was asked for."""

    def __init__(self) -> None:
        self.asked_for: list[dict[str, int | None]] = []

    async def passage(self, _room_id: str, **wanted: int | None) -> Passage:
        self.asked_for.append(wanted)
        author = Author(id="p-ann", name="Ann", role=Role.viewer, buyer=True)
        sold = {"title": "Jug", "quantity": 2, "name": "Vera", "product_id": "jug"}
        return Passage(
            events=[
                Message(o=1, ts=BEGAN_MS + 1000, id="m1", author=author, x="hello"),
                News(t="sold", o=2, ts=BEGAN_MS + 60_500, id="n2", d=sold),
            ],
            next=2,
        )

    async def asked(self, room_id: str, _limit: int) -> list[Answered]:
        asker = PersonRef(person_id="p-ann", name="Ann")
        answer = Answer(by="Hanna", ts=BEGAN_MS + 3000, capture_ms=BEGAN_MS + 2500)
        question = Question(id="q", asker=asker, x="How tall?", ts=BEGAN_MS + 500, answer=answer)
        return [Answered(room_id=room_id, question=question, votes=3)]


@pytest.fixture
def shows() -> FakeShows:
    return FakeShows()


@pytest.fixture
async def client(
    services: Services, shows: FakeShows, accounts_database: Database, tmp_path: Path
) -> AsyncIterator[Client]:
    folder = tmp_path / "recordings"
    folder.mkdir()
    await asyncio.to_thread(write, folder, [*take("one", 2), *take("two", 1, at_s=60)])
    await accounts_database.write(metadata.create_all)
    recordings = Recordings(folder, room=PLENTY, days=0, enabled=False, now_ms=services.now_ms)
    opened = dataclasses.replace(
        services,
        shows=cast("Any", shows),
        hls=LiveOrigin(FakeWriting),
        checkout=cast("Any", FakeCheckout()),
        transcript=cast("Any", FakeTranscript()),
        recordings=recordings,
        replays=Replays(accounts_database, recordings, now_ms=services.now_ms),
    )
    async with TestClient(TestServer(build_application(opened, ROUTES))) as made:
        yield made


async def test_a_replay_leads_from_its_entry_to_the_same_bytes_as_live(client: Client) -> None:
    replay = msgspec.json.decode(await (await client.get("/api/v1/shows/show/replay")).read())
    assert replay["seconds"] == pytest.approx(6, abs=0.01)
    assert replay["chapters"] == [
        {"product_id": "jug", "title": "Jug", "at_seconds": 1.5, "still_url": "/hls/show/chapters/0.jpg"},
        {
            "product_id": None,
            "title": None,
            "at_seconds": pytest.approx(5, abs=0.01),
            "still_url": "/hls/show/chapters/1.jpg",
        },
    ]
    entry = await (await client.get(replay["url"])).text()
    assert entry.splitlines()[-1] == "replay/v.m3u8"
    text = await (await client.get("/hls/show/replay/v.m3u8")).text()
    assert "../take/one/v/1.m4s" in text.splitlines()
    segment = await client.get("/hls/show/take/one/v/1.m4s")
    assert await segment.read() == b"".join(f"onev{n};".encode() for n in range(6, 12))
    assert "immutable" in segment.headers["Cache-Control"]
    assert await (await client.get("/hls/show/take/two/a/init0.mp4")).read() == b"init-a"
    assert (await client.get("/hls/show/take/one/v/1.0.m4s")).status == 404


async def test_a_show_that_goes_on_has_no_replay_and_no_seller_has_a_strangers(
    client: Client, shows: FakeShows
) -> None:
    shows.status = ShowStatus.INTERRUPTED
    for path in ("/api/v1/shows/show/replay", "/hls/show/replay.m3u8", "/hls/show/replay/v.m3u8"):
        answer = await client.get(path)
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
    assert (await client.get("/api/v1/shows/show/recording")).status == 401
    assert (await client.delete("/api/v1/shows/show/recording")).status == 401


async def test_what_is_hidden_or_cut_off_is_not_to_be_had_by_any_address(client: Client) -> None:
    replays = client.app[SERVICES].replays
    paths = ["/api/v1/shows/show/replay", "/hls/show/replay.m3u8", "/hls/show/replay/v.m3u8"]
    segments = [f"/hls/show/take/{take_id}/v/{number}.m4s" for take_id, number in (("one", 0), ("one", 1))]
    await replays.change("show", ReplayChange(begin_seconds=2))
    assert [(await client.get(path)).status for path in (*paths, *segments)] == [200, 200, 200, 404, 200]
    await replays.change("show", ReplayChange(hidden=True))
    more = [*paths, *segments, "/api/v1/shows/show/replay/talk", "/hls/show/chapters/0.jpg"]
    assert {(await client.get(path)).status for path in more} == {404}


async def test_a_clip_and_captions_are_for_everybody_and_only_the_seller_makes_them(client: Client) -> None:
    replays = client.app[SERVICES].replays
    clip = await replays.make_clip("show", ClipDraft(title="Jug", begin_seconds=0, end_seconds=2))
    await replays.put_captions("show", "en", "WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n")
    (listed,) = msgspec.json.decode(await (await client.get("/api/v1/shows/show/clips")).read())["items"]
    assert (listed["seconds"], listed["page_url"]) == (pytest.approx(2, abs=0.01), f"/s/show/clip/{clip.id}")
    entry = await (await client.get(listed["url"])).text()
    assert entry.splitlines()[-1] == f"clip-{clip.id}/v.m3u8"
    text = await (await client.get(f"/hls/show/clip-{clip.id}/v.m3u8")).text()
    assert [line for line in text.splitlines() if line.endswith("m4s")] == ["../take/one/v/0.m4s"]
    assert (await client.get("/hls/show/clip-none.m3u8")).status == 404
    captions = await client.get("/hls/show/captions/en.vtt")
    assert (captions.content_type, (await captions.text())[:6]) == ("text/vtt", "WEBVTT")
    recording = "/api/v1/shows/show/recording"
    refused = [
        await client.patch(recording, json={"hidden": True}),
        await client.put(f"{recording}/captions/en", data="WEBVTT", headers={"Content-Type": "text/vtt"}),
        await client.get(f"{recording}.mp4"),
        await client.get(f"{recording}/still"),
        await client.post(
            "/api/v1/shows/show/clips", json={"title": "J", "begin_seconds": 0, "end_seconds": 2}
        ),
        await client.delete(f"/api/v1/shows/show/clips/{clip.id}"),
    ]
    assert {answer.status for answer in refused} == {401}


async def test_chapters_of_a_clip_have_pictures_of_their_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = client.app[SERVICES]
    clip = await services.replays.make_clip("show", ClipDraft(title="J", begin_seconds=0, end_seconds=2))
    await services.replays.change("show", ReplayChange(hidden=True))
    (listed,) = msgspec.json.decode(await (await client.get("/api/v1/shows/show/clips")).read())["items"]
    (chapter,) = listed["chapters"]
    assert chapter["still_url"] == f"/hls/show/clip-{clip.id}/chapters/0.jpg"

    async def still(_show: str, _epoch_ms: int, cut: Cut) -> bytes:
        return b"picture" if cut == clip.cut else b""

    monkeypatch.setattr(services.recordings, "still", still)
    assert await (await client.get(chapter["still_url"])).read() == b"picture"
    assert (await client.get(f"/hls/show/clip-{clip.id}/chapters/9.jpg")).status == 404


async def test_the_sellers_picture_of_a_hidden_moment_is_kept_by_no_shared_cache(
    client: Client, accounts: Accounts, shows: FakeShows, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def still(_show: str, _epoch_ms: int) -> bytes:
        return b"picture"

    monkeypatch.setattr(client.app[SERVICES].recordings, "still", still)
    anna = await accounts.create("anna@example.com", "lamps and vases", "Anna", sell=True)
    assert anna.seller_id is not None
    shows.seller_id = anna.seller_id
    cookies = {SESSION_COOKIE: (await accounts.sessions.start(anna)).token}
    answer = await client.get("/api/v1/shows/show/recording/still", cookies=cookies)
    assert answer.status == 200
    assert answer.headers["Cache-Control"].startswith("private")


async def test_what_was_said_and_asked_is_told_on_the_replays_clock(client: Client) -> None:
    talk = msgspec.json.decode(
        await (await client.get("/api/v1/shows/show/replay/talk?from_seconds=1")).read()
    )
    said, sold = talk["items"]
    assert said == {
        "t": "chat", "o": 1, "at_seconds": 1.0, "x": "hello",
        "from": {"name": "Ann", "role": "viewer", "buyer": True},
    }  # fmt: skip
    # The gap of 56 seconds is left out, and so is the buyer's name.
    assert sold == {
        "t": "sold",
        "o": 2,
        "at_seconds": pytest.approx(4.5, abs=0.01),
        "title": "Jug",
        "quantity": 2,
    }
    assert talk["next"] == 2
    asked = msgspec.json.decode(await (await client.get("/api/v1/shows/show/replay/questions")).read())[
        "items"
    ]
    assert [(each["x"], each["at_seconds"], each["answered_seconds"]) for each in asked] == [
        ("How tall?", 0.5, 2.5)
    ]
    assert (await client.get("/api/v1/shows/show/replay/talk?limit=500")).status == 422


async def test_a_chapter_has_the_picture_of_its_moment(
    client: Client, services: Services, tmp_path: Path
) -> None:
    assert (await client.get("/hls/show/chapters/0.jpg")).status == 404  # nothing to be decoded in it
    assert (await client.get("/hls/show/chapters/2.jpg")).status == 404
    broadcast = Broadcast()
    broadcast.shoot()
    broadcast.writer.end()
    await asyncio.to_thread(write, tmp_path, broadcast.news)
    recordings = Recordings(tmp_path, room=PLENTY, days=0, enabled=False, now_ms=services.now_ms)
    begins_ms = (await recordings.recording("show")).begins_ms
    picture = await recordings.still("show", begins_ms + 3000)
    with av.open(io.BytesIO(picture), format="mjpeg") as file:
        assert max(file.streams.video[0].width, file.streams.video[0].height) == 320
    (kept,) = (tmp_path / "show" / "take-0" / "stills").iterdir()
    assert kept.read_bytes() == picture == await recordings.still("show", begins_ms + 2500)
    with pytest.raises(RecordingNotFound):
        await recordings.still("show", begins_ms + 99_000)


async def test_a_download_is_one_file_of_what_is_left_and_goes_away_again(tmp_path: Path) -> None:
    first, second = Broadcast(), Broadcast()
    first.shoot(frames=120)
    first.leave()
    first.tick(3.0)
    first.shoot(begin=120)
    second.shoot()
    for broadcast in (first, second):
        broadcast.writer.end()
    began, *rest = (msgspec.structs.replace(news, take_id="later") for news in second.news)
    assert isinstance(began, TakeBegan)
    later = [msgspec.structs.replace(began, at_ms=began.at_ms + 60_000), *rest]
    await asyncio.to_thread(write, tmp_path, [*first.news, *later])
    clock = SimpleNamespace(ms=0)
    recordings = Recordings(tmp_path, room=PLENTY, days=0, enabled=False, now_ms=lambda: clock.ms)
    whole = await recordings.recording("show")
    path = await recordings.download("show", Cut(begins_ms=whole.begins_ms + 2000))
    with av.open(str(path)) as file:
        pictures = [frame.time or 0.0 for frame in file.decode(video=0)]
    # Without the first segment of the first take, which is the same as that of the second here; and without
    # the three seconds for which the seller was away.
    assert len(pictures) == 240
    assert pictures == sorted(pictures)
    assert pictures[-1] == pytest.approx(8, abs=0.1)
    full = Room(quota_bytes=1, spare_bytes=1 << 60)
    on_full_disk = Recordings(tmp_path, room=full, days=0, enabled=False, now_ms=lambda: 0)
    with pytest.raises(NoRoomToDownload):
        await on_full_disk.download("show")
    killed = path.with_name("download-0-1.part")
    killed.touch()
    clock.ms = round(path.stat().st_mtime * 1000) + 3_700_000
    await recordings.sweep()
    assert (path.exists(), killed.exists()) == (False, False)
    assert (await recordings.recording("show")).seconds == whole.seconds


async def test_who_asks_no_more_for_a_download_lets_nobody_write_it_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(write, tmp_path, take("one", 1))
    recordings = Recordings(tmp_path, room=PLENTY, days=0, enabled=False, now_ms=lambda: 0)
    begun, may_end = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    written: list[Path] = []

    def made(folder: Path, *_rest: object) -> tuple[Path, int]:
        loop.call_soon_threadsafe(begun.set)
        assert may_end.wait(30)
        written.append(folder)
        return folder, len(written)

    monkeypatch.setattr("server.recordings.download.made", made)
    first = asyncio.create_task(recordings.download("show"))
    await begun.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    begun.clear()
    second = asyncio.create_task(recordings.download("show"))
    done, _ = await asyncio.wait([asyncio.create_task(begun.wait())], timeout=0)
    assert not done
    may_end.set()
    assert await second == tmp_path / "show"
    assert len(written) == 2


async def test_what_the_writer_wrote_decodes_from_the_recording(tmp_path: Path) -> None:
    broadcast = Broadcast()
    broadcast.shoot()
    broadcast.writer.end()
    await asyncio.to_thread(write, tmp_path, broadcast.news)
    recordings = Recordings(tmp_path, room=PLENTY, days=0, enabled=False, now_ms=lambda: 0)
    assert (await recordings.recording("show")).seconds == pytest.approx(6, abs=0.1)
    whole = await recordings.init("show", "take-0", "v", 0)
    for segment in range(3):
        whole += await recordings.data("show", "take-0", "v", segment)
    with av.open(io.BytesIO(whole), "r") as file:
        assert sum(1 for _ in file.decode(file.streams.video[0])) == 180


def test_kill_nine_loses_one_part_at_most(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    taken = 0
    while taken < 60 and child.stdout.readline():
        taken += 1
    child.kill()
    taken += child.stdout.read().count("taken")
    child.wait()
    child.stdout.close()
    folder = tmp_path / "show" / "one"
    sizes = {path.stem: path.stat().st_size for path in folder.glob("*.m4s")}
    found = journal.read((folder / "journal").read_bytes(), sizes)
    assert found is not None
    parts = sum(len(recorded.segment.parts) for rows in found.segments.values() for recorded in rows)
    # Of what was handed over, three lines were the take's beginning and its heads.
    assert parts >= taken - 3 - 1
