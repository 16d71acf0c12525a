"""A cable between viewers here and a relay elsewhere, so that each end pays for its own half of a datagram.

On loopback the kernel runs the receiver's half (routing in, finding the socket, waking its reader, cutting
what was sent by GSO) inside the sender's system call and charges the sender. A network card does not.
So the relay gets a network namespace of its own, and what comes out of the cable is received by a kernel
thread (threaded NAPI of veth), which no process is charged for. Needs root; else all stays on loopback.
"""

import asyncio
import ctypes
import fcntl
import os
import shutil
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_CLONE_NEWNET = 0x40000000
_SIOCETHTOOL = 0x8946
_ETHTOOL_STSO, _ETHTOOL_SGRO = 0x1F, 0x2C
_NEAR, _FAR = "near0", "far0"
_NEAR_ADDRESS, _FAR_ADDRESS = "10.77.0.1", "10.77.0.2"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where the two ends are reached, and how to start a program at the far one."""

    near: str = "127.0.0.1"
    far: str = "127.0.0.1"
    prefix: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What lies between the ends."""
        return "veth" if self.prefix else "loopback"


class Cable:
    """Lays the cable for the time of a measurement; enter it before any other socket is opened."""

    def __init__(self) -> None:
        self._holder: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Ends:
        """Move this process into a namespace of its own and connect it with another."""
        tools = [tool for tool in ("ip", "unshare", "nsenter", "mount") if shutil.which(tool) is None]
        if os.geteuid() != 0 or tools:
            print(f"on loopback, where the sender pays for the receiver too: no root, or no {tools}")
            return Ends()
        try:
            await self._lay()
        except OSError as error:
            print(f"on loopback, where the sender pays for the receiver too: {error}")
            await self.__aexit__()
            return Ends()
        return Ends(_NEAR_ADDRESS, _FAR_ADDRESS, ("nsenter", f"--net={self._far_namespace()}"))

    async def __aexit__(self, *_: object) -> None:
        """Take the far namespace away; ours goes with this process."""
        if self._holder is not None:
            self._holder.kill()
            await self._holder.wait()
            self._holder = None

    async def _lay(self) -> None:
        if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "network namespaces are not allowed here")
        self._holder = await asyncio.create_subprocess_exec(
            *("unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity"),
            stdout=asyncio.subprocess.PIPE,
        )
        if self._holder.stdout is not None:
            await asyncio.wait_for(self._holder.stdout.readline(), 10.0)
        await _run("ip", "link", "add", _NEAR, "type", "veth", "peer", "name", _FAR)
        for name in (_NEAR, _FAR):
            _receive_by_napi(name)
        await _run("ip", "link", "set", _FAR, "netns", str(self._holder.pid))
        inside = ("nsenter", f"--net={self._far_namespace()}")
        await _bring_up((), _NEAR, _NEAR_ADDRESS)
        await _bring_up(inside, _FAR, _FAR_ADDRESS)

    def _far_namespace(self) -> str:
        return f"/proc/{self._holder.pid}/ns/net" if self._holder else ""


async def _bring_up(prefix: Sequence[str], name: str, address: str) -> None:
    await _run(*prefix, "ip", "address", "add", f"{address}/24", "dev", name)
    for link in ("lo", name):
        await _run(*prefix, "ip", "link", "set", link, "up")
    # sysfs shows the interfaces of the namespace in which it was mounted.
    threaded = f"mount -t sysfs sysfs /sys && echo 1 >/sys/class/net/{name}/threaded"
    await _run(*prefix, "unshare", "--mount", "sh", "-c", threaded)


def _receive_by_napi(name: str) -> None:
    """Make veth take datagrams by NAPI: it does with GRO on, and where the other end does no TSO."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for command, value in ((_ETHTOOL_STSO, 0), (_ETHTOOL_SGRO, 1)):
            data = ctypes.create_string_buffer(struct.pack("=II", command, value))
            request = struct.pack("16sP16x", name.encode(), ctypes.addressof(data))
            fcntl.ioctl(control.fileno(), _SIOCETHTOOL, request)


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    if process.returncode:
        raise OSError(f"{' '.join(command)}: {said.decode().strip()}")
