"""The door to libsrtp: protects and opens packets with the sessions that DTLS gave (RFC 3711, RFC 7714)."""

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

_MAX_PACKET = 2048
_TRAILER_BYTES = 160

FFI: Any = ffi
PROTECT: Any = lib.srtp_protect


class SrtpEndpoint:
    """Both directions of one peer.

    pylibsrtp's own methods refuse packets above 1,356 bytes, which some encoders send; the library does not.
    """

    def __init__(self, receiving: Session, sending: Session, *, tag_bytes: int) -> None:
        self._receiving = receiving
        self._sending = sending
        self.tag_bytes = tag_bytes
        self._scratch: Any = ffi.new("char[]", _MAX_PACKET + _TRAILER_BYTES)
        self._length: Any = ffi.new("int *")

    @property
    def sending_context(self) -> Any:  # noqa: ANN401  an opaque pointer of cffi
        """Libsrtp's context for outgoing packets; valid as long as this object lives."""
        return self._sending._srtp[0]  # noqa: SLF001

    def protect(self, packet: bytes) -> bytes | None:
        """Encrypt an RTP packet; None if libsrtp refuses."""
        return self._process(lib.srtp_protect, self._sending, packet)

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        """Encrypt an RTCP packet; None if libsrtp refuses."""
        return self._process(lib.srtp_protect_rtcp, self._sending, packet)

    def unprotect(self, packet: bytes) -> bytes | None:
        """Open an RTP packet; None if it is forged, damaged or a repeat."""
        return self._process(lib.srtp_unprotect, self._receiving, packet)

    def unprotect_rtcp(self, packet: bytes) -> bytes | None:
        """Open an RTCP packet; None if it is forged, damaged or a repeat."""
        return self._process(lib.srtp_unprotect_rtcp, self._receiving, packet)

    def _process(self, work: Any, session: Session, packet: bytes) -> bytes | None:  # noqa: ANN401
        if not 8 <= len(packet) <= _MAX_PACKET:
            return None
        ffi.memmove(self._scratch, packet, len(packet))
        self._length[0] = len(packet)
        if work(session._srtp[0], self._scratch, self._length):  # noqa: SLF001
            return None
        return bytes(ffi.buffer(self._scratch, self._length[0]))
