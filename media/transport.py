"""Owns the UDP socket: sorts what comes in to STUN, DTLS and SRTP, and writes what goes out."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable

from media.counters import Counters
from media.fanout import FanOut, PacketBuilder
from media.ice import Address, IceCredentials, IceLite, IcePath
from media.ledger import SendLedger
from media.peer import Peer
from media.sendmmsg import Scratch

_MAX_DATAGRAM = 2048
_DATAGRAMS_PER_WAKE = 128
_SO_TIMESTAMPNS = 35  # Linux; Python has no name for it
_ANCILLARY_BYTES = 64
_HELD_SECONDS = 5.0
_TIMESPEC = struct.Struct("@qq")


class MediaTransport:
    """One socket for all peers (RFC 9443 tells what a datagram is by its first byte)."""

    def __init__(self, counters: Counters, on_drained: Callable[[], None]) -> None:
        self._counters = counters
        self._on_drained = on_drained
        self._ice = IceLite()
        self._by_path: dict[IcePath, Peer] = {}
        self._by_address: dict[Address, Peer] = {}
        self._socket: socket.socket | None = None
        self._builder: PacketBuilder | None = None
        self.ledger = SendLedger(time.monotonic)
        self.family = socket.AF_INET
        self.port = 0

    @property
    def is_dual(self) -> bool:
        """Whether IPv6 peers can reach us."""
        return self.family == socket.AF_INET6

    def open(self, host: str, port: int, buffer_bytes: int) -> None:
        """Bind the socket and read it in the running loop; raises OSError if that is impossible."""
        self._socket = _bind(host, port, buffer_bytes)
        self.family = self._socket.family
        self.port = self._socket.getsockname()[1]
        self._builder = PacketBuilder(Scratch(self._socket.fileno()), self.ledger)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._drain)

    def close(self) -> None:
        """Stop reading and free the port."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def new_fan(self) -> FanOut:
        """Make a fan-out on this socket."""
        if self._builder is None:
            raise RuntimeError("the media transport is not open")
        return FanOut(self._builder, self.family)

    def add(self, peer: Peer) -> None:
        """Let a peer's connectivity checks in."""
        self._by_path[peer.path] = peer
        self._ice.open(peer.path)

    def restart(self, peer: Peer) -> None:
        """Give a peer new ICE credentials; the old ones hold until it uses the new."""
        self._ice.restart(peer.path, IceCredentials.generate())

    def remove(self, peer: Peer) -> None:
        """Forget a peer; its packets are strangers' from now on."""
        self._ice.close(peer.path)
        self._by_path.pop(peer.path, None)
        for address in peer.path.proven:
            if self._by_address.get(address) is peer:
                del self._by_address[address]

    def write(self, datagram: bytes, address: Address) -> None:
        """Send one datagram; a full buffer or a missing route drops it."""
        if self._socket is None:
            return
        try:
            self._socket.sendto(datagram, address)
        except OSError:
            self._counters.dropped += 1
            return
        self._counters.packets_out += 1
        self._counters.bytes_out += len(datagram)

    def _drain(self) -> None:
        if self._socket is None:
            return
        receive = self._socket.recvmsg
        # The kernel's own stamp keeps this process' delays out of jitter and bandwidth estimates.
        to_monotonic = time.monotonic() - time.time()
        for _ in range(_DATAGRAMS_PER_WAKE):
            try:
                datagram, ancillary, _, address = receive(_MAX_DATAGRAM, _ANCILLARY_BYTES)
            except BlockingIOError:
                break
            except OSError:
                continue  # an ICMP error of some earlier datagram
            if datagram:
                self._sort(datagram, address, arrival_of(ancillary) + to_monotonic)
        self._on_drained()

    def _sort(self, datagram: bytes, address: Address, arrival: float) -> None:
        self._counters.packets_in += 1
        self._counters.bytes_in += len(datagram)
        first = datagram[0]
        if first < 4:
            self._check(datagram, address, arrival)
            return
        peer = self._by_address.get(address)
        if peer is None:
            self._counters.rejected += 1
        elif 127 < first < 192:
            if not peer.receive_srtp(datagram, arrival):
                self._counters.rejected += 1
        elif 19 < first < 64:
            peer.receive_dtls(datagram)

    def _check(self, datagram: bytes, address: Address, arrival: float) -> None:
        holder = self._by_address.get(address)
        held = holder is not None and arrival - holder.last_heard < _HELD_SECONDS
        binding = self._ice.check(datagram, address, holder.path if holder and held else None)
        if binding is None:
            self._counters.rejected += 1
            return
        peer = self._by_path[binding.path]
        if binding.forgotten is not None:
            self._by_address.pop(binding.forgotten, None)
        self._by_address[address] = peer
        self.write(binding.reply, address)
        peer.path_checked(binding.selected_before, arrival)


def arrival_of(ancillary: list[tuple[int, int, bytes]]) -> float:
    """Read the kernel's receive time (wall clock seconds) from a message's ancillary data."""
    for level, kind, value in ancillary:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) == _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack(value)
            return float(seconds + nanoseconds / 1e9)
    return time.time()


def _bind(host: str, port: int, buffer_bytes: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not socket.has_dualstack_ipv6() and host == "::":
        family, host = socket.AF_INET, "0.0.0.0"  # noqa: S104  the operator asked for every interface
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)  # noqa: FBT003  the standard library's signature
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            bound.setsockopt(socket.SOL_SOCKET, option, buffer_bytes)
        bound.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
