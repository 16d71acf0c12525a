"""The room as a state machine: whatever people do, in any order, its promises hold."""

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat import AnnouncementInvalid, BadFrame, Muted, NotAllowed, Refused, TooFast, UnknownMessage
from chat.commands import Announcement, Cheer, Command, Join, Leave, Moderate, Say, Tick
from chat.moderation import Delete, Mute, Unmute
from chat.people import Chatter, Role
from chat.ports import SavedRoom
from chat.protocol import Ack, Resume, Welcome
from chat.room import Room
from chat.settings import ChatSettings
from chat.timeline import Event, Gone, Hidden, Message
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import Performed, perform

SETTINGS = ChatSettings(ring=40, history=10)
CROWD = [
    Chatter(person_id="host", name="Host", role=Role.host),
    Chatter(person_id="mod", name="Mod", role=Role.moderator),
    Chatter(person_id="ann", name="Ann"),
    Chatter(person_id="bob", name="Bob"),
]
HOST, MOD, ANN, BOB = CROWD
people = st.sampled_from(CROWD)
# Mostly those who may: refusals are tried too, but they are not what the promises are about.
actors = st.sampled_from([HOST, HOST, MOD, MOD, ANN])
tab_numbers = st.integers(0, 4)


def fresh_room(saved: SavedRoom | None = None) -> Room:
    ids = iter(range(10**9))
    return Room("show", SETTINGS, saved or SavedRoom(epoch="e0", offset=0), lambda: f"audit-{next(ids)}")


class Tab:
    """A client that follows docs/chat-protocol.md: applies welcomes and frames, resumes after breaks."""

    def __init__(self, chatter: Chatter) -> None:
        self.chatter = chatter
        self.online = False
        self.epoch: str | None = None
        self.offset = 0
        self.seen: list[Event] = []

    def welcome(self, welcome: Welcome) -> None:
        if not welcome.resumed:
            self.seen = []
        self.seen += welcome.history
        self.epoch, self.offset = welcome.ep, welcome.off
        self.online = True

    def receive(self, event: Event) -> None:
        assert event.o == self.offset + 1, "every frame continues the last one"
        self.offset = event.o
        self.seen.append(event)


class RoomMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 1_000_000
        self.saved = SavedRoom(epoch="e0", offset=0)
        self.room = fresh_room()
        self.tabs = [Tab(chatter) for chatter in (*CROWD, ANN)]
        self.pending: list[Event] = []
        self.sent_offset = 0
        self.muted_until: dict[str, int | None] = {}
        self.removed: set[int] = set()
        self.told: list[Event] = []
        self.made = 0
        self.restarts = 0

    def carry(self, outcome: Performed) -> None:
        self.saved = apply_records(self.saved, outcome.records)
        self.told += outcome.events
        self.pending += outcome.events
        if outcome.urgent:
            self.flush()

    def attempt(self, command: Command) -> Performed | Refused:
        try:
            return perform(self.room, command, self.now_ms)
        except Refused as refused:
            return refused

    def is_muted(self, person_id: str) -> bool:
        if person_id not in self.muted_until:
            return False
        until_ms = self.muted_until[person_id]
        return until_ms is None or self.now_ms < until_ms

    @rule(milliseconds=st.sampled_from([100, 1_000, 5_000, 70_000]))
    def time_passes(self, milliseconds: int) -> None:
        self.now_ms += milliseconds

    @rule()
    def flush(self) -> None:
        for tab in self.tabs:
            if tab.online:
                for event in self.pending:
                    tab.receive(event)
        self.pending = []
        self.sent_offset = self.room.offset

    @rule(index=tab_numbers, with_resume=st.booleans())
    def a_tab_opens(self, index: int, with_resume: bool) -> None:  # noqa: FBT001 (hypothesis passes it)
        tab = self.tabs[index]
        if tab.online:
            return
        resume = None
        if with_resume and tab.epoch is not None:
            resume = Resume(ep=tab.epoch, off=tab.offset)
        join = Join(chatter=tab.chatter, resume=resume, upto=self.sent_offset)
        welcome = perform(self.room, join, self.now_ms).replies[-1]
        assert isinstance(welcome, Welcome)
        assert (welcome.you.muted is not None) == self.is_muted(tab.chatter.person_id)
        tab.welcome(welcome)

    @rule(index=tab_numbers)
    def a_tab_breaks(self, index: int) -> None:
        if self.tabs[index].online:
            self.tabs[index].online = False
            perform(self.room, Leave(chatter=self.tabs[index].chatter), self.now_ms)

    @rule(index=tab_numbers)
    def a_tab_breaks_and_resumes(self, index: int) -> None:
        self.a_tab_breaks(index)
        self.a_tab_opens(index, with_resume=True)

    @rule(chatter=people, text=st.text(max_size=12), repeat=st.booleans())
    def somebody_speaks(self, chatter: Chatter, text: str, repeat: bool) -> None:  # noqa: FBT001
        self.made += not repeat
        say = Say(chatter=chatter, message_id=f"{chatter.person_id}-{self.made}", text=text)
        offset, was_muted = self.room.offset, self.is_muted(chatter.person_id)
        outcome = self.attempt(say)
        if isinstance(outcome, Refused):
            assert self.room.offset == offset
            assert isinstance(outcome, Muted) == was_muted
            return
        ack = outcome.replies[0]
        assert isinstance(ack, Ack)
        if outcome.events:
            assert not was_muted, "a muted person was heard"
            assert ack.off == offset + 1 == self.room.offset
        else:
            assert ack.off is not None
            assert ack.off <= offset
        self.carry(outcome)

    @rule(chatter=people, hearts=st.integers(1, 50))
    def somebody_cheers(self, chatter: Chatter, hearts: int) -> None:
        outcome = self.attempt(Cheer(chatter=chatter, hearts=hearts))
        if isinstance(outcome, Refused):
            assert outcome.retry_ms is not None
            assert 0 < outcome.retry_ms <= SETTINGS.heart_ms

    @rule(actor=actors, other=people, seconds=st.none() | st.integers(1, 120))
    def somebody_mutes(self, actor: Chatter, other: Chatter, seconds: int | None) -> None:
        mute = Mute(person_id=other.person_id, seconds=seconds, reason="because")
        outcome = self.attempt(Moderate(chatter=actor, action=mute))
        if isinstance(outcome, Refused):
            return
        assert actor.outranks(other)
        assert outcome.audit is not None
        self.muted_until[other.person_id] = None if seconds is None else self.now_ms + 1000 * seconds
        self.carry(outcome)

    @precondition(lambda self: self.muted_until)
    @rule(actor=actors, data=st.data())
    def somebody_unmutes(self, actor: Chatter, data: st.DataObject) -> None:
        person_id = data.draw(st.sampled_from(sorted(self.muted_until)))
        outcome = self.attempt(Moderate(chatter=actor, action=Unmute(person_id=person_id)))
        if isinstance(outcome, Refused):
            return
        assert actor.is_staff
        assert not self.is_muted(actor.person_id)
        del self.muted_until[person_id]
        self.carry(outcome)

    @precondition(lambda self: self.told)
    @rule(actor=actors, data=st.data())
    def somebody_deletes(self, actor: Chatter, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.told))
        outcome = self.attempt(Moderate(chatter=actor, action=Delete(offset=event.o)))
        if isinstance(outcome, Refused):
            return
        assert isinstance(event, Message)
        assert outcome.audit is not None
        assert outcome.audit.message == event.x
        self.removed.add(event.o)
        self.carry(outcome)

    @rule(number=st.integers(0, 6), clear=st.booleans(), urgent=st.booleans())
    def news_comes(self, number: int, clear: bool, urgent: bool) -> None:  # noqa: FBT001
        payload = None if clear else {"n": number}
        news = Announcement(event_id=f"n{number}", kind="pin", payload=payload, sticky="pin", urgent=urgent)
        known = any(getattr(event, "id", "") == f"n{number}" for event in self.told)
        outcome = perform(self.room, news, self.now_ms)
        assert bool(outcome.events) != known, "the same news is told once"
        self.carry(outcome)

    @rule(is_clean=st.booleans())
    def the_process_restarts(self, is_clean: bool) -> None:  # noqa: FBT001
        self.flush()
        for tab in self.tabs:
            tab.online = False
        self.restarts += 1
        epoch = self.saved.epoch if is_clean else f"e{self.restarts}"
        self.saved = SavedRoom(
            epoch=epoch,
            offset=self.saved.offset,
            entries=self.saved.entries[-SETTINGS.ring :],
            measures=self.saved.measures,
            sticky=self.saved.sticky,
        )
        offset = self.room.offset
        self.room = fresh_room(self.saved)
        assert self.room.offset == offset, "offsets never go back"
        assert perform(self.room, Tick(), self.now_ms).figures == []

    @invariant()
    def everybody_sees_the_same_in_the_same_order(self) -> None:
        offsets = [event.o for event in self.told]
        assert offsets == list(range(1, self.room.offset + 1))
        by_offset = {event.o: event for event in self.told}
        for tab in self.tabs:
            seen = [event.o for event in tab.seen]
            assert seen == sorted(set(seen)), "no doubles, no going back"
            for event in tab.seen:
                assert isinstance(event, Gone) or event == by_offset[event.o]

    @invariant()
    def people_are_counted_not_tabs(self) -> None:
        here = {tab.chatter.person_id for tab in self.tabs if tab.online} - {"host"}
        assert self.room.presence.viewers == len(here)


RoomMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
test_a_room_keeps_its_promises = RoomMachine.TestCase


def say(room: Room, chatter: Chatter, text: str, message_id: str, now_ms: int = 1) -> Performed:
    return perform(room, Say(chatter=chatter, message_id=message_id, text=text), now_ms)


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
        say(room, ANN, "hello", f"m{number}", now_ms=1000)
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
    perform(room, Moderate(chatter=HOST, action=Mute(person_id="mod", seconds=60)), 2)
    for action in (Mute(person_id="ann", seconds=60), Unmute(person_id="mod"), Delete(offset=2)):
        with pytest.raises(Muted):
            perform(room, Moderate(chatter=MOD, action=action), 3)


def test_a_repeated_moderation_request_is_one_audit_entry() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    mute = Moderate(chatter=MOD, action=Mute(person_id="ann", seconds=60), request_id="r1")
    assert perform(room, mute, 2).audit is not None
    again = perform(room, mute, 3)
    assert again.audit is None
    assert again.replies == [Ack(id="r1")]


@pytest.mark.parametrize("kind", ["", "chat", "viewers", "welcome", "mod.done"])
def test_news_cannot_pass_for_something_of_the_chat_itself(kind: str) -> None:
    with pytest.raises(AnnouncementInvalid):
        perform(fresh_room(), Announcement(event_id="n", kind=kind, payload=None), 1)
