"""A new seller, from nothing to the first sale: account, product with a picture, delivery, show, buyer."""

import pytest
from playwright.async_api import async_playwright, expect

from tests.journeys.browsers import DESK, PHONE, STEP_MS, launch, visitor
from tests.journeys.pages.catalogue import CataloguePage
from tests.journeys.pages.checkout import CheckoutSheet
from tests.journeys.shop import Shop

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

CUPS = "Two tall cups"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_new_seller_gets_from_nothing_to_a_sale(shop: Shop, size: tuple[int, int]) -> None:
    expect.set_options(timeout=STEP_MS)
    async with async_playwright() as playwright:
        browser = await launch(playwright, "chromium")
        async with visitor(browser, "chromium", size) as mira:
            seller = CataloguePage(mira.page, shop.url)
            await seller.signs_up("Mira Studio", "mira@example.org")
            await seller.finds_no_products_and_begins_one()
            await seller.is_told_what_is_missing()
            await seller.adds(CUPS, price="34,50", glazes={"Moss": "3", "Ink": "1"})
            path = await seller.product_path()
            await seller.sets_delivery_to_the_union("6.50")
            await seller.plans_a_show_with(CUPS, title="First light")
            assert mira.errors == []
        async with visitor(browser, "chromium", PHONE) as buyer:
            page = buyer.page
            await page.goto(f"{shop.url}{path}")
            picture = page.get_by_alt_text("A jug on a table")
            await expect(picture).to_be_visible()
            assert await picture.evaluate("image => image.naturalWidth") > 0
            await page.get_by_role("button", name="Buy", exact=True).click()
            sheet = CheckoutSheet(page)
            await sheet.is_held()
            await sheet.gives_the_address("marta@example.org")
            await expect(sheet.pay_button).to_contain_text("41.00")
            await sheet.pays_with("4242424242424242")
            assert (await sheet.is_paid()).startswith("SF-")
            assert buyer.errors == []
        await browser.close()
