"""Whatever is lost, doubled, late or killed: nothing is sold twice, no money taken twice or for nothing."""

import pytest

from tests.simulation.mutants import MUTANTS
from tests.simulation.run import live, run

SEEDS = 100
AT_ONCE = 10
MUTANT_SEEDS = 80


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_every_promise_is_kept_in_every_life(first: int) -> None:
    broken = {seed: found for seed in range(first, first + AT_ONCE) if (found := run(seed))}
    assert broken == {}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_shop_without_one_of_its_rules_is_found_out(name: str) -> None:
    assert any(MUTANTS[name](seed) for seed in range(MUTANT_SEEDS))


async def test_a_seed_is_one_life_and_always_the_same(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    traces: list[list[str]] = [[], []]
    for trace in traces:
        assert await live(3, trace=trace) == []
    assert traces[0] == traces[1]
    assert any("/v1/payment_intents" in line for line in traces[0])
