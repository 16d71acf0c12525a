"""One life of the shop from its first hold to its rest, decided by a seed."""

import asyncio
import logging

from checkout import CheckoutService
from tests.simulation.people import Customer, sell, stock
from tests.simulation.verdict import AT_REST, all_orders, violations
from tests.simulation.world import World

STEPS = 120
DRAINING_ROUNDS = 40


async def tidy(service: CheckoutService) -> None:
    """One round of what the background tasks do."""
    parts = service.parts
    await parts.webhooks.poll()
    await parts.webhooks.work_off()
    await parts.reconciler.resend_unanswered()
    await parts.reconciler.expire_holds()
    await parts.refunder.send_open()
    await parts.bookkeeper.read_on()
    await parts.dispatcher.run()


async def live(seed: int, *, forgets_keys: bool = False, trace: list[str] | None = None) -> list[str]:
    """Live one life; return what was broken in it. All requests and all news go into ``trace``."""
    world = World(seed, forgets_keys=forgets_keys, trace=trace)
    chance = world.chance
    await world.open()
    product = await stock(world)
    world.begin_trouble()
    customers = [Customer(world, product, f"buyer-{number}") for number in range(chance.randint(4, 7))]
    people = [asyncio.create_task(customer.live()) for customer in customers]
    people.append(asyncio.create_task(sell(world, product)))
    rounds: list[asyncio.Task[None]] = []
    parts = (
        lambda service: service.parts.reconciler.resend_unanswered(),
        *[lambda service: service.parts.reconciler.expire_holds()] * 3,
        lambda service: service.parts.refunder.send_open(),
        lambda service: service.parts.webhooks.work_off(),
        lambda service: service.parts.webhooks.poll(),
        lambda service: service.parts.bookkeeper.read_on(),
        lambda service: service.parts.dispatcher.run(),
    )
    for _ in range(STEPS):
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        match chance.random():
            case dice if dice < 0.03:
                await world.crash()
            case dice if dice < 0.25:
                world.now_ms += chance.choice((1, 5, 20, 40, 60)) * 1000
            case dice if dice < 0.55:
                rounds.append(asyncio.create_task(world.work(chance.choice(parts))))
            case dice if dice < 0.75:
                rounds.append(asyncio.create_task(world.webhook()))
    await asyncio.gather(*people, *rounds)
    await drain(world)
    found = await violations(world, customers)
    await world.close()
    return found


async def drain(world: World) -> None:
    """Let the faults stop, the processes start once more, and everything come to rest."""
    world.faulty = False
    await world.crash()
    await world.settle_network()
    for _ in range(DRAINING_ROUNDS):
        world.now_ms += 90_000
        await world.stripe.pass_time()
        await world.work(tidy)
        if all(order.status in AT_REST for order in await all_orders(world)):
            break
    for _ in range(3):
        world.now_ms += 30_000
        await world.work(tidy)


def run(seed: int, *, forgets_keys: bool = False) -> list[str]:
    """Live one life on a loop of its own, quietly: what goes wrong on the way is meant to."""
    logging.disable(logging.CRITICAL)
    try:
        return asyncio.run(live(seed, forgets_keys=forgets_keys))
    finally:
        logging.disable(logging.NOTSET)
