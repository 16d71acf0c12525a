"""A WebRTC end that neither encodes nor decodes: ICE, DTLS and SRTP over one plain socket."""

import asyncio
import contextlib
import secrets
import socket
import struct
import time
from collections.abc import Iterator, Sequence

from aioice import stun

from media.answer import TRANSPORT_CC
from media.dtls import Certificate, DtlsSession
from media.rtcp import ReportBlock, write_nack, write_receiver_report, write_transport_feedback
from media.rtp import unwrap
from media.srtp import SrtpEndpoint

_CONNECT_SECONDS = 10.0
_VIDEO_TYPE, _RTX_TYPE = 96, 97
_MID, _RID, _REPAIRED = 4, 10, 11
_TRANSPORT = 3
_EVEN_TICKS, _REFERENCE_TICKS = 12, 256  # of 0.25 ms: packets every 3 ms
_MOST_REPORTED = 200
_BINDING_REQUEST = b"\x00\x01"
_DTLS_ALERT = 21  # RFC 6347, section 4.1
_SO_TIMESTAMPNS = 35  # Linux; Python has no name for it
_HEADER = struct.Struct("!BBHII")


def answer_value(answer: str, name: str) -> str:
    """Find the first `a=name:value` of an SDP text."""
    start = answer.index(f"a={name}:") + len(name) + 3
    return answer[start : answer.index("\r\n", start)]


class LightPeer:
    """Sends or receives one video track; its socket is read only while it connects, or by `read`."""

    def __init__(
        self,
        certificate: Certificate,
        *,
        sends: bool,
        receive_buffer: int = 4096,
        codec: str = "VP8",
        layers: Sequence[str] = (),
    ) -> None:
        self._certificate = certificate
        self._sends = sends
        self._codec = codec
        self._layers = tuple(layers)
        self._rtx_sequence = 0
        self._receive_buffer = receive_buffer
        self._credentials = ("", "")
        self._fragment, self._password = secrets.token_hex(4), secrets.token_hex(12)
        self.ssrc = 1 + secrets.randbelow(1 << 31)
        self.session_id = ""
        self.remote_ssrc = 0
        self.socket = self._bind()
        self._server = ("127.0.0.1", 0)
        self._endpoint: SrtpEndpoint | None = None
        self._dtls: DtlsSession | None = None
        self._early: list[bytes] = []
        self._is_mute = False
        self._newest: int | None = None
        self._reported = 0

    @property
    def endpoint(self) -> SrtpEndpoint:
        """Encryption, once connected."""
        if self._endpoint is None:
            raise RuntimeError("not connected")
        return self._endpoint

    @property
    def profile(self) -> str:
        """The SRTP profile, once connected."""
        return self._dtls.profile if self._dtls is not None else ""

    def offer(self) -> str:
        """Write the offer."""
        lines = [
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            f"m=video 9 UDP/TLS/RTP/SAVPF {_VIDEO_TYPE} {_RTX_TYPE}",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=sendonly" if self._sends else "a=recvonly",
            "a=rtcp-mux",
            f"a=ice-ufrag:{self._fragment}",
            f"a=ice-pwd:{self._password}",
            f"a=fingerprint:sha-256 {self._certificate.sha256}",
            "a=setup:actpass",
            f"a=rtpmap:{_VIDEO_TYPE} {self._codec}/90000",
            f"a=rtcp-fb:{_VIDEO_TYPE} nack",
            f"a=rtcp-fb:{_VIDEO_TYPE} nack pli",
            f"a=rtpmap:{_RTX_TYPE} rtx/90000",
            f"a=fmtp:{_RTX_TYPE} apt={_VIDEO_TYPE}",
        ]
        if not self._sends:
            lines += [f"a=extmap:{_TRANSPORT} {TRANSPORT_CC}", f"a=rtcp-fb:{_VIDEO_TYPE} transport-cc"]
        if self._codec == "H264":
            lines.append(f"a=fmtp:{_VIDEO_TYPE} packetization-mode=1;profile-level-id=42e01f")
        if self._layers:
            names = {"mid": _MID, "rtp-stream-id": _RID, "repaired-rtp-stream-id": _REPAIRED}
            lines += [f"a=extmap:{n} urn:ietf:params:rtp-hdrext:sdes:{name}" for name, n in names.items()]
            lines += [f"a=rid:{rid} send" for rid in self._layers]
            lines.append(f"a=simulcast:send {';'.join(self._layers)}")
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, answer: str) -> None:
        """Do ICE and DTLS with the answering server."""
        candidate = answer_value(answer, "candidate").split()
        self._server = (candidate[4], int(candidate[5]))
        if not self._sends:
            self.remote_ssrc = int(answer_value(answer, "ssrc").split()[0])
        self._credentials = (answer_value(answer, "ice-ufrag"), answer_value(answer, "ice-pwd"))
        await self._check()
        algorithm, digest = answer_value(answer, "fingerprint").split()
        self._dtls = DtlsSession(self._certificate, "client", [(algorithm, digest)], self._write)
        reading = asyncio.create_task(self._feed(self._dtls))
        self._endpoint = await self._dtls.handshake(_CONNECT_SECONDS)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    async def move(self) -> None:
        """Go on from another address, as a phone does that changes its network."""
        self.socket.close()
        self.socket = self._bind()
        await self._check()

    def new_fragment(self) -> str:
        """Choose new ICE credentials; returns the SDP fragment that asks for a restart."""
        self._fragment, self._password = secrets.token_hex(4), secrets.token_hex(12)
        credentials = f"a=ice-ufrag:{self._fragment}\r\na=ice-pwd:{self._password}\r\n"
        return "m=video 9 RTP/AVP 0\r\na=mid:0\r\n" + credentials

    async def restart(self, answered: str) -> None:
        """Go on from another address with the server's new credentials."""
        self._credentials = (answer_value(answered, "ice-ufrag"), answer_value(answered, "ice-pwd"))
        await self.move()

    def send_rtp(self, *, sequence: int, timestamp: int, payload: bytes, marker: bool) -> None:
        """Encrypt and send one packet of the track."""
        second = _VIDEO_TYPE | (0x80 if marker else 0)
        head = _HEADER.pack(0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self.ssrc)
        self._seal(head + payload)

    def layer_ssrc(self, place: int) -> int:
        """The source of a layer of a simulcast."""
        return self.ssrc + 2 * place

    def send_layer_rtp(
        self, place: int, sequence: int, timestamp: int, payload: bytes, *, marker: bool
    ) -> None:
        """Encrypt and send one packet of a layer."""
        second = _VIDEO_TYPE | (0x80 if marker else 0)
        head = _HEADER.pack(0x90, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self.layer_ssrc(place))
        self._seal(head + self._rid(_RID, place) + payload)

    def send_layer_rtx(
        self, place: int, sequence: int, timestamp: int, payload: bytes, *, marker: bool
    ) -> None:
        """Send one packet of a layer again (RFC 4588)."""
        self._rtx_sequence += 1
        second = _RTX_TYPE | (0x80 if marker else 0)
        ssrc = self.layer_ssrc(place) + 1
        head = _HEADER.pack(0x90, second, self._rtx_sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
        again = struct.pack("!H", sequence & 0xFFFF) + payload
        self._seal(head + self._rid(_REPAIRED, place) + again)

    def _rid(self, number: int, place: int) -> bytes:
        """Write the header extension that names a layer (RFC 8285, RFC 8852)."""
        rid = self._layers[place].encode()
        element = bytes([number << 4 | len(rid) - 1]) + rid
        element += bytes(-len(element) % 4)
        return struct.pack("!HH", 0xBEDE, len(element) // 4) + element

    def _seal(self, packet: bytes) -> None:
        sealed = self.endpoint.protect(packet)
        if sealed is not None:
            self._write(sealed)

    def report(self, highest_sequence: int) -> None:
        """Send a receiver report."""
        block = ReportBlock(self.remote_ssrc, highest_sequence=highest_sequence)
        self.send_rtcp(write_receiver_report(self.ssrc, [block]))

    def report_arrivals(self) -> None:
        """Say that all packets up to the newest seen have arrived evenly (transport-wide congestion control).

        Those that the socket had no room for are taken for arrived, too: a load's viewers need not read all.
        """
        if self._newest is None or self._newest == self._reported:
            return
        count = min(_MOST_REPORTED, self._newest - self._reported)
        base = self._newest - count + 1
        # Written by hand, since a load of hundreds writes thousands a second: one run of small distances.
        reference, ticks = divmod(base * _EVEN_TICKS, _REFERENCE_TICKS)
        head = struct.pack("!HHIH", base & 0xFFFF, count, (reference & 0xFFFFFF) << 8, 1 << 13 | count)
        body = head + bytes([ticks]) + bytes([_EVEN_TICKS]) * (count - 1)
        body += bytes(-len(body) % 4)
        self.send_rtcp(write_transport_feedback(self.ssrc, self.remote_ssrc, body))
        self._reported = self._newest

    def ask_again(self, sequences: list[int]) -> None:
        """Send a NACK."""
        self.send_rtcp(write_nack(self.ssrc, self.remote_ssrc, sequences))

    def heard_goodbye(self) -> bool:
        """Whether an encrypted DTLS alert is among what the socket holds, which is given away with it."""
        return any(datagram[0] == _DTLS_ALERT for datagram in self._waiting())

    def skim(self) -> None:
        """Give away what the socket holds, unopened; only its transport-wide numbers are noted."""
        for _ in self._waiting():
            pass

    def read(self) -> list[bytes]:
        """Open what the socket holds."""
        packets: list[bytes] = []
        for datagram in self._waiting():
            if 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223:
                packet = self.endpoint.unprotect(datagram)
                if packet is not None:
                    packets.append(packet)
        return packets

    def read_rtcp(self) -> list[bytes]:
        """Open the feedback that the socket holds."""
        opened = [
            self.endpoint.unprotect_rtcp(datagram)
            for datagram in self._waiting()
            if 127 < datagram[0] < 192 and 192 <= datagram[1] <= 223
        ]
        return [compound for compound in opened if compound is not None]

    def _bind(self) -> socket.socket:
        bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        bound.setblocking(False)  # noqa: FBT003  the standard library's signature
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        bound.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        bound.bind(("0.0.0.0", 0))  # noqa: S104  wherever the bench is run
        return bound

    def _waiting(self) -> Iterator[bytes]:
        # Media may come right behind the handshake's last message.
        early, self._early = self._early, []
        yield from early
        with contextlib.suppress(BlockingIOError):
            while True:
                datagram = self.socket.recv(2048)
                self._note_number(datagram)
                yield datagram

    def _note_number(self, datagram: bytes) -> None:
        """Read the header extension, which is in clear, of what has no other (RFC 8285, one-byte form)."""
        if not (127 < datagram[0] < 192 and datagram[0] & 0x10 and datagram[12:16] == b"\xbe\xde\x00\x01"):
            return
        number = int.from_bytes(datagram[17:19], "big")
        if self._newest is None:
            self._newest = self._reported = number
        else:
            self._newest = max(self._newest, unwrap(number, self._newest, 16))

    async def close(self) -> None:
        """Say goodbye."""
        if self._dtls is not None:
            await self._dtls.close()
        self.socket.close()

    async def vanish(self) -> None:
        """Be gone without a word, as a phone that is switched off."""
        self._is_mute = True
        await self.close()

    @property
    def has_early_media(self) -> bool:
        """Whether media came right behind the handshake, before anybody could read it."""
        return any(127 < datagram[0] < 192 for datagram in self._early)

    def send_rtcp(self, packet: bytes) -> None:
        """Encrypt and send feedback."""
        sealed = self.endpoint.protect_rtcp(packet)
        if sealed is not None:
            self._write(sealed)

    def _write(self, datagram: bytes) -> None:
        if self._is_mute:
            return
        # What a firewall on our own side drops is told to us, unlike what is lost further on.
        with contextlib.suppress(PermissionError):
            self.socket.sendto(datagram, self._server)

    async def _check(self) -> None:
        fragment, password = self._credentials
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{fragment}:{self._fragment}"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(password.encode())
        end = time.monotonic() + _CONNECT_SECONDS
        while time.monotonic() < end:
            self._write(bytes(request))
            try:
                async with asyncio.timeout(0.5):
                    datagram = await asyncio.get_running_loop().sock_recv(self.socket, 2048)
            except TimeoutError:
                continue
            if datagram[0] == 1:
                return
        raise TimeoutError("no answer to connectivity checks")

    def _confirm(self, check: stun.Message) -> None:
        """Answer a server that checks back, as a full ICE agent does."""
        answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, check.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = self._server
        answer.add_message_integrity(self._password.encode())
        answer.add_fingerprint()
        self._write(bytes(answer))

    async def _feed(self, dtls: DtlsSession) -> None:
        while True:
            datagram = await asyncio.get_running_loop().sock_recv(self.socket, 2048)
            if 19 < datagram[0] < 64:
                dtls.feed(datagram)
            elif datagram[:2] == _BINDING_REQUEST:
                self._confirm(stun.parse_message(datagram))
            else:
                self._early.append(datagram)
