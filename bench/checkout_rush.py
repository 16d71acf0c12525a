"""A rush in a process of its own: every buyer holds one and the same variant at the same moment.

It prints one JSON object. In the same run, on the same database, a peer takes the same rush: one guarded
UPDATE and one INSERT in a transaction of its own for each request, on bare drivers and two bare tables, which
is what a careful shop without batches does.
"""

import argparse
import asyncio
import itertools
import json
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import NamedTuple

import asyncpg  # type: ignore[import-untyped]
import sqlalchemy as sa
import uvloop

from checkout import (
    Buyer,
    CheckoutEvent,
    CheckoutService,
    CheckoutSettings,
    HoldRequest,
    LineRequest,
    ProductDraft,
    VariantDraft,
    metadata,
)
from checkout.errors import OutOfStock
from server.db import Database, open_database

PEER_CONNECTIONS = 10


class Rush(NamedTuple):
    """What came of one."""

    per_second: float
    p99_ms: float
    oversold: int
    drift: int


def ids() -> Callable[[], str]:
    """Ids that are unique within one run and sort by age."""
    numbers = itertools.count()
    return lambda: f"{time.time_ns():016x}-{next(numbers):08x}"


async def listen(_event: CheckoutEvent) -> None:
    """Take the news and do nothing with them."""


async def crowd(buy: Callable[[int], Awaitable[bool]], buyers: int) -> tuple[int, float, float]:
    """Let everybody buy at once; return how many got something, the seconds, and the p99 of waiting in ms."""
    waits: list[float] = []

    async def one(number: int) -> bool:
        begun = time.perf_counter()
        got = await buy(number)
        waits.append((time.perf_counter() - begun) * 1000)
        return got

    begun = time.perf_counter()
    got = await asyncio.gather(*(one(number) for number in range(buyers)))
    seconds = time.perf_counter() - begun
    return sum(got), seconds, statistics.quantiles(waits, n=100)[98]


async def rush(database: Database, buyers: int, stock: int) -> Rush:
    """Let every buyer hold one piece through the shop's own service."""
    settings = CheckoutSettings(reservation_queue=buyers)
    service = CheckoutService(
        settings, database=database, publish=listen, now_ms=lambda: time.time_ns() // 1_000_000, new_id=ids()
    )
    await service.start()
    variant = VariantDraft(title="", price_minor=4100, stock=stock)
    product = await service.save_product(ProductDraft(seller_id="bench", title="Jug", variants=[variant]))
    line = LineRequest(variant_id=product.variants[0].id, quantity=1)

    async def buy(number: int) -> bool:
        buyer = Buyer(id=f"{product.id}-{number}", name="")
        try:
            await service.hold(buyer, HoldRequest(client_key="tap", lines=[line]))
        except OutOfStock:
            return False
        return True

    held, seconds, p99_ms = await crowd(buy, buyers)
    drift = len(await service.audit())
    await service.close()
    return Rush(buyers / seconds, p99_ms, max(0, held - stock), drift)


PEER_TABLES = (
    "DROP TABLE IF EXISTS peer_holds",
    "DROP TABLE IF EXISTS peer_stock",
    "CREATE TABLE peer_stock (id INTEGER PRIMARY KEY, left_over INTEGER NOT NULL CHECK (left_over >= 0))",
    "CREATE TABLE peer_holds (buyer TEXT PRIMARY KEY, at_ms BIGINT NOT NULL)",
)
TAKE = "UPDATE peer_stock SET left_over = left_over - 1 WHERE id = 1 AND left_over >= 1"


async def peer_on_postgres(url: str, buyers: int) -> float:
    """Return how many holds a second a transaction for each request makes."""
    async with asyncpg.create_pool(url, min_size=PEER_CONNECTIONS, max_size=PEER_CONNECTIONS) as pool:
        for statement in PEER_TABLES:
            await pool.execute(statement)
        await pool.execute("INSERT INTO peer_stock VALUES (1, $1)", buyers)

        async def buy(number: int) -> bool:
            async with pool.acquire() as connection, connection.transaction():
                taken = await connection.execute(TAKE)
                await connection.execute("INSERT INTO peer_holds VALUES ($1, $2)", f"b{number}", 1)
            return bool(taken == "UPDATE 1")

        _, seconds, _ = await crowd(buy, buyers)
    return buyers / seconds


async def peer_on_sqlite(path: str, buyers: int) -> float:
    """The same on SQLite; one thread, because more would only wait for each other's locks."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *PEER_TABLES):
            connection.execute(statement).close()
        connection.execute("INSERT INTO peer_stock VALUES (1, ?)", (buyers,))

        def transact(number: int) -> bool:
            connection.execute("BEGIN IMMEDIATE")
            taken = connection.execute(TAKE).rowcount
            connection.execute("INSERT INTO peer_holds VALUES (?, ?)", (f"b{number}", 1))
            connection.execute("COMMIT")
            return taken == 1

        with ThreadPoolExecutor(1) as writer:
            loop = asyncio.get_running_loop()
            _, seconds, _ = await crowd(lambda number: loop.run_in_executor(writer, transact, number), buyers)
    return buyers / seconds


async def peer(url: str, buyers: int) -> float:
    """Measure the peer on the database of a URL."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return await peer_on_postgres(url, buyers)
    return await peer_on_sqlite(str(parsed.database), buyers)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Open a database with fresh tables of checkout."""
    database = open_database(url)
    await database.write(metadata.drop_all)
    await database.write(metadata.create_all)
    try:
        yield database
    finally:
        await database.close()


async def measure(url: str, *, buyers: int, runs: int) -> dict[str, float]:
    """Return the medians; what must be zero is the worst of all runs."""
    async with opened(url) as database:
        await rush(database, buyers // 4, buyers)  # warm: connections, prepared statements
        results, peers = [], []
        for _ in range(runs):  # by turns, so that both meet the same weather
            results.append(await rush(database, buyers, buyers))
            peers.append(await peer(url, buyers))
        scarce = await rush(database, buyers, buyers // 10)
    return {
        "reservations_per_s": round(statistics.median(result.per_second for result in results)),
        "p99_ms": round(statistics.median(result.p99_ms for result in results), 1),
        "peer_reservations_per_s": round(statistics.median(peers)),
        "oversold": max(result.oversold for result in [*results, scarce]),
        "audit_drift": max(result.drift for result in [*results, scarce]),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(json.dumps(uvloop.run(measure(arguments.url, buyers=arguments.buyers, runs=arguments.runs))))
