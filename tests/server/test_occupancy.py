"""How many connections fit in, in all and from one network."""

from ipaddress import ip_network

import pytest

from server.occupancy import SWEEP_SECONDS, Occupancy


class Line:
    """A connection that ends when it is told to."""

    def __init__(self) -> None:
        self.ended = False
        self.asked = 0

    def is_closing(self) -> bool:
        self.asked += 1
        return self.ended


class Seconds:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def occupancy(clock: Seconds) -> Occupancy:
    return Occupancy(max_connections=4, max_per_network=2, exempt=(ip_network("10.0.0.0/8"),), clock=clock)


def test_one_household_cannot_take_every_place(occupancy: Occupancy) -> None:
    first = Line()
    assert occupancy.refusal(first, "2001:db8::1") is None
    assert occupancy.refusal(Line(), "2001:db8::2") is None
    assert occupancy.refusal(Line(), "2001:db8::3") == "crowded"
    assert occupancy.refusal(Line(), "2001:db8:0:1::1") is None
    first.ended = True
    assert occupancy.refusal(Line(), "2001:db8::3") is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "::ffff:10.1.2.3", ""])
def test_a_proxy_and_this_machine_may_take_every_place(occupancy: Occupancy, address: str) -> None:
    assert [occupancy.refusal(Line(), address) for _ in range(5)] == [None] * 4 + ["full"]


def test_a_full_house_looks_for_ended_connections_once_a_second(occupancy: Occupancy, clock: Seconds) -> None:
    lines = [Line() for _ in range(4)]
    for n, line in enumerate(lines):
        assert occupancy.refusal(line, f"192.0.2.{n}") is None
    for n in range(100):
        assert occupancy.refusal(Line(), f"198.51.100.{n}") == "full"
    assert [line.asked for line in lines] == [1] * 4

    lines[0].ended = True
    clock.now += SWEEP_SECONDS
    assert occupancy.refusal(Line(), "198.51.100.1") is None
    assert occupancy.refusal(Line(), "198.51.100.2") == "full"
