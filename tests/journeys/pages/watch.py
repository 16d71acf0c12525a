"""The show's page as a viewer meets it on a phone."""

from playwright.async_api import Locator, Page, expect

from tests.journeys.pages.picture import plays


class WatchPage:
    """What a person does on `/s/{show}`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    @property
    def video(self) -> Locator:
        """The stage's picture."""
        return self.page.locator("video-stage video").first

    @property
    def chat(self) -> Locator:
        """The lines of the chat."""
        return self.page.locator("#chat")

    @property
    def card(self) -> Locator:
        """The card of the pinned product, over the picture."""
        return self.page.locator("article.pinned")

    async def open(self, show: str) -> None:
        """Comes to the show's page."""
        await self.page.goto(f"{self.url}/s/{show}")

    async def sees_the_picture(self) -> None:
        """Waits for decoded frames."""
        await plays(self.video)

    async def turns_on_the_sound(self) -> None:
        """One tap, as browsers demand."""
        await self.page.locator("stage-chrome").get_by_role("button", name="sound").click()
        await expect(self.video).to_have_js_property("muted", value=False)

    async def goes_into_the_shop(self) -> None:
        """Looks at what else the seller has, while the show goes on."""
        await self.page.locator("stage-chrome a.seller").click()
        await expect(self.page.locator("seller-page h1")).to_be_visible()

    async def sees_the_small_picture(self) -> None:
        """Waits for decoded frames in the corner of a page of the shop."""
        await plays(self.page.locator("mini-player video"))

    async def returns_from_the_shop(self) -> None:
        """Taps the small picture."""
        await self.page.locator("mini-player").get_by_role("link").click()
        await expect(self.page.locator("mini-player")).to_have_count(0)

    async def saves_data(self, show: str) -> None:
        """Watches by WebRTC, chooses the least sharp picture, and sees it come."""
        await self.page.goto(f"{self.url}/s/{show}?picture=webrtc")
        await self.page.locator("button[popovertarget=way-menu]").click()
        sizes = self.page.locator("#way-menu label.item:has(input[name=size])")
        await expect(sizes.nth(1)).to_be_visible()
        await sizes.last.locator("input").check()
        height = int((await sizes.last.inner_text()).split("p")[0])
        has_come = "([video, height]) => Math.min(video.videoWidth, video.videoHeight) === height"
        await self.page.wait_for_function(has_come, arg=[await self.video.element_handle(), height])
        await sizes.first.locator("input").check()

    async def takes_the_name(self, name: str) -> None:
        """Says who is writing, which the chat asks before the first message."""
        await self.page.locator("input[name=nickname]").fill(name)
        await self.page.locator("button.join").click()
        await expect(self.page.locator("input[name=message]")).to_be_visible()

    async def writes(self, text: str) -> None:
        """Sends a message."""
        await self.page.locator("input[name=message]").fill(text)
        await self.page.locator("input[name=message]").press("Enter")

    async def sends_a_heart(self) -> None:
        """Taps the heart."""
        await self.page.locator("button.heart").click()

    async def buys_what_is_pinned(self) -> None:
        """Opens the checkout from the card."""
        await self.card.locator("button.buy").click()
