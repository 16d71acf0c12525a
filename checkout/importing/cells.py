"""Reading single cells of a product file; what cannot be read is named with its row and column. Pure."""

import re

from checkout.importing.sheet import Findings, Row

PRICE = re.compile(r"(\d{1,9})(?:[.,](\d+))?")
WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?")
DECIMAL = re.compile(r"\d{1,9}(?:[.,]\d+)?")
GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "lbs": 453.59237, "oz": 28.349523125}
TRUE = frozenset({"1", "true", "yes"})


def price(row: Row, name: str, exponent: int, findings: Findings) -> int | None:
    """Read a sum in minor units; None if the cell is empty or (told) no sum."""
    text = row[name]
    if not text:
        return None
    match = PRICE.fullmatch(text.replace("\u00a0", "").replace(" ", ""))
    fraction = match[2] or "" if match else ""
    # "12.500" is twelve and a half where a currency has two decimals: zeros that say nothing are let through.
    if match is None or len(fraction.rstrip("0")) > exponent:
        findings.tell(row.line, row.column(name), "price_invalid", "Write a price such as 12.50.", text)
        return None
    return int(match[1] + fraction[:exponent].ljust(exponent, "0"))


def whole(row: Row, name: str, findings: Findings) -> int | None:
    """Read a whole number; None if the cell is empty or (told) none."""
    text = row[name]
    if not text:
        return None
    if not WHOLE.fullmatch(text):
        findings.tell(row.line, row.column(name), "number_invalid", "Write a whole number.", text)
        return None
    return int(text.partition(".")[0])


def grams(row: Row, name: str, unit: str, findings: Findings) -> int | None:
    """Read a weight in a unit; None if the cell is empty or (told) no weight."""
    text = row[name]
    if not text:
        return None
    if not DECIMAL.fullmatch(text) or unit not in GRAMS:
        findings.tell(row.line, row.column(name), "weight_invalid", "Write a weight such as 1.2.", text)
        return None
    return round(float(text.replace(",", ".")) * GRAMS[unit])


def is_true(text: str) -> bool:
    """Whether a cell says yes."""
    return text.casefold() in TRUE


def prices(asked: int | None, before: int | None, findings: Findings) -> int | None:
    """Return the price to compare with; one that is not higher than the price says nothing."""
    if asked is None or before is None or before > asked:
        return before
    if before < asked:
        findings.note("compare_ignored")
    return None
