"""The studio: signing in, going live, pinning, moderating, shipping, ending."""

import re

from playwright.async_api import Locator, Page, expect

from server.sample import SampleLogin
from tests.journeys.pages.picture import plays


class StudioPage:
    """What a seller or moderator does in `/studio`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def signs_in(self, login: SampleLogin) -> None:
        """Signs in at the door, on the way to the studio."""
        await self.page.goto(f"{self.url}/signin?next=/studio")
        await self.page.locator("input[name=email]").fill(login.email)
        await self.page.locator("input[name=password]").fill(login.password)
        await self.page.locator("form button[type=submit], form button.primary").first.click()
        await self.page.wait_for_url(f"{self.url}/studio")
        # Going on before the page is drawn would break its loading off, which it would report.
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    async def opens(self, show: str) -> None:
        """Opens the cockpit of a show."""
        await self.page.goto(f"{self.url}/studio/{show}")
        await expect(self.page.locator("studio-bar")).to_be_visible()

    async def turns_on_the_camera(self) -> None:
        """Sees the preview; a browser that was told "always allow" shows it without being asked."""
        video = self.page.locator("studio-stage-view video:not([hidden])")
        ask = self._button("Turn on camera")
        await expect(ask.or_(video).first).to_be_visible()
        if await ask.is_visible():
            await ask.click()
        await plays(video)

    async def goes_live(self) -> None:
        """Presses the one button and waits for "On air" and a word on the stream's health."""
        await self._button("Go live").click()
        await expect(self.page.locator("studio-bar")).to_contain_text("On air")
        await expect(self.page.locator("studio-health")).to_be_visible()

    async def pins(self, product: str) -> None:
        """Puts a product on screen."""
        await self.page.get_by_role("button", name=re.compile(f"Pin {re.escape(product)}")).click()
        await expect(self.page.locator("studio-pinned")).to_contain_text(product)

    async def counts_viewers(self, number: int) -> None:
        """Waits until the figures say how many watch."""
        await expect(self.page.locator("studio-figures")).to_contain_text(
            re.compile(rf"Watching\s*{number}\b")
        )

    async def hears(self, text: str) -> None:
        """Waits for a message in the chat."""
        await expect(self.page.locator("studio-river")).to_contain_text(text)

    async def writes(self, text: str) -> None:
        """Writes to everybody."""
        await self.page.locator("#studio-message").fill(text)
        await self.page.locator("#studio-message").press("Enter")

    async def mutes_the_writer_of(self, text: str, *, reason: str) -> None:
        """Mutes for ten minutes, which is what the dialog begins with."""
        await self.page.locator(".river-line", has_text=text).click()
        await self.page.locator(".river-bar").get_by_role("button", name="Mute").click()
        await self.page.locator("#measure-own").fill(reason)
        await self._button("Mute for 10 minutes").click()

    async def takes_the_mute_back(self, name: str) -> None:
        """Presses Undo in the list of active mutes."""
        await self._button(f"Undo the mute of {name}").click()
        await expect(self.page.locator(".mutes")).to_have_count(0)

    async def reads_in_the_log(self, *sentences: str) -> None:
        """Finds sentences in the moderation log."""
        for sentence in sentences:
            await expect(self.page.locator(".audit")).to_contain_text(sentence)

    async def sees_sold(self, title: str) -> None:
        """Waits for the sale in the list of sales."""
        await expect(self.page.locator("studio-sales")).to_contain_text(title)

    async def ends_the_show(self) -> None:
        """Ends it and answers the last question with yes."""
        await self.page.locator("studio-bar").get_by_role("button", name=re.compile("^End")).click()
        await self.page.locator("button.end-for-good").click()
        await expect(self.page.locator("studio-show-over")).to_contain_text("The show is over")

    async def ships(self, number: str, *, carrier: str, tracking: str) -> None:
        """Marks an order as shipped."""
        await self.page.goto(f"{self.url}/studio/orders")
        await self.page.get_by_text(number).first.click()
        await self.page.get_by_label("Carrier").fill(carrier)
        await self.page.get_by_label("Tracking number").fill(tracking)
        await self._button("Mark as shipped").click()
        await expect(self.page.get_by_text(f"Order {number} is marked as shipped")).to_be_visible()
