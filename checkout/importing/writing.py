"""The catalogue as a file that Shopify, and we ourselves, can read. Pure."""

from collections.abc import Iterable

from markdown_it import MarkdownIt

from checkout.products import Product, Variant
from checkout.spreadsheets import MARK, amount, written

COLUMNS = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Requires Shipping",
    "Variant Tax Code",
    "Max Per Buyer",
    "Image Src",
    "Image Alt Text",
    "Status",
)
# What descriptions may use, and no HTML of their own: see web/js/models/rich-text.js.
MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["heading", "list", "emphasis", "link", "escape", "newline"]
)


def head() -> bytes:
    """The first row."""
    return MARK + written([COLUMNS])


def rows(products: Iterable[Product], public_url: str) -> bytes:
    """The rows of some products; pictures are named by their whole address."""
    return written([row for product in products for row in _rows_of(product, public_url)])


def _rows_of(product: Product, public_url: str) -> list[list[str]]:
    pictures = [(_whole(image.url, public_url), image.alt) for image in product.images]
    count = max(len(product.variants), len(pictures))
    table = []
    for index in range(count):
        variant = product.variants[index] if index < len(product.variants) else None
        table.append(
            [
                product.id,
                *(_words(product) if index == 0 else [""] * 3),
                *_variant(product, variant, first=index == 0),
                product.tax_code if variant else "",
                str(product.max_per_buyer or "") if index == 0 else "",
                *(pictures[index] if index < len(pictures) else ("", "")),
                product.status if index == 0 else "",
            ]
        )
    return table


def _words(product: Product) -> list[str]:
    published = "TRUE" if product.status == "active" else "FALSE"
    return [product.title, MARKDOWN.render(product.description).strip(), published]


def _variant(product: Product, variant: Variant | None, *, first: bool) -> list[str]:
    if variant is None:
        return [""] * 14
    names = [option.name for option in product.options] or ["Title"]
    values = variant.options or ["Default Title"]
    options: list[str] = []
    for place in range(3):
        options += [
            names[place] if first and place < len(names) else "",
            values[place] if place < len(values) else "",
        ]
    return [
        *options,
        variant.sku,
        str(variant.weight_grams or 0),
        "shopify",
        str(variant.stock.available),
        "deny",
        amount(variant.price_minor, product.currency),
        amount(variant.compare_at_minor, product.currency),
        "TRUE",
    ]


def _whole(url: str, public_url: str) -> str:
    return f"{public_url}{url}" if url.startswith("/") else url
