"""Measures what is left of viewers who came and went: half say goodbye, half vanish without a word."""

import argparse
import asyncio
import json
from collections.abc import Mapping
from typing import Any

from bench.rig.light_peer import LightPeer
from bench.rig.picture_source import FRAMES_PER_SECOND, PictureSource, encode
from bench.rig.relay_process import RelayProcess
from media.dtls import Certificate

_STREAM = "bench"
_IDLE_SECONDS = 3.0
_SETTLE_SECONDS = 30.0
_TOGETHER = 20
_WARM_UP_JOINS = 200  # what is made once and kept (pools, tables, imports) is no leak


async def measure(joins: int) -> dict[str, Any]:
    """Come and go; returns the figures."""
    certificate = Certificate.generateCertificate()
    async with RelayProcess(idle_seconds=_IDLE_SECONDS) as relay:
        publisher = LightPeer(certificate, sends=True)
        await publisher.connect(await relay.publish(_STREAM, publisher.offer()))
        gop = 2 * FRAMES_PER_SECOND
        sending = asyncio.create_task(PictureSource(publisher, encode(gop, gop)).run())
        await relay.wait_until_live(_STREAM)
        await _come_and_go(relay, certificate, _WARM_UP_JOINS)
        before = await _settled(relay)
        await _come_and_go(relay, certificate, joins)
        after = await _settled(relay)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await publisher.close()
    grown = after["rss_bytes"] - before["rss_bytes"]
    print(f"{joins} joins; {before['rss_bytes'] >> 10} KiB before, {after['rss_bytes'] >> 10} KiB after")
    return {
        "rss_growth": round(grown / before["rss_bytes"], 4),
        "fds": after["fds"] - before["fds"],
        "tasks": after["tasks"] - before["tasks"],
        "sessions": after["viewers"] + after["joins_in_flight"],
        "joins": after["joins"] - before["joins"],
    }


async def _come_and_go(relay: RelayProcess, certificate: Certificate, joins: int) -> None:
    for begin in range(0, joins, _TOGETHER):
        numbers = range(begin, min(joins, begin + _TOGETHER))
        await asyncio.gather(*(_visit(relay, certificate, abrupt=n % 2 == 1) for n in numbers))


async def _visit(relay: RelayProcess, certificate: Certificate, *, abrupt: bool) -> None:
    viewer = LightPeer(certificate, sends=False)
    await viewer.connect(await relay.view(_STREAM, viewer.offer()))
    if abrupt:
        await viewer.vanish()
    else:
        await viewer.close()


async def _settled(relay: RelayProcess) -> Mapping[str, Any]:
    """Wait until nobody is left, those who vanished included; what is still there then is what leaks."""
    async with asyncio.timeout(_SETTLE_SECONDS):
        while (await relay.usage())["viewers"]:  # noqa: ASYNC110  another process
            await asyncio.sleep(0.5)
    await asyncio.sleep(1.0)
    return await relay.usage()


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--joins", type=int, default=2000)
    options = parser.parse_args()
    figures = asyncio.run(measure(options.joins))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
