"""A hold by way of HTTP: how long it takes at a steady rate, and what survives a crash in a burst."""

import asyncio
import contextlib
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import sqlalchemy as sa

from bench.rig.cluster import Cluster, free_port
from checkout.audit import find_drift
from checkout.store.tables import orders, variants
from server.db import Database, open_database

START_SECONDS = 60.0
CONNECTIONS = 64
STOCK = 1_000_000


class Running(NamedTuple):
    """A server process, its URL, and a variant with plenty of stock."""

    process: asyncio.subprocess.Process
    url: str
    variant_id: str


@contextlib.asynccontextmanager
async def serving(folder: Path, database_url: str) -> AsyncIterator[Running]:
    """Run the real server on a database; it is killed in the end."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SHOWFLOOR_")}
    ours = {
        "SHOWFLOOR_PORT": str(port),
        "SHOWFLOOR_DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "SHOWFLOOR_LOG_LEVEL": "warning",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", env=environ | ours, stdout=asyncio.subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _ready(url)
        yield Running(process, url, await _stocked(database_url))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ready(url: str) -> None:
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as client:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with client.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Database]:
    """Open the database from outside of the server."""
    database = open_database(database_url)
    try:
        yield database
    finally:
        await database.close()


async def _stocked(database_url: str) -> str:
    """Pick a variant of the sample shop and give it stock, past the ledger: here only holds are counted."""

    def work(conn: sa.Connection) -> str:
        variant_id = str(conn.execute(sa.select(variants.c.id).order_by(variants.c.id).limit(1)).scalar())
        conn.execute(sa.update(variants).where(variants.c.id == variant_id).values(total=STOCK))
        return variant_id

    async with opened(database_url) as database:
        return await database.write(work)


async def tap(client: aiohttp.ClientSession, running: Running, number: int) -> str | None:
    """Hold one piece as a guest who was never here before; return the order's id if it was acknowledged."""
    line = {"variant_id": running.variant_id, "quantity": 1}
    body = {"client_key": f"tap-{number}", "lines": [line]}
    async with client.post(f"{running.url}/api/v1/orders", json=body) as answer:
        found: Mapping[str, Any] = await answer.json()
        return str(found["id"]) if answer.status == 201 else None


def newcomers() -> aiohttp.ClientSession:
    """Connections that carry no cookies: each request is somebody else's."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=30),
    )


async def p99_ms(database_url: str, *, rate: int, seconds: int) -> float | None:
    """Send holds at a steady rate; the wait counts from the moment when each was due. None if one failed."""
    waits: list[float] = []
    failed = 0
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        async with serving(Path(folder), database_url) as running, newcomers() as client:

            async def one(number: int, due: float) -> None:
                nonlocal failed
                failed += await tap(client, running, number) is None
                waits.append((time.perf_counter() - due) * 1000)

            begun = time.perf_counter() + 0.5
            async with asyncio.TaskGroup() as group:
                for number in range(rate * seconds):
                    due = begun + number / rate
                    if (early := due - time.perf_counter()) > 0:
                        await asyncio.sleep(early)
                    group.create_task(one(number, due))
    return None if failed else round(statistics.quantiles(waits, n=100)[98], 1)


class Survival(NamedTuple):
    """What was left after a crash."""

    acknowledged: int
    lost: int
    drift: int


async def crash(database_url: str, *, after_acknowledged: int, cluster: Cluster | None = None) -> Survival:
    """Burst, crash the server (and Postgres with it) in the middle, come up again and count what is there."""
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        async with serving(Path(folder), database_url) as running, newcomers() as client:
            enough = asyncio.Event()

            async def one(number: int) -> None:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    if order_id := await tap(client, running, number):
                        acknowledged.append(order_id)
                        if len(acknowledged) >= after_acknowledged:
                            enough.set()

            burst = [asyncio.create_task(one(number)) for number in range(after_acknowledged * 4)]
            async with asyncio.timeout(START_SECONDS):
                await enough.wait()
            if cluster is not None:
                await cluster.stop(immediately=True)
            running.process.send_signal(signal.SIGKILL)
            await asyncio.gather(*burst)
    if cluster is not None:
        await cluster.start()
    async with opened(database_url) as database:
        kept = await database.read(lambda conn: {*conn.execute(sa.select(orders.c.id)).scalars()})
        drift = await database.read(find_drift)
    # The stock that was given past the ledger is the one difference that belongs here.
    other = [found for found in drift if found.what != "ledger.total"]
    return Survival(len(acknowledged), len({*acknowledged} - kept), len(other))


async def main(arguments: list[str]) -> None:
    """Measure the database of a URL: ``URL RATE SECONDS``."""
    url, rate, seconds = arguments
    print(json.dumps({"http_p99_ms": await p99_ms(url, rate=int(rate), seconds=int(seconds))}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
