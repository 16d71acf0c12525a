"""The words of the mails that buyers and sellers get: pure text from an order."""

from dataclasses import dataclass
from datetime import UTC, datetime

from checkout import Address, Dispute, Order, Refund


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text mail; `unsubscribe` is the address that stops more of its kind, where there are more."""

    to: str
    subject: str
    text: str
    unsubscribe: str | None = None


def receipt(order: Order, *, seller: str, page: str, sandbox: bool) -> Letter:
    """Confirm a paid order.

    Args:
        order: the order, with its e-mail.
        seller: the shop's name.
        page: the address of the order page.
        sandbox: whether no money moved; the letter then says so.
    """
    lines = [
        f"Thank you for your order {order.number} at {seller}.",
        *(["", "This is a demo shop: no money moved."] if sandbox else []),
        "",
        *(
            order_line(line.quantity, line.title, line.variant_title, line.total_minor, order)
            for line in order.lines
        ),
        "",
        *totals(order),
        "",
        "It goes to:",
        *address_lines(order.address),
        "",
        f"See how it is doing: {page}",
        f"On another device, look it up there with the number {order.number} and this e-mail address.",
    ]
    return Letter(
        to=order.email or "", subject=f"Your order {order.number} at {seller}", text="\n".join(lines)
    )


def turn(order: Order, *, language: str, page: str, now_ms: int) -> Letter:
    """Tell somebody on a waiting list that a piece is held for them, in the language of their page."""
    line = order.lines[0]
    what = named(line.title, line.variant_title)
    minutes = max(1, ((order.hold_expires_ms or now_ms) - now_ms) // 60_000)
    if language == "ru":
        return Letter(
            to=order.email or "",
            subject=f"Ваша очередь: {what}",
            text="\n".join(
                [
                    f"Для вас отложено: {what}. Успейте оплатить, время на это: {minutes} мин.",
                    "",
                    f"Откройте на устройстве, где вы встали в очередь: {page}",
                    "Если не успеете, вещь предложат следующему. Ничего не спишется.",
                ]
            ),
        )
    return Letter(
        to=order.email or "",
        subject=f"Your turn: {what}",
        text="\n".join(
            [
                f"{what} is held for you for {minutes} min.",
                "",
                f"Pay on the device on which you joined the list: {page}",
                "After that it is offered to the next in line. Nothing was charged.",
            ]
        ),
    )


def shipped(order: Order, *, seller: str, page: str) -> Letter:
    """Tell that an order is on its way."""
    shipment = order.shipment
    tracking = []
    if shipment and (shipment.carrier or shipment.tracking):
        tracking = [
            "",
            f"{shipment.carrier or 'Tracking'}: {shipment.tracking or 'without a tracking number'}",
        ]
    lines = [
        f"Your order {order.number} is on its way from {seller}.",
        *tracking,
        "",
        *(f"{line.quantity} x {named(line.title, line.variant_title)}" for line in order.lines),
        "",
        f"See how it is doing: {page}",
    ]
    return Letter(to=order.email or "", subject=f"On its way: order {order.number}", text="\n".join(lines))


def refunded(order: Order, refund: Refund, *, seller: str, page: str) -> Letter:
    """Tell a buyer how much came back, and for what."""
    sum_ = money(refund.amount_minor, order.currency)
    whole = order.refunded_minor >= order.totals.total_minor
    bought = {line.variant_id: line for line in order.lines}
    pieces = [
        f"{back.quantity} x {named(bought[back.variant_id].title, bought[back.variant_id].variant_title)}"
        for back in refund.lines
    ]
    lines = [
        f"{seller} gave you {sum_} back for your order {order.number}"
        + (": all that you paid." if whole else "."),
        *(["", *pieces] if pieces else []),
        *(["", f"{seller} writes: {refund.note}"] if refund.note else []),
        "",
        "It goes to the card or account that you paid with. Banks take 3 to 5 days to show it.",
        *([] if whole else ["", f"Given back so far: {money(order.refunded_minor, order.currency)}"]),
        "",
        f"See your order: {page}",
    ]
    return Letter(
        to=order.email or "", subject=f"{sum_} back for order {order.number}", text="\n".join(lines)
    )


def refund_failed(order: Order, refund: Refund, *, to: str, page: str) -> Letter:
    """Tell a seller that money they gave back did not arrive."""
    sum_ = money(refund.amount_minor, order.currency)
    lines = [
        f"The refund of {sum_} for order {order.number} did not get through ({refund.fail_code}).",
        "",
        "The money is still yours and the buyer does not have it. Try again, or ask them for another way.",
        "",
        f"Your orders: {page}",
    ]
    return Letter(to=to, subject=f"A refund failed: order {order.number}", text="\n".join(lines))


def disputed(order: Order, dispute: Dispute, *, to: str, page: str) -> Letter:
    """Tell a seller that a buyer asked their bank for the money."""
    sum_ = money(dispute.amount_minor, order.currency)
    due = [f"Answer at your payment provider by {day(dispute.due_ms)}."] if dispute.due_ms else []
    lines = [
        f"The buyer of order {order.number} disputed the payment at their bank.",
        f"The bank holds {sum_} back until it has decided. Reason given: {dispute.reason}.",
        "",
        *due,
        "Proof of what was sent and where helps most. Nothing was put back on your shelf.",
        "",
        f"Your orders: {page}",
    ]
    return Letter(to=to, subject=f"Payment disputed: order {order.number}", text="\n".join(lines))


def dispute_decided(order: Order, dispute: Dispute, *, to: str, page: str) -> Letter:
    """Tell a seller what the bank decided."""
    sum_ = money(dispute.amount_minor, order.currency)
    won = dispute.state == "won"
    verdict = f"You keep {sum_}." if won else f"The buyer keeps {sum_}."
    lines = [f"The bank decided about order {order.number}. {verdict}", "", f"Your orders: {page}"]
    return Letter(
        to=to, subject=f"Dispute {'won' if won else 'lost'}: order {order.number}", text="\n".join(lines)
    )


def day(at_ms: int) -> str:
    """Write a day so that everybody reads it the same way."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%d %B %Y")


def totals(order: Order) -> list[str]:
    """List the sums as the order page does."""
    sums = order.totals
    rows = [("Products", sums.subtotal_minor)]
    if sums.discount_minor and order.discount is not None:
        rows.append((f"Code {order.discount.code}", -sums.discount_minor))
    if order.shipping is not None:
        rows.append((f"Delivery, {order.shipping.title}", order.shipping.amount_minor))
    if sums.tax_minor is not None and not sums.tax_included:
        rows.append((sums.tax_title, sums.tax_minor))
    text = [f"{title}: {money(amount, order.currency)}" for title, amount in rows]
    text.append(f"Total: {money(sums.total_minor, order.currency)}")
    if sums.tax_minor and sums.tax_included:
        text.append(f"Included: {sums.tax_title} {money(sums.tax_minor, order.currency)}")
    return text


def order_line(quantity: int, title: str, variant_title: str, total_minor: int, order: Order) -> str:
    """Write one line of the order."""
    return f"{quantity} x {named(title, variant_title)}: {money(total_minor, order.currency)}"


def named(title: str, variant_title: str) -> str:
    """Name a product with its variant, if it has more than one."""
    return f"{title}, {variant_title}" if variant_title else title


def address_lines(address: Address | None) -> list[str]:
    """Write an address as on a parcel."""
    if address is None:
        return []
    town = f"{address.postal_code} {address.city}".strip()
    rows = [address.name, address.line1, address.line2, town, address.region, address.country]
    return [row for row in rows if row]


def money(amount_minor: int, currency: str) -> str:
    """Write an amount; every currency of the settings has two decimals."""
    whole, rest = divmod(abs(amount_minor), 100)
    return f"{'-' if amount_minor < 0 else ''}{currency} {whole}.{rest:02}"
