"""Trickled candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import OfferInvalid
from media.trickle import Fragment, read_fragment, write_fragment

FRAGMENT = (
    "a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
    "a=candidate:1 1 udp 2122 4a1f5e2c-1111.local 50000 typ host\r\n\r\na=end-of-candidates\r\n"
)


def test_names_of_mdns_are_tolerated() -> None:
    read = read_fragment(FRAGMENT)
    assert read.candidates == ["candidate:1 1 udp 2122 4a1f5e2c-1111.local 50000 typ host"]
    assert (read.user_fragment, read.password) == ("abcd", "efgh")


def test_an_empty_fragment_is_one() -> None:
    assert read_fragment("") == Fragment([], section=[])


def test_a_password_that_can_be_guessed_restarts_nothing() -> None:
    assert not read_fragment(FRAGMENT).can_restart
    assert not read_fragment("a=ice-pwd:" + "p" * 22).can_restart
    assert read_fragment("a=ice-ufrag:abcd\r\na=ice-pwd:" + "p" * 22).can_restart


def test_a_restart_is_answered_in_the_section_that_was_asked_about() -> None:
    candidate = "a=candidate:1 1 udp 1 192.0.2.1 8080 typ host"
    written = write_fragment(read_fragment(FRAGMENT), "ours", "p" * 22, [candidate])
    assert written.splitlines()[:3] == ["a=ice-lite", "m=audio 9 RTP/AVP 0", "a=mid:0"]
    assert written.endswith("a=end-of-candidates\r\n")
    read = read_fragment(written)
    assert (read.user_fragment, read.password) == ("ours", "p" * 22)
    assert read.candidates == [candidate.removeprefix("a=")]


@pytest.mark.parametrize("text", ["{}", "hello world", "a=x\nnothing", "a=" + "x" * 20000])
def test_what_is_no_fragment_is_refused(text: str) -> None:
    with pytest.raises(OfferInvalid):
        read_fragment(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_fragment(text)
    except OfferInvalid:
        return
