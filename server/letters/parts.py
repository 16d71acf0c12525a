"""What letters are made of: a letter, its sums, its address, in the words of a language."""

from dataclasses import dataclass

from checkout import Address, Order
from server.letters.words import Words


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain text mail; `unsubscribe` is the address that stops more of its kind, where there are more."""

    to: str
    subject: str
    text: str
    unsubscribe: str | None = None


def totals(order: Order, words: Words) -> list[str]:
    """List the sums as the order page does."""
    sums = order.totals
    rows = [(words.products, sums.subtotal_minor)]
    if sums.discount_minor and order.discount is not None:
        rows.append((words.code.format(code=order.discount.code), -sums.discount_minor))
    if order.shipping is not None:
        rows.append((words.delivery.format(title=order.shipping.title), order.shipping.amount_minor))
    if sums.tax_minor is not None and not sums.tax_included:
        rows.append((sums.tax_title, sums.tax_minor))
    text = [f"{title}: {money(amount, order.currency)}" for title, amount in rows]
    text.append(f"{words.total}: {money(sums.total_minor, order.currency)}")
    if sums.tax_minor and sums.tax_included:
        text.append(f"{words.included}: {sums.tax_title} {money(sums.tax_minor, order.currency)}")
    return text


def pieces(order: Order) -> list[str]:
    """Name what was ordered."""
    return [f"{line.quantity} x {named(line.title, line.variant_title)}" for line in order.lines]


def some_pieces(order: Order, quantities: dict[str, int]) -> list[str]:
    """Name some of what was ordered, by variant."""
    bought = {line.variant_id: named(line.title, line.variant_title) for line in order.lines}
    return [f"{quantity} x {bought[variant_id]}" for variant_id, quantity in quantities.items()]


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
