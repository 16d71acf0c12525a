"""The mails that sellers get: what needs them, in English until accounts have a language."""

from datetime import UTC, datetime

from checkout import Dispute, Order, Refund, Return
from server.letters.parts import Letter, money, pieces, some_pieces


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


def withdrawn(order: Order, *, to: str, page: str) -> Letter:
    """Tell a seller not to send what its buyer cancelled."""
    lines = [
        f"The buyer cancelled order {order.number} before it was sent. Do not send it.",
        "The pieces are on your shelf again."
        if order.paid_ms is None
        else "The whole sum is on its way back to them, and the pieces are on your shelf again.",
        "",
        *pieces(order),
        "",
        f"Your orders: {page}",
    ]
    return Letter(to=to, subject=f"Cancelled, do not send: order {order.number}", text="\n".join(lines))


def review_needed(order: Order, *, to: str, page: str) -> Letter:
    """Tell a seller that a payment does not match its order."""
    lines = [
        f"Money came for order {order.number} that does not match it: another sum, currency or mode.",
        "Nothing is sold and nothing goes back until you decide.",
        "",
        f"Look the payment up at your payment provider, then decide here: {page}",
    ]
    return Letter(to=to, subject=f"Look at this payment: order {order.number}", text="\n".join(lines))


RETURN_REASONS = {
    "changed_mind": "they changed their mind",
    "does_not_fit": "it does not fit",
    "damaged": "it came damaged",
    "wrong_item": "it is not what they ordered",
    "not_as_shown": "it is not as it was shown",
    "other": "another reason",
}


def return_requested(order: Order, wanted: Return, *, to: str, page: str) -> Letter:
    """Tell a seller what a buyer wants to send back, and why."""
    lines = [
        f"The buyer of order {order.number} wants to send something back: {RETURN_REASONS[wanted.reason]}.",
        "",
        *some_pieces(order, {line.variant_id: line.quantity for line in wanted.lines}),
        *(["", f"They write: {wanted.note}"] if wanted.note else []),
        "",
        f"Accept or decline it here: {page}",
    ]
    return Letter(to=to, subject=f"Return asked for: order {order.number}", text="\n".join(lines))


def webhook_disabled(url: str, since_ms: int, *, to: str, page: str) -> Letter:
    """Tell a seller that one of their programs is told nothing any more."""
    lines = [
        f"Your webhook {url} has not answered since {day(since_ms)}, so it is told nothing any more.",
        "What it missed is listed in your studio and can be delivered again.",
        "",
        f"Mend it, then turn it on again: {page}",
    ]
    return Letter(to=to, subject="A webhook was disabled", text="\n".join(lines))


def day(at_ms: int) -> str:
    """Write a day so that everybody reads it the same way."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%d %B %Y")
