"""What a room decides, one case at a time."""

import pytest

from chat import (
    AnnouncementInvalid,
    BadFrame,
    MeasureKind,
    Muted,
    NotAllowed,
    Refused,
    TooFast,
    UnknownAction,
    UnknownMessage,
)
from chat.commands import Announcement, Join, Moderate
from chat.moderation import (
    Delete,
    PinNotice,
    Release,
    Restrict,
    Undo,
    Warn,
)
from chat.protocol import Ack, Resume, Welcome
from chat.timeline import Gone, Hidden, Message, Purged, Shadowed
from tests.fakes.chat_room import (
    ANN,
    BOB,
    HOST,
    MOD,
    fresh_room,
    history_for,
    perform,
    say,
)


def test_a_resumed_tab_gets_exactly_what_it_missed_and_no_removed_text() -> None:
    room = fresh_room()
    for number in range(1, 5):
        say(room, MOD, f"message {number}", f"m{number}")
    perform(room, Moderate(chatter=HOST, action=Delete(offset=3)), 2)
    join = Join(chatter=BOB, resume=Resume(ep="e0", off=2), upto=room.offset)
    (welcome,) = perform(room, join, 3).replies
    assert isinstance(welcome, Welcome)
    assert welcome.resumed
    assert [type(event) for event in welcome.history] == [Gone, Message, Hidden]
    assert [event.o for event in welcome.history] == [3, 4, 5]


def test_a_gap_that_left_the_ring_starts_the_timeline_anew() -> None:
    room = fresh_room()
    for number in range(60):
        say(room, HOST, "hello", f"m{number}", now_ms=number * 1000)
    join = Join(chatter=BOB, resume=Resume(ep="e0", off=5), upto=room.offset)
    (welcome,) = perform(room, join, 1).replies
    assert isinstance(welcome, Welcome)
    assert not welcome.resumed
    assert [event.o for event in welcome.history] == list(range(51, 61))


@pytest.mark.parametrize("claimed", [Resume(ep="other", off=1), Resume(ep="e0", off=99)])
def test_a_resume_from_another_world_starts_anew(claimed: Resume) -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    welcome = perform(room, Join(chatter=BOB, resume=claimed, upto=1), 1).replies[-1]
    assert isinstance(welcome, Welcome)
    assert not welcome.resumed


def test_the_sixth_message_in_a_second_is_too_fast_and_says_when_to_try_again() -> None:
    room = fresh_room()
    for number in range(5):
        say(room, ANN, f"hello {number}", f"m{number}", now_ms=1000)
    with pytest.raises(TooFast) as refused:
        say(room, ANN, "hello", "m6", now_ms=1400)
    assert refused.value.retry_ms == 600
    assert say(room, ANN, "hello", "m6", now_ms=2000).events


def test_a_refused_message_may_be_sent_again_under_its_id() -> None:
    room = fresh_room()
    with pytest.raises(Refused, match="201"):
        say(room, ANN, "x" * 201, "m1")
    assert say(room, ANN, "x" * 200, "m1").events


def test_somebody_elses_message_id_is_refused() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    with pytest.raises(BadFrame):
        say(room, BOB, "I am Ann", "m1")


def test_a_moderator_may_remove_own_and_viewers_messages_but_not_the_hosts() -> None:
    room = fresh_room()
    say(room, HOST, "mine", "m1")
    say(room, MOD, "also mine", "m2")
    with pytest.raises(NotAllowed, match="Host"):
        perform(room, Moderate(chatter=MOD, action=Delete(offset=1)), 2)
    assert perform(room, Moderate(chatter=MOD, action=Delete(offset=2)), 2).events
    with pytest.raises(UnknownMessage):
        perform(room, Moderate(chatter=MOD, action=Delete(offset=2)), 2)


def test_a_muted_moderator_does_not_moderate() -> None:
    room = fresh_room()
    say(room, MOD, "hello", "m1")
    say(room, ANN, "hello", "m2")
    perform(room, Moderate(chatter=HOST, action=Restrict(person_id="mod", seconds=60)), 2)
    for action in (Restrict(person_id="ann", seconds=60), Release(person_id="mod"), Delete(offset=2)):
        with pytest.raises(Muted):
            perform(room, Moderate(chatter=MOD, action=action), 3)


def test_a_repeated_moderation_request_is_one_audit_entry() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    mute = Moderate(chatter=MOD, action=Restrict(person_id="ann", seconds=60), request_id="r1")
    assert perform(room, mute, 2).audit is not None
    again = perform(room, mute, 3)
    assert again.audit is None
    assert again.replies == [Ack(id="r1")]


@pytest.mark.parametrize("kind", ["", "chat", "viewers", "welcome", "mod.done"])
def test_news_cannot_pass_for_something_of_the_chat_itself(kind: str) -> None:
    with pytest.raises(AnnouncementInvalid):
        perform(fresh_room(), Announcement(event_id="n", kind=kind, payload=None), 1)


def test_a_shadowed_person_is_read_by_themselves_and_the_staff_only() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    shadow = Restrict(kind=MeasureKind.shadow, person_id="ann", seconds=9)
    perform(room, Moderate(chatter=MOD, action=shadow), 1)
    ack = say(room, ANN, "anybody?", "m2").replies[0]
    assert ack == Ack(id="m2", off=2)
    assert [getattr(event, "x", "") for event in history_for(room, BOB)] == ["hello"]
    assert [type(event) for event in history_for(room, ANN)] == [Message, Message]
    assert [type(event) for event in history_for(room, MOD)] == [Message, Shadowed]


def test_a_mute_with_purge_is_undone_with_all_its_messages() -> None:
    room = fresh_room()
    for number in range(3):
        say(room, ANN, f"spam {number}", f"m{number}")
    mute = Restrict(person_id="ann", seconds=60, purge=True)
    done = perform(room, Moderate(chatter=MOD, action=mute), 2)
    assert history_for(room, BOB) == []
    assert done.audit is not None
    undone = perform(room, Moderate(chatter=HOST, action=Undo(entry_id=done.audit.id)), 3)
    assert [getattr(event, "x", "") for event in history_for(room, BOB)] == ["spam 0", "spam 1", "spam 2"]
    assert say(room, ANN, "thank you", "m9").events
    with pytest.raises(UnknownAction):
        perform(room, Moderate(chatter=HOST, action=Undo(entry_id=done.audit.id)), 4)
    assert undone.audit is not None
    perform(room, Moderate(chatter=HOST, action=Undo(entry_id=undone.audit.id)), 5)
    assert [getattr(event, "x", "") for event in history_for(room, BOB)] == ["thank you"]
    with pytest.raises(Muted):
        say(room, ANN, "again?", "m10")


def test_text_that_was_brought_back_and_removed_again_is_in_no_resumed_history() -> None:
    room = fresh_room()
    say(room, ANN, "my address", "m1")
    done = perform(room, Moderate(chatter=MOD, action=Delete(offset=1)), 2)
    assert done.audit is not None
    perform(room, Moderate(chatter=MOD, action=Undo(entry_id=done.audit.id)), 3)
    perform(room, Moderate(chatter=MOD, action=Delete(offset=1)), 4)
    join = Join(chatter=BOB, resume=Resume(ep="e0", off=0), upto=room.offset)
    assert "my address" not in str(perform(room, join, 5).replies)


def test_nobody_undoes_what_was_done_to_themselves() -> None:
    room = fresh_room()
    say(room, MOD, "hello", "m1")
    say(room, HOST, "hello", "m2")
    done = perform(room, Moderate(chatter=HOST, action=Warn(person_id="mod", reason="calm")), 2)
    assert done.audit is not None
    with pytest.raises(NotAllowed):
        perform(room, Moderate(chatter=MOD, action=Undo(entry_id=done.audit.id)), 3)


def test_what_is_too_old_is_forgotten_for_good_with_its_note_and_the_log_has_no_words_of_it() -> None:
    room = fresh_room()
    for at_ms, words in ((10, "old and gone"), (20, "old"), (30, "new")):
        say(room, ANN, words, f"m{at_ms}", at_ms)
    perform(room, Moderate(chatter=MOD, action=PinNotice(offset=2)), 40)
    removed = perform(room, Moderate(chatter=MOD, action=Delete(offset=1)), 15)
    bulletin = room.moderating.expire(25, 50)
    assert bulletin is not None
    assert isinstance(bulletin.event, Purged)
    assert (bulletin.event.offs, bulletin.event.erased) == ((1, 2), True)
    room.happen(bulletin, room.offset + 1)
    assert [each.x for each in history_for(room, BOB) if isinstance(each, Message)] == ["new"]
    assert bulletin.sticky is not None
    assert removed.audit is not None
    with pytest.raises(UnknownAction):
        perform(room, Moderate(chatter=MOD, action=Undo(entry_id=removed.audit.id)), 60)
    assert room.moderating.expire(25, 70) is None
