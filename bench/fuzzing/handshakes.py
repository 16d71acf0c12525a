"""Targets behind DTLS: a handshake with anything at all, and a connection that goes on meanwhile."""

import asyncio
from collections.abc import Callable

from bench.fuzzing.target import Attack, Target, join, split
from media.dtls import Certificate, DtlsRole, DtlsSession, HandshakeFailed

_PATIENCE_SECONDS = 5.0


class _Handshakes:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._certificate = Certificate.generateCertificate()
        self._connected: DtlsSession | None = None
        self.recorded: list[bytes] = []
        self._loop.run_until_complete(self._connect())

    def begin(self, data: bytes) -> None:
        """Take the input for all that a peer says before it leaves."""
        self._loop.run_until_complete(self._begin(data))

    def go_on(self, data: bytes) -> None:
        """Take the input for what arrives in a connection that stands."""
        self._loop.run_until_complete(self._go_on(data))

    async def _begin(self, data: bytes) -> None:
        session = self._session("server", lambda _: None)
        for datagram in split(data):
            if datagram and 19 < datagram[0] < 64:
                session.feed(datagram)
        session._wire.feed(None)  # noqa: SLF001  the end of its ICE transport
        try:
            await session.handshake(_PATIENCE_SECONDS)
        except HandshakeFailed:
            pass
        finally:
            await session.close()

    async def _go_on(self, data: bytes) -> None:
        session = self._connected
        if session is None:
            raise RuntimeError("not connected")
        for datagram in split(data):
            if datagram and 19 < datagram[0] < 64:
                session.feed(datagram)
                await asyncio.sleep(0)
        await asyncio.sleep(0)
        if session._transport.state != "connected":  # noqa: SLF001
            await self._connect()
            raise AssertionError("a stranger's datagram ended a connection")

    async def _connect(self) -> None:
        ours: DtlsSession
        theirs: DtlsSession

        def to_ours(datagram: bytes) -> None:
            self.recorded.append(datagram)
            ours.feed(datagram)

        ours = self._session("server", lambda datagram: theirs.feed(datagram))  # noqa: PLW0108  made below
        theirs = self._session("client", to_ours)
        await asyncio.gather(ours.handshake(_PATIENCE_SECONDS), theirs.handshake(_PATIENCE_SECONDS))
        self._connected = ours

    def _session(self, role: DtlsRole, write: Callable[[bytes], None]) -> DtlsSession:
        return DtlsSession(self._certificate, role, [("sha-256", self._certificate.sha256)], write)


def _beginning() -> Attack:
    shaking = _Handshakes()
    hello, whole = shaking.recorded[:1], shaking.recorded
    return Attack(shaking.begin, [join(hello), join(whole), join([datagram[:40] for datagram in whole])])


def _going_on() -> Attack:
    shaking = _Handshakes()
    alert = b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28"
    return Attack(shaking.go_on, [join(shaking.recorded), join([alert])])


# OpenSSL does the reading here, so that few inputs say as much as many.
HANDSHAKE_TARGETS = (
    Target("dtls_handshake", _beginning, share=1),
    Target("dtls_connected", _going_on, share=1),
)
