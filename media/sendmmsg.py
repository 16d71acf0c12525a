"""Hands many datagrams to the kernel in one call (sendmmsg, UDP GSO), on Linux, by way of cffi."""

import errno
import socket
import struct
from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from cffi import FFI

from media.ice import Address

ROWS = 128
"""Datagrams of one call: one for each viewer of a block."""
SEGMENTS = 16
"""Packets that one datagram may be cut into (UDP GSO)."""
STRIDE = 1600
"""Bytes between packets in the scratch memory; not a power of two, which would crowd a few cache sets."""
NAME_BYTES = 28

_MSG_DONTWAIT = 0x40
_SOL_UDP, _UDP_SEGMENT = 17, 103
_CONTROL_BYTES = 24
_HEADER_WORDS = 8  # struct mmsghdr on 64-bit Linux
_NAME_LENGTH, _IOV_LENGTH, _CONTROL, _CONTROL_LENGTH = 1, 3, 4, 5
_GSO_REFUSED = frozenset({errno.EIO, errno.EINVAL, errno.ENOPROTOOPT, errno.EOPNOTSUPP})

_ffi = FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; uint32_t msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                    void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
    """
)


def socket_name(family: int, address: Address) -> bytes:
    """Encode an address as the kernel's sockaddr of this socket family."""
    host, port = address[0], address[1]
    if family == socket.AF_INET:
        return struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)
    flow, scope = (address[2], address[3]) if len(address) == 4 else (0, 0)
    packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    return (
        struct.pack("=H", socket.AF_INET6)
        + struct.pack("!HI", port, flow)
        + packed
        + struct.pack("=I", scope)
    )


def _words(array: Any) -> npt.NDArray[np.uint64]:  # noqa: ANN401  a cffi array
    """View C memory as 64-bit words."""
    view: npt.NDArray[np.uint64] = np.frombuffer(cast("memoryview", _ffi.buffer(array)), np.uint64)
    return view


class Scratch:
    """Memory in which a block's packets are built, shared by all fan-outs of a socket.

    Safe to share because each use ends before the next begins: build, encrypt, hand over; the kernel copies.
    """

    def __init__(self, fd: int, *, gso: bool = True) -> None:
        self.fd = fd
        self.gso = gso
        self.memory: npt.NDArray[np.uint8] = np.zeros((SEGMENTS, ROWS, STRIDE), np.uint8)
        self._libc: Any = _ffi.dlopen(None)
        self._iov: Any = _ffi.new("struct iovec[]", ROWS * SEGMENTS)
        words = _words(self._iov).reshape(ROWS, SEGMENTS, 2)
        base = self.memory.ctypes.data
        for segment in range(SEGMENTS):
            words[:, segment, 0] = base + (segment * ROWS + np.arange(ROWS)) * STRIDE
        self.lengths = words[:, :, 1]
        self._control: Any = _ffi.new("char[]", _CONTROL_BYTES)

    def iov_address(self, row: int) -> int:
        """Address of a row's vector of segments."""
        return int(_ffi.cast("uintptr_t", self._iov + row * SEGMENTS))

    def control_address(self) -> int:
        """Address of the control message that states the segment size."""
        return int(_ffi.cast("uintptr_t", self._control))

    def set_segment(self, size: int) -> None:
        """State the size at which the kernel cuts datagrams."""
        self._control[0:18] = struct.pack("@Qii", 18, _SOL_UDP, _UDP_SEGMENT) + struct.pack("@H", size)

    def send(self, headers: Any, first: int, count: int) -> tuple[int, int]:  # noqa: ANN401  a cffi array
        """Hand over messages; returns how many went out and the errno that stopped them (0 for none)."""
        sent = int(self._libc.sendmmsg(self.fd, headers + first, count, _MSG_DONTWAIT))
        return (sent, 0) if sent > 0 else (0, int(_ffi.errno))


class Envelopes:
    """The message headers of one block of receivers."""

    def __init__(self, scratch: Scratch, family: int) -> None:
        self._scratch = scratch
        self._family = family
        self._names = np.zeros((ROWS, NAME_BYTES), np.uint8)
        self._headers: Any = _ffi.new("struct mmsghdr[]", ROWS)
        self._words = _words(self._headers).reshape(ROWS, _HEADER_WORDS)
        name_size = 16 if family == socket.AF_INET else NAME_BYTES
        for row in range(ROWS):
            self._words[row, 0] = self._names.ctypes.data + row * NAME_BYTES
            self._words[row, _NAME_LENGTH] = name_size
            self._words[row, 2] = scratch.iov_address(row)
            self._words[row, _IOV_LENGTH] = 1

    def set_address(self, row: int, address: Address) -> None:
        """Direct a row's datagrams."""
        name = socket_name(self._family, address)
        self._names[row, : len(name)] = np.frombuffer(name, np.uint8)

    def move(self, source: int, target: int) -> None:
        """Copy a row's direction to another."""
        self._names[target] = self._names[source]

    def send(self, count: int, sizes: Sequence[int], skip: Sequence[int] = ()) -> int:
        """Send each row's packets of these sizes; returns how many packets left.

        A row's failure (no route, a full buffer) concerns that row only. `skip` names rows to leave out.
        """
        segments = len(sizes)
        if segments > 1 and not self._scratch.gso:
            return self._send_one_by_one(count, sizes, skip)
        for segment, size in enumerate(sizes):
            self._scratch.lengths[:count, segment] = size
        self._words[:count, _IOV_LENGTH] = segments
        if segments > 1:
            self._scratch.set_segment(sizes[0])
            self._words[:count, _CONTROL] = self._scratch.control_address()
        self._words[:count, _CONTROL_LENGTH] = _CONTROL_BYTES if segments > 1 else 0
        sent, refused = self._send_rows(count, skip)
        if refused in _GSO_REFUSED and segments > 1 and sent == 0:
            # Refused for everybody: this kernel or interface cannot segment. Never try again on this socket.
            self._scratch.gso = False
            return self._send_one_by_one(count, sizes, skip)
        return sent * segments

    def _send_rows(self, count: int, skip: Sequence[int]) -> tuple[int, int]:
        """Send all rows but some; returns how many went out and the last errno."""
        row = sent = refused = 0
        for stop in (*skip, count):
            while row < stop:
                done, failure = self._scratch.send(self._headers, row, stop - row)
                refused = failure or refused
                if refused in {errno.EAGAIN, errno.ENOBUFS}:
                    # The kernel's buffer is full: what is left is lost to these viewers, who ask again.
                    return sent, refused
                sent += done
                row += done or 1
            row = stop + 1
        return sent, refused

    def _send_one_by_one(self, count: int, sizes: Sequence[int], skip: Sequence[int]) -> int:
        sent = 0
        lengths = self._scratch.lengths
        self._words[:count, _IOV_LENGTH] = 1
        self._words[:count, _CONTROL_LENGTH] = 0
        first = self._words[:count, 2].copy()
        for segment, size in enumerate(sizes):
            lengths[:count, segment] = size
            self._words[:count, 2] = first + np.uint64(segment * 16)
            sent += self._send_rows(count, skip)[0]
        self._words[:count, 2] = first
        return sent
