"""Targets that need no state: STUN, RTP and its extensions, RTCP, and the heads of pictures."""

import struct
from collections.abc import Callable

from aioice import stun as other_stun

from bench.fuzzing.target import Attack, Target
from media.encoder_signs import EncoderSigns
from media.h264 import ParameterSets, has_parameter_sets
from media.ice import IceCredentials, IceLite, IcePath
from media.keyframes import keyframe_test, size_reader
from media.pictures import PictureLine
from media.rtcp import (
    ReportBlock,
    parse_rtcp,
    write_description,
    write_nack,
    write_pli,
    write_receiver_report,
    write_remb,
    write_sender_report,
)
from media.rtp import extension, is_rtcp, parse_rtp
from media.stun import binding_success, parse_binding_request

_CREDENTIALS = IceCredentials("ours", "a-password-of-22-chars")
_STRANGERS = (("192.0.2.1", 1000), ("::ffff:192.0.2.7", 2, 0, 0), ("2001:db8::7%eth0", 3, 0, 2))


def _stun(data: bytes) -> None:
    lite, path = IceLite(), IcePath(_CREDENTIALS)
    lite.open(path)
    for address in _STRANGERS:
        binding = lite.check(data, address)
        if binding is None and (path.proven or path.selected):
            raise AssertionError("a check that is not answered left a trace")
    request = parse_binding_request(data)
    if request is not None:
        request.is_signed_with(b"any password")
        for address in _STRANGERS:
            binding_success(request.transaction_id, address[0], address[1], b"any password")


def _stun_samples() -> list[bytes]:
    found = []
    for username, nominate in (("ours:theirs", True), ("ours:theirs", False), ("nobody:x", True)):
        message = other_stun.Message(
            other_stun.Method.BINDING, other_stun.Class.REQUEST, transaction_id=b"0123456789ab"
        )
        message.attributes["USERNAME"] = username
        message.attributes["PRIORITY"] = 1
        message.attributes["ICE-CONTROLLING"] = 1
        if nominate:
            message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity(_CREDENTIALS.password.encode())
        message.add_fingerprint()
        found.append(bytes(message))
    return found


def _rtp(data: bytes) -> None:
    is_rtcp(data)
    header = parse_rtp(data)
    if header is None:
        return
    if not 12 <= header.start <= header.end <= len(data):
        raise AssertionError(f"a payload outside its packet: {header}")
    for number in (1, 3, 14, 15, 200):
        extension(data, header, number)


def _rtp_samples() -> list[bytes]:
    plain = struct.pack("!BBHII", 0x80, 0xE0, 7, 90_000, 0x1234)
    extended = struct.pack("!BBHII", 0x90, 96, 65535, 0xFFFFFFFF, 1)
    sources = struct.pack("!BBHII2I", 0x82, 96, 1, 2, 3, 4, 5)
    one_byte = struct.pack("!HH", 0xBEDE, 2) + b"\x31\x00\x07\x10\xff\x00\x00\x00"
    two_bytes = struct.pack("!HH", 0x1000, 2) + b"\x03\x02\x00\x07\x01\x00\x00\x00"
    return [
        plain + b"payload",
        extended + one_byte + b"payload",
        extended + two_bytes + b"payload",
        sources + b"payload",
        struct.pack("!BBHII", 0xA0, 96, 1, 2, 3) + b"payload\x00\x00\x03",
    ]


def _header_extension(data: bytes) -> None:
    """Give the bytes as the extension block of a packet that is right otherwise."""
    body = data[1:] + bytes(-(len(data) - 1) % 4) if data else b""
    profile = 0xBEDE if data and data[0] & 1 else 0x1000
    packet = struct.pack("!BBHIIHH", 0x90, 96, 1, 2, 3, profile, len(body) // 4 & 0xFFFF) + body + b"payload"
    header = parse_rtp(packet)
    if header is None:
        raise AssertionError("a right packet was not read")
    for number in (0, 1, 3, 14, 15, 255):
        value = extension(packet, header, number)
        if value is not None and len(value) > 256:
            raise AssertionError("an extension longer than one can be")


_EXTENSION_SAMPLES = (
    b"\x01\x31\x00\x07\x10\xff\x00\x00\x00",
    b"\x00\x03\x02\x00\x07\x01\x00\x00\x00",
    b"\x01\xf0\x10",
)


def _rtcp(data: bytes) -> None:
    parse_rtcp(data)


def _rtcp_samples() -> list[bytes]:
    block = ReportBlock(7, 12, -3, 99, 5, 6, 7)
    reports = write_sender_report(1, 1 << 63, 90_000, 3, 4) + write_receiver_report(1, [block, block])
    return [
        reports + write_description(1, "showfloor"),
        write_nack(1, 2, [1, 2, 17, 18, 40, 65535]),
        write_pli(1, 2) + write_remb(1, [2, 3], 2_500_000),
        struct.pack("!BBHIIBBHIII", 0x80, 207, 5, 1, 0x05000003, 5, 0, 3, 9, 10, 11),
        struct.pack("!BBHIIIBBH", 0x84, 206, 4, 1, 0, 2, 1, 0, 0),
    ]


def _h264(data: bytes) -> None:
    """Also what is remembered and concluded of a stream; a track never hands on an empty payload."""
    sets, signs = ParameterSets(), EncoderSigns("H264", 90_000)
    for number in range(2):
        signs.packet(number, 3000 * number, data)
        if data:
            sets.learn(data)
    has_parameter_sets(data)
    packet = sets.packet()
    if packet is not None and not has_parameter_sets(packet):
        raise AssertionError("parameter sets are not read as they are written")


def _picture_head(codec: str) -> Callable[[bytes], None]:
    begins, size, line = keyframe_test(codec), size_reader(codec), PictureLine(codec)
    sets = ParameterSets()

    def attack(data: bytes) -> None:
        if codec == "H264":
            _h264(data)
        begins(data)
        size(data)
        if len(line.place(data)[0]) != len(data):
            raise AssertionError("renumbering changed a payload's length")
        line.detach()
        if data:
            sets.learn(data)
            has_parameter_sets(data)

    return attack


_SPS = bytes.fromhex("6742c01fd9005005bb016a02020280000003008000001e078c18cb")
_HIGH_SPS = bytes.fromhex("67640028acd940780227e5c05a808080a0000003002000000781e30632c0")
_H264_SAMPLES = (
    _SPS,
    _HIGH_SPS,
    b"\x78" + len(_SPS).to_bytes(2, "big") + _SPS + b"\x00\x04\x68\xce\x3c\x80",
    b"\x7c\x85\x88\x84\x00\x10\xff",
    b"\x65\x88\x84\x00",
    b"\x61\xe0\x21\x4f",
)
_VP8_SAMPLES = (
    b"\x90\x80\x92\x34\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01",
    b"\x80\xf0\x81\x01\x02\x23\x11\x22",
)
_VP9_SAMPLES = (
    b"\x8f\x81\x02\x18\x02\x80\x01\x68\x00\x01",
    b"\xab\x80\x01\x00\x07\x38\x02\x80\x01\x68\x05\x00\x02\xd0\x01\x84\x00",
)


PACKET_TARGETS = (
    Target("stun", lambda: Attack(_stun, _stun_samples())),
    Target("rtp", lambda: Attack(_rtp, _rtp_samples())),
    Target("header_extension", lambda: Attack(_header_extension, _EXTENSION_SAMPLES)),
    Target("rtcp", lambda: Attack(_rtcp, _rtcp_samples())),
    Target("vp8", lambda: Attack(_picture_head("VP8"), _VP8_SAMPLES)),
    Target("vp9", lambda: Attack(_picture_head("VP9"), _VP9_SAMPLES)),
    Target("h264", lambda: Attack(_picture_head("H264"), _H264_SAMPLES)),
)
