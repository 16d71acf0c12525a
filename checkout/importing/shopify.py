"""Shopify's product CSV, spelt as before or after 2025: rows of one handle are one product. Pure."""

from collections.abc import Sequence

from checkout.importing.cells import grams, is_true, price, prices, whole
from checkout.importing.html_text import markdown_of
from checkout.importing.plan import Found
from checkout.importing.sheet import Aliases, Findings, Row
from checkout.products import Option, ProductDraft, ProductStatus, VariantDraft

OPTIONS = (1, 2, 3)
COLUMNS: Aliases = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "description"),
    "status": ("status",),
    "published": ("published", "published on online store"),
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value (grams)"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "stock": ("variant inventory qty", "inventory quantity"),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price"),
    "tax_code": ("variant tax code", "tax code"),
    "image": ("image src", "product image url"),
    "per_buyer": ("max per buyer",),
    **{f"name{n}": (f"option{n} name",) for n in OPTIONS},
    **{f"value{n}": (f"option{n} value",) for n in OPTIONS},
}
SAYS = {
    "description": ("body",),
    "status": ("status", "published"),
    "tax_code": ("tax_code",),
    "max_per_buyer": ("per_buyer",),
    "sku": ("sku",),
    "compare_at_minor": ("compare_at",),
    "weight_grams": ("grams",),
}
"""Which columns state which field."""
NO_OPTION = "title"
"""Shopify calls the option of a product without options ``Title``, and its only value ``Default Title``."""


def read(rows: Sequence[Row], seller_id: str, exponent: int, findings: Findings) -> list[Found]:
    """Read the products of a file; what is wrong is among the findings."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if not row["handle"]:
            findings.tell(row.line, row.column("handle"), "handle_missing", "Give the row a handle.")
        else:
            groups.setdefault(row["handle"], []).append(row)
    products = [_product(handle, group, seller_id, exponent, findings) for handle, group in groups.items()]
    return [product for product in products if product is not None]


def _product(
    handle: str, rows: Sequence[Row], seller_id: str, exponent: int, findings: Findings
) -> Found | None:
    first = rows[0]
    if pictures := sum(bool(row["image"]) for row in rows):
        findings.note("pictures", pictures)
    names = [first[f"name{n}"] for n in OPTIONS]
    names = [name for name in names if name and name.casefold() != NO_OPTION]
    # Rows that only carry a further picture have no price and no option.
    wanted = [row for row in rows if row["price"] or row["value1"] or row["sku"]] or [first]
    variants = [_variant(row, len(names), exponent, findings) for row in wanted]
    if not first["title"]:
        sentence = "The first row of a product has its title."
        findings.tell(first.line, first.column("title"), "title_missing", sentence)
    kept = [variant for variant in variants if variant is not None]
    if len(kept) != len(variants) or not first["title"]:
        return None
    options = [
        Option(name=name, values=list(dict.fromkeys(variant.options[place] for variant in kept)))
        for place, name in enumerate(names)
    ]
    draft = ProductDraft(
        seller_id=seller_id,
        title=first["title"],
        description=markdown_of(first["body"]),
        variants=kept,
        options=options,
        status=_status(first),
        tax_code=first["tax_code"],
        max_per_buyer=whole(first, "per_buyer", findings),
    )
    return Found(
        handle=handle,
        line=first.line,
        draft=draft,
        silent=first.silent(SAYS),
        uncounted=frozenset(place for place, row in enumerate(wanted) if not row["stock"]),
    )


def _variant(row: Row, options: int, exponent: int, findings: Findings) -> VariantDraft | None:
    values = [row[f"value{n}"] for n in OPTIONS[:options]]
    if not all(values):
        place = values.index("") + 1
        name = f"value{place}"
        findings.tell(
            row.line, row.column(name), "option_missing", "Give each variant a value of each option."
        )
    asked = price(row, "price", exponent, findings)
    if not row["price"]:
        findings.tell(row.line, row.column("price"), "price_missing", "Give the variant a price.")
    before = prices(asked, price(row, "compare_at", exponent, findings), findings)
    stock = whole(row, "stock", findings)
    weight = grams(row, "grams", "g", findings)
    if not row["stock"]:
        findings.note("stock_unknown")
    if asked is None or not all(values):
        return None
    return VariantDraft(
        title=" / ".join(values),
        options=values,
        sku=row["sku"],
        price_minor=asked,
        compare_at_minor=before,
        stock=max(0, stock or 0),
        weight_grams=weight or None,
    )


def _status(row: Row) -> ProductStatus:
    match row["status"].casefold():
        case "archived":
            return "archived"
        case "draft":
            return "draft"
        case _ if row["published"] and not is_true(row["published"]):
            return "draft"
        case _:
            return "active"
