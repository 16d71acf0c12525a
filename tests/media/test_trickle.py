"""Trickled candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import OfferInvalid
from media.trickle import read_fragment

FRAGMENT = (
    "a=ice-ufrag:abcd\r\na=ice-pwd:efgh\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
    "a=candidate:1 1 udp 2122 4a1f5e2c-1111.local 50000 typ host\r\n\r\na=end-of-candidates\r\n"
)


def test_names_of_mdns_are_tolerated() -> None:
    assert read_fragment(FRAGMENT) == ["candidate:1 1 udp 2122 4a1f5e2c-1111.local 50000 typ host"]


def test_an_empty_fragment_is_one() -> None:
    assert read_fragment("") == []


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
