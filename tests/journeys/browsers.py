"""Real Chromium and Firefox with a fake camera, each page watched for errors it should not have."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Page, Playwright

Engine = Literal["chromium", "firefox"]

PHONE = (390, 844)
DESK = (1440, 900)
CHROMIUM_FLAGS = (
    "--use-fake-device-for-media-stream=fps=15",
    "--use-fake-ui-for-media-stream",
    # A machine with nothing but a loopback interface has no other candidates.
    "--allow-loopback-in-peer-connection",
    "--disable-dev-shm-usage",
)
FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}


async def launch(playwright: Playwright, engine: Engine) -> Browser:
    """Starts the system's own browser, without a window."""
    if engine == "chromium":
        return await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(CHROMIUM_FLAGS), chromium_sandbox=False
        )
    return await playwright.firefox.launch(
        executable_path="/usr/bin/firefox-esr",
        channel="moz-firefox",
        firefox_user_prefs=FIREFOX_PREFERENCES,
    )


@dataclass
class Visitor:
    """One person's browser window; what goes wrong in it is noted."""

    page: Page
    errors: list[str]

    def note(self, message: ConsoleMessage) -> None:
        """Keeps what the page reports as an error, a refusal by the content security policy included."""
        if message.type == "error":
            self.errors.append(message.text)


@contextlib.asynccontextmanager
async def visitor(browser: Browser, engine: Engine, size: tuple[int, int]) -> AsyncIterator[Visitor]:
    """A window with cookies of its own; the block fails if the page met an error nobody expected."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    if engine == "chromium":
        await context.grant_permissions(["camera", "microphone"])
    page = await context.new_page()
    person = Visitor(page, [])
    page.on("console", person.note)
    page.on("pageerror", lambda error: person.errors.append(str(error)))
    try:
        yield person
    finally:
        await context.close()
    assert person.errors == []
