"""Offers of real browsers and encoders, and broken ones."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import OfferInvalid
from media.sdp import parse_offer

OFFERS = Path(__file__).parent / "offers"
ALL = sorted(OFFERS.glob("*.sdp"), key=lambda p: p.name)
CHROMIUM = (OFFERS / "chromium_pub_simulcast_offer.sdp").read_text()


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_every_recorded_offer_is_read(path: Path) -> None:
    offer = parse_offer(path.read_text())
    for media in offer.media:
        assert media.mid
        assert len(media.fragment) >= 4
        assert media.fingerprints
        assert any(codec.name for codec in media.codecs.values())


def test_a_chromium_offer_is_understood_in_detail() -> None:
    audio, video = parse_offer(CHROMIUM).media
    assert (audio.kind, audio.mid, audio.direction, audio.setup) == ("audio", "0", "sendonly", "actpass")
    assert video.codecs[96].name == "VP8"
    assert "nack pli" in video.codecs[96].feedback
    retransmission = video.retransmission_of(96)
    assert retransmission is not None
    assert retransmission.payload_type == 97
    assert video.rids == ["q", "h", "f"]
    assert video.simulcast == ["q", "h", "f"]
    assert video.codecs[108].parameters["profile-level-id"] == "42e01f"
    assert video.extensions["urn:ietf:params:rtp-hdrext:sdes:mid"] == 4


def test_of_alternative_and_paused_layers_the_first_ones_are_read() -> None:
    text = CHROMIUM.replace("a=simulcast:send q;h;f", "a=simulcast:recv x send ~q,h;f")
    assert parse_offer(text).media[1].simulcast == ["q", "f"]


def test_firefox_directions_in_extension_numbers_are_understood() -> None:
    video = parse_offer((OFFERS / "firefox_pub_simulcast_offer.sdp").read_text()).media[1]
    assert video.extensions["urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"] == 9
    assert video.fingerprints, "Firefox states its fingerprint once for the session"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must begin with v=0"),
        ("{}", "must begin with v=0"),
        ("v=0\r\n", "no audio and no video"),
        ("v=0\r\nm=video\r\n", "cannot be read"),
        ("v=0\r\nm=video x UDP 96\r\n", "cannot be read"),
        ("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "ICE credentials"),
        (CHROMIUM.replace("a=fingerprint", "a=finger"), "fingerprint"),
        (CHROMIUM.replace("a=ice-pwd", "a=pwd"), "ICE credentials"),
        ("v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 17, "more media sections"),
        ("v=0\r\n" + "a=x\r\n" * 40000, "larger than"),
    ],
)
def test_a_broken_offer_is_refused_with_a_reason(text: str, sentence: str) -> None:
    with pytest.raises(OfferInvalid, match=sentence):
        parse_offer(text)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, "v=0\r\n" + text):
        try:
            parse_offer(candidate)
        except OfferInvalid:
            continue


@given(st.data())
def test_a_real_offer_with_a_damaged_line_is_read_or_refused(data: st.DataObject) -> None:
    lines = CHROMIUM.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = lines[at][: data.draw(st.integers(0, 12))] + data.draw(st.text(max_size=12))
    try:
        parse_offer("\r\n".join(lines))
    except OfferInvalid:
        return


def test_ice_and_dtls_values_are_demanded_of_the_section_that_is_used() -> None:
    bare = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n"
    good = (
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=inactive\r\na=rtpmap:111 opus/48000/2\r\n"
        "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:sha-256 AA:BB\r\n"
    )
    head = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    assert parse_offer(f"{head}a=group:BUNDLE 0 1\r\n{good}{bare}").transport.mid == "0"
    with pytest.raises(OfferInvalid, match="ICE credentials"):
        parse_offer(f"{head}a=group:BUNDLE 1 0\r\n{good}{bare}")
