"""The table for bookkeepers: what is in a cell is text, whoever typed it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import Order, OrderLine, OrderStatus, Payment, Totals
from checkout.order_table import COLUMNS, head, rows
from checkout.spreadsheets import amount, safe


def order(**changes: object) -> Order:
    fields: dict[str, object] = {
        "id": "o",
        "number": "SF-1001",
        "status": OrderStatus.PAID,
        "seller_id": "s",
        "show_id": None,
        "currency": "EUR",
        "lines": [line("Jug"), line("Cup")],
        "email": "ann@example.com",
        "address": None,
        "shipping": None,
        "shipping_options": [],
        "totals": Totals(
            subtotal_minor=8200,
            shipping_minor=490,
            tax_minor=None,
            tax_included=True,
            tax_title="VAT",
            total_minor=8690,
        ),
        "hold_expires_ms": None,
        "created_ms": 0,
        "paid_ms": 1000,
        "shipment": None,
        "history": [],
        "note": "",
        "show_name": False,
        "payment": Payment(state="settled"),
    }
    return Order(**(fields | changes))  # type: ignore[arg-type]


def line(title: str) -> OrderLine:
    return OrderLine(
        variant_id=title,
        product_id="p",
        title=title,
        variant_title="",
        image_url=None,
        quantity=1,
        unit_minor=4100,
        total_minor=4100,
    )


def read(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))


def test_sums_stand_once_for_an_order_so_that_a_column_can_be_added_up() -> None:
    found = read(head() + rows([order()]))
    assert [row["product"] for row in found] == ["Jug", "Cup"]
    assert [row["total"] for row in found] == ["86.90", ""]
    assert [row["line_total"] for row in found] == ["41.00", "41.00"]
    assert found[0]["paid_at"] == "1970-01-01T00:00:01Z"
    assert list(found[0]) == list(COLUMNS)


@pytest.mark.parametrize(
    "evil", ['=HYPERLINK("https://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"]
)
def test_no_cell_is_a_formula(evil: str) -> None:
    [row] = read(head() + rows([order(lines=[line(evil)], note=evil)]))
    assert row["product"] == row["note"] == f"'{evil}"


@given(st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_whatever_was_typed_comes_back_as_it_was(text: str) -> None:
    [row] = read(head() + rows([order(lines=[line("Jug")], note=text)]))
    assert row["note"] == safe(text)


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(5, "EUR", "0.05"), (500, "JPY", "500"), (1500, "KWD", "1.500")]
)
def test_a_sum_has_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert amount(minor, currency) == text
