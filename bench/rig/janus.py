"""Debian's Janus as the peer to compare with: its streaming plugin, fed with plain RTP, one port a show."""

import asyncio
import json
import os
import secrets
import socket
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.rig.cable import Ends
from bench.rig.light_peer import LightPeer, answer_value

_API_PORT = 18188
_FIRST_RTP_PORT = 15004
_PATIENCE_SECONDS = 20.0
_LIBRARIES = next(Path("/usr/lib").glob("*/janus"), Path("/usr/lib/janus"))
_PLUGIN = "libjanus_streaming.so"
_TRANSPORT = "libjanus_websockets.so"
_TICKS = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12  # in /proc/PID/stat, behind the name


class PlainSender:
    """Sends a show's packets to Janus, which asks for no encryption there."""

    _TYPE = 96

    def __init__(self, target: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._target = target
        self._ssrc = secrets.token_bytes(4)

    def send_rtp(self, *, sequence: int, timestamp: int, payload: bytes, marker: bool) -> None:
        """Send one packet of the show."""
        head = bytes([0x80, self._TYPE | (0x80 if marker else 0)])
        numbers = (sequence & 0xFFFF).to_bytes(2, "big") + (timestamp & 0xFFFFFFFF).to_bytes(4, "big")
        self._socket.sendto(head + numbers + self._ssrc + payload, self._target)

    def close(self) -> None:
        """Send no more."""
        self._socket.close()


class Janus:
    """A Janus with one mountpoint a show.

    Args:
        event_loops: Threads that all viewers share; 0 gives each viewer a thread, as it does by default.
    """

    def __init__(self, ends: Ends, shows: int, event_loops: int) -> None:
        self._ends = ends
        self._shows = shows
        self._event_loops = event_loops
        self._folder = tempfile.TemporaryDirectory()
        self._process: asyncio.subprocess.Process | None = None
        self._api: ClientConnection | None = None
        self._session = 0
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Start it and open a session."""
        folder = Path(self._folder.name)
        for name, text in self._configuration(folder).items():
            folder.joinpath(name).write_text(text)
        self._process = await asyncio.create_subprocess_exec(
            *(*self._ends.prefix, "janus", "-F", str(folder)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            self._api = await self._connect()
            self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        if self._api is not None:
            await self._api.close()
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
        self._folder.cleanup()

    def sender(self, show: int) -> PlainSender:
        """Open the way in of a show."""
        return PlainSender((self._ends.far, _FIRST_RTP_PORT + show))

    async def view(self, show: int, viewer: LightPeer) -> None:
        """Let a viewer in: here the server offers."""
        handle = (await self._ask({"janus": "attach", "plugin": "janus.plugin.streaming"}))["data"]["id"]
        offered = await self._tell(handle, {"request": "watch", "id": show + 1})
        offer = offered["jsep"]["sdp"]
        # It offers no transport-wide congestion control.
        lines = [line for line in viewer.offer().splitlines() if "transport" not in line]
        answer = "\r\n".join([*lines, ""]).replace("a=setup:actpass", "a=setup:active")
        answer = answer.replace("a=mid:0", f"a=mid:{answer_value(offer, 'mid')}")
        answer = answer.replace("BUNDLE 0", f"BUNDLE {answer_value(offer, 'mid')}")
        # It accepts nobody whose address it was not told.
        port = viewer.socket.getsockname()[1]
        answer += f"a=candidate:1 1 udp 2130706431 {self._ends.near} {port} typ host\r\n"
        await self._tell(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        await viewer.connect(offer)

    async def usage(self) -> Mapping[str, float]:
        """Read CPU seconds (user and system) and the datagrams that left its namespace."""
        process = Path("/proc", str(self._process.pid if self._process else 0))
        spent = process.joinpath("stat").read_text().rpartition(")")[2].split()
        names, values = (
            line.split()[1:]
            for line in process.joinpath("net/snmp").read_text().splitlines()
            if line.startswith("Udp:")
        )
        udp = dict(zip(names, map(int, values), strict=True))
        return {
            "cpu_s": (int(spent[_UTIME]) + int(spent[_STIME])) / _TICKS,
            "packets_out": udp["OutDatagrams"],
            "dropped": udp["SndbufErrors"],
            "retransmitted": 0,  # it does not say
        }

    async def _connect(self) -> ClientConnection:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                try:
                    return await connect(
                        f"ws://{self._ends.far}:{_API_PORT}", subprotocols=[Subprotocol("janus-protocol")]
                    )
                except OSError:
                    await asyncio.sleep(0.1)

    async def _tell(
        self, handle: int, body: Mapping[str, Any], jsep: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        request = {"janus": "message", "handle_id": handle, "body": body}
        return await self._ask(request | ({"jsep": jsep} if jsep else {}))

    async def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if self._api is None:
            raise RuntimeError("Janus is not started")
        transaction = secrets.token_hex(6)
        session = {"session_id": self._session} if self._session else {}
        async with self._turn, asyncio.timeout(_PATIENCE_SECONDS):
            await self._api.send(json.dumps({**request, **session, "transaction": transaction}))
            while True:
                reply: dict[str, Any] = json.loads(await self._api.recv())
                if reply.get("transaction") == transaction and reply["janus"] != "ack":
                    break
        if reply["janus"] not in {"success", "event"}:
            raise RuntimeError(f"Janus refused: {reply}")
        return reply

    def _configuration(self, folder: Path) -> dict[str, str]:
        loops = f"event_loops = {self._event_loops}" if self._event_loops else ""
        mountpoints = "\n".join(
            f'show{n}: {{ type = "rtp" id = {n + 1} audio = false video = true secret = "x" '
            f'videoport = {_FIRST_RTP_PORT + n} videopt = 96 videocodec = "vp8" }}'
            for n in range(self._shows)
        )
        unwanted = {"plugins": _others("plugins", _PLUGIN), "transports": _others("transports", _TRANSPORT)}
        return {
            "janus.jcfg": f"""
                general: {{ configs_folder = "{folder}" plugins_folder = "{_LIBRARIES}/plugins"
                    transports_folder = "{_LIBRARIES}/transports" events_folder = "{folder}"
                    loggers_folder = "{folder}" debug_level = 0 session_timeout = 0 {loops} }}
                nat: {{ ice_lite = true full_trickle = false ice_enforce_list = "{self._ends.far}" }}
                plugins: {{ disable = "{unwanted["plugins"]}" }}
                transports: {{ disable = "{unwanted["transports"]}" }}
            """,
            "janus.plugin.streaming.jcfg": f"general: {{ }}\n{mountpoints}\n",
            "janus.transport.websockets.jcfg": f"general: {{ ws = true ws_port = {_API_PORT} }}\n",
        }


def _others(kind: str, wanted: str) -> str:
    names: Sequence[str] = sorted(path.name for path in (_LIBRARIES / kind).glob("*.so"))
    return ",".join(name for name in names if name != wanted)
