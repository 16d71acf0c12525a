"""The tables of the life cycle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.orders import (
    HOLD_MOVES,
    MOVES,
    PAYABLE,
    SETTLED,
    HoldStatus,
    IllegalMove,
    OrderStatus,
    move,
    move_hold,
)


def test_every_status_has_its_moves() -> None:
    assert set(MOVES) == set(OrderStatus)
    assert set(HOLD_MOVES) == set(HoldStatus)


@given(st.sampled_from(OrderStatus), st.sampled_from(OrderStatus))
def test_only_what_the_table_has_is_allowed(current: OrderStatus, to: OrderStatus) -> None:
    if to in MOVES[current]:
        assert move(current, to) is to
    else:
        with pytest.raises(IllegalMove, match=f"{current.value} -> {to.value}"):
            move(current, to)


@given(st.sampled_from(HoldStatus))
def test_a_hold_never_comes_back(current: HoldStatus) -> None:
    with pytest.raises(IllegalMove):
        move_hold(current, HoldStatus.HELD)


@given(st.sampled_from(sorted(SETTLED)))
def test_money_that_came_in_never_makes_an_order_payable_again(status: OrderStatus) -> None:
    seen, edge = {status}, {status}
    while edge:
        edge = {to for current in edge for to in MOVES[current]} - seen
        seen |= edge
    assert not seen & PAYABLE


def test_every_status_can_be_reached_from_held() -> None:
    seen, edge = {OrderStatus.HELD}, {OrderStatus.HELD}
    while edge:
        edge = {to for current in edge for to in MOVES[current]} - seen
        seen |= edge
    assert seen == set(OrderStatus)
