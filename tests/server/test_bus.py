"""The bus: order, isolation of reactions from each other, and what the outbox hears."""

import asyncio

import pytest

from server.bus import Bus


async def test_events_are_delivered_in_the_order_they_were_published() -> None:
    seen: list[int] = []

    async def remember(_rooms: None, event: int) -> None:
        seen.append(event)

    bus: Bus[None] = Bus()
    bus.start({int: [remember]}, None)
    for number in range(100):
        await bus.publish(number)
    await bus.close()
    assert seen == list(range(100))


async def test_a_failing_reaction_does_not_silence_the_others() -> None:
    seen: list[str] = []

    async def fail(_rooms: None, _event: str) -> None:
        raise RuntimeError("no")

    async def remember(_rooms: None, event: str) -> None:
        seen.append(event)

    bus: Bus[None] = Bus()
    bus.start({str: [fail, remember]}, None)
    await bus.publish("sold")
    await bus.close()
    assert seen == ["sold"]


async def test_deliver_tells_the_outbox_that_a_reaction_failed() -> None:
    async def fail(_rooms: None, _event: str) -> None:
        raise RuntimeError("no")

    bus: Bus[None] = Bus()
    bus.start({str: [fail]}, None)
    with pytest.raises(ExceptionGroup):
        await bus.deliver("sold")
    await bus.close()


async def test_a_reaction_that_hangs_is_given_up_after_its_time() -> None:
    async def hang(_rooms: None, _event: str) -> None:
        await asyncio.Event().wait()

    bus: Bus[None] = Bus(reaction_seconds=0.01)
    bus.start({str: [hang]}, None)
    with pytest.raises(ExceptionGroup):
        await bus.deliver("sold")
    await bus.close()


async def test_an_event_without_reactions_is_no_error() -> None:
    bus: Bus[None] = Bus()
    bus.start({}, None)
    await bus.deliver(object())
    await bus.close()
