"""The seller's catalogue: signing up, adding a product with a picture, delivery, planning a show."""

import io
import re

from PIL import Image
from playwright.async_api import FilePayload, Locator, Page, expect


def photograph() -> FilePayload:
    """An upright picture, as a phone takes it."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).save(buffer, "JPEG")
    return {"name": "jug.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


class CataloguePage:
    """What a new seller does before the first show."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def signs_up(self, name: str, email: str) -> None:
        """Makes an account that sells, which leads to the studio."""
        await self.page.goto(f"{self.url}/signup")
        await self.page.locator("input[name=name]").fill(name)
        await self.page.locator("input[name=email]").fill(email)
        await self.page.locator("input[name=password]").fill("three plain words")
        await self.page.locator("input[name=sell]").check()
        await self.page.locator("form button.primary").click()
        await self.page.wait_for_url(f"{self.url}/studio")

    async def finds_no_products_and_begins_one(self) -> None:
        """Follows the studio's own links from nothing to the editor."""
        await self.page.get_by_role("link", name="Products", exact=True).click()
        await expect(self.page.get_by_role("heading", name="Add your first product")).to_be_visible()
        await self.page.get_by_role("link", name="Add a product").click()

    async def is_told_what_is_missing(self) -> None:
        """Saves an empty form, and is led to the first fault."""
        await self._button("Save").click()
        await expect(self.page.get_by_label("Title")).to_be_focused()
        await expect(self.page.get_by_text("Write a price above zero.")).to_be_visible()

    async def adds(self, title: str, *, price: str, glazes: dict[str, str]) -> None:
        """Fills in a product with a picture and a stock for each glaze, and saves it."""
        await self.page.get_by_label("Title").fill(title)
        await self.page.locator("input[type=file]").set_input_files([photograph()])
        await expect(self.page.get_by_label("What picture 1 shows")).to_be_visible()
        await self.page.get_by_label("What picture 1 shows").fill("A jug on a table")
        await expect(self.page.get_by_role("progressbar")).to_have_count(0)
        await self._button("Add an option").click()
        await self.page.get_by_label("Option", exact=True).fill("Glaze")
        await self.page.get_by_label("Values").fill(", ".join(glazes))
        await self.page.get_by_label("Values").press("Tab")
        await self.page.get_by_label(f"Price, {next(iter(glazes))}").fill(price)
        await self._button("Copy the first price to all").click()
        for glaze, stock in glazes.items():
            await self.page.get_by_label(f"Pieces in all, {glaze}").fill(stock)
        await self._button("Save").click()
        await expect(self.page.get_by_text(f"{title} is in your shop.")).to_be_visible()

    async def product_path(self) -> str:
        """The product as buyers see it."""
        link = self.page.get_by_role("link", name="See it as buyers do")
        return str(await link.get_attribute("href"))

    async def sets_delivery_to_the_union(self, price: str) -> None:
        """Follows the reminder, and says what a parcel costs."""
        await self.page.get_by_role("link", name="Set up delivery").click()
        await self._button("European Union").click()
        await self.page.get_by_label("Costs").fill(price)
        await self.page.get_by_label("Tax in %").fill("19")
        await self._button("Save").click()
        await expect(self.page.get_by_text("Delivery saved")).to_be_visible()

    async def plans_a_show_with(self, product: str, *, title: str) -> None:
        """Plans a show that has the product in its line-up."""
        await self.page.get_by_role("link", name="Shows", exact=True).last.click()
        await self._button("Plan your first show").click()
        await self.page.get_by_label("Title").fill(title)
        await self.page.locator(".pickable", has_text=product).click()
        await self._button("Plan the show").click()
        await self.page.wait_for_url(re.compile(rf"{re.escape(self.url)}/studio/[\w-]+$"))
        await expect(self.page.locator("main, body").first).to_contain_text(product)
