"""A media service in a process of its own, so that its CPU time can be told from the load's."""

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
import uvloop

from bench.rig.cable import Ends
from bench.rig.fanout_floor import measure_floors
from media import Answer, LayerWish, MediaEvent, MediaService, MediaSettings
from media.ice import Address

_LINE_LIMIT = 1 << 20
_PATIENCE_SECONDS = 10.0


class RelayProcess:
    """The parent's side: asks the child by JSON lines."""

    def __init__(self, ends: Ends | None = None, *, idle_seconds: float = 30.0) -> None:
        self._idle_seconds = idle_seconds
        self._ends = ends or Ends()
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Start the child and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *self._ends.prefix,
            sys.executable,
            "-m",
            "bench.rig.relay_process",
            self._ends.far,
            str(self._idle_seconds),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LINE_LIMIT,
            cwd=Path(__file__).parents[2],
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the child."""
        process = self._child()
        if process.stdin is not None:
            process.stdin.close()
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)

    async def publish(self, stream_id: str, offer: str) -> str:
        """Offer to send; returns the answer's SDP."""
        return str((await self._ask(do="publish", stream=stream_id, sdp=offer))["sdp"])

    async def view(self, stream_id: str, offer: str) -> str:
        """Offer to watch; returns the answer's SDP."""
        return str((await self._ask(do="view", stream=stream_id, sdp=offer))["sdp"])

    async def watch(self, stream_id: str, offer: str) -> tuple[str, str]:
        """Offer to watch; returns the session's id and the answer's SDP."""
        reply = await self._ask(do="view", stream=stream_id, sdp=offer)
        return str(reply["session"]), str(reply["sdp"])

    async def select(self, session: str, encoding: str) -> None:
        """Choose a session's layer by its rid; an empty one leaves it to the service."""
        await self._ask(do="select", session=session, encoding=encoding)

    async def layers(self, session: str) -> Mapping[str, Any]:
        """Read which layers a session can get and which one it gets."""
        return await self._ask(do="layers", session=session)

    async def wait_until_live(self, stream_id: str) -> None:
        """Return once viewers are let in; raises TimeoutError after ten seconds."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not (await self._ask(do="is_live", stream=stream_id))["live"]:  # noqa: ASYNC110  a process
                await asyncio.sleep(0.02)

    async def usage(self) -> Mapping[str, Any]:
        """Read CPU seconds (user and system), what the process holds, and the service's totals."""
        return await self._ask(do="usage")

    async def floors(self, sinks: Sequence[Address]) -> Mapping[str, Any]:
        """Measure there what sending to these sockets costs at least; see `bench.rig.fanout_floor`."""
        return await self._ask(do="floors", sinks=[list(sink) for sink in sinks])

    async def _ask(self, **request: object) -> Mapping[str, Any]:
        process = self._child()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the relay process has no pipes")
        async with self._turn:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            line = await asyncio.wait_for(process.stdout.readline(), 2 * _PATIENCE_SECONDS)
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply

    def _child(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the relay process is not started")
        return self._process


async def _serve(address: str, idle_seconds: float) -> None:
    async def ignore(_event: MediaEvent) -> None:
        """Nobody listens here."""

    settings = MediaSettings(udp_host=address, max_joins_in_flight=1000, idle_seconds=idle_seconds)
    service = MediaService(settings, publish=ignore, now_ms=lambda: time.time_ns() // 1_000_000)
    await service.start()
    reader = asyncio.StreamReader(limit=_LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(0, "rb")
    )
    while line := await reader.readline():
        request = json.loads(line)
        if request["do"] == "floors":
            reply: dict[str, Any] = measure_floors([(host, port) for host, port in request["sinks"]])
        else:
            reply = await _reply(service, request)
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
    await service.close()


async def _reply(service: MediaService, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        if request["do"] == "usage":
            used = resource.getrusage(resource.RUSAGE_SELF)
            return {
                "cpu_s": used.ru_utime + used.ru_stime,
                **_held(),
                **msgspec.to_builtins(service.totals()),
            }
        if request["do"] == "is_live":
            health = service.health(request["stream"])
            return {"live": health is not None and health.state == "live"}
        if request["do"] == "select":
            wish = LayerWish(encoding_id=request["encoding"] or None)
            service.select_layer(request["session"], wish)
            return {}
        if request["do"] == "layers":
            return dict(msgspec.to_builtins(service.layers(request["session"])))
        method = service.add_publisher if request["do"] == "publish" else service.add_viewer
        answer: Answer = await method(request["stream"], request["sdp"])
    except Exception as error:  # noqa: BLE001  it is reported to the parent
        return {"error": repr(error)}
    return {"sdp": answer.sdp, "session": answer.session_id}


def _held() -> dict[str, int]:
    """What the process holds: resident bytes, open files, tasks."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "rss_bytes": pages * resource.getpagesize(),
        "fds": len(list(Path("/proc/self/fd").iterdir())),
        "tasks": len(asyncio.all_tasks()),
    }


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1], float(sys.argv[2])))
