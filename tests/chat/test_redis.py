"""Two processes serve one room through a real Redis, which is killed, emptied and hung under them."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count

import pytest
from redis.asyncio import Redis

from chat import Announcement, ChatSettings, ushering
from chat.client import ChatClient
from chat.shared import SharedSequencer
from tests import services
from tests.fakes.chat_archive import MemoryArchive
from tests.fakes.chat_server import ROOM, ChatServer

pytestmark = pytest.mark.redis


def settings(url: str) -> ChatSettings:
    return ChatSettings(
        tick_ms=5,
        journal_ms=5,
        viewers_ms=20,
        close_seconds=0.5,
        redis_url=url,
        redis_seconds=1.0,  # a busy machine is no lost Redis
        redis_probe_seconds=0.02,
        node_dead_ms=60_000,  # nor a dead process
    )


def ids(prefix: str) -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"


@asynccontextmanager
async def two_servers(url: str) -> AsyncIterator[tuple[ChatServer, ChatServer]]:
    archive = MemoryArchive()
    async with (
        ChatServer(archive, settings(url), new_id=ids("a")) as one,
        ChatServer(archive, settings(url), new_id=ids("b")) as other,
    ):
        yield one, other


@asynccontextmanager
async def redis_client(url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(url) as client:
        yield client


@contextmanager
def hung(process_id: int) -> Iterator[None]:
    """Redis takes bytes but answers nothing."""
    os.kill(process_id, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process_id, signal.SIGCONT)


def words(client: ChatClient) -> list[str]:
    return [event["x"] for event in client.timeline.events if event["t"] == "chat"]


async def has(client: ChatClient, text: str) -> None:
    """Until a message is in a client's timeline, by whichever way."""
    while text not in words(client):
        await client.wait_for("chat")


@pytest.mark.timeout(30)
async def test_questions_and_votes_are_one_for_both(redis_url: str) -> None:
    async with (
        two_servers(redis_url) as (one, other),
        one.client("ann") as ann,
        other.client("bob") as bob,
        other.client("host") as host,
    ):
        await ann.ask({"t": "qa.ask", "id": "q1", "x": "How tall is it?"})
        await bob.wait_for("qa.asked")
        await bob.ask({"t": "qa.vote", "q": "q1"})
        assert (await ann.wait_for("qa.votes", n={"q1": 2}))["n"] == {"q1": 2}
        await host.ask({"t": "qa.answer", "q": "q1", "capture_ms": 5})
        (answering,) = (await ann.wait_for("qa.changed"))["qs"]
        assert (answering["standing"], answering["answer"]["capture_ms"]) == ("answering", 5)
        async with one.client("mod") as mod:
            (shown,) = mod.welcome["snapshot"]["questions"]
            assert (shown["n"], shown["standing"]) == (2, "answering")


async def test_both_processes_show_the_same_order(redis_url: str) -> None:
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("bob") as bob:
        for number in range(4):
            await asyncio.gather(ann.say(f"ann {number}"), bob.say(f"bob {number}"))
        for client in (ann, bob):
            while client.timeline.offset < 8:
                await client.wait_for("chat")
    assert ann.timeline.events == bob.timeline.events
    assert [event["o"] for event in ann.timeline.events] == list(range(1, 9))


async def test_what_is_told_is_stored_once_by_the_process_it_was_told_to(redis_url: str) -> None:
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("bob") as bob:
        await ann.say("hello")
        await bob.say("hi")
        await ann.wait_for("chat", x="hi")
    archive = one.archive
    assert isinstance(archive, MemoryArchive)
    assert [entry.offset for entry in archive.rooms[ROOM].entries] == [1, 2]
    assert sum(len(batch) for batch in archive.batches) == 2


async def test_a_message_sent_again_to_another_process_is_the_same_message(redis_url: str) -> None:
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("ann") as again:
        # Neither process has seen the id when both ask Redis for a place.
        first, second = await asyncio.gather(
            ann.say("hello", message_id="m1"), again.say("hello", message_id="m1")
        )
        await ann.say("bye")
        await has(again, "bye")
        await has(ann, "bye")
    assert first == second == {"t": "ack", "id": "m1", "off": 1}
    assert words(again) == words(ann) == ["hello", "bye"]


async def test_somebody_muted_on_one_process_is_silent_on_the_other(redis_url: str) -> None:
    async with (
        two_servers(redis_url) as (one, other),
        one.client("mod") as mod,
        other.client("ann") as ann,
        other.client("mod2") as mod2,
    ):
        said = await ann.say("buy my things")
        await mod.wait_for("chat")
        await mod.mute("p-ann", 600, "spam")
        notice = await ann.wait_for("muted")
        refused = await ann.say("and more")
        done = await mod2.wait_for("mod.done")
        await mod.delete(said["off"])
        await ann.wait_for("hidden", off=said["off"])
        async with other.client("bob") as bob:
            assert bob.welcome["history"] == []
        await mod2.unmute("p-ann")
        await ann.wait_for("unmuted")
        assert (await ann.say("sorry"))["t"] == "ack"
        log = await other.service.audit(ROOM, 10)
    assert (notice["reason"], notice["by"]) == ("spam", "Moritz")
    assert refused["code"] == "muted"
    assert done["entry"]["target"]["name"] == "Ann"
    assert [entry.action for entry in log] == ["unmute", "delete", "mute"]


async def test_news_told_by_both_processes_is_news_once(redis_url: str) -> None:
    pin = Announcement(event_id="e1", kind="pin", payload={"product": "mug"}, sticky="pin")
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("bob") as bob:
        await asyncio.gather(one.service.announce(ROOM, pin), other.service.announce(ROOM, pin))
        await ann.say("nice")
        await bob.wait_for("chat")
        async with other.client("guest-1") as guest:
            assert guest.welcome["snapshot"] == {"pin": {"product": "mug"}}
    assert [event["t"] for event in bob.timeline.events] == ["pin", "chat"]


async def test_people_are_counted_once_and_reactions_summed_and_a_dead_process_is_forgotten(
    redis_url: str,
) -> None:
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("bob") as bob:
        await ann.wait_for("viewers", n=2)
        await bob.wait_for("viewers", n=2)
        await ann.heart(3)
        await bob.wait_for("hearts", total=3)
        await bob.send_frame({"t": "react", "n": {"clap": 2, "wow": 1}})
        assert (await ann.wait_for("reactions"))["total"] == {"clap": 2, "wow": 1}
        keys = f"showfloor:chat:{{{ROOM}}}:"
        async with redis_client(redis_url) as redis:
            # Two processes with people of their own and Ann; one died a moment ago, the other will be heard.
            seconds, _ = await redis.time()
            async with redis.pipeline(transaction=True) as both:
                both.hset(
                    f"{keys}nodes", mapping={"dead": (seconds - 99) * 1000, "alive": (seconds + 99) * 1000}
                )
                for node, person in (
                    ("dead", "zoe"),
                    ("dead", "p-ann"),
                    ("alive", "kim"),
                    ("alive", "p-ann"),
                ):
                    both.sadd(f"{keys}here:{node}", person)
                    both.hincrby(f"{keys}people", person, 1)
                await both.execute()
            await ann.wait_for("viewers", n=3)
            assert await redis.hgetall(f"{keys}people") == {b"p-ann": b"2", b"p-bob": b"1", b"kim": b"1"}
            await redis.delete(*await redis.keys(f"{keys}here:*"), f"{keys}people")
            await bob.wait_for("viewers", n=2)
        async with other.client("ann"):
            await bob.drop()
            await ann.wait_for("viewers", n=1)


async def test_a_killed_subscription_loses_nothing(redis_url: str) -> None:
    async with (
        two_servers(redis_url) as (one, other),
        one.client("host") as host,
        other.client("bob") as bob,
        redis_client(redis_url) as redis,
    ):
        killed = 0
        for number in range(20):
            if number % 5 == 2:
                killed += await redis.client_kill_filter(_type="pubsub")
            await host.say(f"{number}")
        for client in (host, bob):
            while client.timeline.offset < 20:
                await client.wait_for("chat")
    assert killed >= 2
    assert words(bob) == words(host) == [f"{number}" for number in range(20)]
    assert bob.welcome["ep"] == bob.timeline.epoch


async def test_a_subscription_that_has_gone_deaf_is_noticed_and_made_anew(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = True

    def sometimes(sequencer: SharedSequencer, data: bytes) -> None:
        if not deaf:
            hear(sequencer, data)

    hear = SharedSequencer.hear
    async with two_servers(redis_url) as (one, other), one.client("ann") as ann, other.client("bob") as bob:
        monkeypatch.setattr(SharedSequencer, "hear", sometimes)
        assert (await ann.say("does anybody hear me?"))["off"] == 1
        await has(bob, "does anybody hear me?")
        deaf = False
        await ann.say("good")
        await has(bob, "good")
    assert words(bob) == ["does anybody hear me?", "good"]


async def test_news_after_closing_is_stored_without_redis(redis_url: str) -> None:
    archive = MemoryArchive()
    async with ChatServer(archive, settings(redis_url)) as server, server.client("ann") as ann:
        await ann.say("hello")
    ended = Announcement(event_id="e1", kind="show", payload={"status": "ended"}, sticky="show")
    await server.service.announce(ROOM, ended)
    assert [entry.kind for entry in archive.rooms[ROOM].entries] == ["chat", "show"]
    assert archive.rooms[ROOM].sticky == {"show": {"status": "ended"}}


async def test_a_gap_that_left_the_log_begins_the_room_anew(redis_url: str) -> None:
    async with (
        two_servers(redis_url) as (one, other),
        one.client("ann") as ann,
        other.client("bob") as bob,
        redis_client(redis_url) as redis,
    ):
        await ann.say("one")
        await bob.wait_for("chat")
        # As if number 2 to 4 had been told while nobody listened, and were trimmed since.
        await redis.hincrby(f"showfloor:chat:{{{ROOM}}}:state", "seq", 3)
        await ann.say("two")
        welcome = await bob.wait_for("welcome", resumed=False)
        assert (welcome["ep"], welcome["off"]) == (bob.welcome["ep"], 2)
    assert words(bob) == ["one", "two"]


async def test_an_emptied_redis_begins_a_new_epoch_from_the_archive(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ushering, "_AT_ONCE", 1)
    async with (
        two_servers(redis_url) as (one, other),
        one.client("ann") as ann,
        other.client("bob") as bob,
        other.client("guest-1") as guest,
        redis_client(redis_url) as redis,
    ):
        await ann.say("before")
        await bob.wait_for("chat")
        before = bob.timeline.epoch
        await redis.flushall()
        welcome = await bob.wait_for("welcome", resumed=False)
        await ann.wait_for("welcome")
        await ann.say("after")
        for client in (ann, bob, guest):
            await has(client, "after")
        assert words(guest) == words(bob) == words(ann) == ["before", "after"]
        assert (await ann.say("before", message_id=ann.timeline.events[0]["id"]))["off"] == 1
    assert welcome["ep"] not in {before, None}
    assert ann.timeline.epoch == bob.timeline.epoch == welcome["ep"]
    assert "degraded" not in welcome


async def test_a_hung_redis_leaves_each_process_its_own_chat_until_it_answers(redis_url: str) -> None:
    async with (
        two_servers(redis_url) as (one, other),
        one.client("ann") as ann,
        one.client("mod") as mod,
        other.client("bob") as bob,
        redis_client(redis_url) as redis,
    ):
        await bob.say("hello")
        await mod.wait_for("chat")
        process_id = (await redis.info("server"))["process_id"]
        with hung(process_id):
            alone = await ann.ask({"t": "chat.send", "id": "m1", "x": "anybody there?"})
            assert (await ann.wait_for("welcome"))["degraded"]
            assert (await bob.wait_for("welcome"))["degraded"]
            assert one.service.totals().degraded_rooms == 1
            await mod.wait_for("chat", x="anybody there?")
            assert (await mod.mute("p-bob", 60, "spam"))["t"] == "ack"
            assert (await bob.say("I am here"))["t"] == "ack"
        for client in (ann, bob):
            while "degraded" in (await client.wait_for("welcome", resumed=False)):
                pass
        # Told by a notice or by the welcome, whichever process was back first.
        assert (await bob.say("back"))["code"] == "muted"
        assert (await ann.say("anybody there?", message_id="m1"))["t"] == "ack"
        await ann.say("back")
        await has(bob, "back")
        await has(ann, "back")
        assert one.service.totals().degraded_rooms == 0
    assert alone["t"] == "ack"
    assert ann.timeline.epoch == bob.timeline.epoch
    assert words(bob)[0] == "hello"
    assert words(bob)[-1] == "back"
    assert words(ann).count("anybody there?") == words(bob).count("anybody there?") == 1


async def test_a_restarted_redis_is_found_again(redis_url: str) -> None:
    del redis_url  # only says that there may be a Redis
    port = services.free_port()
    command = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "")
    url = f"redis://127.0.0.1:{port}/0"
    async with ChatServer(MemoryArchive(), settings(url), new_id=ids("a")) as one, one.client("ann") as ann:
        assert ann.welcome["degraded"]
        assert (await ann.say("alone"))["t"] == "ack"
        for number in range(2):
            async with services._server(*command, port=port):
                while "degraded" in await ann.wait_for("welcome"):
                    pass
                await ann.say(f"together {number}")
                await has(ann, f"together {number}")
        await ann.wait_for("welcome", degraded=True)
    assert words(ann) == ["alone", "together 0", "together 1"]


async def test_what_a_dead_process_could_not_store_is_stored_by_the_next(redis_url: str) -> None:
    archive, unreachable = MemoryArchive(), MemoryArchive()
    async with ChatServer(unreachable, settings(redis_url), new_id=ids("a")) as one, one.client("ann") as ann:
        await ann.say("last words")
        async with (
            ChatServer(archive, settings(redis_url), new_id=ids("b")) as other,
            other.client("bob") as bob,
        ):
            assert words(bob) == ["last words"]
    assert [entry.body["x"] for entry in archive.rooms[ROOM].entries] == ["last words"]


async def test_a_poll_is_one_poll_in_two_processes(redis_url: str) -> None:
    async with two_servers(redis_url) as (one, other), one.client("host") as host, other.client("ann") as ann:
        poll = {"id": "p1", "x": "Which?", "options": ["Blue", "Moss"], "final": True}
        await host.ask({"t": "poll.open", **poll})
        await ann.wait_for("poll.opened")
        async with one.client("ann") as twin:
            answers = [await each.ask({"t": "poll.vote", "poll": "p1", "option": 1}) for each in (ann, twin)]
            await host.ask({"t": "poll.vote", "poll": "p1", "option": 0})
            await ann.wait_for("poll.votes", n={"p1": [1, 1]})
        assert answers[0]["t"] == "ack"
