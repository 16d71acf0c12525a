"""The mails that buyers get, each in the language of the order."""

from checkout import Order, Refund, Return
from server.letters.parts import Letter, address_lines, money, named, pieces, some_pieces, totals
from server.letters.words import BY_LANGUAGE, Words


def receipt(order: Order, *, seller: str, page: str, sandbox: bool) -> Letter:
    """Confirm a paid order.

    Args:
        order: the order, with its e-mail.
        seller: the shop's name.
        page: the address of the order page.
        sandbox: whether no money moved; the letter then says so.
    """
    words = BY_LANGUAGE[order.language]
    thanks = words.receipt_thanks if order.later is None else words.money_came
    lines = [
        thanks.format(number=order.number, seller=seller),
        # By hand it moved, whatever the provider is.
        *(["", words.demo] if sandbox and order.later is None else []),
        *_bill(order, words, page),
    ]
    return _letter(order, words.receipt_subject.format(number=order.number, seller=seller), lines)


def placed(order: Order, *, seller: str, page: str) -> Letter:
    """Confirm an order that is paid later, and say how."""
    words = BY_LANGUAGE[order.language]
    lines = [
        words.receipt_thanks.format(number=order.number, seller=seller),
        "",
        *_to_pay(order, words),
        *_bill(order, words, page),
    ]
    return _letter(order, words.receipt_subject.format(number=order.number, seller=seller), lines)


def called_off(order: Order, note: str, *, seller: str) -> Letter:
    """Tell a buyer that an order that was not paid will not come."""
    words = BY_LANGUAGE[order.language]
    lines = [
        words.called_off.format(number=order.number, seller=seller),
        *(["", words.writes.format(seller=seller, note=note)] if note else []),
        "",
        *pieces(order),
    ]
    return _letter(order, words.called_off_subject.format(number=order.number), lines)


def _to_pay(order: Order, words: Words) -> list[str]:
    """How much is to be paid later, and how; nothing for cards."""
    if order.later is None:
        return []
    sum_ = money(order.totals.total_minor, order.currency)
    said = words.pay_courier if order.later.method == "delivery" else words.pay_invoice
    return [said.format(sum=sum_, number=order.number), *order.later.words.splitlines()]


def _bill(order: Order, words: Words, page: str) -> list[str]:
    return [
        "",
        *(
            f"{line.quantity} x {named(line.title, line.variant_title)}: "
            f"{money(line.total_minor, order.currency)}"
            for line in order.lines
        ),
        "",
        *totals(order, words),
        "",
        words.goes_to,
        *address_lines(order.address),
        "",
        words.see.format(page=page),
        words.elsewhere.format(number=order.number),
    ]


def turn(order: Order, *, page: str, now_ms: int) -> Letter:
    """Tell somebody on a waiting list that a piece is held for them, in the language of their page."""
    words = BY_LANGUAGE[order.language]
    line = order.lines[0]
    what = named(line.title, line.variant_title)
    minutes = max(1, ((order.hold_expires_ms or now_ms) - now_ms) // 60_000)
    lines = [
        words.turn_held.format(what=what, minutes=minutes),
        "",
        words.turn_open.format(page=page),
        words.turn_after,
    ]
    return _letter(order, words.turn_subject.format(what=what), lines)


def shipped(order: Order, *, seller: str, page: str) -> Letter:
    """Tell that an order is on its way."""
    words = BY_LANGUAGE[order.language]
    lines = [
        words.shipped_on_its_way.format(number=order.number, seller=seller),
        *_parcel(order, words),
        "",
        *pieces(order),
        *(["", *_to_pay(order, words)] if order.paid_ms is None else []),
        "",
        words.see.format(page=page),
    ]
    return _letter(order, words.shipped_subject.format(number=order.number), lines)


def _parcel(order: Order, words: Words) -> list[str]:
    parcel = order.shipment
    if parcel is None:
        return []
    rows = []
    if parcel.carrier and parcel.tracking:
        rows.append(words.shipped_number.format(carrier=parcel.carrier, tracking=parcel.tracking))
    elif parcel.tracking:
        rows.append(words.shipped_tracking.format(tracking=parcel.tracking))
    elif parcel.carrier:
        rows.append(words.shipped_carrier.format(carrier=parcel.carrier))
    if parcel.tracking_url:
        rows.append(words.shipped_link.format(link=parcel.tracking_url))
    return ["", *rows] if rows else []


def refunded(order: Order, refund: Refund, *, seller: str, page: str) -> Letter:
    """Tell a buyer how much came back, and for what."""
    words = BY_LANGUAGE[order.language]
    if refund.reason == "mismatch":
        return _whole_payment(order, words, seller=seller, page=page)
    sum_ = money(refund.amount_minor, order.currency)
    whole = order.refunded_minor >= order.totals.total_minor
    so_far = words.so_far.format(sum=money(order.refunded_minor, order.currency))
    back = some_pieces(order, {line.variant_id: line.quantity for line in refund.lines})
    lines = [
        _what_came_back(refund, words, whole=whole).format(seller=seller, sum=sum_, number=order.number),
        *(["", *back] if back else []),
        *(["", words.writes.format(seller=seller, note=refund.note)] if refund.note else []),
        *([] if order.later else ["", words.banks]),
        *([] if whole else ["", so_far]),
        "",
        words.see.format(page=page),
    ]
    return _letter(order, words.refunded_subject.format(sum=sum_, number=order.number), lines)


def _what_came_back(refund: Refund, words: Words, *, whole: bool) -> str:
    match refund.reason:
        case "withdrawn":
            return words.cancelled_by_buyer
        case "cancelled":
            return words.cancelled_by_seller
        case _:
            return words.refunded_whole if whole else words.refunded_part


def _whole_payment(order: Order, words: Words, *, seller: str, page: str) -> Letter:
    """Of a payment that did not match, only the provider knows the sum for sure."""
    lines = [
        words.mismatch.format(number=order.number, seller=seller),
        words.banks,
        "",
        words.see.format(page=page),
    ]
    return _letter(order, words.mismatch_subject.format(number=order.number), lines)


def return_answered(
    order: Order, wanted: Return, *, seller: str, page: str, was_accepted: bool = False
) -> Letter:
    """Tell a buyer whether, and how, they may send something back, or that it is waited for no more."""
    words = BY_LANGUAGE[order.language]
    accepted = wanted.state == "accepted"
    no = words.return_closed if was_accepted else words.return_declined
    said = words.return_accepted if accepted else no
    subject = words.return_accepted_subject if accepted else words.return_declined_subject
    lines = [
        said.format(seller=seller, number=order.number),
        "",
        *some_pieces(order, {line.variant_id: line.quantity for line in wanted.lines}),
        *(["", words.writes.format(seller=seller, note=wanted.answer)] if wanted.answer else []),
        *(["", words.return_accepted_next] if accepted else []),
        "",
        words.see.format(page=page),
    ]
    return _letter(order, subject.format(number=order.number), lines)


def _letter(order: Order, subject: str, lines: list[str]) -> Letter:
    return Letter(to=order.email or "", subject=subject, text="\n".join(lines))
