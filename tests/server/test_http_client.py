"""Where a request comes from, when proxies stand in between and when somebody pretends."""

import ipaddress
from unittest.mock import Mock

import pytest
from aiohttp.test_utils import make_mocked_request

from server.http.client import client_address, client_scheme, is_nearby

PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)


def request_from(peer: str, **headers: str) -> Mock:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = make_mocked_request("GET", "/", headers=named)
    return Mock(wraps=request, remote=peer, headers=request.headers, scheme="http")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "whatever", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_trusted_hops(
    peer: str, forwarded: str, address: str
) -> None:
    assert client_address(request_from(peer, X_Forwarded_For=forwarded), PROXIES) == address


def test_a_forwarded_scheme_is_believed_only_from_a_trusted_proxy() -> None:
    assert client_scheme(request_from("10.0.0.1", X_Forwarded_Proto="https"), PROXIES) == "https"
    assert client_scheme(request_from("198.51.100.7", X_Forwarded_Proto="https"), PROXIES) == "http"
    assert client_scheme(request_from("10.0.0.1", X_Forwarded_Proto="gopher"), PROXIES) == "http"


@pytest.mark.parametrize(
    ("peer", "headers", "nearby"),
    [
        ("127.0.0.1", {}, True),
        ("172.18.0.4", {}, True),
        ("8.8.8.8", {}, False),
        ("10.0.0.1", {"X_Forwarded_For": "8.8.8.8"}, False),
        ("10.0.0.1", {"X_Forwarded_For": "192.168.1.9"}, True),
        ("127.0.0.1", {"X_Forwarded_For": "192.168.1.9"}, False),
    ],
)
def test_only_what_surely_comes_from_near_is_near(
    peer: str, headers: dict[str, str], *, nearby: bool
) -> None:
    assert is_nearby(request_from(peer, **headers), PROXIES) == nearby
