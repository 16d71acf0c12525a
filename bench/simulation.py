"""Lives thousands of simulated lives of the shop, and some hundreds with one rule taken out of it.

``violations`` must be 0; each mutant must be caught, or the simulation could not see what it is for.
See ``tests/simulation``.
"""

import argparse
import json
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.mutants import MUTANTS
from tests.simulation.run import run

CHUNK = 25


def mutant(name: str, seed: int) -> list[str]:
    """Live one life of a mutant."""
    return MUTANTS[name](seed)


def main(seeds: int, mutant_seeds: int, first: int) -> dict[str, object]:
    """Live all of them on every core."""
    begun = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        lives = range(first, first + seeds)
        broken = {
            seed: found
            for seed, found in zip(lives, pool.map(run, lives, chunksize=CHUNK), strict=True)
            if found
        }
        caught = {
            name: sum(map(bool, pool.map(partial(mutant, name), range(mutant_seeds), chunksize=CHUNK)))
            for name in MUTANTS
        }
    return {
        "seeds": seeds,
        "violations": len(broken),
        "broken": dict(list(broken.items())[:5]),
        "mutant_seeds": mutant_seeds,
        **{f"{name}_caught": count for name, count in caught.items()},
        "mutants_caught": all(caught.values()),
        "seconds": round(time.perf_counter() - begun),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5000)
    parser.add_argument("--mutant-seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    arguments = parser.parse_args()
    figures = main(arguments.seeds, arguments.mutant_seeds, arguments.first)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
