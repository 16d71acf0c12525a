"""Which stamp a pin is given: the page's own, if it can be right."""

import pytest

from server.http.shows import is_just_now

NOW_MS = 1_700_000_000_000


@pytest.mark.parametrize(
    ("age_ms", "taken"), [(0, True), (4_000, True), (-400, True), (6_000, False), (-60_000, False)]
)
def test_a_stamp_of_a_clock_that_is_off_is_not_taken(age_ms: int, *, taken: bool) -> None:
    assert is_just_now(NOW_MS - age_ms, NOW_MS) is taken
