"""One remote end: its path, its encryption, and who gets its packets."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from media.dtls import Certificate, DtlsRole, DtlsSession
from media.ice import Address, IceCredentials, IcePath
from media.rtp import is_rtcp
from media.srtp import SrtpEndpoint


class Receiver(Protocol):
    """Takes a peer's decrypted packets; `arrival` is in monotonic seconds."""

    def receive_rtp(self, data: bytes, arrival: float) -> None:
        """Take an RTP packet."""

    def receive_rtcp(self, data: bytes, arrival: float) -> None:
        """Take a compound RTCP packet."""

    def moved(self, address: Address) -> None:
        """The peer is now reached at another address."""


class Peer:
    """A browser or encoder on the other side of the UDP socket."""

    def __init__(
        self,
        certificate: Certificate,
        *,
        role: DtlsRole,
        fingerprints: Sequence[tuple[str, str]],
        write: Callable[[bytes, Address], None],
        now: float,
        repeats_in_place: bool = False,
    ) -> None:
        self.path = IcePath(IceCredentials.generate())
        self.last_heard = now
        self.endpoint: SrtpEndpoint | None = None
        self.receiver: Receiver | None = None
        self._role = role
        self._write = write
        self._reachable = asyncio.Event()
        self._dtls = DtlsSession(
            certificate, role, fingerprints, self._write_raw, repeats_in_place=repeats_in_place
        )

    @property
    def profile(self) -> str:
        """The negotiated SRTP profile, empty before the handshake."""
        return self._dtls.profile

    async def connect(self, timeout_seconds: float) -> SrtpEndpoint:
        """Wait for ICE and DTLS; raises HandshakeFailed or TimeoutError."""
        if self._role == "client":
            async with asyncio.timeout(timeout_seconds):
                await self._reachable.wait()
        self.endpoint = await self._dtls.handshake(timeout_seconds)
        return self.endpoint

    def when_closed(self, notify: Callable[[], None]) -> None:
        """Call back once the peer has said goodbye."""
        self._dtls.when_closed(notify)

    def path_checked(self, before: Address | None, now: float) -> None:
        """Note a valid connectivity check; `before` is the address selected until then."""
        self.last_heard = now
        self._reachable.set()
        selected = self.path.selected
        if self.receiver is not None and selected is not None and selected != before:
            self.receiver.moved(selected)

    def receive_dtls(self, datagram: bytes) -> None:
        """Take a DTLS datagram."""
        self._dtls.feed(datagram)

    def receive_srtp(self, datagram: bytes, arrival: float) -> bool:
        """Open a media datagram and hand it on; False if it is not authentic."""
        if self.endpoint is None or self.receiver is None:
            return False
        if is_rtcp(datagram):
            plain, take = self.endpoint.unprotect_rtcp(datagram), self.receiver.receive_rtcp
        else:
            plain, take = self.endpoint.unprotect(datagram), self.receiver.receive_rtp
        if plain is None:
            return False
        self.last_heard = arrival
        take(plain, arrival)
        return True

    def send_rtp(self, packet: bytes) -> bool:
        """Encrypt and send one RTP packet; False if it could not be encrypted."""
        sealed = self.endpoint.protect(packet) if self.endpoint else None
        if sealed is not None:
            self._write_raw(sealed)
        return sealed is not None

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send one compound RTCP packet."""
        sealed = self.endpoint.protect_rtcp(packet) if self.endpoint else None
        if sealed is not None:
            self._write_raw(sealed)

    async def close(self) -> None:
        """Say goodbye."""
        self.receiver = None
        await self._dtls.close()
        self.endpoint = None

    def _write_raw(self, datagram: bytes) -> None:
        if self.path.selected is not None:
            self._write(datagram, self.path.selected)
