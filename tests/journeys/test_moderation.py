"""A shift of a moderator, in two browsers: mute with purge, hold and approve, report, panic, appeal, undo."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys.pages.desk import DeskPage
from tests.journeys.shop import Shop
from tests.journeys.test_whole_show import scene, the_seller_goes_live

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

SHOTS = Path(__file__).parents[2] / "shots"


async def says(page: Page, words: str) -> None:
    await page.locator("input[name=message]").fill(words)
    await page.locator("input[name=message]").press("Enter")


async def a_rule_holds_a_message_and_one_key_lets_it_through(desk: DeskPage, room: Page) -> None:
    await says(room, "oh b1tch, that is lovely")
    await expect(room.get_by_text("Held for a moderator")).to_be_visible()
    await desk.sees_waiting("Held", 1)
    await desk.page.screenshot(path=SHOTS / "desk-held.png")
    await desk.presses("j", "y")
    await desk.sees_waiting("Held", 0)
    await expect(desk.message("that is lovely")).to_be_visible()


async def a_mute_with_purge_is_undone_and_done_again(desk: DeskPage, room: Page) -> None:
    await says(room, "cheaper mugs at my place")
    await desk.chooses("cheaper mugs")
    await desk.presses("Shift+X")
    await expect(room.get_by_text("Muted until")).to_be_visible()
    await expect(room.locator("chat-river")).not_to_contain_text("cheaper mugs")
    await desk.presses("u")
    await expect(room.locator("chat-river")).to_contain_text("cheaper mugs")
    await expect(room.locator("input[name=message]")).to_be_visible()
    await desk.presses("Shift+X")


async def an_appeal_arrives_with_the_evidence_and_lifts_the_mute(desk: DeskPage, room: Page) -> None:
    await room.get_by_role("button", name="Appeal").click()
    await room.get_by_label("Say why").fill("I meant my own cupboard")
    await room.screenshot(path=SHOTS / "watch-appeal.png")
    await room.keyboard.press("Enter")
    await expect(room.get_by_text("Appeal sent")).to_be_visible()
    await desk.presses("3")
    await expect(desk.page.get_by_role("tabpanel")).to_contain_text("cheaper mugs at my place")
    await desk.page.screenshot(path=SHOTS / "desk-appeal.png")
    await desk.presses("y")
    await expect(room.locator("input[name=message]")).to_be_visible()
    await desk.sees_in_the_log("granted")


async def a_note_is_pinned_by_a_command_and_a_message_is_answered(desk: DeskPage, room: Page) -> None:
    await desk.page.locator("#desk-words").fill("/pin Free shipping today")
    await desk.page.locator("#desk-words").press("Enter")
    await expect(room.get_by_role("note", name="Pinned")).to_contain_text("Free shipping today")
    await desk.chooses("that is lovely")
    await desk.page.get_by_role("button", name="Answer").click()
    await desk.page.locator("#desk-words").fill("thank you @Kit")
    await desk.page.locator("#desk-words").press("Enter")
    answer = room.locator("chat-river li", has_text="thank you")
    await expect(answer.locator(".quoted")).to_contain_text("that is lovely")
    await expect(answer.locator(".is-me")).to_have_text("@Kit")
    await room.screenshot(path=SHOTS / "watch-answer.png")


async def panic_on_one_key_is_explained_and_ends_on_it(desk: DeskPage, room: Page) -> None:
    await desk.presses("Shift+P")
    await room.locator("input[name=message]").fill("hello again")
    await expect(room.get_by_role("timer", name="You can send in")).to_be_visible()
    await expect(room.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    await room.screenshot(path=SHOTS / "watch-panic.png")
    await desk.page.screenshot(path=SHOTS / "desk-panic.png")
    await desk.presses("Shift+P")
    await expect(desk.page.get_by_text("End panic")).to_have_count(0)
    await room.get_by_role("button", name="Send", exact=True).click()
    await expect(desk.message("hello again")).to_be_visible()


async def test_a_moderator_keeps_a_room_good(shop: Shop) -> None:
    async with scene(shop, "chromium", "chromium") as stage:
        await the_seller_goes_live(stage)
        page, login = stage.moderator.page, shop.login("moderator")
        body = {"email": login.email, "password": login.password}
        assert (await page.context.request.post(f"{shop.url}/api/v1/sessions", data=body)).ok
        desk, room = DeskPage(page, shop.url), stage.viewer.page
        await desk.opens(stage.show)
        await stage.viewer.open(stage.show)
        await stage.viewer.takes_the_name("Kit")
        await a_rule_holds_a_message_and_one_key_lets_it_through(desk, room)
        await a_note_is_pinned_by_a_command_and_a_message_is_answered(desk, room)
        await a_mute_with_purge_is_undone_and_done_again(desk, room)
        await an_appeal_arrives_with_the_evidence_and_lifts_the_mute(desk, room)
        await panic_on_one_key_is_explained_and_ends_on_it(desk, room)
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Shadow")
        assert stage.complaints() == {}
