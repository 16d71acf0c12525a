"""Real Chromium and Firefox with a fake camera, each page watched for errors it should not have."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Page, Playwright

Engine = Literal["chromium", "firefox"]

PHONE = (390, 844)
DESK = (1440, 900)
STEP_MS = 20_000
EXPECTED = (
    # A refusal that the page itself explains to the person, a declined card for example.
    "the server responded with a status of 4",
    # The style that playwright tries to add for a screenshot; our policy rightly refuses it.
    "sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=",
)
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

    def note(self, error: str) -> None:
        """Keeps what the page reports as an error, a refusal by the content security policy included."""
        if not any(expected in error for expected in EXPECTED):
            self.errors.append(error)

    def note_message(self, message: ConsoleMessage) -> None:
        """Keeps what is written to the console as an error."""
        if message.type == "error":
            self.note(message.text)


@contextlib.asynccontextmanager
async def visitor(browser: Browser, engine: Engine, size: tuple[int, int]) -> AsyncIterator[Visitor]:
    """A window with cookies of its own."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    context.set_default_timeout(STEP_MS)
    if engine == "chromium":
        await context.grant_permissions(["camera", "microphone"])
    page = await context.new_page()
    person = Visitor(page, [])
    page.on("console", person.note_message)
    page.on("pageerror", lambda error: person.note(str(error)))
    try:
        yield person
    finally:
        await context.close()
