"""Answers, read back by aiortc's parser and compared with the offers."""

import re
from pathlib import Path

import pytest
from aiortc.sdp import SessionDescription

from media.answer import (
    TRANSPORT_CC,
    AgreedMedia,
    LocalTransport,
    OutgoingSource,
    layers_of,
    sections_of,
    setup_of,
    write_answer,
)
from media.candidates import candidate_lines
from media.codecs import choose_sent
from media.errors import OfferInvalid
from media.ice import IceCredentials
from media.sdp import parse_offer

OFFERS = Path(__file__).parent / "offers"
LOCAL = LocalTransport(
    IceCredentials("abcd1234", "p" * 32), "AA:" * 31 + "AA", candidate_lines(["192.0.2.1"], 5000)
)


def answer(name: str, *, peer_sends: bool, alter: tuple[str, str] = ("", "")) -> str:
    offer = parse_offer((OFFERS / name).read_text().replace(*alter))
    sections = sections_of(offer, peer_sends=peer_sends)
    source = None if peer_sends else OutgoingSource(ssrc=1234, rtx_ssrc=1235, cname="stream")
    agreed = [
        AgreedMedia(media, choose_sent(media), source, layers_of(media) if peer_sends else ())
        for media in sections.values()
    ]
    return write_answer(offer, agreed, LOCAL, session_number=7, start_bitrate_kbps=2500)


@pytest.mark.parametrize(
    ("name", "peer_sends"),
    [(p.name, "pub" in p.name or "whip" in p.name) for p in sorted(OFFERS.glob("*.sdp"))],
)
def test_every_recorded_offer_gets_an_answer_that_parses(name: str, *, peer_sends: bool) -> None:
    text = answer(name, peer_sends=peer_sends)
    offered = parse_offer((OFFERS / name).read_text())
    parsed = SessionDescription.parse(text)
    assert [m.kind for m in parsed.media] == [m.kind for m in offered.media]
    for media in parsed.media:
        assert media.direction == ("recvonly" if peer_sends else "sendonly")
        assert media.ice_candidates[0].port == 5000
        assert media.dtls is not None
        assert media.dtls.role == "server"
        assert media.rtcp_mux


def test_a_publisher_is_given_transport_feedback_and_a_start_bitrate() -> None:
    text = answer("chromium_pub_simulcast_offer.sdp", peer_sends=True)
    assert f"a=extmap:3 {TRANSPORT_CC}" in text
    assert "a=rtcp-fb:96 transport-cc" in text
    assert "x-google-start-bitrate=2500" in text


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_layers_of_a_simulcast_are_all_taken(browser: str) -> None:
    text = answer(f"{browser}_pub_simulcast_offer.sdp", peer_sends=True)
    video = text[text.index("m=video") :]
    assert re.findall(r"a=rid:(\w+) recv", video) == ["q", "h", "f"]
    assert "a=simulcast:recv q;h;f\r\n" in video
    assert "sdes:rtp-stream-id" in video
    assert "sdes:repaired-rtp-stream-id" in video
    assert "simulcast" not in text[: text.index("m=video")]


def test_a_simulcast_is_declined_where_its_layers_could_not_be_told_apart() -> None:
    text = answer(
        "chromium_pub_simulcast_offer.sdp", peer_sends=True, alter=("sdes:rtp-stream-id", "sdes:nothing")
    )
    assert "simulcast" not in text
    assert "a=rid" not in text


def test_a_viewer_is_asked_to_report_on_all_that_he_gets() -> None:
    text = answer("chromium_whep_recv_offer.sdp", peer_sends=False)
    assert text.count(TRANSPORT_CC) == 2, "the sound counts too"
    assert "a=rtcp-fb:96 transport-cc" in text


def test_a_viewer_is_told_the_media_source_before_its_retransmissions() -> None:
    text = answer("chromium_whep_recv_offer.sdp", peer_sends=False)
    video = text[text.index("m=video") :]
    assert video.index("a=ssrc:1234 ") < video.index("a=ssrc:1235 ")
    assert "a=ssrc-group:FID 1234 1235" in video


def test_sections_that_cannot_be_taken_are_refused_in_place() -> None:
    text = answer("chromium_pub_simulcast_offer.sdp", peer_sends=True, alter=("m=audio", "m=application"))
    assert "m=application 0 " in text
    assert "a=group:BUNDLE 1\r\n" in text


def test_an_offer_that_flows_the_wrong_way_is_refused() -> None:
    offer = parse_offer((OFFERS / "chromium_whep_recv_offer.sdp").read_text())
    with pytest.raises(OfferInvalid, match="that sends"):
        sections_of(offer, peer_sends=True)


def test_we_are_active_only_for_peers_who_insist_on_being_passive() -> None:
    offer = parse_offer((OFFERS / "chromium_whep_recv_offer.sdp").read_text())
    media = offer.media[0]
    assert setup_of(media) == "passive"
    media.setup = "passive"
    assert setup_of(media) == "active"
