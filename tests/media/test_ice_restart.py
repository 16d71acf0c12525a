"""A change of network within a session, over real ICE and SRTP."""

import pytest

from media import FragmentUnfit, SessionNotFound
from tests.media.conftest import Received, Stage, eventually, read_into
from tests.media.test_service import Camera, frames_of


async def test_ice_restarts_on_both_sides_while_media_goes_on(stage: Stage) -> None:
    publisher = await stage.publisher()
    camera = Camera(publisher)
    camera.shoot(3)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 6)
    for peer in (viewer, publisher):
        before = stage.service.etag_of(peer.session_id)
        restarted = await stage.service.restart_ice(peer.session_id, peer.new_fragment())
        assert restarted is not None
        assert restarted.etag == stage.service.etag_of(peer.session_id) != before
        await peer.restart(restarted.fragment)
    camera.shoot(2)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 10)
    assert stage.service.owner_of(viewer.session_id) == "show"


async def test_a_restart_wants_new_credentials_and_candidates_want_the_present_ones(stage: Stage) -> None:
    publisher = await stage.publisher()
    session, fragment = publisher.session_id, publisher.new_fragment()
    with pytest.raises(FragmentUnfit):
        await stage.service.trickle(session, fragment)
    with pytest.raises(FragmentUnfit):
        await stage.service.restart_ice(session, "a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n")
    assert await stage.service.restart_ice(session, fragment) is not None
    assert await stage.service.restart_ice(session, fragment) is None, "asked twice, restarted once"
    await stage.service.trickle(session, fragment)
    with pytest.raises(SessionNotFound):
        await stage.service.restart_ice("stranger", fragment)
