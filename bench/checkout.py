"""Measures how many buyers a second can hold one and the same variant, and what a crash in the rush takes.

Everything durable: SQLite syncs each commit (synchronous=FULL), Postgres has fsync on and
synchronous_commit=on. Counted is a hold that is committed and known to its caller. "slow" is the same with
every fsync lasting 2 ms longer (``bench/rig/slow_fsync.c``, if a C compiler is there). ``peer`` is one
guarded UPDATE and INSERT a request, in the same run. Without PostgreSQL on the machine its figures are null.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import checkout_http
from bench.rig.cluster import cluster, program

SHIM = Path(__file__).parent / "rig" / "slow_fsync.c"
Figures = dict[str, float | int | None]


def shim(folder: Path) -> Mapping[str, str] | None:
    """Compile what slows fsync down; None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "slow_fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SHIM, "-ldl"], check=True)
    library.chmod(0o755)
    return {"LD_PRELOAD": str(library)}


async def rush(url: str, options: argparse.Namespace, environ: Mapping[str, str]) -> Mapping[str, float]:
    """Run the rush in a process of its own and read what it found."""
    sizes = ["--buyers", str(options.buyers), "--runs", str(options.runs)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.checkout_rush",
        url,
        *sizes,
        env={**os.environ, **environ},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    found: Mapping[str, float] = json.loads(output)
    return found


def named(prefix: str, found: Mapping[str, float]) -> Figures:
    """Give the figures of one rush the names of the report."""
    ratio = round(found["reservations_per_s"] / found["peer_reservations_per_s"], 1)
    return {**{f"{prefix}_{name}": value for name, value in found.items()}, f"{prefix}_peer_ratio": ratio}


async def rushes(folder: Path, options: argparse.Namespace) -> Figures:
    """Measure both databases, as they are and with slow fsyncs."""
    slow = shim(folder)
    figures: Figures = {}
    for prefix, environ in (("", {}), ("slow_", slow)):
        if environ is None:
            continue
        url = f"sqlite:///{folder}/{prefix}rush.db"
        figures |= named(f"{prefix}sqlite", await rush(url, options, environ))
        if program("postgres"):
            async with cluster(folder / f"{prefix}postgres", environ) as postgres:
                figures |= named(f"{prefix}pg", await rush(postgres.url, options, {}))
    return figures


async def over_http(folder: Path, options: argparse.Namespace) -> Figures:
    """Measure the way through HTTP, and crash it."""
    rate, seconds, burst = options.rate, options.seconds, options.burst
    lost = [await checkout_http.crash(f"sqlite:///{folder}/crash.db", after_acknowledged=burst)]
    figures: Figures = {
        "sqlite_http_p99_ms": await checkout_http.p99_ms(
            f"sqlite:///{folder}/http.db", rate=rate, seconds=seconds
        ),
        "pg_http_p99_ms": None,
    }
    if program("postgres"):
        async with cluster(folder / "http-postgres") as postgres:
            figures["pg_http_p99_ms"] = await checkout_http.p99_ms(postgres.url, rate=rate, seconds=seconds)
            lost.append(await checkout_http.crash(postgres.url, after_acknowledged=burst, cluster=postgres))
    return figures | {
        "http_requests_per_s": rate,
        "acknowledged_before_crash": sum(survival.acknowledged for survival in lost),
        "lost_acknowledged": sum(survival.lost for survival in lost),
        "drift_after_crash": sum(survival.drift for survival in lost),
    }


async def main(folder: Path, options: argparse.Namespace) -> Figures:
    """Measure everything."""
    figures = await rushes(folder, options)
    if not options.no_http:
        figures |= await over_http(folder, options)
    return figures | {
        name: max(int(value or 0) for key, value in figures.items() if key.endswith(f"_{name}"))
        for name in ("oversold", "audit_drift")
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rate", type=int, default=1000, help="holds a second over HTTP")
    parser.add_argument("--seconds", type=int, default=10, help="how long")
    parser.add_argument("--burst", type=int, default=1000, help="holds acknowledged before the crash")
    parser.add_argument("--no-http", action="store_true", help="the rushes alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="showfloor-bench-") as place:
        Path(place).chmod(0o755)  # PostgreSQL refuses root, and its own account must be able to enter
        measured = asyncio.run(main(Path(place), arguments))
    if arguments.json:
        print(json.dumps(measured))
    else:
        for name, value in measured.items():
            print(f"{name:34} {'not measured' if value is None else value}")
