"""Whatever is lost, doubled, late or killed: nothing is sold twice, no money taken twice or for nothing."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.run import live, run

pytestmark = pytest.mark.timeout(600)

SEEDS = 100
MUTANT_SEEDS = 120


@pytest.fixture(scope="module")
def cores() -> Iterator[ProcessPoolExecutor]:
    """A process for each core: lives are long, and one does not know of another."""
    # Spawned rather than forked: a fork would take along the threads' locks as they happen to be.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_every_promise_is_kept_in_every_life(cores: ProcessPoolExecutor) -> None:
    lives = zip(range(SEEDS), cores.map(run, range(SEEDS), chunksize=5), strict=True)
    assert {seed: broken for seed, broken in lives if broken} == {}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_shop_without_one_of_its_rules_is_found_out(cores: ProcessPoolExecutor, name: str) -> None:
    assert any(cores.map(MUTANTS[name], range(MUTANT_SEEDS)))


async def test_a_seed_is_one_life_and_always_the_same(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    traces: list[list[str]] = [[], []]
    for trace in traces:
        assert await live(6, trace=trace) == []
    assert traces[0] == traces[1]
    assert any("/v1/payment_intents" in line for line in traces[0])
