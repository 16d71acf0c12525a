"""Which codec is agreed on."""

from pathlib import Path

import pytest

from media.codecs import choose_received, choose_sent
from media.errors import CodecUnsupported
from media.sdp import OfferedMedia, parse_offer

OFFERS = Path(__file__).parent / "offers"


def video(name: str) -> OfferedMedia:
    return next(m for m in parse_offer((OFFERS / name).read_text()).media if m.kind == "video")


def test_a_publisher_sends_its_first_choice() -> None:
    chosen = choose_sent(video("chromium_pub_simulcast_offer.sdp"))
    assert (chosen.name, chosen.payload_type, chosen.rtx_payload_type) == ("VP8", 96, 97)
    assert chosen.encoding == "VP8/90000"


def test_a_publisher_who_takes_over_keeps_the_codec_that_viewers_have() -> None:
    assert choose_sent(video("chromium_pub_simulcast_offer.sdp"), wanted="AV1").name == "AV1"


def test_h264_is_taken_with_fragmentation() -> None:
    chosen = choose_sent(video("chromium_pub_simulcast_offer.sdp"), wanted="H264")
    assert "packetization-mode=1" in chosen.fmtp


def test_a_viewer_gets_the_h264_profile_that_is_sent_where_he_has_it() -> None:
    sent = choose_sent(video("gst_webrtcbin_pub_H264_offer.sdp"))
    received = choose_received(video("chromium_whep_recv_offer.sdp"), sent)
    assert received.name == "H264"
    assert "packetization-mode=1" in received.fmtp
    baseline = choose_sent(video("chromium_pub_simulcast_offer.sdp"), wanted="H264")
    assert "profile-level-id=42001f" in choose_received(video("chromium_whep_recv_offer.sdp"), baseline).fmtp


def test_a_viewer_without_the_codec_is_told_which_one_is_sent() -> None:
    sent = choose_sent(video("gst_webrtcbin_pub_H264_offer.sdp"))
    with pytest.raises(CodecUnsupported, match="H264") as refusal:
        choose_received(video("firefox_whep_recv_offer.sdp"), sent)
    assert refusal.value.extra == {"codec_sent": "H264"}


def test_an_offer_of_foreign_codecs_only_is_refused() -> None:
    media = OfferedMedia(kind="video", port=9, protocol="", formats=[])
    with pytest.raises(CodecUnsupported, match="VP8, VP9, H264, AV1"):
        choose_sent(media)
