"""Which of the three an `If-Match` means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.http.preconditions import asks_for_restart
from server.http.refusals import PreconditionFailed, PreconditionRequired

TAG = '"9f3a"'


@pytest.mark.parametrize("value", ["*", '"*"', ' "*" '])
def test_an_asterisk_restarts(value: str) -> None:
    assert asks_for_restart(value, TAG)


@pytest.mark.parametrize("value", [TAG, f'"old", {TAG}', f'"a,b",{TAG}'])
def test_the_present_tag_means_the_present_ice(value: str) -> None:
    assert not asks_for_restart(value, TAG)


@pytest.mark.parametrize("value", ['"old"', f"W/{TAG}", "9f3a", '"', "*, *"])
def test_another_tag_fails(value: str) -> None:
    with pytest.raises(PreconditionFailed):
        asks_for_restart(value, TAG)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_tag_says_nothing(value: str | None) -> None:
    with pytest.raises(PreconditionRequired):
        asks_for_restart(value, TAG)


@given(st.text())
def test_only_an_asterisk_restarts_whatever_comes(value: str) -> None:
    try:
        restarts = asks_for_restart(value, TAG)
    except (PreconditionFailed, PreconditionRequired):
        return
    assert restarts == (value.strip() in {"*", '"*"'})
