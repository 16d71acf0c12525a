"""Network namespaces around one server, each behind a leg of its own that can be made slow or lossy."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence

SERVER_ADDRESS = "10.77.99.1"
_QUEUE = ("burst", "10kb", "latency", "300ms")


def why_not() -> str | None:
    """Say why namespaces cannot be had here; None if they can."""
    missing = [tool for tool in ("ip", "tc", "iptables") if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} not installed (./dev test installs iproute2 and iptables)"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return None if tried.returncode == 0 else "network namespaces are not allowed here"


class Star:
    """One server and its legs; names are unique to this process."""

    def __init__(self) -> None:
        self._name = f"sf{os.getpid()}"
        self._legs: list[str] = []

    def at(self, place: str) -> tuple[str, ...]:
        """The words that run a command at a place: a leg's name or `server`."""
        return ("ip", "netns", "exec", self._space(place))

    async def limit(self, leg: str, kbit: int) -> None:
        """Let no more than so much go to a leg, with a queue of 300 ms before it."""
        await self._run(
            *self.at("server"), *f"tc qdisc replace dev {leg} root tbf rate {kbit}kbit".split(), *_QUEUE
        )

    async def lose(self, leg: str, ratio: float) -> None:
        """Drop a part of what goes to and fro on a leg."""
        rule = f"-p udp -m statistic --mode random --probability {ratio} -j DROP".split()
        for chain in ("INPUT", "OUTPUT"):
            await self._run(*self.at(leg), "iptables", "-A", chain, *rule)

    async def mend(self, leg: str) -> None:
        """Drop nothing more there."""
        await self._run(*self.at(leg), "iptables", "-F")

    async def open(self, legs: Sequence[str]) -> None:
        """Build it."""
        await self._run("ip", "netns", "add", self._space("server"))
        await self._ip("server", "link set lo up")
        await self._ip("server", f"addr add {SERVER_ADDRESS}/32 dev lo")
        for number, leg in enumerate(legs):
            self._legs.append(leg)
            await self._run("ip", "netns", "add", self._space(leg))
            await self._run(
                *f"ip link add {leg} netns {self._space('server')} type veth".split(),
                *f"peer name eth0 netns {self._space(leg)}".split(),
            )
            await self._ip("server", f"addr add 10.77.{number}.1/24 dev {leg}")
            await self._ip("server", f"link set {leg} up")
            await self._ip(leg, f"addr add 10.77.{number}.2/24 dev eth0")
            await self._ip(leg, "link set eth0 up")
            await self._ip(leg, "link set lo up")
            await self._ip(leg, f"route add default via 10.77.{number}.1")

    async def close(self) -> None:
        """Take it down."""
        for place in ("server", *self._legs):
            with contextlib.suppress(RuntimeError):
                await self._run("ip", "netns", "del", self._space(place))

    def _space(self, place: str) -> str:
        return f"{self._name}-{place}"

    async def _ip(self, place: str, words: str) -> None:
        await self._run("ip", "-n", self._space(place), *words.split())

    @staticmethod
    async def _run(*words: str) -> None:
        process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
        _, said = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(words)}: {said.decode().strip()}")


@contextlib.asynccontextmanager
async def star(*legs: str) -> AsyncIterator[Star]:
    """Build a star for the time of a block."""
    built = Star()
    try:
        await built.open(legs)
        yield built
    finally:
        await built.close()
