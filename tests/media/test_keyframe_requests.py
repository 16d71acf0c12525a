"""Merging of keyframe requests."""

from hypothesis import given
from hypothesis import strategies as st

from media.keyframe_requests import KeyframeRequests


def test_what_comes_too_early_is_asked_for_once_more_later() -> None:
    requests = KeyframeRequests()
    assert not requests.due(10.0)
    requests.want()
    assert requests.due(10.0)
    requests.want()
    requests.want()
    assert not requests.due(10.9)
    assert requests.due(11.0)
    assert not requests.due(20.0)


@given(st.lists(st.tuples(st.floats(0.001, 0.5), st.booleans()), max_size=80))
def test_never_more_than_one_a_second_and_none_is_forgotten(steps: list[tuple[float, bool]]) -> None:
    requests, now, asked, wanted = KeyframeRequests(), 100.0, [0.0], False
    for pause, wants in steps:
        now += pause
        if wants:
            requests.want()
            wanted = True
        if requests.due(now):
            assert wanted
            assert now - asked[-1] >= 1.0
            asked.append(now)
            wanted = False
    if wanted:
        assert requests.due(now + 1.0)
