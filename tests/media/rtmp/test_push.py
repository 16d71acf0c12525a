"""A live stream sent on to a real RTMP server, and to those that are away, deaf, or do not want it."""

import asyncio
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import av
import pytest

from media.hls import TakeBegan, TakeEnded
from media.rtmp import Push, push
from media.rtmp.push import PushStage, PushState
from tests.media.conftest import eventually
from tests.media.hls.rig import Broadcast
from tests.services import free_port

CONFIG = """
load_module {module};
daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{}}
rtmp {{ server {{ listen 127.0.0.1:{port}; application live {{
    live on; record all; record_path {folder}; deny publish 10.0.0.0/8;
}} application closed {{ live on; deny publish all; }} }} }}
"""
MOST_TRIES = 3
MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")


class Platform:
    """nginx with its RTMP module, which records what it is sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()

    def url(self, application: str, key: str) -> str:
        return f"rtmp://127.0.0.1:{self.port}/{application}/{key}"

    def recorded(self, key: str) -> dict[str, tuple[str, int, float, float]]:
        """By kind of track: the codec, how many packets there are, the first time and the last."""
        found: dict[str, tuple[str, int, float, float]] = {}
        with av.open(str(self.folder / f"{key}.flv")) as file:
            for packet in file.demux():
                if packet.pts is None or packet.time_base is None:
                    continue
                at = float(packet.pts * packet.time_base)
                kind = packet.stream.type
                name, count, first, _ = found.get(kind, (packet.stream.codec_context.name, 0, at, at))
                found[kind] = name, count + 1, first, at
        return found


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "nginx is installed by ./dev test"
    made = Platform(tmp_path)
    config = tmp_path / "nginx.conf"
    config.write_text(CONFIG.format(module=MODULE, folder=tmp_path, port=made.port))
    server = await asyncio.create_subprocess_exec(nginx, "-c", str(config), "-p", str(tmp_path))
    while not await _listens(made.port):
        assert server.returncode is None
        await asyncio.sleep(0)
    yield made
    server.terminate()
    await server.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@pytest.fixture(scope="module")
def broadcast() -> Broadcast:
    """Six seconds of picture and sound, keyframes every two."""
    made = Broadcast(frames=180)
    made.shoot()
    return made


async def yes() -> bool:
    return True


def make_push(url: str, pauses: list[float] | None = None, allow: Callable[[], object] = yes) -> Push:
    """A push that waits between attempts until the test lets it."""

    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)
        await asyncio.sleep(0 if pauses is not None and len(pauses) < MOST_TRIES else 3600)

    made = Push(url, allow=allow, now_ms=lambda: round(time.time() * 1000), pause=pause)  # type: ignore[arg-type]
    made.start()
    return made


async def reaches(sending: Push, stage: PushStage) -> PushState:
    """Wait until a push stands so."""
    await eventually(lambda: sending.state.state == stage)
    return sending.state


def play(sending: Push, broadcast: Broadcast) -> None:
    for news in broadcast.news:
        sending.receive(news)


async def test_a_platform_gets_the_picture_as_it_is_and_the_sound_as_aac(
    platform: Platform, broadcast: Broadcast
) -> None:
    sending = make_push(platform.url("live", "evening"))
    await asyncio.sleep(0)
    play(sending, broadcast)
    await reaches(sending, "live")
    await sending.close()
    recorded = platform.recorded("evening")
    codec, frames, first, last = recorded["video"]
    assert codec == "h264"
    assert first < 0.05
    assert frames == len(broadcast.parts()) * 10
    sound, _, sound_first, sound_last = recorded["audio"]
    assert sound == "aac"
    assert abs(sound_first - first) < 0.1
    assert abs(sound_last - last) < 0.1


async def test_a_push_that_begins_late_begins_with_a_keyframe(
    platform: Platform, broadcast: Broadcast
) -> None:
    sending = make_push(platform.url("live", "late"))
    await asyncio.sleep(0)
    for news in broadcast.news:
        if getattr(news, "segment", None) != 0 or getattr(news, "part", 0) > 2:
            sending.receive(news)
    await reaches(sending, "live")
    await sending.close()
    with av.open(str(platform.folder / "late.flv")) as file:
        assert next(file.demux(video=0)).is_keyframe


async def test_whoever_is_away_is_tried_again_ever_more_rarely(broadcast: Broadcast) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        pauses: list[float] = []
        sending = make_push(f"rtmp://127.0.0.1:{nobody.getsockname()[1]}/live/key", pauses)
        await asyncio.sleep(0)
        for tries in range(1, 4):
            await eventually(lambda: sending._queue is not None)
            play(sending, broadcast)
            await eventually(lambda tries=tries: len(pauses) == tries)  # type: ignore[misc]
        assert (sending.state.state, sending.state.reason) == ("retrying", "unreachable")
        assert pauses[:3] == [2, 4, 8]
        await sending.close()


async def test_a_key_that_the_platform_does_not_take_is_told_apart(
    platform: Platform, broadcast: Broadcast
) -> None:
    sending = make_push(platform.url("closed", "wrong"))
    await asyncio.sleep(0)
    play(sending, broadcast)
    state = await reaches(sending, "retrying")
    assert state.reason in {"refused", "broken"}
    await sending.close()


async def test_an_address_that_may_not_be_reached_is_never_connected_to(
    platform: Platform, broadcast: Broadcast
) -> None:
    async def no() -> bool:
        return False

    sending = make_push(platform.url("live", "inside"), allow=no)
    await asyncio.sleep(0)
    play(sending, broadcast)
    assert (await reaches(sending, "retrying")).reason == "unreachable"
    await sending.close()
    assert not list(platform.folder.glob("*.flv"))


async def test_a_platform_that_says_nothing_costs_the_show_nothing(
    broadcast: Broadcast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "STALL_SECONDS", 2.0)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()  # the system connects, and nobody ever reads
        sending = make_push(f"rtmp://127.0.0.1:{deaf.getsockname()[1]}/live/key")
        await asyncio.sleep(0)
        for _ in range(20):
            play(sending, broadcast)  # far more than may wait: it is let go, and never waited for
        assert (await reaches(sending, "retrying")).reason == "unreachable"
        await sending.close()


async def test_more_than_may_wait_is_let_go_and_said(
    platform: Platform, broadcast: Broadcast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "MOST_WAITING", 4)
    sending = make_push(platform.url("live", "slow"))
    await asyncio.sleep(0)
    play(sending, broadcast)  # all at once
    assert (await reaches(sending, "retrying")).reason == "stalled"
    await sending.close()


async def test_a_stream_that_rtmp_cannot_carry_is_said_to_be_unfit() -> None:
    sending = make_push("rtmp://127.0.0.1:9/live/key")
    sending.receive(
        TakeBegan(stream_id="show", take_id="take-0", at_ms=0, codec="VP9", renditions=("v", "a"))
    )
    assert (sending.state.state, sending.state.reason) == ("unfit", "unfit")
    await sending.close()


async def test_the_end_of_a_show_is_a_goodbye_and_the_next_one_is_sent_too(
    platform: Platform, broadcast: Broadcast
) -> None:
    sending = make_push(platform.url("live", "shows"))
    over = TakeEnded(stream_id="show", take_id="take-0", at_ms=0)
    for _ in range(2):
        await asyncio.sleep(0)
        play(sending, broadcast)
        await reaches(sending, "live")
        sending.receive(over)
        assert sending.state.state == "waiting"
        await eventually(lambda: sending._queue is not None)
    await sending.close()
