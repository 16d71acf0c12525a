"""Addresses that a person keeps: each once, one the default, gone with the person."""

import msgspec
import pytest

from checkout import Address, NewAddress
from checkout.addresses import MOST
from checkout.errors import AddressBookFull, AddressNotFound, DetailsInvalid
from tests.fakes.checkout_shop import ANN, BEN, HOME, Shop


def at(line1: str) -> Address:
    return msgspec.structs.replace(HOME, line1=line1)


async def keep(shop: Shop, line1: str, *, is_default: bool = False) -> list[tuple[str, bool]]:
    shop.clock.pass_seconds(1)
    kept = await shop.service.addresses.keep(ANN.id, NewAddress(address=at(line1), is_default=is_default))
    return [(each.address.line1, each.is_default) for each in kept]


async def test_each_address_is_kept_once_and_one_is_the_default(shop: Shop) -> None:
    assert await keep(shop, " First 1 ") == [("First 1", True)]
    assert await keep(shop, "Second 2") == [("First 1", True), ("Second 2", False)]
    assert await keep(shop, "First 1") == [("First 1", True), ("Second 2", False)], "not twice"
    assert await keep(shop, "Third 3", is_default=True) == [
        ("Third 3", True),
        ("First 1", False),
        ("Second 2", False),
    ]
    book = shop.service.addresses
    second = (await book.of([ANN.id]))[2]
    shop.clock.pass_seconds(1)
    assert [each.address.line1 for each in await book.prefer(ANN.id, second.id)] == [
        "Second 2",
        "Third 3",
        "First 1",
    ]
    assert [each.address.line1 for each in await book.remove(ANN.id, second.id)] == ["Third 3", "First 1"]


async def test_nobody_reaches_another_persons_addresses(sqlite_shop: Shop) -> None:
    await keep(sqlite_shop, "First 1")
    book = sqlite_shop.service.addresses
    [mine] = await book.of([ANN.id])
    assert await book.of([BEN.id]) == []
    with pytest.raises(AddressNotFound):
        await book.prefer(BEN.id, mine.id)
    await book.remove(BEN.id, mine.id)
    assert await book.of([ANN.id]) == [mine]


async def test_a_book_holds_so_many_and_only_what_can_be_an_address(sqlite_shop: Shop) -> None:
    with pytest.raises(DetailsInvalid):
        await keep(sqlite_shop, " ")
    for n in range(MOST):
        await keep(sqlite_shop, f"Street {n}")
    with pytest.raises(AddressBookFull):
        await keep(sqlite_shop, "One more")


async def test_who_is_forgotten_leaves_no_address(sqlite_shop: Shop) -> None:
    await keep(sqlite_shop, "First 1")
    await sqlite_shop.service.forget_buyer([ANN.id])
    assert await sqlite_shop.service.addresses.of([ANN.id]) == []
