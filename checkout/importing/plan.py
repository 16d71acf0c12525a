"""What came of reading a product file: the products, what is wrong and where, what was left out."""

from typing import Literal

import msgspec

from checkout.products import ProductDraft

FileFormat = Literal["shopify", "woocommerce"]
ProblemCode = Literal[
    "not_csv",
    "not_utf8",
    "too_many_rows",
    "too_many_products",
    "format_unknown",
    "row_too_long",
    "title_missing",
    "handle_missing",
    "handle_twice",
    "price_missing",
    "price_invalid",
    "number_invalid",
    "weight_invalid",
    "option_missing",
    "parent_missing",
    "type_unsupported",
    "product_invalid",
    "stock_below_promised",
    "catalogue_full",
]
NoteCode = Literal["pictures", "stock_unknown", "compare_ignored"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the file that keeps it from being taken over.

    ``line`` is the line of the file on which the row begins (1 is the head), ``column`` the name in the head.
    """

    line: int
    column: str
    code: ProblemCode
    value: str = ""
    sentence: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was left out or read kindly; the file is taken over all the same."""

    code: NoteCode
    count: int


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One product as it will be; ``known`` replaces the one that came by this handle before."""

    line: int
    handle: str
    title: str
    variants: int
    stock: int
    price_minor: int
    status: str
    known: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One product of the file: its handle there, the line where it begins, and what it says.

    ``silent`` are the fields of product and variants of which the file has no column, ``uncounted`` the
    places of the variants whose stock it does not state: what a known product says there stays.
    """

    handle: str
    line: int
    draft: ProductDraft
    silent: frozenset[str] = frozenset()
    uncounted: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """The handle as it is kept."""
        return key(self.handle)


LONGEST_HANDLE = 200


def key(handle: str) -> str:
    """The handle as it is kept."""
    return handle[:LONGEST_HANDLE]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, and (``done``) whether it was taken over. With problems, nothing was."""

    format: FileFormat | None
    rows: int
    products: list[Planned]
    problems: list[Problem]
    more_problems: int = 0
    notes: list[Note] = []
    done: bool = False
