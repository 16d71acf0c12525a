"""The checkout sheet over the still-playing show."""

from playwright.async_api import Locator, Page, expect

ADDRESS = {
    "name": "Marta Quinn",
    "line1": "Hafenstraße 12",
    "postal_code": "20359",
    "city": "Hamburg",
}


class CheckoutSheet:
    """What a buyer does between Buy and paid."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet = page.locator("dialog.checkout")

    @property
    def pay_button(self) -> Locator:
        """The one button at the foot; it names the whole sum."""
        return self.sheet.get_by_role("button", name="Pay €")

    async def is_held(self) -> None:
        """Waits for the clock that says how long the pieces are kept."""
        await expect(self.sheet.get_by_role("timer")).to_be_visible()

    async def gives_the_address(self, email: str) -> None:
        """Fills in where it goes."""
        await self.sheet.locator("footer button.primary").click()
        await self.sheet.locator("input[name=email]").fill(email)
        for field, value in ADDRESS.items():
            await self.sheet.locator(f"input[name={field}]").fill(value)
        await self.sheet.locator("select[name=country]").select_option("DE")
        await self.sheet.locator("footer button.primary").click()
        await expect(self.pay_button).to_be_visible()

    async def pays_with(self, card: str) -> None:
        """Types a card and pays."""
        await self.sheet.locator("input[name=card-number]").fill(card)
        await self.sheet.locator("input[name=card-exp]").fill("12/34")
        await self.sheet.locator("input[name=card-cvc]").fill("123")
        await self.pay_button.click()

    async def is_refused(self) -> None:
        """Waits for the sentence that the card was refused while the pieces stay held."""
        await expect(self.sheet.get_by_role("alert").first).to_be_visible()
        await self.is_held()

    async def is_paid(self) -> str:
        """Waits for the stamp; returns the order's number."""
        await expect(self.sheet.locator(".stamp.yours")).to_be_visible()
        words = await self.sheet.locator(".paid p").inner_text()
        return next(word.strip(",.") for word in words.split() if word.startswith("SF-"))

    async def order_path(self) -> str:
        """Where the link to the order's page leads."""
        return await self.sheet.locator("footer a").get_attribute("href") or ""
