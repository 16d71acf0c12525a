"""Throws mutated bytes at all that reads from the network, led by the code that they reach (libFuzzer).

Each reader runs in a process of its own. What raises is a crash, counted once a place in the code; the input
that did it is printed in hexadecimal, for a test. More than ten seconds for one input end the process.
"""

import argparse
import collections
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["media"], enable_loader_override=False):
    from bench.fuzzing.descriptions import DESCRIPTION_TARGETS
    from bench.fuzzing.handshakes import HANDSHAKE_TARGETS
    from bench.fuzzing.packets import PACKET_TARGETS
    from bench.fuzzing.sessions import SESSION_TARGETS
    from bench.fuzzing.target import Target

_MAX_BYTES = 4096
_SECONDS_FOR_ONE = 10
_TARGETS = (*PACKET_TARGETS, *DESCRIPTION_TARGETS, *HANDSHAKE_TARGETS, *SESSION_TARGETS)


def attack(target: Target, inputs: int, seed: int) -> dict[str, Any]:
    """Run one target in a child; returns how many inputs it took, its crashes and the seconds."""
    with tempfile.TemporaryDirectory(prefix="showfloor-fuzz-") as name:
        folder = Path(name)
        for file in ("crashes", "taken"):
            (folder / file).touch()
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _attack_here(target, inputs, seed, folder)
        _, status = os.waitpid(child, 0)
        tally = collections.Counter((folder / "crashes").read_text().splitlines())
        for line in tally:
            print(f"{target.name}: {line}")
        taken = int((folder / "taken").read_text() or 0)
        ended = os.waitstatus_to_exitcode(status)
        if ended != 0:
            print(f"{target.name}: its process ended with {ended} after {taken} inputs")
            print((folder / "log").read_text(errors="replace")[-2000:])
        return {
            "inputs": taken,
            "crashes": len({line.split(" <- ", 1)[0] for line in tally}) + (ended != 0),
            "seconds": round(time.monotonic() - began, 2),
        }


def _attack_here(target: Target, inputs: int, seed: int, folder: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    with (folder / "log").open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    prepared = target.prepare()
    (folder / "corpus").mkdir()
    for number, sample in enumerate(prepared.samples):
        (folder / "corpus" / f"sample-{number}").write_bytes(sample)
    crashes, taken = (folder / "crashes").open("a"), (folder / "taken").open("w")
    count = 0
    seen: set[str] = set()

    def once(data: bytes) -> None:
        nonlocal count
        count += 1
        if count % 100 == 0 or count >= inputs:
            taken.seek(0)
            taken.write(str(count))
            taken.flush()
        try:
            prepared.take(data)
        except Exception as error:  # noqa: BLE001  anything is a finding
            place = _place(error)
            if place not in seen:
                seen.add(place)
                crashes.write(f"{place} <- {data.hex()}\n")
                crashes.flush()

    atheris.Setup(
        [
            "fuzz",
            f"-runs={inputs}",
            f"-seed={seed}",
            f"-max_len={_MAX_BYTES}",
            f"-timeout={_SECONDS_FOR_ONE}",
            f"-artifact_prefix={folder}/",
            str(folder / "corpus"),
        ],
        once,
    )
    atheris.Fuzz()


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}".replace("\n", " ")


def run(inputs: int, only: str | None, seed: int) -> dict[str, Any]:
    """Attack all targets; `inputs` is the sum, shared as the targets say."""
    targets = [target for target in _TARGETS if only in {None, target.name}]
    shares = sum(target.share for target in targets)
    figures = {target.name: attack(target, -(-inputs * target.share // shares), seed) for target in targets}
    return {
        "inputs": sum(f["inputs"] for f in figures.values()),
        "crashes": sum(f["crashes"] for f in figures.values()),
        "seconds": {name: f["seconds"] for name, f in figures.items()},
        "inputs_of": {name: f["inputs"] for name, f in figures.items()},
    }


def main() -> None:
    """Read the command line, attack, print; ends with 1 if anything crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--only", help="one target instead of all")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = run(options.inputs, options.only, options.seed)
    if options.json:
        print(json.dumps(figures))
    sys.exit(bool(figures["crashes"]))


if __name__ == "__main__":
    main()
