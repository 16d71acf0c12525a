"""The words of the mails that buyers get: pure text from an order."""

from dataclasses import dataclass

from checkout import Address, Order


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text mail."""

    to: str
    subject: str
    text: str


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


def totals(order: Order) -> list[str]:
    """List the sums as the order page does."""
    sums = order.totals
    rows = [("Products", sums.subtotal_minor)]
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
    whole, rest = divmod(amount_minor, 100)
    return f"{currency} {whole}.{rest:02}"
