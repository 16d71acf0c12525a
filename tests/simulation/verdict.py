"""What must be true when everything has come to rest, whatever happened on the way there."""

from collections import Counter

from checkout import Books, Order, OrderPaid, OrderStatus, StockChanged
from tests.fakes.checkout_shop import SELLER
from tests.simulation.people import Customer
from tests.simulation.world import SETTINGS, World

UNPAID = {OrderStatus.PLACED, OrderStatus.SENT}
AT_REST = UNPAID | {
    OrderStatus.PAID,
    OrderStatus.FULFILLED,
    OrderStatus.PART_REFUNDED,
    OrderStatus.REFUNDED,
    OrderStatus.EXPIRED,
    OrderStatus.CANCELLED,
}


async def violations(world: World, customers: list[Customer]) -> list[str]:
    """Name every promise that was broken."""
    orders = {order.id: order for order in await all_orders(world)}
    found = [*world.unexpected, *(f"audit: {drift}" for drift in await world.service.audit())]
    found += [
        f"{order.id} rests as {order.status}" for order in orders.values() if order.status not in AT_REST
    ]
    found += [
        f"the hold of {order_id} was acknowledged and is gone"
        for customer in customers
        for order_id in customer.promised - orders.keys()
    ]
    found += await _stock(world, orders)
    found += _money(world, orders)
    found += _news(world, orders)
    return found + await _books(world)


async def all_orders(world: World) -> list[Order]:
    """Every order, whatever became of it."""
    every = [await world.service.seller_orders(SELLER, status=status, limit=1000) for status in OrderStatus]
    return [order for some in every for order in some]


async def _stock(world: World, orders: dict[str, Order]) -> list[str]:
    [product] = await world.service.products()
    stock = product.variants[0].stock
    paid = [order for order in orders.values() if order.paid_ms]
    bought = sum(line.quantity for order in paid for line in order.lines)
    # What its buyer cancelled is on the shelf again, and somebody else may have it.
    bought -= sum(line.restocked for order in paid for refund in order.refunds for line in refund.lines)
    found = []
    if bought > stock.total:
        found.append(f"{bought} sold of {stock.total}")
    if stock.held != _reserved(orders):
        found.append(f"{stock.held} held, and {_reserved(orders)} of them for somebody")
    return found


async def _books(world: World) -> list[str]:
    """At rest the provider has reported all that the shop knows of, and the books hold what it has."""
    [books] = (await world.service.payouts.summary(SELLER)).books or [Books(currency="EUR")]
    found = []
    if books.unreported_minor:
        found.append(f"{books.unreported_minor} are in the books and not in the provider's statement")
    with_provider = books.balance_minor + books.paid_out_minor
    if with_provider != (net := world.net()):
        found.append(f"the books have {with_provider} at the provider and the bank, which have {net}")
    return found


def _reserved(orders: dict[str, Order]) -> int:
    """Pieces of those whose money comes by hand."""
    return sum(line.quantity for order in orders.values() if order.status in UNPAID for line in order.lines)


def _money(world: World, orders: dict[str, Order]) -> list[str]:
    found = []
    taken: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    hold_ends = world.hold_ends()
    for charge in world.charges():
        order = orders[charge.order_id]
        taken[order.id] += 1
        kept[order.id] += charge.amount - charge.refunded
        if _was_early(order, charge.created_s, hold_ends[order.id]):
            found.append(f"{order.id} was paid for in time, and its stock was given back all the same")
    found += [f"{order_id} was charged {times} times" for order_id, times in taken.items() if times > 1]
    for order in orders.values():
        by_card = order.paid_ms and order.later is None
        owed = order.totals.total_minor - order.refunded_minor if by_card else 0
        if kept[order.id] != owed:
            found.append(f"{order.id} ({order.status}) keeps {kept[order.id]} and should {owed}")
    return found


def _was_early(order: Order, charged_s: int, hold_end_ms: int) -> bool:
    """Tell whether money had come when stock was given back, and the provider was not away for too long."""
    if order.later is not None:
        return False  # nobody waits for a card's money any more
    released = [step.at_ms for step in order.history if step.status in {"expired", "cancelled"}]
    latest_ms = hold_end_ms + SETTINGS.grace_seconds * 1000
    return bool(released) and charged_s < released[0] // 1000 and released[0] < latest_ms


def _news(world: World, orders: dict[str, Order]) -> list[str]:
    told = Counter(event.event_id for event in world.told if isinstance(event, OrderPaid))
    paid = {f"order-paid-{order.id}" for order in orders.values() if order.paid_ms}
    found = [f"{event_id} was not told" for event_id in paid - told.keys()]
    found += [f"{event_id} is not true" for event_id in told.keys() - paid]
    states = [event for event in world.told if isinstance(event, StockChanged)]
    if states and states[-1].held != _reserved(orders):
        found.append(f"the last word about the stock is {states[-1]}")
    return found
