"""Everybody who waits is answered once: on coming back, at once, or elsewhere."""

from functools import partial

from chat.bulletins import Bulletin
from chat.waiting import Waiting


def waiting(count: int) -> tuple[Waiting, list[tuple[int, int | None]]]:
    orders, answers = Waiting(), list[tuple[int, int | None]]()

    def answer_to(number: int, offset: int | None) -> None:
        answers.append((number, offset))

    for number in range(count):
        orders.add(Bulletin(id=f"{number}"), partial(answer_to, number))
    return orders, answers


async def test_an_order_is_answered_when_it_has_come_back() -> None:
    orders, answers = waiting(2)
    orders.placed(7, seq=11)
    assert (answers, orders.has_new, len(orders)) == ([], True, 2)
    orders.came_back(11)
    orders.came_back(12)
    assert answers == [(0, 7)]


async def test_one_that_was_known_is_answered_at_once() -> None:
    orders, answers = waiting(1)
    orders.placed(7, seq=None)
    assert answers == [(0, 7)]
    await orders.wait_until_empty()


async def test_all_that_wait_can_be_taken_elsewhere_in_their_order() -> None:
    orders, answers = waiting(3)
    orders.placed(7, seq=11)
    assert [bulletin.id for bulletin in orders.next(1)] == ["1"]
    assert [bulletin.id for bulletin, _ in orders.take_all()] == ["0", "1", "2"]
    assert (answers, len(orders)) == ([], 0)
    await orders.wait_until_empty()
