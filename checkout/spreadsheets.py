"""CSV that spreadsheets open and do not run: UTF-8 with its mark, RFC 4180, no cell a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from checkout.money import currency_of

MARK = "\ufeff".encode()
"""In front of a file, it makes spreadsheets read UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); wide signs count, too."""


def written(table: Iterable[Sequence[str]]) -> bytes:
    """Write rows as RFC 4180 has them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[safe(cell) for cell in row] for row in table])
    return text.getvalue().encode()


def safe(cell: str) -> str:
    """Keep a spreadsheet from running what a stranger typed."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def amount(minor: int | None, currency: str) -> str:
    """A sum in whole units with a point, as every spreadsheet reads it."""
    if minor is None:
        return ""
    exponent = currency_of(currency).exponent
    whole, rest = divmod(abs(minor), 10**exponent)
    spelt = f"{whole}.{rest:0{exponent}}" if exponent else str(whole)
    return f"-{spelt}" if minor < 0 else spelt


def moment(at_ms: int | None) -> str:
    """A moment as ISO 8601, in UTC."""
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
