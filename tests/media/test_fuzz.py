"""A short run of what `./dev bench fuzz` does at length: nothing from the network makes us raise."""

import asyncio
import json
import platform
import sys
from pathlib import Path

import pytest

INPUTS = 6_000


@pytest.mark.skipif(platform.machine() != "x86_64", reason="atheris has no wheels for this machine")
async def test_no_reader_of_the_network_raises_whatever_the_bytes_are() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.fuzz", "--json", "--inputs", str(INPUTS),
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(55):
        output, _ = await process.communicate()
    lines = output.decode().splitlines()
    figures = json.loads(lines[-1])
    assert figures["crashes"] == 0, lines
    assert figures["inputs"] >= INPUTS
    assert min(figures["inputs_of"].values()) > 0
