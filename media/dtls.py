"""DTLS-SRTP by aiortc, on a stand-in for its ICE transport (RFC 5764)."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal, cast

from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    SRTPProtectionProfile,
)
from OpenSSL import SSL

from media.srtp import SrtpEndpoint

DtlsRole = Literal["client", "server"]

_MAX_QUEUED = 32
_PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80]
# Under one nonce GCM may protect one packet only (RFC 7714, section 8.1): another header tells the key of its
# tags. Counter mode with a MAC of its own bears it: the payload is the same, and so is its keystream.
_PROFILES_FOR_REPEATS = [SRTP_AES128_CM_SHA1_80]
_TAG_BYTES = {SRTP_AEAD_AES_128_GCM.openssl_profile: 16, SRTP_AES128_CM_SHA1_80.openssl_profile: 10}


class HandshakeFailed(Exception):
    """The peer did not complete DTLS, or is not who its offer says."""


class Certificate(RTCCertificate):
    """Our self-signed certificate; its OpenSSL contexts are made once instead of at every join."""

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - aiortc's own
        super().__init__(*arguments, **named)
        self._contexts: dict[tuple[bytes, ...], SSL.Context] = {}

    @property
    def sha256(self) -> str:
        """The fingerprint that answers state."""
        return next(f.value for f in self.getFingerprints() if f.algorithm == "sha-256")

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        key = tuple(profile.openssl_profile for profile in srtp_profiles)
        context = self._contexts.get(key)
        if context is None:
            context = self._contexts[key] = super()._create_ssl_context(srtp_profiles)
            # No peer comes back to a session of DTLS, so there is nothing to keep of each handshake.
            context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
            context.set_options(SSL.OP_NO_TICKET)
        return context


class _Wire:
    """What RTCDtlsTransport needs of an ICE transport: datagrams in and out."""

    role = "controlled"
    state = "completed"

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def feed(self, datagram: bytes | None) -> None:
        if datagram is None or self._queue.qsize() < _MAX_QUEUED:
            self._queue.put_nowait(datagram)

    async def _recv(self) -> bytes:
        datagram = await self._queue.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        self._write(data)


class DtlsSession:
    """One peer's handshake and what it yields.

    Args:
        certificate: Ours.
        role: Which end of DTLS we are.
        fingerprints: Of the peer's certificate, as its offer states them.
        write: Sends a datagram.
        repeats_in_place: Whether packets are sent again under their own numbers, with another header.
    """

    def __init__(
        self,
        certificate: Certificate,
        role: DtlsRole,
        fingerprints: Sequence[tuple[str, str]],
        write: Callable[[bytes], None],
        *,
        repeats_in_place: bool = False,
    ) -> None:
        self._wire = _Wire(write)
        self._remote = RTCDtlsParameters(
            [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        )
        self._transport = RTCDtlsTransport(cast("Any", self._wire), [certificate])
        self._transport._set_role(role)  # noqa: SLF001
        profiles = _PROFILES_FOR_REPEATS if repeats_in_place else _PROFILES
        self._transport._srtp_profiles = profiles  # noqa: SLF001
        self.profile = ""

    def feed(self, datagram: bytes) -> None:
        """Take a DTLS datagram of the peer in; what overflows is dropped, DTLS repeats."""
        self._wire.feed(datagram)

    async def handshake(self, timeout_seconds: float) -> SrtpEndpoint:
        """Complete DTLS.

        Raises:
            HandshakeFailed: no end in time, a wrong fingerprint, or no common protection profile.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._transport.start(self._remote)
        except (TimeoutError, ConnectionError, SSL.Error) as error:
            raise HandshakeFailed(type(error).__name__) from error
        if self._transport.state != "connected" or self._transport._ssl is None:  # noqa: SLF001
            raise HandshakeFailed(self._transport.state)
        selected = self._transport._ssl.get_selected_srtp_profile()  # noqa: SLF001
        self.profile = selected.decode()
        return SrtpEndpoint(
            self._transport._rx_srtp,  # noqa: SLF001
            self._transport._tx_srtp,  # noqa: SLF001
            tag_bytes=_TAG_BYTES[selected],
        )

    def when_closed(self, notify: Callable[[], None]) -> None:
        """Call back once the peer has said goodbye (close_notify)."""

        def changed() -> None:
            if self._transport.state == "closed":
                notify()

        self._transport.on("statechange", changed)

    async def close(self) -> None:
        """Say goodbye and end the reading task."""
        self._transport.remove_all_listeners()
        reader = self._transport._task  # noqa: SLF001
        await self._transport.stop()
        self._wire.feed(None)
        if reader is not None:
            await asyncio.gather(reader, return_exceptions=True)
        # What OpenSSL and libsrtp hold is freed now, not when Python next looks for cycles.
        held = cast("Any", self._transport)
        held._ssl = held._rx_srtp = held._tx_srtp = None  # noqa: SLF001
