"""Measures how many buyers a second can hold one and the same variant, through the shop's own service.

Every buyer asks at once, as when a host says "now". SQLite syncs each commit (synchronous=FULL), Postgres
commits with synchronous_commit=on. Counted is a hold that is committed and known to its caller. Postgres
is measured when SHOWFLOOR_TEST_POSTGRES_URL names a server; the tables are dropped afterwards.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

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
from server.db import Database, open_database

SELLER = "bench"


class Result(NamedTuple):
    """One rush."""

    per_second: float
    p99_ms: float
    oversold: int
    drift: int


def ids() -> Callable[[], str]:
    """Ids that are unique within one run."""
    numbers = itertools.count()
    return lambda: f"{time.time_ns():016x}-{next(numbers):08x}"


async def listen(_event: CheckoutEvent) -> None:
    """Take the news and do nothing with them."""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Open a database with fresh tables of checkout, and drop them in the end."""
    database = open_database(url)
    await database.write(metadata.drop_all)
    await database.write(metadata.create_all)
    try:
        yield database
    finally:
        await database.write(metadata.drop_all)
        await database.close()


async def rush(database: Database, buyers: int, stock: int) -> Result:
    """Let every buyer hold one piece of the same variant at the same moment."""
    settings = CheckoutSettings(reservation_queue=buyers)
    service = CheckoutService(
        settings, database=database, publish=listen, now_ms=lambda: time.time_ns() // 1_000_000, new_id=ids()
    )
    await service.start()
    variant = VariantDraft(title="", price_minor=4100, stock=stock)
    product = await service.save_product(ProductDraft(seller_id=SELLER, title="Jug", variants=[variant]))
    line = LineRequest(variant_id=product.variants[0].id, quantity=1)
    waits: list[float] = []
    held = 0

    async def buy(number: int) -> None:
        nonlocal held
        begun = time.perf_counter()
        buyer = Buyer(id=f"{product.id}-{number}", name="")
        result = await asyncio.gather(
            service.hold(buyer, HoldRequest(client_key="tap", lines=[line])), return_exceptions=True
        )
        held += not isinstance(result[0], BaseException)
        waits.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*(buy(number) for number in range(buyers)))
    seconds = time.perf_counter() - begun
    drift = len(await service.audit())
    await service.close()
    return Result(buyers / seconds, statistics.quantiles(waits, n=100)[98], max(0, held - stock), drift)


async def measure(url: str, *, buyers: int, runs: int) -> Result:
    """Return the median run; what must be zero is the worst of all runs."""
    async with opened(url) as database:
        results = [await rush(database, buyers, buyers) for _ in range(runs)]
        results.append(await rush(database, buyers, buyers // 10))
    *rushes, _scarce = results
    middle = sorted(rushes)[len(rushes) // 2]
    return middle._replace(
        oversold=max(result.oversold for result in results), drift=max(result.drift for result in results)
    )


async def main(buyers: int, runs: int) -> dict[str, float | int | None]:
    """Measure each database that is there."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        sqlite = await measure(f"sqlite:///{folder}/bench.db", buyers=buyers, runs=runs)
    postgres_url = os.environ.get("SHOWFLOOR_TEST_POSTGRES_URL")
    postgres = await measure(postgres_url, buyers=buyers, runs=runs) if postgres_url else None
    both = [result for result in (sqlite, postgres) if result]
    return {
        "buyers": buyers,
        "sqlite_reservations_per_s": round(sqlite.per_second),
        "sqlite_p99_ms": round(sqlite.p99_ms, 1),
        "pg_reservations_per_s": round(postgres.per_second) if postgres else None,
        "pg_p99_ms": round(postgres.p99_ms, 1) if postgres else None,
        "oversold": max(result.oversold for result in both),
        "audit_drift": max(result.drift for result in both),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    arguments = parser.parse_args()
    figures = asyncio.run(main(arguments.buyers, arguments.runs))
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {'not measured' if value is None else value}")
