"""Replies, names, the note above the chat, reactions and first words, as everybody in a room sees them."""

from typing import Any

import msgspec
import pytest

from chat import ChatSettings, SetPolicy, UnknownMessage
from chat.bulletins import decode, encode
from chat.commands import Cheer, Engage, Join, Moderate, Say, Tick
from chat.conversing import Conversing
from chat.errors import NotAllowed, TooFast
from chat.history import History
from chat.moderation import (
    Clear,
    Decide,
    Delete,
    MeasureKind,
    ModerationAction,
    PinNotice,
    Purge,
    Release,
    Restrict,
    Undo,
    UnpinNotice,
)
from chat.people import Chatter, PersonRef
from chat.ports import SavedRoom
from chat.presence import Presence
from chat.protocol import Welcome
from chat.question import QaAsk
from chat.room import Room
from chat.timeline import Gone, Hearts, Message, News, Purged, Quoted, Reactions, Restored
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import ANN, BOB, HOST, IDS, MOD, Performed, fresh_room, perform, say
from tests.fakes.chat_server import ChatServer


def act(room: Room, who: Chatter, action: ModerationAction, now_ms: int = 5) -> Performed:
    return perform(room, Moderate(chatter=who, action=action), now_ms)


def answer(room: Room, who: Chatter, text: str, to: int, now_ms: int = 10_000) -> Message:
    done = perform(room, Say(chatter=who, message_id=f"m{next(IDS)}", text=text, answers=to), now_ms)
    (message,) = done.events
    assert isinstance(message, Message)
    return message


def welcome(room: Room, who: Chatter) -> Welcome:
    reply = room.apply(Join(chatter=who, resume=None, upto=room.offset, again=True), 9).replies[0]
    assert isinstance(reply, Welcome)
    return reply


def notice(room: Room) -> dict[str, Any] | None:
    found: dict[str, Any] | None = welcome(room, ANN).snapshot.get("notice")
    return found


def test_an_answer_says_whom_it_answers_and_never_repeats_the_words() -> None:
    room = fresh_room()
    said = say(room, ANN, "is it heavy?", "m1").events[0]
    message = answer(room, BOB, "not at all", said.o)
    assert message.re == Quoted(off=said.o, id="ann", name="Ann")
    assert b"heavy" not in msgspec.json.encode(message)


def test_what_is_gone_cannot_be_answered() -> None:
    room = fresh_room()
    say(room, ANN, "my number is 555", "m1")
    act(room, MOD, Delete(offset=1))
    with pytest.raises(UnknownMessage):
        answer(room, BOB, "thanks", 1)
    with pytest.raises(UnknownMessage):
        answer(room, BOB, "thanks", 77)


def test_an_answer_does_not_give_a_shadow_away() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    act(room, MOD, Restrict(kind=MeasureKind.shadow, person_id="ann", seconds=None))
    shadowed = say(room, ANN, "psst", "m2", 5_000).events[0]
    with pytest.raises(UnknownMessage):
        answer(room, BOB, "what?", shadowed.o)
    own = perform(room, Say(chatter=ANN, message_id="m3", text="me again", answers=shadowed.o), 9_000)
    assert own.events[0].re is not None  # type: ignore[union-attr]


def test_a_newcomer_finds_the_message_that_is_answered_however_old() -> None:
    room = fresh_room()
    say(room, ANN, "is it heavy?", "m1")
    for number in range(12):
        say(room, HOST, f"and {number}", f"h{number}", 1000 * number)
    answer(room, HOST, "300 g", 1, 20_000)
    assert [each.x for each in welcome(room, BOB).quoted] == ["is it heavy?"]
    act(room, MOD, Delete(offset=1))
    assert welcome(room, BOB).quoted == ()


def test_a_name_after_an_at_sign_means_the_longest_name_that_is_here() -> None:
    room = fresh_room()
    lee = Chatter(person_id="lee", name="Ann Lee")
    for who in (ANN, lee):
        perform(room, Join(chatter=who, resume=None, upto=0), 1)
    message = say(room, BOB, "@ann lee, and @ANN! but not b@ann or @nobody", "m1").events[0]
    assert isinstance(message, Message)
    assert [each.person_id for each in message.at] == ["lee", "ann"]


def test_of_two_people_with_one_name_the_one_who_is_meant_is_named() -> None:
    room = fresh_room()
    for person_id in ("kim-1", "kim-2"):
        perform(room, Join(chatter=Chatter(person_id=person_id, name="Kim"), resume=None, upto=0), 1)
    for meant, named in ((("kim-1",), "kim-1"), ((), "kim-2"), (("ann",), "kim-2")):
        done = perform(room, Say(chatter=MOD, message_id=f"m{next(IDS)}", text="@Kim", meant=meant), 1)
        assert isinstance(done.events[0], Message)
        assert done.events[0].at == (PersonRef(person_id=named, name="Kim"),)


def test_a_held_answer_is_still_an_answer_when_it_is_let_through() -> None:
    room = fresh_room()
    act(room, MOD, SetPolicy(change={"review": True}))
    say(room, HOST, "hello", "m1")
    held = perform(room, Say(chatter=ANN, message_id="m2", text="hello @Host", answers=2), 9)
    (case,) = (each for each in held.records if hasattr(each, "rule"))
    (message,) = act(room, MOD, Decide(case_id=case.id, accept=True)).events  # type: ignore[union-attr]
    assert isinstance(message, Message)
    assert message.re is not None
    assert [each.name for each in message.at] == ["Host"]


def test_the_first_words_of_a_person_are_marked_and_no_others() -> None:
    room = fresh_room()
    new = Chatter(person_id="new", name="New", first=True)
    firsts = [say(room, new, f"hello {n}", f"m{n}", 2000 * n).events[0].author.first for n in (1, 2)]  # type: ignore[union-attr]
    assert firsts == [True, False]
    assert not say(room, ANN, "hi", "m9").events[0].author.first  # type: ignore[union-attr]


def test_one_note_stands_above_the_chat_until_it_is_taken_down() -> None:
    room = fresh_room()
    say(room, ANN, "shipping is free today", "m1")
    (event,) = act(room, MOD, PinNotice(offset=1)).events
    assert isinstance(event, News)
    assert event.t == "notice"
    found = notice(room)
    assert found is not None
    assert (found["x"], found["author"]["name"], found["by"], found["off"]) == (
        "shipping is free today",
        "Ann",
        "Mod",
        1,
    )
    act(room, HOST, PinNotice(words="Back at  nine"))
    found = notice(room)
    assert found is not None
    assert found["x"] == "Back at nine"
    act(room, HOST, UnpinNotice())
    assert notice(room) is None
    with pytest.raises(UnknownMessage):
        act(room, HOST, UnpinNotice())


def test_a_note_outlives_a_restart_and_can_still_be_undone() -> None:
    room, saved = fresh_room(), SavedRoom(epoch="e0", offset=0)
    for words in ("one", "two"):
        done = act(room, HOST, PinNotice(words=words))
        saved = apply_records(saved, done.records)
    again = fresh_room(saved)
    found = notice(again)
    assert found is not None
    assert found["x"] == "two"
    assert done.audit is not None
    undone = act(again, HOST, Undo(entry_id=done.audit.id))
    found = notice(again)
    assert found is not None
    assert found["x"] == "one"
    assert undone.audit is not None
    act(again, HOST, Undo(entry_id=undone.audit.id))
    found = notice(again)
    assert found is not None
    assert found["x"] == "two"


@pytest.mark.parametrize("removal", [Delete(offset=1), Purge(person_id="ann"), Clear()])
def test_a_removed_message_does_not_stay_above_the_chat(removal: ModerationAction) -> None:
    room = fresh_room()
    say(room, ANN, "call me on 555", "m1")
    saved = apply_records(SavedRoom(epoch="e0", offset=0), act(room, MOD, PinNotice(offset=1)).records)
    assert "notice" in saved.sticky
    saved = apply_records(saved, act(room, MOD, removal).records)
    assert notice(room) is None
    assert saved.sticky == {}, "nor in the archive"


def test_a_pin_reaches_the_other_processes() -> None:
    here, there = fresh_room(), fresh_room()
    outcome = here.apply(Moderate(chatter=HOST, action=PinNotice(words="hello")), 5)
    assert outcome.bulletin is not None
    _, bulletin = decode(encode(outcome.bulletin, "n1"))
    there.happen(bulletin, 1)
    found = notice(there)
    assert found is not None
    assert found["x"] == "hello"
    act(there, HOST, UnpinNotice())


def test_clearing_removes_what_viewers_said_and_can_be_undone() -> None:
    room = fresh_room()
    say(room, ANN, "one", "m1")
    say(room, HOST, "two", "m2")
    say(room, BOB, "three", "m3")
    done = act(room, MOD, Clear(reason="a raid"))
    assert isinstance(done.events[0], Purged)
    assert done.events[0].offs == (1, 3)
    assert [each.x for each in welcome(room, ANN).history if isinstance(each, Message)] == ["two"]
    assert done.audit is not None
    (back,) = act(room, MOD, Undo(entry_id=done.audit.id)).events
    assert isinstance(back, Restored)
    assert not any(isinstance(each, Gone) for each in welcome(room, ANN).history)


def test_reactions_of_everybody_are_one_figure_a_tick() -> None:
    room = fresh_room()
    perform(room, Cheer(chatter=ANN, cheers={"heart": 3}), 1)
    perform(room, Cheer(chatter=ANN, cheers={"clap": 2, "wow": 1}), 1)
    perform(room, Cheer(chatter=BOB, cheers={"clap": 5}), 1)
    figures = perform(room, Tick(), 2).figures
    assert Hearts(n=3, total=3) in figures
    assert Reactions(n={"clap": 7, "wow": 1}, total={"clap": 7, "wow": 1}) in figures
    room.cheered({"wow": 1}, {"wow": 90})
    assert perform(room, Tick(), 2).figures == [Reactions(n={"wow": 1}, total={"wow": 90})]


def test_reactions_have_a_pace_of_their_own_beside_hearts() -> None:
    room = fresh_room()
    pace = ChatSettings().heart_ms
    for now_ms in (0, 0, pace, 2 * pace):
        for kind in ("heart", "clap"):
            perform(room, Cheer(chatter=ANN, cheers={kind: 50}), now_ms)
    with pytest.raises(TooFast):
        perform(room, Cheer(chatter=ANN, cheers={"wow": 1}), 2 * pace)


async def test_a_command_of_a_moderator_is_done_and_never_said() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        await ann.say("hello")
        assert (await mod.say("/mute Ann 10m too loud"))["t"] == "ack"
        assert (await ann.wait_for("muted"))["reason"] == "too loud"
        wrong = await mod.say("/mite Ann")
        assert (wrong["t"], wrong["code"]) == ("nack", "command_invalid")
        assert "/mute" in (await mod.say("/help"))["text"]
        assert (await mod.say("//mute is a command"))["off"] == 2
        await ann.wait_for("chat", x="/mute is a command")
        told = [event["x"] for event in ann.timeline.events if event["t"] == "chat"]
    assert told == ["hello", "/mute is a command"]


async def test_a_command_that_is_sent_once_more_is_acknowledged_though_its_message_is_gone() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        off = (await ann.say("hello"))["off"]
        delete = {"t": "chat.send", "id": "d1", "x": "/delete rude", "re": off}
        first = await mod.ask(delete)
        assert (await mod.ask(delete)) == first
        assert first["t"] == "ack"


def test_a_moderator_acts_on_a_shadowed_message_by_answering_it() -> None:
    room = fresh_room()
    room.apply(Join(chatter=ANN, resume=None, upto=0), 0)
    act(room, MOD, Restrict(kind=MeasureKind.shadow, person_id="ann", seconds=None))
    say(room, ANN, "hello?", "m1")
    assert room.order("/ban spam", 1) == Restrict(
        kind=MeasureKind.ban, person_id="ann", seconds=None, reason="spam"
    )


async def test_a_viewer_who_types_a_command_only_says_it() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        await ann.say("/mute Moritz")
        await mod.wait_for("chat", x="/mute Moritz")


def test_a_program_that_only_reads_takes_no_part_and_is_no_audience() -> None:
    room = fresh_room()
    bot = Chatter(person_id="bot", name="Bot", bot=True, writes=False)
    perform(room, Join(chatter=bot, resume=None, upto=0), 1)
    assert room.viewers == 0
    for command in (
        Say(chatter=bot, message_id="m1", text="hi"),
        Cheer(chatter=bot, cheers={"heart": 1}),
        Engage(chatter=bot, frame=QaAsk(id="q1", x="why?")),
    ):
        with pytest.raises(NotAllowed, match="chat:write"):
            room.apply(command, 1)
    writer = msgspec.structs.replace(bot, writes=True)
    assert say(room, writer, "hello", "m2").events[0].author.bot  # type: ignore[union-attr]


def test_undoing_a_pin_does_not_show_a_message_that_was_removed_since() -> None:
    room = fresh_room()
    say(room, ANN, "call me on 555", "m1")
    act(room, MOD, PinNotice(offset=1))
    second = act(room, MOD, PinNotice(words="Back at nine"))
    act(room, MOD, Delete(offset=1))
    assert second.audit is not None
    with pytest.raises(UnknownMessage):
        act(room, MOD, Undo(entry_id=second.audit.id))
    found = notice(room)
    assert found is not None
    assert found["x"] == "Back at nine"


class CountingPresence(Presence):
    """Counts how often a name is looked up."""

    looks = 0

    def named(self, name: str) -> list[Chatter]:
        self.looks += 1
        return super().named(name)


def test_a_message_of_signs_alone_costs_few_looks_at_the_names() -> None:
    presence = CountingPresence()
    words = "@" * 200
    Conversing(History(40, offset=0), presence).utterance(
        Say(chatter=ANN, message_id="m1", text=words), words
    )
    assert 0 < presence.looks <= 400


def test_somebody_muted_under_another_spelling_of_their_name_is_one_person() -> None:
    room = fresh_room()
    room.apply(Join(chatter=ANN, resume=None, upto=room.offset), 0)
    act(room, MOD, Restrict(person_id="ann", seconds=60))
    renamed = msgspec.structs.replace(ANN, name="ann")
    room.apply(Join(chatter=renamed, resume=None, upto=room.offset), 0)
    assert room.order("/unmute Ann", None) == Release(person_id="ann", reason="")
