"""Which addresses peers are told."""

from collections.abc import Sequence

from media.candidates import candidate_lines, reachable_addresses
from media.settings import MediaSettings


def addresses(settings: MediaSettings, *found: str) -> Sequence[str]:
    return reachable_addresses(settings, with_ipv6=True, discover=lambda **_: found)


def test_public_addresses_replace_the_machines_own() -> None:
    assert addresses(MediaSettings(public_addresses=("198.51.100.1",)), "10.0.0.2") == ("198.51.100.1",)


def test_a_bound_address_speaks_for_itself() -> None:
    assert addresses(MediaSettings(udp_host="127.0.0.1"), "10.0.0.2") == ("127.0.0.1",)


def test_loopback_is_told_only_where_there_is_nothing_else() -> None:
    assert addresses(MediaSettings()) == ("127.0.0.1",)
    assert addresses(MediaSettings(), "10.0.0.2", "2001:db8::2") == ("10.0.0.2", "2001:db8::2")


def test_loopback_comes_last_when_it_is_asked_for() -> None:
    assert addresses(MediaSettings(offer_loopback=True), "10.0.0.2") == ("10.0.0.2", "127.0.0.1")


def test_earlier_candidates_have_higher_priority() -> None:
    first, second = candidate_lines(["10.0.0.2", "127.0.0.1"], 4000)
    assert first == "a=candidate:1 1 udp 2130706431 10.0.0.2 4000 typ host"
    assert int(first.split()[3]) > int(second.split()[3])
