"""What a stranger's datagrams cost us: no memory, no answer, no entry in any table."""

import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from media.counters import Counters
from media.dtls import Certificate
from media.ice import Address, IceCredentials
from media.peer import Peer
from media.transport import MediaTransport
from tests.media.test_stun import request

FLOOD = 3000
SPARE_BYTES = 2048


class Listening(MediaTransport):
    """The transport without its socket; notes what it would have answered."""

    def __init__(self) -> None:
        self.counted = Counters()
        self.answers: list[Address] = []
        super().__init__(self.counted, lambda: None)

    def write(self, datagram: bytes, address: Address) -> None:  # noqa: ARG002  the transport's signature
        self.answers.append(address)


def strangers(count: int) -> Iterator[Address]:
    for number in range(count):
        yield (f"198.51.{number >> 8 & 255}.{number & 255}", 1024 + number)


@pytest.fixture
def peer(certificate: Certificate) -> Peer:
    made = Peer(certificate, role="server", fingerprints=[], write=lambda *_: None, now=0.0)
    made.path.credentials = IceCredentials("ours", "a-password-of-22-chars")
    return made


@pytest.mark.parametrize(
    "datagram",
    [
        pytest.param(request(username="nobody:at-all"), id="a check for no session"),
        pytest.param(request(password=b"a-password-of-guesses!"), id="a check with a wrong password"),
        pytest.param(request()[:-30], id="a check cut short"),
        pytest.param(b"\x16\xfe\xfd" + bytes(60), id="DTLS from nowhere"),
        pytest.param(b"\x80\x60" + bytes(60), id="media from nowhere"),
    ],
)
def test_a_flood_of_datagrams_without_a_password_allocates_nothing(peer: Peer, datagram: bytes) -> None:
    transport = Listening()
    transport.add(peer)
    flood = list(strangers(FLOOD))
    tracemalloc.start()
    try:
        for address in flood[:10]:  # what is cached once may be cached
            transport._sort(datagram, address, 1.0)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        for address in flood[10:]:
            transport._sort(datagram, address, 1.0)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < SPARE_BYTES
    assert transport.counted.rejected == FLOOD
    assert (transport.answers, transport._by_address, peer.path.proven) == ([], {}, [])


def test_the_same_flood_with_the_password_is_answered_and_still_bounded(peer: Peer) -> None:
    transport = Listening()
    transport.add(peer)
    for address in strangers(FLOOD):
        transport._sort(request(), address, 1.0)
    assert len(transport.answers) == FLOOD
    assert len(transport._by_address) == len(peer.path.proven) <= 8
