"""Which addresses count as one visitor."""

from ipaddress import ip_network

import pytest

from server.networks import is_in, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_an_ipv4_address_or_an_ipv6_household_counts_as_one(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("11.1.2.3", False), ("unix", False)],
)
def test_membership_sees_through_mapped_addresses(address: str, *, inside: bool) -> None:
    assert is_in(address, [ip_network("10.0.0.0/8")]) == inside
