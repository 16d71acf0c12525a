"""Product files of other shops: read as they are, refused with line and column, taken over whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout import HoldRequest, ImportReport, LineRequest, Product
from checkout.importing.html_text import markdown_of
from checkout.importing.reading import read_products
from checkout.importing.sheet import MOST_ROWS
from tests.fakes.checkout_shop import ANN, SELLER, Shop

SHOPIFY = '''Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Status
cups,Two tall cups,"<p>Thrown by <b>hand</b>.</p><ul><li>1.2 l</li></ul>",Kiln,TRUE,Colour,Moss,Size,S,CUP-M,310,shopify,4,34.00,40.00,https://cdn.example/cups.jpg,active
cups,,,,,,Ink,,S,CUP-I,310,shopify,0,34,,https://cdn.example/ink.jpg,
cups,,,,,,,,,,,,,,,https://cdn.example/more.jpg,
jug,"Jug, ""speckled""",Plain words,Kiln,TRUE,Title,Default Title,,,JUG,0,,,12.5,12.5,,draft
'''  # noqa: E501 - as Shopify writes it
SHOPIFY_2025 = """Title,URL handle,Description,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory quantity,Weight value (grams)
Lamp,lamp,<p>Light</p>,Active,L-1,,,59,,3,900
"""  # noqa: E501 - as Shopify writes it
WOO = """ID,Type,SKU,Name,Published,Short description,Description,Stock,Weight (kg),Sale price,Regular price,Images,Parent,Attribute 1 name,Attribute 1 value(s)
10,simple,JUG,Jug,1,Short,<p>Long</p>,5,1.2,9.90,12,https://a.example/1.jpg,,,
11,variable,CUP,Cup,0,,,,,,,,,Colour,"Moss, Ink"
12,variation,CUP-M,Cup - Moss,1,,,2,,,34,,CUP,Colour,Moss
13,variation,CUP-I,Cup - Ink,1,,,1,,,34,,id:11,Colour,Ink
"""  # noqa: E501 - as WooCommerce writes it


def read(text: str | bytes) -> ImportReport:
    content = text.encode() if isinstance(text, str) else text
    return read_products(content, SELLER, "EUR", as_drafts=False).report()


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.code) for each in read(text).problems]


@pytest.mark.parametrize("encoded", [SHOPIFY.encode(), SHOPIFY.encode("utf-8-sig"), SHOPIFY.encode("utf-16")])
def test_shopifys_file_is_read_as_it_is(encoded: bytes) -> None:
    found = read_products(encoded, SELLER, "EUR", as_drafts=False).found
    cups, jug = (each.draft for each in found)
    assert cups.title == "Two tall cups"
    assert cups.description == "Thrown by **hand**.\n\n- 1.2 l"
    assert [(option.name, option.values) for option in cups.options] == [
        ("Colour", ["Moss", "Ink"]),
        ("Size", ["S"]),
    ]
    moss = cups.variants[0]
    assert (moss.sku, moss.price_minor, moss.compare_at_minor, moss.stock, moss.weight_grams) == (
        "CUP-M", 3400, 4000, 4, 310,
    )  # fmt: skip
    assert len(cups.variants) == 2, "a row that only has a picture is no variant"
    assert (jug.title, jug.options, jug.status) == ('Jug, "speckled"', [], "draft")
    assert jug.variants[0].price_minor == 1250
    report = read(encoded)
    assert (report.format, report.rows, report.problems) == ("shopify", 4, [])
    assert {note.code: note.count for note in report.notes} == {"pictures": 3, "stock_unknown": 1}


def test_shopifys_newer_spelling_is_read_too() -> None:
    [lamp] = read_products(SHOPIFY_2025.encode(), SELLER, "EUR", as_drafts=True).found
    assert (lamp.handle, lamp.draft.status, lamp.draft.variants[0].weight_grams) == ("lamp", "draft", 900)


def test_woocommerces_file_is_read_as_it_is() -> None:
    jug, cup = (each.draft for each in read_products(WOO.encode(), SELLER, "EUR", as_drafts=False).found)
    variant = jug.variants[0]
    assert (variant.price_minor, variant.compare_at_minor, variant.weight_grams) == (990, 1200, 1200)
    assert jug.description == "Short\n\nLong"
    assert (cup.status, [each.title for each in cup.variants]) == ("draft", ["Moss", "Ink"])
    assert cup.options[0].values == ["Moss", "Ink"]


def test_semicolons_and_lines_within_cells_are_read() -> None:
    text = 'Handle;Title;Body (HTML);Variant Price\njug;Jug;"<p>One\nTwo</p>";12,50\ncup;Cup;;dear\n'
    report = read(text)
    assert report.products[0].price_minor == 1250
    assert [(each.line, each.column, each.value) for each in report.problems] == [
        (4, "Variant Price", "dear")
    ], "lines are those of the file, whatever cells hold"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", (1, "", "format_unknown")),
        ("", (1, "", "format_unknown")),
        ("Handle,Title,Variant Price\n,Jug,1\n", (2, "Handle", "handle_missing")),
        ("Handle,Title,Variant Price\njug,,1\n", (2, "Title", "title_missing")),
        ("Handle,Title,Variant Price\njug,Jug,\n", (2, "Variant Price", "price_missing")),
        ("Handle,Title,Variant Price\njug,Jug,1.234\n", (2, "Variant Price", "price_invalid")),
        ("Handle,Title,Variant Price\njug,Jug,-1\n", (2, "Variant Price", "price_invalid")),
        ("Handle,Title,Variant Price\njug,Jug,0\n", (2, "variants.0.price_minor", "product_invalid")),
        (
            "Handle,Title,Variant Price,Variant Inventory Qty\njug,Jug,1,many\n",
            (2, "Variant Inventory Qty", "number_invalid"),
        ),
        (
            "Handle,Title,Variant Price,Option1 Name,Option1 Value\njug,Jug,1,Size,\n",
            (2, "Option1 Value", "option_missing"),
        ),
        ('Handle,Title,Variant Price\njug,"Jug" x,1\n', (2, "", "not_csv")),
        ("Type,Name,SKU,Regular price\ngrouped,Set,S,1\n", (2, "Type", "type_unsupported")),
        (
            "Type,Name,SKU,Regular price,Parent\nvariation,Cup,C,1,none\n",
            (2, "Parent", "parent_missing"),
        ),
        ("Type,Name,SKU,Regular price\nsimple,Cup,C,1\nsimple,Jug,C,1\n", (3, "", "handle_twice")),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_column(text: str, expected: tuple[int, str, str]) -> None:
    assert problems(text) == [expected]


def test_every_wrong_row_is_named_not_only_the_first() -> None:
    rows = "".join(f"p{n},Product,x\n" for n in range(3))
    assert [line for line, _, _ in problems(f"Handle,Title,Variant Price\n{rows}")] == [2, 3, 4]


def test_too_long_a_file_is_refused() -> None:
    rows = "".join(f"p{n},Product,1\n" for n in range(MOST_ROWS + 1))
    assert problems(f"Handle,Title,Variant Price\n{rows}")[0][2] == "too_many_rows"


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    report = read(content)
    assert report.problems or report.products


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader_of_html(text: str) -> None:
    found = markdown_of(f"<p>{text}</p><script>alert(1)</script>")
    assert "alert(1)" not in found or "<" in text


def test_html_becomes_the_markdown_of_descriptions() -> None:
    text = (
        '<h2>Care</h2><p>See <a href="https://kiln.example/a">the <b>glaze </b></a>.<br>Dry.</p>'
        '<ol><li>Rinse</li><li>Dry</li></ol><a href="javascript:alert(1)">x</a><style>p{}</style>&amp;'
    )
    assert markdown_of(text) == (
        "## Care\n\nSee [the **glaze** ](https://kiln.example/a).\nDry.\n\n1. Rinse\n2. Dry\n\nx&"
    )
    assert markdown_of("5 < 6 and **bold**") == "5 < 6 and **bold**"


# --- taking over -------------------------------------------------------------------------------------------


async def take(shop: Shop, text: str) -> tuple[ImportReport, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    report = await shop.service.imports.take_over(
        SELLER, text.encode(), as_drafts=False, told=lambda done, of: told.append((done, of))
    )
    return report, told


async def shelf(shop: Shop) -> dict[str, Product]:
    return {product.title: product for product in await shop.service.products(seller_id=SELLER)}


async def test_a_file_is_taken_over_whole_and_told_as_it_goes(shop: Shop) -> None:
    report, told = await take(shop, SHOPIFY)
    assert (report.done, told) == (True, [(2, 2)])
    cups = (await shelf(shop))["Two tall cups"]
    assert [variant.stock.available for variant in cups.variants] == [4, 0]


async def test_one_bad_row_keeps_the_whole_file_out(shop: Shop) -> None:
    report, told = await take(shop, SHOPIFY.replace("12.5,12.5", "cheap,"))
    assert (report.done, [each.line for each in report.problems], told) == (False, [5], [])
    assert await shelf(shop) == {}


async def test_a_shop_that_gets_too_full_half_way_takes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkout.catalogue.MOST_PRODUCTS", 1)
    monkeypatch.setattr("checkout.importing.taking_over.AT_ONCE", 1)
    report, _ = await take(shop, SHOPIFY)
    assert [(each.line, each.code) for each in report.problems] == [(5, "catalogue_full")]
    assert await shelf(shop) == {}


async def test_the_same_file_again_describes_the_same_products(shop: Shop) -> None:
    await take(shop, SHOPIFY)
    cups = (await shelf(shop))["Two tall cups"]
    line = LineRequest(variant_id=cups.variants[0].id, quantity=3)
    await shop.service.hold(ANN, HoldRequest(client_key="tap", lines=[line]))
    preview = await shop.service.imports.preview(SELLER, SHOPIFY.encode())
    assert [planned.known for planned in preview.products] == [True, True]
    report, _ = await take(shop, SHOPIFY.replace("34.00,40.00", "35.00,40.00"))
    assert report.done
    again = (await shelf(shop))["Two tall cups"]
    assert (again.id, again.variants[0].id) == (cups.id, cups.variants[0].id)
    assert again.variants[0].price_minor == 3500
    stock = again.variants[0].stock
    assert (stock.available, stock.held) == (4, 3), (
        "the file says what can be sold; what is held comes on top"
    )


async def test_another_sellers_products_are_not_touched(sqlite_shop: Shop) -> None:
    await take(sqlite_shop, SHOPIFY)
    report = await sqlite_shop.service.imports.take_over(
        "another", SHOPIFY.encode(), as_drafts=True, told=lambda _done, _of: None
    )
    assert [planned.known for planned in report.products] == [False, False]
    assert (await shelf(sqlite_shop))["Two tall cups"].status == "active"


async def test_what_is_written_is_read_back(shop: Shop) -> None:
    await take(shop, SHOPIFY)
    await take(shop, "Handle,Title,Variant Price,Variant Inventory Qty\nx,=SUM(A1),3,7\n")
    before = await shelf(shop)
    pieces = [piece async for piece in shop.service.imports.file(SELLER, "https://shop.example")]
    text = b"".join(pieces).decode("utf-8-sig")
    assert "'=SUM(A1)" in text, "a spreadsheet must not run it"
    assert "<strong>hand</strong>" in text
    report, _ = await take(shop, text)
    assert (report.done, [planned.known for planned in report.products]) == (True, [True, True, True])
    assert await shelf(shop) == before


WOO_BARE = "Type,Name,Regular price\nsimple,Jug,12\nsimple,Cup,9\n"


async def test_a_row_above_makes_no_product_another(sqlite_shop: Shop) -> None:
    await take(sqlite_shop, WOO_BARE)
    before = await shelf(sqlite_shop)
    report, _ = await take(sqlite_shop, WOO_BARE.replace("simple,Jug", "simple,Lamp,50\nsimple,Jug"))
    assert [planned.known for planned in report.products] == [False, True, True]
    after = await shelf(sqlite_shop)
    assert {title: after[title].id for title in before} == {title: before[title].id for title in before}


async def test_what_a_file_does_not_state_stays(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    full = (
        "Handle,Title,Body (HTML),Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,"
        "Variant Compare At Price,Variant Tax Code,Max Per Buyer,Status\n"
        "jug,Jug,<p>Blue</p>,J-1,900,7,12,15,txcd_1,2,draft\n"
    )
    await take(shop, full)
    before = (await shelf(shop))["Jug"]
    report, _ = await take(shop, "Handle,Title,Variant Price\njug,Jug,13\n")
    assert report.done
    after = (await shelf(shop))["Jug"]
    assert after.variants[0].price_minor == 1300
    assert after == msgspec.structs.replace(
        before,
        price_minor=1300,
        variants=[msgspec.structs.replace(before.variants[0], price_minor=1300)],
    )
    await take(shop, "Handle,Title,Variant Price,Max Per Buyer,Variant Inventory Qty\njug,Jug,16,,3\n")
    cleared = (await shelf(shop))["Jug"]
    assert (cleared.max_per_buyer, cleared.variants[0].stock.total) == (None, 3), "an empty limit is none"
    assert cleared.variants[0].compare_at_minor is None, "15 says nothing beside 16"


async def test_more_than_a_shelf_holds_is_named_and_nothing_is_taken(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    text = "Handle,Title,Variant Price,Variant Inventory Qty\njug,Jug,12,{}\n"
    await take(shop, text.format(5))
    line = LineRequest(variant_id=(await shelf(shop))["Jug"].variants[0].id, quantity=1)
    await shop.service.hold(ANN, HoldRequest(client_key="tap", lines=[line]))
    report, _ = await take(shop, text.format(1_000_000))
    assert [(each.line, each.code) for each in report.problems] == [(2, "product_invalid")]
    assert (await shelf(shop))["Jug"].variants[0].stock.total == 5
