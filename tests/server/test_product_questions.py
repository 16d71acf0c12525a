"""What was answered about a product in a show is found on the product's page."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chat import Answer, Answered, PersonRef, Question, SavedQuestion, Standing
from server.app import House, open_house
from server.http.product_questions import _item
from server.recordings import Recording
from server.settings import Settings
from tests.journeys.patience import eventually
from tests.server.test_house import SHOW, Browser, sign_in
from tests.services import free_port


@pytest.fixture
async def house(shop_folder: Path) -> AsyncIterator[House]:
    async with open_house(Settings(port=free_port(), data_dir=shop_folder, mail="file")) as opened:
        yield opened


async def test_an_answered_question_stays_with_its_product(house: House) -> None:
    async with (
        Browser(house.services.settings.public_url) as seller,
        Browser(house.services.settings.public_url) as viewer,
    ):
        await sign_in(seller, house, "seller")
        await viewer.call("PUT", "/me/name", {"name": "Vera"})
        await answer_and_look(house, seller, viewer)


async def answer_and_look(house: House, seller: Browser, viewer: Browser) -> None:
    product = (await viewer.call("GET", f"/shows/{SHOW}"))["lineup"][0]
    questions = f"/products/{product['id']}/questions"
    async with await viewer.chat() as asking, await seller.chat() as answering:
        await asking.ask({"t": "qa.ask", "id": "q1", "x": "How tall is it?", "product": product["id"]})
        assert (await viewer.call("GET", questions))["items"] == []
        await answering.ask({"t": "qa.answer", "q": "q1", "x": "24 cm."})
        await answering.ask({"t": "qa.ask", "id": "q2", "x": "About another's?", "product": "none-of-ours"})
        await answering.ask({"t": "qa.answer", "q": "q2", "x": "Not theirs to say."})

    async def stored() -> bool:
        return bool((await viewer.call("GET", questions))["items"])

    await eventually(stored)
    (item,) = (await viewer.call("GET", questions))["items"]
    assert (item["text"], item["answer"], item["asker"], item["votes"]) == (
        "How tall is it?",
        "24 cm.",
        "Vera",
        1,
    )
    foreign = Question(
        id="q3",
        asker=PersonRef(person_id="p", name="Eve"),
        x="Is it a fake?",
        ts=1,
        standing=Standing.answered,
        product_id=product["id"],
        answer=Answer(by="Eve", ts=2, x="Yes."),
    )
    await house.services.chat._archive.append(
        "no-show-of-theirs", [SavedQuestion(question=foreign, offset=1)]
    )
    assert (await viewer.call("GET", questions))["items"] == [item], "only the product's seller is believed"


@pytest.mark.parametrize(("replay", "expected"), [(None, None), ("recorded", 4.5)])
def test_an_answer_in_a_show_points_into_its_replay(replay: str | None, expected: float | None) -> None:
    """The recording began before the show was counted as live, and left a gap of a minute out."""
    answer = Answer(by="Anna", ts=71_000, capture_ms=70_500)
    asker = PersonRef(person_id="p", name="June")
    question = Question(id="q", asker=asker, x="How tall?", ts=1, standing=Standing.answered, answer=answer)
    show = cast("Any", SimpleNamespace(id="kiln", title="Kiln", started_ms=10_000))
    spans = [(8_000, 2.0), (68_000, 30.0)]
    recording = Recording(seconds=32.0, octets=1, begins_ms=8_000, spans=spans) if replay else None
    item = _item(Answered(room_id="kiln", question=question, votes=1), show, recording)
    assert item is not None
    assert (item.video_ms, item.replay_seconds) == (60_500, expected)
