"""WooCommerce's product CSV: simple products, and variable ones with their variations under them. Pure."""

import re
from collections.abc import Sequence

from checkout.importing.cells import grams, price, prices, whole
from checkout.importing.html_text import markdown_of
from checkout.importing.plan import Found
from checkout.importing.sheet import Aliases, Findings, Row
from checkout.products import Option, ProductDraft, ProductStatus, VariantDraft

ATTRIBUTES = (1, 2, 3)
UNITS = ("kg", "g", "lbs", "oz")
COLUMNS: Aliases = {
    "id": ("id",),
    "type": ("type",),
    "sku": ("sku",),
    "name": ("name",),
    "published": ("published",),
    "short": ("short description",),
    "description": ("description",),
    "tax_class": ("tax class",),
    "stock": ("stock",),
    "sale": ("sale price",),
    "price": ("regular price",),
    "images": ("images",),
    "parent": ("parent",),
    **{f"weight_{unit}": (f"weight ({unit})",) for unit in UNITS},
    **{f"name{n}": (f"attribute {n} name",) for n in ATTRIBUTES},
    **{f"values{n}": (f"attribute {n} value(s)",) for n in ATTRIBUTES},
}
SAYS = {
    "description": ("short", "description"),
    "status": ("published",),
    "tax_code": (),
    "max_per_buyer": (),
    "sku": ("sku",),
    "compare_at_minor": ("sale",),
    "weight_grams": tuple(f"weight_{unit}" for unit in UNITS),
}
"""Which columns state which field; of some there are none."""
SIMPLE, VARIABLE, VARIATION = "simple", "variable", "variation"
COMMA = re.compile(r"(?<!\\),")
"""Values of an attribute are a list; a comma in one of them is written ``\\,``."""


def read(rows: Sequence[Row], seller_id: str, exponent: int, findings: Findings) -> list[Found]:
    """Read the products of a file; what is wrong is among the findings."""
    parents: dict[str, Row] = {}
    children: dict[int, list[Row]] = {}
    tops: list[Row] = []
    for row in rows:
        kinds = {kind.strip() for kind in row["type"].casefold().split(",")}
        if kinds & {SIMPLE, VARIABLE}:
            tops.append(row)
            parents |= {f"id:{row['id']}": row} if row["id"] else {}
            parents |= {row["sku"].casefold(): row} if row["sku"] else {}
        elif VARIATION not in kinds:
            sentence = "Only simple, variable and variation products can be taken over. Remove the row."
            findings.tell(row.line, row.column("type"), "type_unsupported", sentence, row["type"])
    for row in rows:
        if VARIATION in row["type"].casefold():
            parent = parents.get(row["parent"].casefold())
            if parent is None:
                sentence = "No product of the file has this SKU or id."
                findings.tell(row.line, row.column("parent"), "parent_missing", sentence, row["parent"])
            else:
                children.setdefault(parent.line, []).append(row)
    found = [_product(row, children.get(row.line, []), seller_id, exponent, findings) for row in tops]
    return [product for product in found if product is not None]


def _product(
    row: Row, variations: Sequence[Row], seller_id: str, exponent: int, findings: Findings
) -> Found | None:
    if row["images"]:
        findings.note("pictures", row["images"].count(",") + 1)
    if not row["name"]:
        findings.tell(row.line, row.column("name"), "title_missing", "Give the product a name.")
    # A variable product's own row has no price; without variations it is sold as it stands.
    places = [n for n in ATTRIBUTES if row[f"name{n}"]] if variations else []
    variants = [_variant(each, places, exponent, findings) for each in (variations or [row])]
    kept = [variant for variant in variants if variant is not None]
    if len(kept) != len(variants) or not row["name"]:
        return None
    options = [
        Option(name=row[f"name{n}"], values=list(dict.fromkeys(variant.options[place] for variant in kept)))
        for place, n in enumerate(places)
    ]
    text = "\n\n".join(part for part in (markdown_of(row["short"]), markdown_of(row["description"])) if part)
    draft = ProductDraft(
        seller_id=seller_id,
        title=row["name"],
        description=text,
        variants=kept,
        options=options,
        status=_status(row),
    )
    return Found(
        handle=_handle(row),
        line=row.line,
        draft=draft,
        silent=row.silent(SAYS),
        uncounted=frozenset(place for place, each in enumerate(variations or [row]) if not each["stock"]),
    )


def _handle(row: Row) -> str:
    """What the file calls a product, whatever stands above it."""
    if row["sku"]:
        return row["sku"]
    return f"id:{row['id']}" if row["id"] else f"name:{row['name'].casefold()}"


def _variant(row: Row, places: Sequence[int], exponent: int, findings: Findings) -> VariantDraft | None:
    values = [_first(row[f"values{n}"]) for n in places]
    if not all(values):
        name = f"values{places[values.index('')]}"
        sentence = "Give each variation one value of each attribute."
        findings.tell(row.line, row.column(name), "option_missing", sentence)
    regular = price(row, "price", exponent, findings)
    sale = price(row, "sale", exponent, findings)
    if not row["price"] and not row["sale"]:
        findings.tell(row.line, row.column("price"), "price_missing", "Give the product a price.")
    asked = sale if sale is not None else regular
    before = prices(asked, regular if sale is not None else None, findings)
    stock = whole(row, "stock", findings)
    if not row["stock"]:
        findings.note("stock_unknown")
    unit = next((unit for unit in UNITS if row[f"weight_{unit}"]), None)
    weight = grams(row, f"weight_{unit}", unit, findings) if unit else None
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


def _first(text: str) -> str:
    return COMMA.split(text)[0].replace("\\,", ",").strip()


def _status(row: Row) -> ProductStatus:
    """1 is published, 0 private, -1 a draft."""
    return "active" if row["published"] in {"", "1"} else "draft"
