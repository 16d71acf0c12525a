"""The origin: written on demand, waited for by many at once, forgotten in time."""

import asyncio
from collections.abc import Callable

import pytest

from media import InitWritten, PartWritten, Rendition, StreamHealth, TakeBegan, TakeEnded, TrackHealth
from server.hls import HlsGone, HlsNotReady, HlsRequestInvalid, HlsUnavailable, LiveOrigin
from server.hls.origin import IDLE_SECONDS

STEP = 0.333


class FakeWriting:
    """A media room with one show; what it is told is noted."""

    def __init__(self) -> None:
        self.codec = "H264"
        self.calls: list[tuple[str, str]] = []
        self.on_begin: Callable[[], object] = lambda: None

    async def begin_writing(self, stream_id: str) -> None:
        self.calls.append(("begin", stream_id))
        self.on_begin()

    async def end_writing(self, stream_id: str) -> None:
        self.calls.append(("end", stream_id))

    def health(self, stream_id: str) -> StreamHealth | None:
        if stream_id != "show":
            return None
        video = TrackHealth(codec=self.codec, bitrate_bps=1, packets_per_s=1, loss_ratio=0, jitter_ms=0)
        return StreamHealth(state="live", since_ms=0, viewers=0, video=video, audio=None, rtt_ms=None)


class Rig:
    """An origin whose clock and writer belong to the test."""

    def __init__(self, *, always: bool = False) -> None:
        self.writing = FakeWriting()
        self.now = 0.0
        self.origin = LiveOrigin(
            lambda: self.writing, wanted=lambda _stream: always, monotonic=lambda: self.now
        )

    def begin(self, *renditions: Rendition) -> None:
        names = renditions or ("v", "a")
        self.origin.receive(TakeBegan(stream_id="show", take_id="t", at_ms=0, codec="H264", renditions=names))
        for name in names:
            self.origin.receive(
                InitWritten(
                    stream_id="show", take_id="t", rendition=name, number=0,
                    codec="avc1" if name == "v" else "opus", width=0, height=0, data=b"init-" + name.encode(),
                )
            )  # fmt: skip

    def part(self, segment: int, part: int, *, closes: bool = False, rendition: Rendition = "v") -> None:
        self.origin.receive(
            PartWritten(
                stream_id="show", take_id="t", rendition=rendition, segment=segment, part=part, init=0,
                begins_ms=(segment * 6 + part) * STEP * 1000, seconds=STEP, independent=part == 0,
                discontinuity=False, closes=closes, data=f"{rendition}{segment}.{part};".encode(),
            )
        )  # fmt: skip

    def end(self) -> None:
        self.origin.receive(TakeEnded(stream_id="show", take_id="t", at_ms=0))


async def test_the_first_who_asks_starts_the_writing_and_waits_for_its_first_part() -> None:
    rig = Rig()

    def write() -> None:
        rig.begin("v")
        rig.part(0, 0)

    rig.writing.on_begin = lambda: asyncio.get_running_loop().call_soon(write)
    assert "take/t/v.m3u8" in await rig.origin.multivariant("show")
    assert rig.writing.calls == [("begin", "show")]


async def test_a_show_that_is_off_air_or_in_vp8_says_so() -> None:
    rig = Rig()
    with pytest.raises(HlsNotReady):
        await rig.origin.multivariant("other")
    rig.writing.codec = "VP8"
    with pytest.raises(HlsUnavailable, match="VP8"):
        await rig.origin.multivariant("show")
    assert rig.writing.calls == []


async def test_one_part_wakes_all_who_wait_for_it_with_the_same_bytes() -> None:
    rig = Rig()
    rig.begin("v")
    rig.part(0, 0)
    take = rig.origin.take("t")
    waiting = [asyncio.create_task(take.playlist("v", segment=0, part=1, skip=False)) for _ in range(50)]
    impatient = asyncio.create_task(take.playlist("v", segment=0, part=1, skip=False))
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    impatient.cancel()
    rig.part(0, 1)
    answers = await asyncio.gather(*waiting)
    assert all(answer is answers[0][0] for answer, _ in answers)
    assert all(came for _, came in answers)
    assert b"v/0.1.m4s" in answers[0][0]


async def test_a_part_behind_the_end_of_a_segment_is_the_first_of_the_next() -> None:
    rig = Rig()
    rig.begin("v")
    rig.part(0, 0, closes=True)
    take = rig.origin.take("t")
    _, came = await take.playlist("v", segment=0, part=9, skip=False)
    assert came
    later = asyncio.create_task(take.playlist("v", segment=1, part=0, skip=True))
    await asyncio.sleep(0)
    assert not later.done()
    rig.part(1, 0)
    assert b"v/1.0.m4s" in (await later)[0]


async def test_the_announced_part_is_waited_for_and_others_are_not() -> None:
    rig = Rig()
    rig.begin("v")
    rig.part(0, 0)
    take = rig.origin.take("t")
    hinted = asyncio.create_task(take.data("v", 0, 1))
    await asyncio.sleep(0)
    rig.part(0, 1, closes=True)
    assert await hinted == b"v0.1;"
    assert await take.data("v", 0, None) == b"v0.0;v0.1;"
    assert take.init("v", 0) == b"init-v"
    for segment, number in ((0, 2), (1, 1), (7, None)):
        with pytest.raises(HlsGone):
            await take.data("v", segment, number)
    with pytest.raises(HlsGone):
        await take.data("x", 0, 0)
    with pytest.raises(HlsGone):
        take.init("v", 1)


async def test_impossible_directives_are_refused() -> None:
    rig = Rig()
    rig.begin("v")
    rig.part(0, 0)
    take = rig.origin.take("t")
    with pytest.raises(HlsRequestInvalid):
        await take.playlist("v", segment=None, part=1, skip=False)
    with pytest.raises(HlsRequestInvalid):
        await take.playlist("v", segment=3, part=None, skip=False)
    with pytest.raises(HlsGone):
        rig.origin.take("unknown")


async def test_the_end_of_a_take_answers_everybody_and_is_kept_for_a_while() -> None:
    rig = Rig()
    rig.begin("v")
    rig.part(0, 0, closes=True)
    take = rig.origin.take("t")
    waiting = asyncio.create_task(take.playlist("v", segment=1, part=0, skip=False))
    await asyncio.sleep(0)
    rig.end()
    assert b"#EXT-X-ENDLIST" in (await waiting)[0]
    await rig.origin.sweep()
    assert rig.origin.take("t") is take
    rig.now += 31
    await rig.origin.sweep()
    with pytest.raises(HlsGone):
        rig.origin.take("t")


@pytest.mark.parametrize(("always", "calls"), [(False, [("end", "show")]), (True, [])])
async def test_what_nobody_asks_for_is_not_written_unless_it_is_kept(
    *, always: bool, calls: list[tuple[str, str]]
) -> None:
    rig = Rig(always=always)
    rig.begin("v")
    rig.part(0, 0)
    rig.now += IDLE_SECONDS - 1
    rig.origin.take("t")
    rig.now += IDLE_SECONDS - 1
    await rig.origin.sweep()
    assert rig.writing.calls == []
    rig.now += 2
    await rig.origin.sweep()
    assert rig.writing.calls == calls


async def test_news_of_a_forgotten_take_are_ignored() -> None:
    rig = Rig()
    rig.part(0, 0)
    rig.end()
    with pytest.raises(HlsGone):
        rig.origin.take("t")
