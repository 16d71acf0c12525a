"""Turns an offer into a session and its answer."""

import secrets

from media.adaptation import Adaptation
from media.answer import (
    TRANSPORT_CC,
    AgreedMedia,
    Answer,
    IceRestart,
    LocalTransport,
    OutgoingSource,
    layers_of,
    sections_of,
    setup_of,
    write_answer,
)
from media.candidates import candidate_lines, reachable_addresses
from media.clock import MediaClock
from media.codecs import choose_received, choose_sent
from media.counters import Counters
from media.dtls import Certificate
from media.errors import CodecUnsupported
from media.incoming import IncomingTrack
from media.ladder import Ladder
from media.ledger import TransportNumbering
from media.outgoing import OutgoingTrack
from media.pacer import Pacer
from media.peer import Peer
from media.publisher import Publisher
from media.sdp import Offer, OfferedMedia
from media.session import Session
from media.settings import MediaSettings
from media.stream import Stream
from media.transport import MediaTransport
from media.trickle import Fragment, write_fragment
from media.viewer import Viewer


class Negotiator:
    """Makes sessions; knows our certificate and addresses.

    What tries for more has a pacer of its own: it would fill the one that bounds how many replay at once.
    """

    def __init__(
        self,
        settings: MediaSettings,
        *,
        certificate: Certificate,
        transport: MediaTransport,
        replays: Pacer,
        attempts: Pacer,
        clock: MediaClock,
        counters: Counters,
    ) -> None:
        self._settings = settings
        self._certificate = certificate
        self._fingerprint = certificate.sha256
        self._transport = transport
        self._replays = replays
        self._attempts = attempts
        self._clock = clock
        self._counters = counters
        addresses = reachable_addresses(settings, with_ipv6=transport.is_dual)
        self._candidates = candidate_lines(addresses, transport.port)

    def publisher(self, offer: Offer, stream: Stream) -> tuple[Session, Answer]:
        """Agree with somebody who wants to send.

        Raises:
            OfferInvalid, CodecUnsupported: see `media.errors`.
        """
        sections = sections_of(offer, peer_sends=True)
        agreed, tracks = [], []
        ladders: dict[str, Ladder] = {}
        for kind, media in sections.items():
            current = stream.ladders.get(kind) if stream.viewers else None
            item = AgreedMedia(
                media,
                choose_sent(media, wanted=current.format.name if current else None),
                layers=layers_of(media),
            )
            agreed.append(item)
            ladders[kind] = stream.ladder_for(item.format)
            tracks += _incoming(item, ladders[kind])
        peer = self._peer(offer.transport)
        role = Publisher(
            peer,
            tracks,
            clock=self._clock,
            counters=self._counters,
            extensions=_extensions(agreed),
            max_bitrate_bps=self._settings.max_publisher_bitrate_bps,
        )
        session = Session(_new_id(), stream, peer, role, ladders, offer.transport.fragment)
        return session, self._answer(offer, agreed, session)

    def viewer(self, offer: Offer, stream: Stream) -> tuple[Session, Answer]:
        """Agree with somebody who wants to watch.

        Raises:
            OfferInvalid, CodecUnsupported: see `media.errors`.
        """
        sections = sections_of(offer, peer_sends=False)
        cname = _new_id()
        agreed = [
            AgreedMedia(media, choose_received(media, stream.ladders[kind].format), _new_source(cname))
            for kind, media in sections.items()
            if kind in stream.ladders
        ]
        if not agreed:
            raise CodecUnsupported("The offer asks for none of the tracks that this show has.")
        in_place = any(item.format.is_repeated_in_place for item in agreed)
        peer = self._peer(offer.transport, repeats_in_place=in_place)
        numberings = self._numberings(agreed)
        outgoing = [
            OutgoingTrack(
                stream.tracks[item.format.kind],
                peer,
                item.format,
                item.source,
                clock=self._clock,
                pacer=self._replays,
                counters=self._counters,
                pace=self._settings.replay_pace,
                want_keyframe=stream.want_keyframe,
                numbering=numberings.get(item.format.kind),
            )
            for item in agreed
            if item.source is not None
        ]
        adapted = next((t for t in outgoing if t.track.is_video), None)
        adaptation = None
        if adapted is not None:
            adaptation = Adaptation(
                adapted,
                stream.ladders["video"],
                pacer=self._attempts,
                ledger=self._transport.ledger,
                numbering=numberings.get("video"),
                media_id=next(item.media.mid for item in agreed if item.format.kind == "video"),
                sound=next((t.track for t in outgoing if not t.track.is_video), None),
            )
        role = Viewer(peer, outgoing, cname, self._clock, self._counters, adaptation=adaptation)
        ladders = {item.format.kind: stream.ladders[item.format.kind] for item in agreed}
        session = Session(_new_id(), stream, peer, role, ladders, offer.transport.fragment)
        return session, self._answer(offer, agreed, session)

    def _numberings(self, agreed: list[AgreedMedia]) -> dict[str, TransportNumbering]:
        """One row of the ledger for a viewer who reports on his picture; the sound counts where it can."""
        numbers = {item.format.kind: item.extensions.get(TRANSPORT_CC) for item in agreed}
        if numbers.get("video") is None:
            return {}
        row = self._transport.ledger.open()
        return {
            kind: TransportNumbering(self._transport.ledger, row, number)
            for kind, number in numbers.items()
            if number is not None
        }

    def restart(self, session: Session, asked: Fragment) -> IceRestart:
        """Restart a session's ICE (RFC 9725, section 4.3.3); DTLS and media go on as they are."""
        self._transport.restart(session.peer)
        session.remote_fragment = asked.user_fragment
        credentials = session.peer.path.credentials
        text = write_fragment(asked, credentials.fragment, credentials.password, self._candidates)
        return IceRestart(fragment=text, etag=session.etag)

    def _peer(self, media: OfferedMedia, *, repeats_in_place: bool = False) -> Peer:
        return Peer(
            self._certificate,
            role="client" if setup_of(media) == "active" else "server",
            fingerprints=media.fingerprints,
            write=self._transport.write,
            now=self._clock.now(),
            repeats_in_place=repeats_in_place,
        )

    def _answer(self, offer: Offer, agreed: list[AgreedMedia], session: Session) -> Answer:
        credentials = session.peer.path.credentials
        text = write_answer(
            offer,
            agreed,
            LocalTransport(credentials, self._fingerprint, self._candidates),
            session_number=secrets.randbits(62),
            start_bitrate_kbps=self._settings.start_bitrate_kbps,
        )
        return Answer(session_id=session.id, sdp=text, etag=session.etag)


def _new_id() -> str:
    """Make a session's name: it is a capability in WHIP's session URL, so it must not be guessable."""
    return secrets.token_urlsafe(18)


def _new_source(cname: str) -> OutgoingSource:
    ssrc = 1 + secrets.randbelow((1 << 32) - 2)
    return OutgoingSource(ssrc=ssrc, rtx_ssrc=ssrc ^ 1 or 2, cname=cname)


def _incoming(item: AgreedMedia, ladder: Ladder) -> list[IncomingTrack]:
    """One track, or one for each layer, the best first."""
    if not item.layers:
        return [IncomingTrack(item.format, ladder.main)]
    best_first = enumerate(reversed(item.layers))
    return [IncomingTrack(item.format, ladder.track(rank), rid) for rank, rid in best_first]


def _extensions(agreed: list[AgreedMedia]) -> dict[str, int]:
    """The header extensions of all sections, which share their numbers (RFC 8843, section 9.2)."""
    return {name: number for item in agreed for name, number in item.extensions.items()}
