"""From the bytes of a product file to products that could be sold, or to what is wrong and where. Pure."""

from collections.abc import Iterable

import msgspec

from checkout.drafts import check, check_steps
from checkout.errors import ProductInvalid
from checkout.importing import shopify, woocommerce
from checkout.importing.plan import FileFormat, Found, ImportReport, Planned
from checkout.importing.sheet import MOST_PROBLEMS, Findings, Sheet, read_sheet
from checkout.money import currency_of

MOST_PRODUCTS = 1_000
"""Products of one file: all are written in one transaction, which others have to wait for."""


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds."""

    format: FileFormat | None
    rows: int
    found: list[Found]
    findings: Findings

    def report(self, known: frozenset[str] = frozenset(), *, done: bool = False) -> ImportReport:
        """Tell the file's owner; ``known`` are the handles that the shop has already."""
        problems = sorted(self.findings.problems, key=lambda problem: problem.line)
        return ImportReport(
            format=self.format,
            rows=self.rows,
            products=[_planned(found, known) for found in self.found],
            problems=problems[:MOST_PROBLEMS],
            more_problems=max(0, len(problems) - MOST_PROBLEMS),
            notes=self.findings.notes,
            done=done,
        )


def read_products(content: bytes, seller_id: str, currency: str, *, as_drafts: bool) -> Read:
    """Read a product file of Shopify, WooCommerce or our own export.

    Args:
        content: the file.
        seller_id: whose products they will be.
        currency: of the prices.
        as_drafts: put nothing on sale, whatever the file says.
    """
    findings = Findings()
    sheet = read_sheet(content, findings)
    if sheet is None:
        return Read(format=None, rows=0, found=[], findings=findings)
    kind = _format(sheet)
    exponent = currency_of(currency).exponent
    if kind == "shopify":
        found = shopify.read(sheet.rows(shopify.COLUMNS), seller_id, exponent, findings)
    elif kind == "woocommerce":
        found = woocommerce.read(sheet.rows(woocommerce.COLUMNS), seller_id, exponent, findings)
    else:
        sentence = "The first row has to name the columns as Shopify or WooCommerce does."
        findings.tell(1, "", "format_unknown", sentence)
        found = []
    if len(found) > MOST_PRODUCTS:
        sentence = f"A file has at most {MOST_PRODUCTS:,} products. Divide it."
        findings.tell(found[MOST_PRODUCTS].line, "", "too_many_products", sentence)
    _check_handles(found, findings)
    if as_drafts:
        found = [_drafted(each) for each in found]
    sellable = [each for each in found if _could_be_sold(each, currency, findings)]
    return Read(format=kind, rows=len(sheet.body), found=sellable, findings=findings)


def _check_handles(found: Iterable[Found], findings: Findings) -> None:
    """Two products of one handle would be one when the file comes again; nobody knows which."""
    lines: dict[str, int] = {}
    for each in found:
        first = lines.setdefault(each.key, each.line)
        if first != each.line:
            sentence = f"Line {first} has a product of this handle or SKU. Give each product its own."
            findings.tell(each.line, "", "handle_twice", sentence, each.handle)


def _format(sheet: Sheet) -> FileFormat | None:
    names = {name.strip().casefold() for name in sheet.head}
    if names & {"handle", "url handle"} and "title" in names:
        return "shopify"
    if {"type", "name"} <= names and names & {"regular price", "sku"}:
        return "woocommerce"
    return None


def _drafted(found: Found) -> Found:
    draft = msgspec.structs.replace(found.draft, status="draft")
    return msgspec.structs.replace(found, draft=draft, silent=found.silent - {"status"})


def _could_be_sold(found: Found, currency: str, findings: Findings) -> bool:
    try:
        check(found.draft)
        check_steps(found.draft, currency)
    except ProductInvalid as invalid:
        field = str(invalid.extra["field"])
        findings.tell(found.line, field, "product_invalid", str(invalid), found.draft.title)
        return False
    return True


def _planned(found: Found, known: frozenset[str]) -> Planned:
    variants = found.draft.variants
    return Planned(
        line=found.line,
        handle=found.handle,
        title=found.draft.title,
        variants=len(variants),
        stock=sum(variant.stock for variant in variants),
        price_minor=min(variant.price_minor for variant in variants),
        status=found.draft.status,
        known=found.handle in known,
    )
