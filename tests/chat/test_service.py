"""The whole chat over real sockets: people, moderators, restarts."""

import asyncio

import pytest

from chat import Announcement, ChatSettings, Chatter, NotAllowed, PeopleChanged, Restrict, Role
from chat.client import ChatClosed
from tests.fakes.chat_archive import MemoryArchive
from tests.fakes.chat_server import PEOPLE, ROOM, ChatServer


async def test_a_message_reaches_everybody_with_the_offset_its_sender_was_told() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("bob") as bob:
        ack = await ann.say("hello  there")
        heard = await bob.wait_for("chat")
    assert ack == {"t": "ack", "id": ack["id"], "off": 1}
    assert heard == {
        "t": "chat",
        "o": 1,
        "ts": server.now_ms,
        "id": ack["id"],
        "from": {"id": "p-ann", "name": "Ann", "role": "viewer", "buyer": False},
        "x": "hello there",
    }


async def test_a_muted_person_is_refused_with_reason_and_time_until_unmuted() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        await ann.say("first")
        assert (await mod.mute("p-ann", 600, "spam"))["t"] == "ack"
        notice = await ann.wait_for("muted")
        refused = await ann.say("second")
        server.now_ms += 60_000
        later = await ann.say("third")
        assert (await mod.unmute("p-ann", "sorry"))["t"] == "ack"
        await ann.wait_for("unmuted")
        heard = await ann.say("fourth")
        log = await server.service.audit(ROOM, 10)
    until_ms = notice["until_ms"]
    assert notice == {"t": "muted", "until_ms": until_ms, "reason": "spam", "by": "Moritz"}
    assert refused["code"] == "muted"
    assert refused["until_ms"] == until_ms
    assert refused["text"] == "A moderator muted you for 10 minutes more. Reason: spam."
    assert "9 minutes" in later["text"]
    assert heard["t"] == "ack"
    assert [(entry.action, entry.reason) for entry in log] == [("unmute", "sorry"), ("mute", "spam")]


async def test_a_measure_and_its_audit_are_stored_before_the_ack() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server, server.client("ann"), server.client("mod") as mod:
        await mod.mute("p-ann", 60)
        assert [mute.person.name for mute in archive.rooms[ROOM].measures] == ["Ann"]
        assert len(archive.audits[ROOM]) == 1


async def test_a_mute_survives_a_restart() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server, server.client("ann"), server.client("mod") as mod:
        await mod.mute("p-ann", 600, "spam")
    async with ChatServer(archive) as server, server.client("ann") as ann:
        assert ann.welcome["you"]["muted"] == {"until_ms": server.now_ms + 600_000, "reason": "spam"}
        assert (await ann.say("hello"))["code"] == "muted"


async def test_moderation_acts_at_once_when_the_archive_fails_and_is_stored_later() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server, server.client("ann") as ann, server.client("mod") as mod:
        archive.failing = True
        ack = await mod.ask({"t": "mod.mute", "person": "p-ann", "seconds": 60, "reason": "", "id": "m1"})
        assert ack == {"t": "ack", "id": "m1", "pending": True}
        assert (await ann.say("hello"))["code"] == "muted"
        assert server.service.totals().degraded_rooms == 1
        archive.failing = False
    assert [mute.person.name for mute in archive.rooms[ROOM].measures] == ["Ann"]


async def test_viewers_may_not_moderate_and_moderators_not_mute_the_host() -> None:
    viewer = Chatter(person_id="x", name="X", role=Role.viewer)
    async with (
        ChatServer() as server,
        server.client("ann") as ann,
        server.client("mod") as mod,
        server.client("host"),
    ):
        assert (await ann.mute("p-mod", 60))["code"] == "not_allowed"
        assert (await mod.mute("p-host", 60))["code"] == "not_allowed"
        assert (await mod.mute("p-nobody", 60))["code"] == "unknown_person"
        with pytest.raises(NotAllowed):
            await server.service.moderate(ROOM, viewer, Restrict(person_id="p-ann", seconds=1))


async def test_a_deleted_message_is_hidden_now_and_its_text_is_gone_for_newcomers() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        ack = await ann.say("buy my things")
        await mod.delete(ack["off"], "advertising")
        hidden = await ann.wait_for("hidden")
        done = await mod.wait_for("mod.done")
        async with server.client("bob") as bob:
            assert bob.welcome["history"] == []
    assert (hidden["off"], hidden["by"], hidden["reason"]) == (ack["off"], "Moritz", "advertising")
    assert done["entry"]["message"] == "buy my things"


async def test_people_are_counted_not_tabs_and_the_host_is_no_viewer() -> None:
    async with ChatServer() as server, server.client("ann") as one, server.client("ann"):
        async with server.client("host"), server.client("bob"):
            await one.wait_for("viewers", n=2)
            assert server.service.people(ROOM) == 2
            await server.wait_for_event(PeopleChanged(room_id=ROOM, people=2, at_ms=server.now_ms))
        await one.wait_for("viewers", n=1)


async def test_hearts_are_summed() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("bob") as bob:
        await ann.heart(3)
        hearts = await bob.wait_for("hearts")
        await ann.heart(2)
        more = await bob.wait_for("hearts")
    assert (hearts["n"], more["n"], more["total"]) == (3, 2, 5)


async def test_news_is_told_once_and_the_latest_pin_is_in_the_snapshot() -> None:
    async with ChatServer() as server, server.client("ann") as ann:
        pin = Announcement(event_id="e1", kind="pin", payload={"product": "mug"}, sticky="pin")
        await server.service.announce(ROOM, pin)
        await server.service.announce(ROOM, pin)
        await server.service.announce(
            ROOM, Announcement(event_id="e2", kind="sold", payload={"title": "mug"})
        )
        told = await ann.wait_for("pin")
        sold = await ann.wait_for("sold")
        async with server.client("bob") as bob:
            assert bob.welcome["snapshot"] == {"pin": {"product": "mug"}}
        await server.service.announce(
            ROOM, Announcement(event_id="e3", kind="pin", payload=None, sticky="pin")
        )
        async with server.client("bob") as bob:
            assert bob.welcome["snapshot"] == {}
    assert (told["o"], told["d"], sold["o"]) == (1, {"product": "mug"}, 2)


async def test_a_broken_connection_resumes_without_loss_or_doubles() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("bob") as bob:
        await ann.say("one")
        await bob.wait_for("chat", x="one")
        await bob.drop()
        await ann.say("two")
        await ann.say("three")
        await bob.connect()
        await ann.say("four")
        await bob.wait_for("chat", x="four")
    assert bob.welcome["resumed"]
    assert [event["x"] for event in bob.timeline.events] == ["one", "two", "three", "four"]


async def test_the_same_message_sent_again_after_a_break_is_one_message() -> None:
    async with ChatServer() as server, server.client("ann") as ann:
        first = await ann.say("hello", message_id="m-1")
        await ann.drop()
        await ann.connect()
        again = await ann.say("hello", message_id="m-1")
        await ann.say("next")
        await ann.wait_for("chat", x="next")
    assert first["off"] == again["off"] == 1
    assert [event["x"] for event in ann.timeline.events] == ["hello", "next"]


async def test_a_client_resumes_over_a_clean_restart_and_starts_anew_after_a_crash() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server:
        bob = server.client("bob")
        await bob.connect()
        await bob.say("before")
        await bob.wait_for("chat")
        await bob.drop()
    async with ChatServer(archive, new_id=lambda: "second-run") as server, server.client("ann") as ann:
        await ann.say("between")
        await ann.wait_for("chat")
        bob._url = server.url
        await bob.connect()
        assert bob.welcome["resumed"]
        assert [event["x"] for event in bob.timeline.events] == ["before", "between"]
        await bob.drop()
    archive.closed_at.clear()  # as if the process had been killed
    async with ChatServer(archive, new_id=lambda: "third-run") as server:
        bob._url = server.url
        await bob.connect()
        assert not bob.welcome["resumed"]
        assert bob.welcome["ep"] == "third-run"
        assert [event["x"] for event in bob.timeline.events] == ["before", "between"]
        assert (await bob.say("after"))["off"] == 3
        await bob.close()


async def test_nobody_enters_while_a_rooms_measures_are_unknown() -> None:
    archive = MemoryArchive()
    archive.failing = True
    async with ChatServer(archive) as server:
        with pytest.raises(ChatClosed) as closed:
            await server.client("ann").connect()
        archive.failing = False
        async with server.client("ann") as ann:
            assert ann.welcome["you"]["name"] == PEOPLE["ann"].name
    assert closed.value.code == 1013


async def test_closing_says_bye_with_a_pause() -> None:
    async with ChatServer() as server:
        ann = server.client("ann")
        await ann.connect()
    bye = await ann.wait_for("bye")
    with pytest.raises(ChatClosed) as closed:
        await ann.wait_for("anything")
    assert bye["reconnect_ms"] == 1000
    assert closed.value.code == 1012


async def test_news_that_comes_after_closing_is_still_stored() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server:
        bob = server.client("bob")
        await bob.connect()
    ended = Announcement(event_id="e1", kind="show", payload={"status": "ended"}, sticky="show")
    await server.service.announce(ROOM, ended)
    async with ChatServer(archive, new_id=lambda: "second-run") as server:
        bob._url = server.url
        await bob.connect()
        assert bob.welcome["resumed"]
        assert bob.welcome["snapshot"] == {"show": {"status": "ended"}}
        assert [event["t"] for event in bob.timeline.events] == ["show"]
        await bob.close()


async def test_a_closed_room_sends_everybody_out_for_good() -> None:
    async with ChatServer() as server, server.client("ann") as ann:
        await server.service.close_room(ROOM)
        assert await ann.wait_for("bye") == {"t": "bye", "reconnect_ms": None}
        with pytest.raises(ChatClosed) as closed:
            await ann.wait_for("anything")
        assert server.service.people(ROOM) == 0
    assert closed.value.code == 1000


async def test_a_dismissed_moderator_is_sent_away_at_once_and_viewers_stay() -> None:
    async with ChatServer() as server, server.client("mod") as mod, server.client("ann") as ann:
        server.service.dismiss("p-mod")
        server.service.dismiss("p-ann")
        with pytest.raises(ChatClosed) as closed:
            await mod.wait_for("anything")
        assert (await ann.say("hello"))["t"] == "ack"
    assert closed.value.code == 4001


async def test_the_housekeeping_outlives_whatever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ChatSettings(tick_ms=5, journal_ms=5, viewers_ms=5, close_seconds=0.5)
    tries: asyncio.Queue[None] = asyncio.Queue()

    async def fail() -> None:
        tries.put_nowait(None)
        raise LookupError("a fault")

    async with ChatServer(settings=settings) as server:
        monkeypatch.setattr(server.service._rooms, "close_idle", fail)
        async with asyncio.timeout(5):
            await tries.get()
            await tries.get()


async def test_a_room_that_cannot_be_put_back_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = ChatSettings(tick_ms=5, journal_ms=5, viewers_ms=5, close_seconds=0.5, room_idle_seconds=0)
    archive = MemoryArchive()
    close_room = archive.close_room

    async def close(room_id: str, offset: int) -> None:
        if room_id == "first":
            raise LookupError("a fault of the archive")
        await close_room(room_id, offset)

    monkeypatch.setattr(archive, "close_room", close)
    async with ChatServer(archive, settings) as server:
        for room in ("first", "second"):
            await server.service.announce(room, Announcement(event_id=room, kind="pin", payload={}))
        await server.service._rooms.close_idle()
        assert not list(server.service._rooms)
    assert list(archive.closed_at) == ["second"]


async def test_who_is_erased_takes_back_what_they_said_for_everybody_at_once() -> None:
    archive = MemoryArchive()
    async with ChatServer(archive) as server, server.client("ann") as ann, server.client("bob") as bob:
        said = [(await ann.say(words))["off"] for words in ("hello", "I live in Lindenweg 4")]
        await bob.say("hi")
        await server.service.take_back("p-ann")
        purged = await bob.wait_for("purged")
        async with server.client("guest-7") as newcomer:
            words = [event["x"] for event in newcomer.welcome["history"] if event["t"] == "chat"]
    assert (purged["person"], purged["erased"]) == ("p-ann", True)
    assert purged["o"] > max(said)
    assert words == ["hi"]


async def test_nothing_of_the_erased_is_left_to_staff_newcomers_and_undo() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        first, second = [(await ann.say(words))["off"] for words in ("Lindenweg 4", "Lindenweg 5")]
        asked = {"t": "qa.ask", "id": "11111111-1111-4111-8111-111111111111", "x": "Why Lindenweg 6?"}
        assert (await ann.ask(asked))["t"] == "ack"
        answer = {"t": "chat.send", "id": "22222222-2222-4222-8222-222222222222", "x": "no", "re": second}
        assert (await mod.ask(answer))["t"] == "ack"
        await mod.delete(first)
        await mod.mute("p-ann", None)
        await server.service.take_back("p-ann")
        await mod.wait_for("purged")
        async with server.client("mod2") as other, server.client("guest-7") as newcomer:
            desk = await other.wait_for("mod.desk")
            (entry,) = [each for each in desk["audit"] if each["action"] == "delete"]
            undone = await other.ask(
                {"t": "mod.undo", "id": "33333333-3333-4333-8333-333333333333", "entry": entry["id"]}
            )
            seen = str([other.welcome, desk, newcomer.welcome])
    assert (undone["t"], undone["code"]) == ("nack", "unknown_action")
    assert "Lindenweg" not in seen
    assert "Ann" not in seen
