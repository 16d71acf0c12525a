"""Reads an SDP offer (RFC 8866, RFC 8829) into what negotiation needs; tolerant of what it does not know."""

from dataclasses import dataclass, field

from media.errors import OfferInvalid

_MAX_BYTES = 128 * 1024
_MAX_SECTIONS = 16
_MAX_FORMATS = 128
_MAX_RID = 16
_DIRECTIONS = frozenset({"sendrecv", "sendonly", "recvonly", "inactive"})
_SETUPS = frozenset({"actpass", "active", "passive"})


@dataclass(slots=True)
class OfferedCodec:
    """One payload type of a media section."""

    payload_type: int
    name: str = ""
    clock_rate: int = 0
    channels: int = 1
    parameters: dict[str, str] = field(default_factory=dict)
    feedback: list[str] = field(default_factory=list)

    @property
    def fmtp(self) -> str:
        """The parameters as an `a=fmtp` value."""
        return ";".join(f"{key}={value}" if value else key for key, value in self.parameters.items())


@dataclass(slots=True)
class OfferedMedia:
    """One media section (`m=`), with the session's values where it has none of its own."""

    kind: str
    port: int
    protocol: str
    formats: list[str]
    mid: str = ""
    direction: str = "sendrecv"
    fragment: str = ""
    password: str = ""
    setup: str = "actpass"
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    codecs: dict[int, OfferedCodec] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    rids: list[str] = field(default_factory=list)
    simulcast: list[str] = field(default_factory=list)

    def retransmission_of(self, payload_type: int) -> OfferedCodec | None:
        """Find the RTX format of a codec (RFC 4588, section 8.6)."""
        for codec in self.codecs.values():
            if codec.name == "RTX" and codec.parameters.get("apt") == str(payload_type):
                return codec
        return None


@dataclass(slots=True)
class Offer:
    """A parsed offer."""

    media: list[OfferedMedia]
    bundled: list[str]

    @property
    def transport(self) -> OfferedMedia:
        """The section whose ICE and DTLS values count for all: the group's first (RFC 9143, section 7.2)."""
        tagged = self.bundled[:1]
        live = [section for section in self.media if section.kind in {"audio", "video"}]
        return next((section for section in live if [section.mid] == tagged), live[0])


def parse_offer(text: str) -> Offer:
    """Read an offer.

    Raises:
        OfferInvalid: it is not SDP, is too large, or lacks ICE or DTLS values.
    """
    if len(text) > _MAX_BYTES:
        raise OfferInvalid("The offer is larger than any real one: at most 128 KiB are read.")
    if not text.lstrip().startswith("v=0"):
        raise OfferInvalid("The body is not an SDP offer: it must begin with v=0.")
    session = OfferedMedia(kind="", port=0, protocol="", formats=[])
    sections: list[OfferedMedia] = []
    bundled: list[str] = []
    current = session
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("m="):
            current = _media_section(line[2:], session)
            sections.append(current)
            if len(sections) > _MAX_SECTIONS:
                raise OfferInvalid("The offer has more media sections than this server reads (16).")
        elif line.startswith("a=group:BUNDLE"):
            bundled = line.split()[1:]
        elif line.startswith("a="):
            _read_attribute(current, line[2:])
    if not any(section.kind in {"audio", "video"} for section in sections):
        raise OfferInvalid("The offer has no audio and no video section.")
    offer = Offer(sections, bundled)
    _require_transport(offer.transport)
    return offer


def _media_section(value: str, session: OfferedMedia) -> OfferedMedia:
    parts = value.split()
    if len(parts) < 4 or not _is_number(parts[1].partition("/")[0]):
        raise OfferInvalid(f"The offer has a media line that cannot be read: m={value[:60]}")
    formats = parts[3 : 3 + _MAX_FORMATS]
    section = OfferedMedia(
        kind=parts[0],
        port=int(parts[1].partition("/")[0]),
        protocol=parts[2],
        formats=formats,
        direction=session.direction,
        fragment=session.fragment,
        password=session.password,
        setup=session.setup,
        fingerprints=list(session.fingerprints),
    )
    for payload_type in formats:
        if _is_number(payload_type) and int(payload_type) < 128:
            section.codecs[int(payload_type)] = OfferedCodec(int(payload_type))
    return section


def _read_attribute(section: OfferedMedia, attribute: str) -> None:
    name, _, value = attribute.partition(":")
    if name in _DIRECTIONS:
        section.direction = name
    elif name == "mid":
        section.mid = value.strip()[:64]
    elif name == "ice-ufrag":
        section.fragment = value.strip()
    elif name == "ice-pwd":
        section.password = value.strip()
    elif name == "setup" and value.strip() in _SETUPS:
        section.setup = value.strip()
    elif name == "fingerprint":
        algorithm, _, digest = value.strip().partition(" ")
        section.fingerprints.append((algorithm.lower(), digest.strip()))
    elif name == "extmap":
        _read_extension(section, value)
    elif name == "rid":
        _read_rid(section, value)
    elif name == "simulcast":
        _read_simulcast(section, value)
    elif name in {"rtpmap", "fmtp", "rtcp-fb"}:
        _read_format(section, name, value)


def _read_extension(section: OfferedMedia, value: str) -> None:
    parts = value.split()
    number = parts[0].partition("/")[0] if parts else ""
    if len(parts) >= 2 and _is_number(number) and 1 <= int(number) <= 14:
        section.extensions[parts[1]] = int(number)


def _read_rid(section: OfferedMedia, value: str) -> None:
    """Read a restriction identifier (RFC 8851) that the peer sends under."""
    rid, direction, *_ = [*value.split(), "", ""]
    if direction == "send" and rid.isascii() and rid.isalnum() and len(rid) <= _MAX_RID:
        section.rids.append(rid)


def _read_simulcast(section: OfferedMedia, value: str) -> None:
    """Read the streams that the peer would send (RFC 8853): of alternatives the first, paused ones too."""
    words = value.split()
    lists = dict(zip(words[::2], words[1::2], strict=False))
    named = [stream.split(",")[0].lstrip("~") for stream in lists.get("send", "").split(";")]
    section.simulcast = list(dict.fromkeys(filter(None, named)))


def _read_format(section: OfferedMedia, name: str, value: str) -> None:
    number, _, detail = value.partition(" ")
    if number == "*" and name == "rtcp-fb":
        for codec in section.codecs.values():
            codec.feedback.append(detail.strip())
        return
    known = section.codecs.get(int(number)) if _is_number(number) else None
    if known is None:
        return
    if name == "rtpmap":
        _read_encoding(known, detail)
    elif name == "rtcp-fb":
        known.feedback.append(detail.strip())
    else:
        known.parameters.update(_parameters(detail))


def _read_encoding(codec: OfferedCodec, value: str) -> None:
    parts = value.strip().split("/")
    if len(parts) >= 2 and _is_number(parts[1]):
        codec.name = parts[0].upper()
        codec.clock_rate = int(parts[1])
        codec.channels = int(parts[2]) if len(parts) > 2 and _is_number(parts[2]) else 1


def _parameters(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in value.split(";"):
        key, _, text = item.strip().partition("=")
        if key:
            found[key] = text
    return found


def _require_transport(section: OfferedMedia) -> None:
    if not 4 <= len(section.fragment) <= 256 or len(section.password) < 22:
        raise OfferInvalid("The offer lacks ICE credentials (a=ice-ufrag, a=ice-pwd).")
    if not any(algorithm in {"sha-256", "sha-384", "sha-512"} for algorithm, _ in section.fingerprints):
        raise OfferInvalid("The offer lacks a SHA-2 DTLS fingerprint (a=fingerprint).")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
