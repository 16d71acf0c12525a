"""The codecs that pass through, and which format of an offer stands for one of them."""

from dataclasses import dataclass

from media.errors import CodecUnsupported
from media.sdp import OfferedCodec, OfferedMedia

VIDEO_CODECS = ("VP8", "VP9", "H264", "AV1")
AUDIO_CODECS = ("OPUS",)
SUPPORTED = {"video": VIDEO_CODECS, "audio": AUDIO_CODECS}


@dataclass(frozen=True, slots=True)
class Format:
    """A codec as agreed with one peer.

    Attributes:
        kind: `audio` or `video`.
        name: In capitals, as in `SUPPORTED`.
        payload_type: The peer's number for it.
        rtx_payload_type: The peer's number for its retransmissions, or None.
        clock_rate: Ticks a second of its RTP timestamps.
        channels: For audio.
        fmtp: Its parameters as the peer wrote them.
        feedback: The `a=rtcp-fb` values offered.
    """

    kind: str
    name: str
    payload_type: int
    rtx_payload_type: int | None
    clock_rate: int
    channels: int
    fmtp: str
    feedback: tuple[str, ...]

    @property
    def is_repeated_in_place(self) -> bool:
        """Whether what is lost is sent again under its own number, for want of RTX (RFC 4588)."""
        return "nack" in self.feedback and self.rtx_payload_type is None

    @property
    def encoding(self) -> str:
        """The value of `a=rtpmap`."""
        channels = f"/{self.channels}" if self.channels > 1 else ""
        return f"{'opus' if self.name == 'OPUS' else self.name}/{self.clock_rate}{channels}"


def choose_sent(media: OfferedMedia, *, wanted: str | None = None) -> Format:
    """Choose what a publisher shall send: its first supported codec, or `wanted` where it has that.

    Raises:
        CodecUnsupported: nothing of the section passes through here.
    """
    usable = [c for c in media.codecs.values() if _is_usable(media.kind, c)]
    if not usable:
        names = ", ".join(SUPPORTED.get(media.kind, ()))
        raise CodecUnsupported(f"The offer has no {media.kind} codec that can be relayed here ({names}).")
    preferred = [c for c in usable if c.name == wanted] or usable
    best = next((c for c in preferred if c.name != "H264" or _packetization_mode(c) == 1), preferred[0])
    return _format(media, best)


def choose_received(media: OfferedMedia, sent: Format) -> Format:
    """Choose the format under which a viewer gets what the publisher sends.

    Raises:
        CodecUnsupported: the viewer did not offer that codec.
    """
    usable = [c for c in media.codecs.values() if c.name == sent.name and _is_usable(media.kind, c)]
    if not usable:
        raise CodecUnsupported(
            f"This show is sent as {sent.name}, which the offer does not list.", codec_sent=sent.name
        )
    if sent.name == "H264":
        usable.sort(key=lambda codec: _h264_distance(codec, sent.fmtp))
    return _format(media, usable[0])


def _is_usable(kind: str, codec: OfferedCodec) -> bool:
    if codec.name not in SUPPORTED.get(kind, ()):
        return False
    if codec.name == "VP9":
        return codec.parameters.get("profile-id", "0") == "0"
    return True


def _packetization_mode(codec: OfferedCodec) -> int:
    return 1 if codec.parameters.get("packetization-mode") == "1" else 0


def _h264_distance(codec: OfferedCodec, sent_fmtp: str) -> tuple[bool, bool]:
    """Order a viewer's H264 formats: fragmentation first (packetization-mode 1), then the same profile."""
    profile = codec.parameters.get("profile-level-id", "42e01f")[:4].lower()
    return (_packetization_mode(codec) != 1, f"profile-level-id={profile}" not in sent_fmtp.lower())


def _format(media: OfferedMedia, codec: OfferedCodec) -> Format:
    rtx = media.retransmission_of(codec.payload_type)
    return Format(
        kind=media.kind,
        name=codec.name,
        payload_type=codec.payload_type,
        rtx_payload_type=rtx.payload_type if rtx else None,
        clock_rate=codec.clock_rate,
        channels=codec.channels,
        fmtp=codec.fmtp,
        feedback=tuple(codec.feedback),
    )
