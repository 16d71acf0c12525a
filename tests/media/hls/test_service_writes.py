"""The service writes a stream that a real peer publishes, and asks it for keyframes meanwhile."""

from bench.rig.coded_media import payloads, picture
from media.hls import PartWritten, TakeBegan, TakeEnded
from tests.media.conftest import Stage, eventually


async def test_a_stream_is_written_on_demand_and_its_take_ends_with_it(stage: Stage) -> None:
    news = stage.written
    peer = await stage.publisher(codec="H264")
    sequence = 0
    for number, frame in enumerate(picture("H264", 75)):
        pieces = payloads("H264", frame)
        for index, piece in enumerate(pieces):
            peer.send_rtp(
                sequence=sequence, timestamp=number * 3000, payload=piece, marker=index == len(pieces) - 1
            )
            sequence += 1
    await stage.live()
    assert stage.service.totals().plis_up == 0
    assert news == []
    await stage.service.begin_writing("show")
    await eventually(lambda: any(isinstance(item, PartWritten) for item in news))
    assert isinstance(news[0], TakeBegan)
    assert news[0].renditions == ("v",)
    await eventually(lambda: stage.service.totals().plis_up > 0)
    await stage.service.end_writing("show")
    assert isinstance(news[-1], TakeEnded)
    await stage.service.begin_writing("no such show")
    await stage.service.end_writing("no such show")
