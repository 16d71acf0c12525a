"""What is left of a peer who has left: nothing that is not Python's own."""

import weakref
from typing import Any, cast

from OpenSSL import SSL

from tests.media.conftest import Stage
from tests.media.test_service import Camera


async def test_nothing_is_kept_of_the_handshakes_of_those_who_came(stage: Stage) -> None:
    await stage.publisher()
    negotiator = stage.service._negotiator
    assert negotiator is not None
    [context] = negotiator._certificate._contexts.values()
    assert context.get_session_cache_mode() == SSL.SESS_CACHE_OFF


async def test_what_encryption_holds_of_a_peer_is_freed_when_he_leaves(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(2)
    await stage.live()
    viewer = await stage.viewer()
    peer = stage.service._sessions.get(viewer.session_id).peer
    srtp = weakref.ref(peer._dtls._transport._tx_srtp)
    tls = weakref.ref(cast("Any", peer._dtls._transport._ssl))
    await stage.service.remove(viewer.session_id)
    assert srtp() is None, "not when Python next looks for cycles"
    assert tls() is None
