"""Who may connect: origins, addresses, counts."""

from ipaddress import ip_network

import pytest

from chat.admission import Admission, client_address, network_of, origin_allowed


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        (None, True),
        ("https://shop.example", True),
        ("http://shop.example", True),
        ("https://SHOP.example", True),
        ("https://partner.example", True),
        ("https://shop.example:444", False),
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
        ("ftp://shop.example", False),
    ],
)
def test_pages_of_the_own_host_and_of_the_list_are_allowed(origin: str | None, *, is_allowed: bool) -> None:
    assert origin_allowed(origin, "shop.example", ("https://partner.example/",)) is is_allowed


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("9.9.9.9", ["1.1.1.1"], "9.9.9.9"),
        ("10.0.0.1", ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
        ("::ffff:10.0.0.1", ["1.1.1.1"], "1.1.1.1"),
        ("10.0.0.1", ["1.1.1.1", "10.0.0.2"], "1.1.1.1"),
        ("fd00::7", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["nonsense"], "nonsense"),
        ("unix", ["1.1.1.1"], "unix"),
    ],
)
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(
    peer: str, forwarded: list[str], address: str
) -> None:
    trusted = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert client_address(peer, forwarded, trusted) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_household_is_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_places_are_limited_and_given_back() -> None:
    admission = Admission(max_connections=3, max_per_address=2)
    assert [admission.enter("1.1.1.1") for _ in range(3)] == [True, True, False]
    assert [admission.enter("2.2.2.2") for _ in range(2)] == [True, False]
    admission.leave("1.1.1.1")
    assert admission.enter("2.2.2.2")
