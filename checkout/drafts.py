"""What a seller may say of a product, before any of it is written. Pure."""

import re
from collections.abc import Iterator

from checkout.details import is_id
from checkout.errors import ProductInvalid
from checkout.money import LARGEST_MINOR, currency_of, spell
from checkout.products import ProductDraft, VariantDraft

LARGEST_STOCK = 1_000_000
MOST_VARIANTS = 100
MOST_PICTURES = 12
MOST_OPTIONS = 3
LONGEST_ALT = 300
LONGEST_OPTION = 60
MOST_PER_BUYER = 1000
HEAVIEST_GRAMS = 1_000_000
TAX_CODE = re.compile(r"[A-Za-z0-9_]{0,32}")


def check(draft: ProductDraft) -> None:
    """Refuse a description that could not be sold.

    Raises:
        ProductInvalid: the sentence says what to change, ``field`` where.
    """
    if any("\x00" in text for text in _texts(draft)):
        raise ProductInvalid("Remove the invisible characters.", field="title")
    if not 1 <= len(draft.title.strip()) <= 200:
        raise ProductInvalid("Give the product a title of at most 200 characters.", field="title")
    if not 1 <= len(draft.variants) <= MOST_VARIANTS:
        raise ProductInvalid(f"A product has 1 to {MOST_VARIANTS} variants.", field="variants")
    if len(draft.description) > 20_000:
        raise ProductInvalid("Shorten the description to 20,000 characters.", field="description")
    if draft.max_per_buyer is not None and not 1 <= draft.max_per_buyer <= MOST_PER_BUYER:
        raise ProductInvalid(f"The limit for each buyer is 1 to {MOST_PER_BUYER:,}.", field="max_per_buyer")
    if not TAX_CODE.fullmatch(draft.tax_code):
        raise ProductInvalid("A tax code has at most 32 letters, digits and underscores.", field="tax_code")
    _check_pictures(draft)
    _check_options(draft)
    ids = [draft.id, *(variant.id for variant in draft.variants)]
    if not all(is_id(given) for given in ids if given is not None):
        raise ProductInvalid("An id has 1 to 64 characters.", field="id")
    for number, variant in enumerate(draft.variants):
        _check_variant(draft, variant, f"variants.{number}")
    combinations = {tuple(variant.options) for variant in draft.variants}
    if draft.options and len(combinations) != len(draft.variants):
        raise ProductInvalid("Two variants have the same options.", field="variants")


def _texts(draft: ProductDraft) -> Iterator[str]:
    """Every text of a draft; Postgres cannot keep a NUL."""
    yield from (draft.id or "", draft.seller_id, draft.title, draft.description)
    yield from (text for image in draft.images for text in (image.url, image.alt))
    yield from (text for option in draft.options for text in (option.name, *option.values))
    for variant in draft.variants:
        yield from (variant.id or "", variant.title, variant.sku)


def _check_pictures(draft: ProductDraft) -> None:
    if len(draft.images) > MOST_PICTURES:
        raise ProductInvalid(f"A product has at most {MOST_PICTURES} pictures.", field="images")
    for number, image in enumerate(draft.images):
        if len(image.alt) > LONGEST_ALT:
            raise ProductInvalid(
                f"Describe the picture in at most {LONGEST_ALT} characters.", field=f"images.{number}.alt"
            )


def _check_options(draft: ProductDraft) -> None:
    if len(draft.options) > MOST_OPTIONS:
        raise ProductInvalid(f"A product has at most {MOST_OPTIONS} options.", field="options")
    if len({option.name.strip() for option in draft.options}) != len(draft.options):
        raise ProductInvalid("Two options have the same name.", field="options")
    for number, option in enumerate(draft.options):
        field = f"options.{number}"
        if not all(1 <= len(text.strip()) <= LONGEST_OPTION for text in (option.name, *option.values)):
            raise ProductInvalid(
                f"Options and their values have 1 to {LONGEST_OPTION} characters.", field=field
            )
        if not 1 <= len(option.values) <= MOST_VARIANTS:
            raise ProductInvalid(f"An option has 1 to {MOST_VARIANTS} values.", field=field)
        if len({value.strip() for value in option.values}) != len(option.values):
            raise ProductInvalid("An option has the same value twice.", field=field)


def _check_variant(draft: ProductDraft, variant: VariantDraft, field: str) -> None:
    if len(variant.title) > 200 or len(variant.sku) > 64:
        raise ProductInvalid("Shorten the variant's title or SKU.", field=field)
    if not 1 <= variant.price_minor <= LARGEST_MINOR:
        raise ProductInvalid(
            "A price is more than nothing and below a million.", field=f"{field}.price_minor"
        )
    if variant.compare_at_minor is not None and variant.compare_at_minor <= variant.price_minor:
        raise ProductInvalid(
            "The price to compare with is higher than the price.", field=f"{field}.compare_at_minor"
        )
    check_stock(variant.stock, f"{field}.stock")
    if not 1 <= variant.max_per_order <= 1000:
        raise ProductInvalid("The limit per order is 1 to 1,000.", field=f"{field}.max_per_order")
    if variant.weight_grams is not None and not 0 <= variant.weight_grams <= HEAVIEST_GRAMS:
        raise ProductInvalid("A weight is from 0 to 1,000 kg.", field=f"{field}.weight_grams")
    if len(variant.options) != len(draft.options) or any(
        value not in option.values for value, option in zip(variant.options, draft.options, strict=True)
    ):
        raise ProductInvalid("A variant has one value for each option.", field=f"{field}.options")
    if variant.image is not None and not 0 <= variant.image < len(draft.images):
        raise ProductInvalid("The variant's picture is not one of the product's.", field=f"{field}.image")


def check_stock(total: int, field: str) -> None:
    """Refuse a number of pieces that nobody has.

    Raises:
        ProductInvalid: it is below nothing or above a million.
    """
    if not 0 <= total <= LARGEST_STOCK:
        raise ProductInvalid(f"Stock is a number from 0 to {LARGEST_STOCK:,}.", field=field)


def check_steps(draft: ProductDraft, currency: str) -> None:
    """Refuse a price that no card can be charged.

    Raises:
        ProductInvalid: it lies between two steps of the currency.
    """
    step = currency_of(currency).step_minor
    for number, variant in enumerate(draft.variants):
        if variant.price_minor % step:
            raise ProductInvalid(
                f"Cards can be charged in {currency} only in steps of {spell(step, currency)}.",
                field=f"variants.{number}.price_minor",
            )
