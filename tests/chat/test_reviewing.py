"""What everybody reads already is looked at once more: reported or taken back, with a reason."""

import asyncio
from collections.abc import Sequence

from chat import Act, Said, Verdict
from chat.reviewing import Reviewing
from chat.totals import ChatTotals
from tests.fakes.chat_server import ChatServer

RULE = "hook.tone"
VERDICTS = {"vile": Verdict(Act.drop, RULE, reason="unkind words"), "doubtful": Verdict(Act.hold, RULE)}


class Reader:
    """A reviewer that knows some words; `fails` has it fail so many times first."""

    def __init__(self, fails: int = 0) -> None:
        self.fails = fails
        self.failed = asyncio.Event()
        self.batches: list[list[str]] = []

    async def review(self, said: Sequence[Said]) -> list[Verdict]:
        self.batches.append([each.text for each in said])
        if self.fails:
            self.fails -= 1
            self.failed.set()
            raise ConnectionError("not now")
        return [VERDICTS.get(each.text, Verdict(Act.allow)) for each in said]

    async def close(self) -> None:
        return


def said(text: str) -> Said:
    return Said(room_id="r", person_id="p", name="", role="viewer", buyer=False, text=text)  # type: ignore[arg-type]


async def test_a_message_is_taken_back_as_a_moderator_does_and_can_be_brought_back() -> None:
    async with (
        ChatServer(reviewer=Reader()) as server,
        server.client("ann") as ann,
        server.client("mod") as mod,
    ):
        off = (await ann.say("vile"))["off"]
        hidden = await ann.wait_for("hidden", off=off)
        assert hidden["reason"] == "unkind words"
        entry = (await mod.wait_for("mod.done"))["entry"]
        assert (entry["action"], entry["actor"]["person_id"]) == ("delete", "rules")
        assert (entry["target"]["person_id"], entry["message"]) == ("p-ann", "vile")
        await mod.ask({"t": "mod.undo", "id": "u1", "entry": entry["id"]})
        assert (await ann.wait_for("restored"))["messages"][0]["x"] == "vile"
    assert server.service.totals().retracted == 1


async def test_what_is_only_doubtful_is_reported_to_the_moderators_and_stands() -> None:
    async with (
        ChatServer(reviewer=Reader()) as server,
        server.client("ann") as ann,
        server.client("mod") as mod,
    ):
        await ann.say("doubtful")
        case = (await mod.wait_for("mod.case"))["case"]
        assert (case["kind"], case["x"], case["by"]["person_id"]) == ("report", "doubtful", "rules")
        assert case["reason"] == RULE
        await mod.ask({"t": "mod.decide", "id": "d1", "case": case["id"], "accept": True})
        await ann.wait_for("hidden")


async def test_the_staff_and_what_a_moderator_let_through_are_not_looked_at() -> None:
    reader = Reader()
    async with (
        ChatServer(reviewer=reader) as server,
        server.client("ann") as ann,
        server.client("mod") as mod,
    ):
        await mod.say("vile")
        await mod.ask({"t": "mod.policy", "id": "p1", "set": {"review": True}})
        await ann.send_frame({"t": "chat.send", "id": "m1", "x": "vile"})
        case = (await mod.wait_for("mod.case"))["case"]
        await mod.ask({"t": "mod.decide", "id": "d1", "case": case["id"], "accept": True})
        await mod.ask({"t": "mod.policy", "id": "p2", "set": {"review": False}})
        assert (await ann.say("doubtful"))["t"] == "ack"
        assert (await mod.wait_for("mod.case"))["case"]["state"] == "accepted"  # the held one's end
        assert (await mod.wait_for("mod.case"))["case"]["kind"] == "report"
    assert reader.batches == [["doubtful"]]


async def test_after_a_failure_the_next_messages_are_looked_at() -> None:
    acted: list[tuple[int, Act]] = []
    there = asyncio.Event()

    def act(_room_id: str, offset: int, verdict: Verdict) -> None:
        acted.append((offset, verdict.act))
        there.set()

    totals, reader = ChatTotals(), Reader(fails=1)
    reviewing = Reviewing(reader, act, totals, rest_seconds=0)
    reviewing.heard(said("vile"), 1)
    reviewing.start()
    await reader.failed.wait()
    reviewing.heard(said("vile"), 2)
    async with asyncio.timeout(3):
        await there.wait()
    await reviewing.close()
    assert acted == [(2, Act.drop)]
    assert (totals.hook_failures, totals.reviews_skipped) == (1, 1)


async def test_of_too_many_that_wait_the_oldest_are_left_out_and_counted() -> None:
    totals, reader = ChatTotals(), Reader()
    there = asyncio.Event()
    reviewing = Reviewing(reader, lambda *_: there.set(), totals)
    for offset in range(510):
        reviewing.heard(said(f"{offset}"), offset)
    reviewing.heard(said("vile"), 511)
    reviewing.start()
    async with asyncio.timeout(3):
        await there.wait()
    await reviewing.close()
    assert totals.reviews_skipped == 11
    assert reader.batches[0][0] == "11"
    assert max(map(len, reader.batches)) == 32
