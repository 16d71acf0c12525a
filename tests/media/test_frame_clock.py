"""When a viewer's frames were captured, from the publisher's sender reports."""

import pytest

from media import NotPublishing, SessionNotFound
from media.rtcp import write_sender_report
from tests.media.conftest import Received, Stage, eventually, read_into
from tests.media.test_service import Camera, frames_of


async def test_a_viewer_learns_how_rtp_times_relate_to_the_capture(stage: Stage) -> None:
    publisher = await stage.publisher()
    camera = Camera(publisher)
    camera.shoot(3)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 6)
    with pytest.raises(NotPublishing):
        stage.service.frame_clock(viewer.session_id)
    assert stage.service.capture_ms("show") is None
    publisher.send_rtcp(write_sender_report(publisher.ssrc, 1_000 << 32, camera.time, 6, 1200))
    await eventually(lambda: stage.service.capture_ms("show") is not None)
    camera.shoot(1)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 8)
    clock, now_ms = stage.service.frame_clock(viewer.session_id), stage.service.capture_ms("show")
    assert clock.clock_rate == 90_000
    assert now_ms is not None
    assert 0 <= now_ms - clock.server_ms < 1_000
    live = received.media(viewer.remote_ssrc)[-1][1]
    behind_ms = ((clock.rtp_timestamp - live) % 2**32) / 90
    assert 0 <= behind_ms < 5_000, "the frame was captured when the report said, a moment ago"
    with pytest.raises(SessionNotFound):
        stage.service.frame_clock(publisher.session_id)
