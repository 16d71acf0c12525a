"""Targets that read text: the SDP of an offer up to its answer, and the fragments of trickle ICE."""

from pathlib import Path

from bench.fuzzing.target import Attack, Target
from media.answer import AgreedMedia, LocalTransport, OutgoingSource, sections_of, write_answer
from media.codecs import choose_received, choose_sent
from media.errors import MediaError
from media.ice import IceCredentials
from media.sdp import Offer, parse_offer
from media.trickle import read_fragment, write_fragment

_OFFERS = Path(__file__).parents[2] / "tests/media/offers"
_LOCAL = LocalTransport(IceCredentials.generate(), "00:11", ["a=candidate:1 1 udp 1 127.0.0.1 9 typ host"])
_SOURCE = OutgoingSource(1, 2, "name")
_FRAGMENTS = (
    b"m=video 9 RTP/AVP 0\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n",
    b"a=ice-ufrag:abcd\r\na=candidate:1 1 udp 2113937151 0b3c7a9e.local 56789 typ host\r\n",
)


def _offer(data: bytes) -> None:
    try:
        offer = parse_offer(data.decode("utf-8", "replace"))
    except MediaError:
        return
    for peer_sends in (True, False):
        try:
            answer = _answer(offer, peer_sends=peer_sends)
        except MediaError:
            continue
        _require_lines(answer)


def _answer(offer: Offer, *, peer_sends: bool) -> str:
    agreed = []
    for media in sections_of(offer, peer_sends=peer_sends).values():
        sent = choose_sent(media)
        if peer_sends:
            agreed.append(AgreedMedia(media, sent))
        else:
            agreed.append(AgreedMedia(media, choose_received(media, sent), _SOURCE))
    return write_answer(offer, agreed, _LOCAL, session_number=1, start_bitrate_kbps=2500)


def _require_lines(text: str) -> None:
    """What a peer said must not become a line of its own in what we say."""
    lines = text.split("\r\n")
    if any(len(line) < 2 or line[1] != "=" or len(line.splitlines()) > 1 for line in lines[:-1]):
        raise AssertionError("the answer has a line that is none")


def _fragment(data: bytes) -> None:
    try:
        asked = read_fragment(data.decode("utf-8", "replace"))
    except MediaError:
        return
    _require_lines(write_fragment(asked, "ours", "a-password-of-22-chars", _LOCAL.candidates))


def _offers() -> list[bytes]:
    return [path.read_bytes() for path in sorted(_OFFERS.glob("*.sdp"))]


DESCRIPTION_TARGETS = (
    Target("offer", lambda: Attack(_offer, _offers())),
    Target("fragment", lambda: Attack(_fragment, _FRAGMENTS)),
)
