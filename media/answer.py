"""Writes SDP answers by hand: one audio and one video section taken, everything else refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from media.codecs import Format
from media.errors import OfferInvalid
from media.ice import IceCredentials
from media.sdp import Offer, OfferedMedia

TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
RTP_STREAM_ID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_STREAM_ID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
_LAYER_EXTENSIONS = (RTP_STREAM_ID, REPAIRED_STREAM_ID, MID)
_MAX_LAYERS = 4
_PUBLISHER_FEEDBACK = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
_VIEWER_FEEDBACK = ("transport-cc", "ccm fir", "nack", "nack pli")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What WHIP and WHEP return: the session's id, the SDP and its entity tag (quoted)."""

    session_id: str
    sdp: str
    etag: str


class IceRestart(msgspec.Struct, frozen=True, kw_only=True):
    """What answers an ICE restart: our new side as an SDP fragment, and the new entity tag (quoted)."""

    fragment: str
    etag: str


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """Our side of the transport that an answer states."""

    credentials: IceCredentials
    fingerprint: str
    candidates: Sequence[str]


@dataclass(frozen=True, slots=True)
class OutgoingSource:
    """The SSRCs under which a viewer receives one track."""

    ssrc: int
    rtx_ssrc: int
    cname: str


@dataclass(frozen=True, slots=True)
class AgreedMedia:
    """One media section that we take, and in what form.

    Attributes:
        source: For what we send.
        layers: The rids of a simulcast that we receive, the smallest picture first.
    """

    media: OfferedMedia
    format: Format
    source: OutgoingSource | None = None
    layers: tuple[str, ...] = ()

    @property
    def extensions(self) -> dict[str, int]:
        """The header extensions that we make use of, with the peer's numbers."""
        wanted = set(_LAYER_EXTENSIONS if self.layers else ())
        if "transport-cc" in self.format.feedback:
            wanted.add(TRANSPORT_CC)
        return {name: number for name, number in self.media.extensions.items() if name in wanted}


def sections_of(offer: Offer, *, peer_sends: bool) -> dict[str, OfferedMedia]:
    """Pick the first audio and video section that flows the wanted way.

    Raises:
        OfferInvalid: none does.
    """
    wanted = {"sendrecv", "sendonly" if peer_sends else "recvonly"}
    found: dict[str, OfferedMedia] = {}
    for media in offer.media:
        if media.kind in {"audio", "video"} and media.direction in wanted and "SAVP" in media.protocol:
            found.setdefault(media.kind, media)
    if not found:
        verb = "sends" if peer_sends else "receives"
        raise OfferInvalid(f"The offer has no audio or video section that {verb}.")
    return found


def layers_of(media: OfferedMedia) -> tuple[str, ...]:
    """The layers of an offered simulcast that we take, the smallest picture first; none without simulcast.

    Browsers list them in that order. Who does otherwise is understood all the same, since viewers are served
    by the size that the pictures turn out to have.
    """
    layers = [rid for rid in media.simulcast if rid in media.rids]
    if not {RTP_STREAM_ID, MID} <= media.extensions.keys() or len(layers) < 2:
        return ()
    return tuple(layers[-_MAX_LAYERS:])


def setup_of(media: OfferedMedia) -> str:
    """Our DTLS role: passive wherever the peer leaves it to us (RFC 8842)."""
    return "active" if media.setup == "passive" else "passive"


def write_answer(
    offer: Offer,
    agreed: Sequence[AgreedMedia],
    local: LocalTransport,
    *,
    session_number: int,
    start_bitrate_kbps: int = 0,
) -> str:
    """Write the answer; sections that are not `agreed` get port 0."""
    by_section = {id(item.media): item for item in agreed}
    taken = [m.mid for m in offer.media if id(m) in by_section]
    lines = [
        "v=0",
        f"o=- {session_number} 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        *([f"a=group:BUNDLE {' '.join(taken)}"] if offer.bundled else []),
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS *",
    ]
    for media in offer.media:
        item = by_section.get(id(media))
        lines += _taken(item, local, start_bitrate_kbps) if item else _refused(media)
    return "\r\n".join(lines) + "\r\n"


def _refused(media: OfferedMedia) -> list[str]:
    formats = " ".join(media.formats) or "0"
    mid = [f"a=mid:{media.mid}"] if media.mid else []
    return [f"m={media.kind} 0 {media.protocol} {formats}", "c=IN IP4 0.0.0.0", "a=inactive", *mid]


def _taken(item: AgreedMedia, local: LocalTransport, start_bitrate_kbps: int) -> list[str]:
    media, agreed = item.media, item.format
    formats = [agreed.payload_type] + (
        [agreed.rtx_payload_type] if agreed.rtx_payload_type is not None else []
    )
    section = _Lines([f"m={media.kind} 9 {media.protocol} {' '.join(map(str, formats))}", "c=IN IP4 0.0.0.0"])
    section.add("a=rtcp:9 IN IP4 0.0.0.0")
    section.add(f"a=mid:{media.mid}", when=bool(media.mid))
    section.add("a=recvonly" if item.source is None else "a=sendonly")
    section.add("a=rtcp-mux")
    section.add("a=rtcp-rsize")
    section.add(f"a=ice-ufrag:{local.credentials.fragment}")
    section.add(f"a=ice-pwd:{local.credentials.password}")
    section.add(f"a=fingerprint:sha-256 {local.fingerprint}")
    section.add(f"a=setup:{setup_of(media)}")
    for candidate in local.candidates:
        section.add(candidate)
    section.add("a=end-of-candidates")
    _add_formats(section.add, item, start_bitrate_kbps)
    if item.source is not None:
        _add_source(section.add, item.source, media.kind, agreed)
    for name, number in item.extensions.items():
        section.add(f"a=extmap:{number} {name}")
    for rid in item.layers:
        section.add(f"a=rid:{rid} recv")
    section.add(f"a=simulcast:recv {';'.join(item.layers)}", when=bool(item.layers))
    return section.lines


class _Lines:
    """A list of lines that grows conditionally."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def add(self, line: str, *, when: bool = True) -> None:
        if when:
            self.lines.append(line)


def _add_formats(add: Callable[[str], None], item: AgreedMedia, start_bitrate_kbps: int) -> None:
    agreed, receives = item.format, item.source is None
    add(f"a=rtpmap:{agreed.payload_type} {agreed.encoding}")
    for value in _PUBLISHER_FEEDBACK if receives else _VIEWER_FEEDBACK:
        if value in agreed.feedback:
            add(f"a=rtcp-fb:{agreed.payload_type} {value}")
    parameters = [agreed.fmtp] if agreed.fmtp else []
    if receives and agreed.kind == "video" and start_bitrate_kbps:
        parameters.append(f"x-google-start-bitrate={start_bitrate_kbps}")
    if parameters:
        add(f"a=fmtp:{agreed.payload_type} {';'.join(parameters)}")
    if agreed.rtx_payload_type is not None:
        add(f"a=rtpmap:{agreed.rtx_payload_type} rtx/{agreed.clock_rate}")
        add(f"a=fmtp:{agreed.rtx_payload_type} apt={agreed.payload_type}")


def _add_source(add: Callable[[str], None], source: OutgoingSource, kind: str, agreed: Format) -> None:
    # One stream id for both tracks, so that the browser keeps them in sync.
    add(f"a=msid:{source.cname} {source.cname}-{kind}")
    # The media's own SSRC comes first: browsers take the first for the primary one.
    add(f"a=ssrc:{source.ssrc} cname:{source.cname}")
    if agreed.rtx_payload_type is not None:
        add(f"a=ssrc:{source.rtx_ssrc} cname:{source.cname}")
        add(f"a=ssrc-group:FID {source.ssrc} {source.rtx_ssrc}")
