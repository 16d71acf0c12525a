"""Programs outside judge what is said: nobody else waits for them, and nothing is said before they have."""

import asyncio

import pytest

from chat import Act, Said, Verdict
from chat.consulting import Consulting
from chat.errors import TooFast
from tests.fakes.chat_server import ROOM, ChatServer


class Court:
    """Judges by hand: `settle` gives the verdict on a text, before or after it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Said] = []
        self._more = asyncio.Event()
        self._verdicts: dict[str, asyncio.Future[Verdict]] = {}

    async def prepare(self, room_id: str) -> None:
        assert room_id == ROOM

    def concerns(self, room_id: str) -> bool:
        return room_id == ROOM

    async def judge(self, said: Said) -> Verdict:
        self.asked.append(said)
        self._more.set()
        return await self._verdict(said.text)

    async def was_asked(self, times: int) -> None:
        """Until so many verdicts were asked for."""
        async with asyncio.timeout(3):
            while len(self.asked) < times:
                self._more.clear()
                await self._more.wait()

    def settle(self, text: str, verdict: Verdict | None = None) -> None:
        self._verdict(text).set_result(verdict or Verdict(Act.allow))

    def _verdict(self, text: str) -> asyncio.Future[Verdict]:
        return self._verdicts.setdefault(text, asyncio.get_running_loop().create_future())


def said(text: str, person_id: str = "ann") -> Said:
    return Said(room_id=ROOM, person_id=person_id, name="", role="viewer", buyer=False, text=text)  # type: ignore[arg-type]


async def test_what_waits_for_a_verdict_is_not_heard_and_holds_nobody_up() -> None:
    court = Court()
    court.settle("free")
    async with ChatServer(outside=court) as server, server.client("ann") as ann, server.client("bob") as bob:
        slow = asyncio.create_task(ann.say("slow"))
        await bob.say("free")
        await ann.wait_for("chat", x="free")
        assert not slow.done()
        court.settle("slow")
        assert (await slow)["off"] == 2


async def test_the_strictest_verdict_wins_and_its_sender_is_told_rule_and_reason() -> None:
    court = Court()
    court.settle("cheaper", Verdict(Act.drop, "hook.prices", reason="No \u202eother shops."))
    court.settle("look", Verdict(Act.replace, "hook.polite", text="look, please"))
    async with ChatServer(outside=court) as server, server.client("ann") as ann:
        told = await ann.say("cheaper")
        assert (told["t"], told["code"], told["rule"]) == ("nack", "refused", "hook.prices")
        assert told["text"] == "No other shops."
        await ann.say("look")
        await ann.wait_for("chat", x="look, please")


async def test_who_was_muted_meanwhile_is_not_heard() -> None:
    court = Court()
    async with ChatServer(outside=court) as server, server.client("ann") as ann, server.client("mod") as mod:
        waiting = asyncio.create_task(ann.say("hello"))
        await court.was_asked(1)
        await mod.mute("p-ann", 60)
        court.settle("hello")
        assert (await waiting)["code"] == "muted"


async def test_a_message_that_is_sent_again_meanwhile_is_said_once() -> None:
    court = Court()
    async with ChatServer(outside=court) as server, server.client("ann") as ann, server.client("ann") as tab:
        first = asyncio.create_task(ann.say("hello", message_id="m1"))
        again = asyncio.create_task(tab.say("hello", message_id="m1"))
        await court.was_asked(2)
        court.settle("hello")
        assert (await first)["off"] == (await again)["off"] == 1


async def test_questions_are_judged_and_the_staff_is_not() -> None:
    court = Court()
    court.settle("Is it cheaper elsewhere?", Verdict(Act.drop, "hook.prices"))
    async with ChatServer(outside=court) as server, server.client("ann") as ann, server.client("mod") as mod:
        told = await ann.ask({"t": "qa.ask", "id": "q1", "x": "Is it cheaper elsewhere?"})
        assert told["rule"] == "hook.prices"
        assert (await mod.say("hello"))["t"] == "ack"
    assert [each.text for each in court.asked] == ["Is it cheaper elsewhere?"]


async def test_what_the_rules_refuse_leaves_the_house_for_nobody() -> None:
    court = Court()
    async with ChatServer(outside=court) as server, server.client("ann") as ann, server.client("mod") as mod:
        await mod.ask({"t": "mod.policy", "id": "p1", "set": {"terms": ["rude"]}})
        assert (await ann.say("rude"))["rule"] == "words.own"
    assert court.asked == []


async def test_one_persons_words_go_on_in_their_order() -> None:
    court = Court()
    consulting = Consulting(court)
    heard: list[str] = []
    for text in ("one", "two"):
        consulting.ask(said(text), lambda _verdict, text=text: heard.append(text))  # type: ignore[misc]
    others = asyncio.Event()
    consulting.ask(said("three", "bob"), lambda _verdict: others.set())
    court.settle("two")
    court.settle("three")
    await others.wait()
    assert heard == []
    court.settle("one")
    await consulting.close()
    assert heard == ["one", "two"]
    assert len(consulting) == 0


async def test_nobody_has_more_than_eight_messages_out() -> None:
    court = Court()
    consulting = Consulting(court)
    for _ in range(8):
        consulting.ask(said("more"), lambda _verdict: None)
    with pytest.raises(TooFast):
        consulting.ask(said("more"), lambda _verdict: None)
    consulting.ask(said("more", "bob"), lambda _verdict: None)
    court.settle("more")
    await consulting.close()
    consulting.ask(said("more"), lambda _verdict: None)
    await consulting.close()
