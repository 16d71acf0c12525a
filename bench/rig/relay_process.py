"""A media service in a process of its own, so that its CPU time can be told from the load's."""

import asyncio
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
import uvloop

from bench.rig.cable import Ends
from bench.rig.child import Child, heard_from_parent, tell_parent
from bench.rig.fanout_floor import measure_floors
from media import Answer, LayerWish, MediaEvent, MediaService, MediaSettings
from media.ice import Address

_PATIENCE_SECONDS = 10.0


class RelayProcess:
    """The parent's side: asks the child."""

    def __init__(self, ends: Ends | None = None, *, idle_seconds: float = 30.0) -> None:
        self._idle_seconds = idle_seconds
        self._ends = ends or Ends()

    async def __aenter__(self) -> Self:
        """Start the child; it answers once it listens."""
        self._child = await Child.start(
            "bench.rig.relay_process", self._ends.far, str(self._idle_seconds), prefix=self._ends.prefix
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the child."""
        await self._child.close()

    async def publish(self, stream_id: str, offer: str) -> str:
        """Offer to send; returns the answer's SDP."""
        return str((await self._child.ask(do="publish", stream=stream_id, sdp=offer))["sdp"])

    async def view(self, stream_id: str, offer: str) -> str:
        """Offer to watch; returns the answer's SDP."""
        return str((await self._child.ask(do="view", stream=stream_id, sdp=offer))["sdp"])

    async def watch(self, stream_id: str, offer: str) -> tuple[str, str]:
        """Offer to watch; returns the session's id and the answer's SDP."""
        reply = await self._child.ask(do="view", stream=stream_id, sdp=offer)
        return str(reply["session"]), str(reply["sdp"])

    async def select(self, session: str, encoding: str) -> None:
        """Choose a session's layer by its rid; an empty one leaves it to the service."""
        await self._child.ask(do="select", session=session, encoding=encoding)

    async def layers(self, session: str) -> Mapping[str, Any]:
        """Read which layers a session can get and which one it gets."""
        return await self._child.ask(do="layers", session=session)

    async def wait_until_live(self, stream_id: str) -> None:
        """Return once viewers are let in; raises TimeoutError after ten seconds."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not (await self._child.ask(do="is_live", stream=stream_id))["live"]:  # noqa: ASYNC110  a process
                await asyncio.sleep(0.02)

    async def usage(self) -> Mapping[str, Any]:
        """Read CPU seconds (user and system), what the process holds, and the service's totals."""
        return await self._child.ask(do="usage")

    async def floors(self, sinks: Sequence[Address]) -> Mapping[str, Any]:
        """Measure there what sending to these sockets costs at least; see `bench.rig.fanout_floor`."""
        return await self._child.ask(do="floors", sinks=[list(sink) for sink in sinks])


async def _serve(address: str, idle_seconds: float) -> None:
    async def ignore(_event: MediaEvent) -> None:
        """Nobody listens here."""

    settings = MediaSettings(udp_host=address, max_joins_in_flight=1000, idle_seconds=idle_seconds)
    service = MediaService(settings, publish=ignore, now_ms=lambda: time.time_ns() // 1_000_000)
    await service.start()
    async for request in heard_from_parent():
        if request["do"] == "floors":
            reply: dict[str, Any] = measure_floors([(host, port) for host, port in request["sinks"]])
        else:
            reply = await _reply(service, request)
        tell_parent(**reply)
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
