"""The moderators' desk as a moderator uses it: by keys."""

import re

from playwright.async_api import Locator, Page, expect


class DeskPage:
    """A moderator at the desk of a show."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def opens(self, show: str) -> None:
        await self.page.goto(f"{self._url}/studio/{show}/desk")
        await expect(self.page.get_by_role("log")).to_be_visible()

    def message(self, words: str) -> Locator:
        return self.page.locator(".rmsg", has_text=words)

    async def chooses(self, words: str) -> None:
        await self.message(words).click()
        await expect(self.message(words)).to_have_attribute("aria-current", "true")

    async def presses(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def sees_waiting(self, tab: str, count: int) -> None:
        await expect(self.page.get_by_role("tab", name=re.compile(tab))).to_contain_text(str(count))

    async def sees_in_the_log(self, words: str) -> None:
        await expect(self.page.locator("desk-person .tl").last).to_contain_text(words)
