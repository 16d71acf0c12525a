"""Mails to buyers: what a receipt and a shipping note say."""

from dataclasses import astuple
from string import Formatter

import msgspec
import pytest

from checkout import (
    Address,
    Dispute,
    Later,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    Refund,
    RefundLine,
    Return,
    ReturnLine,
    Shipment,
    ShippingChoice,
    Totals,
)
from server import letters
from server.letters.words import ENGLISH, RUSSIAN


def order(**changes: object) -> Order:
    fields: dict[str, object] = {
        "id": "o1",
        "number": "SF-1042",
        "status": OrderStatus.PAID,
        "seller_id": "s1",
        "show_id": None,
        "currency": "EUR",
        "lines": [
            OrderLine(
                variant_id="v",
                product_id="p",
                title="Two tall cups",
                variant_title="Moss",
                image_url=None,
                quantity=2,
                unit_minor=3_400,
                total_minor=6_800,
            )
        ],
        "email": "vera@showfloor.example",
        "address": Address(
            name="Vera Berg", line1="Hafenstr. 4", city="Hamburg", postal_code="20457", country="DE"
        ),
        "shipping": ShippingChoice(rate_id="r", title="Parcel", amount_minor=650),
        "shipping_options": [],
        "totals": Totals(
            subtotal_minor=6_800,
            shipping_minor=650,
            tax_minor=1_190,
            tax_included=True,
            tax_title="19 % VAT",
            total_minor=7_450,
        ),
        "hold_expires_ms": None,
        "created_ms": 0,
        "paid_ms": 1,
        "shipment": None,
        "history": [],
        "note": "",
        "show_name": False,
        "payment": Payment(state="settled"),
    }
    return Order(**(fields | changes))  # type: ignore[arg-type]


def receipt(paid: Order, *, sandbox: bool = False) -> letters.Letter:
    return letters.receipt(paid, seller="Clay & Kiln", page="https://shop/o/o1", sandbox=sandbox)


def test_a_receipt_has_the_lines_the_sums_the_address_and_the_page() -> None:
    letter = receipt(order())
    assert letter.to == "vera@showfloor.example"
    assert "SF-1042" in letter.subject
    for words in ("2 x Two tall cups, Moss: EUR 68.00", "Delivery, Parcel: EUR 6.50", "Total: EUR 74.50"):
        assert words in letter.text
    assert "Included: 19 % VAT EUR 11.90" in letter.text
    assert "20457 Hamburg" in letter.text
    assert "https://shop/o/o1" in letter.text


def test_only_a_demo_shop_says_that_no_money_moved() -> None:
    assert "no money moved" in receipt(order(), sandbox=True).text
    assert "no money moved" not in receipt(order()).text


def test_a_tax_that_comes_on_top_is_a_row_of_its_own() -> None:
    added = Totals(
        subtotal_minor=6_800,
        shipping_minor=650,
        tax_minor=745,
        tax_included=False,
        tax_title="Sales tax",
        total_minor=8_195,
    )
    text = receipt(order(totals=added)).text
    assert "Sales tax: EUR 7.45" in text
    assert "Included" not in text


def test_a_shipping_note_names_carrier_and_tracking_number() -> None:
    sent = order(shipment=Shipment(carrier="DHL", tracking="JD0146", shipped_ms=1))
    assert "DHL: JD0146" in letters.shipped(sent, seller="Clay & Kiln", page="p").text


def test_a_shipping_note_without_a_carrier_does_not_invent_one() -> None:
    sent = order(shipment=Shipment(carrier="", tracking="", shipped_ms=1))
    assert "racking" not in letters.shipped(sent, seller="Clay & Kiln", page="p").text


def refund(**changes: object) -> Refund:
    fields: dict[str, object] = {
        "id": "r1",
        "state": "done",
        "amount_minor": 3_400,
        "reason": "damaged",
        "lines": [RefundLine(variant_id="v", quantity=1)],
        "note": "Sorry for the crack.",
        "created_ms": 0,
    }
    return Refund(**(fields | changes))  # type: ignore[arg-type]


def test_a_refund_says_how_much_for_what_and_how_much_in_all() -> None:
    letter = letters.refunded(order(refunded_minor=4_000), refund(), seller="Clay & Kiln", page="p")
    assert letter.to == "vera@showfloor.example"
    assert "EUR 34.00" in letter.subject
    for words in ("1 x Two tall cups, Moss", "Sorry for the crack.", "so far: EUR 40.00"):
        assert words in letter.text


def test_a_whole_refund_says_that_it_is_all() -> None:
    letter = letters.refunded(order(refunded_minor=7_450), refund(lines=[]), seller="Clay & Kiln", page="p")
    assert "all that you paid" in letter.text
    assert "so far" not in letter.text


def test_a_seller_hears_of_a_failed_refund_and_of_a_dispute_with_its_day() -> None:
    failed = letters.refund_failed(order(), refund(fail_code="lost_card"), to="s@shop.example", page="p")
    assert (failed.to, "lost_card" in failed.text) == ("s@shop.example", True)
    dispute = Dispute(
        id="dp", state="open", amount_minor=7_450, reason="fraudulent", opened_ms=0, due_ms=1_800_000_000_000
    )
    letter = letters.disputed(order(), dispute, to="s@shop.example", page="p")
    for words in ("EUR 74.50", "fraudulent", "15 January 2027"):
        assert words in letter.text


def test_a_seller_hears_what_the_bank_decided() -> None:
    lost = Dispute(id="dp", state="lost", amount_minor=7_450, reason="fraudulent", opened_ms=0)
    letter = letters.dispute_decided(order(), lost, to="s@shop.example", page="p")
    assert "lost" in letter.subject
    assert "The buyer keeps EUR 74.50." in letter.text


def test_a_buyer_reads_mails_in_their_own_language() -> None:
    russian = order(language="ru", shipment=Shipment(carrier="DHL", tracking="JD0146", shipped_ms=1))
    assert "Итого: EUR 74.50" in receipt(russian).text
    assert "Заказ SF-1042 в пути" in letters.shipped(russian, seller="Clay & Kiln", page="p").text
    assert "вернули EUR 34.00" in letters.refunded(russian, refund(), seller="Clay & Kiln", page="p").text


def test_both_languages_fill_in_the_same_names() -> None:
    for english, russian in zip(astuple(ENGLISH), astuple(RUSSIAN), strict=True):
        names = {name for _, name, _, _ in Formatter().parse(english) if name}
        assert {name for _, name, _, _ in Formatter().parse(russian) if name} == names


def test_a_shipping_note_has_the_link_to_follow_it() -> None:
    link = "https://dhl.example.com/?id=1"
    sent = order(shipment=Shipment(carrier="DHL", tracking="1", tracking_url=link, shipped_ms=1))
    assert f"See where it is: {link}" in letters.shipped(sent, seller="Clay & Kiln", page="p").text


@pytest.mark.parametrize(
    ("reason", "words"), [("withdrawn", "You cancelled"), ("cancelled", "Kiln cancelled")]
)
def test_a_cancelled_order_says_who_cancelled_it(reason: str, words: str) -> None:
    back = refund(reason=reason, lines=[], amount_minor=7_450)
    assert words in letters.refunded(order(refunded_minor=7_450), back, seller="Kiln", page="p").text


def test_of_a_payment_that_did_not_match_no_sum_is_claimed() -> None:
    letter = letters.refunded(order(), refund(reason="mismatch", lines=[]), seller="Kiln", page="p")
    assert "EUR" not in letter.text + letter.subject


COURIER = Later(method="delivery", words="Cash only.\nHave it ready.")


def test_an_order_that_is_paid_later_says_how_until_it_is_paid() -> None:
    waiting = order(status=OrderStatus.PLACED, paid_ms=None, later=COURIER)
    text = letters.placed(waiting, seller="Clay & Kiln", page="p").text
    for words in ("To pay when it arrives: EUR 74.50.", "Cash only.\nHave it ready.", "2 x Two tall cups"):
        assert words in text
    assert "To pay when it arrives" in letters.shipped(waiting, seller="Clay & Kiln", page="p").text
    invoice = order(paid_ms=None, later=Later(method="invoice", words="DE02 1203"), language="ru")
    assert "оплатите EUR 74.50 и укажите номер заказа SF-1042" in (
        letters.placed(invoice, seller="Clay & Kiln", page="p").text.replace("\xa0", " ")
    )
    came = receipt(order(later=COURIER), sandbox=True).text
    assert came.startswith("Clay & Kiln has your payment for order SF-1042.")
    assert "no money moved" not in came, "by hand it moved"
    assert "To pay" not in letters.shipped(order(later=COURIER), seller="Clay & Kiln", page="p").text


def test_an_order_that_is_called_off_has_nothing_to_pay() -> None:
    letter = letters.called_off(order(paid_ms=None, later=COURIER), "It broke", seller="Clay & Kiln")
    assert "nothing to pay" in letter.text
    assert "Clay & Kiln writes: It broke" in letter.text
    gone = letters.withdrawn(order(paid_ms=None, later=COURIER), to="mira@example.com", page="p")
    assert "on its way back to them" not in gone.text


def test_a_return_is_answered_with_the_sellers_words() -> None:
    wanted = Return(
        id="r",
        state="accepted",
        reason="damaged",
        lines=[ReturnLine(variant_id="v", quantity=1)],
        note="Cracked",
        answer="Lindenweg 4, Berlin",
        requested_ms=0,
    )
    accepted = letters.return_answered(order(), wanted, seller="Kiln", page="p")
    for words in ("1 x Two tall cups, Moss", "Kiln writes: Lindenweg 4, Berlin", "when the parcel is there"):
        assert words in accepted.text
    declined = msgspec.structs.replace(wanted, state="declined", answer="")
    assert "does not take back" in letters.return_answered(order(), declined, seller="Kiln", page="p").text
    closed = letters.return_answered(order(), declined, was_accepted=True, seller="Kiln", page="p")
    assert "no longer waits" in closed.text
    asked = letters.return_requested(order(), wanted, to="s@shop.example", page="p")
    assert (asked.to, "came damaged" in asked.text, "Cracked" in asked.text) == ("s@shop.example", True, True)
