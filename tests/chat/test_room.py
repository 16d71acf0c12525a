"""The room as a state machine: whatever people do, in any order, its promises hold."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chat import (
    Banned,
    MeasureKind,
    Muted,
    Refused,
)
from chat.commands import Announcement, Cheer, Command, Join, Leave, Moderate, Say, Tick
from chat.moderation import (
    AuditEntry,
    Delete,
    ModerationAction,
    Note,
    Purge,
    Release,
    Restrict,
    Undo,
    Warn,
)
from chat.people import Chatter
from chat.ports import SavedRoom
from chat.protocol import Ack, Resume, Welcome
from chat.timeline import Event, Gone, Hidden, Message, Purged, Restored, Shadowed
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import (
    ANN,
    CROWD,
    HOST,
    MOD,
    SETTINGS,
    Performed,
    fresh_room,
    perform,
)

NEWCOMER = Chatter(person_id="new", name="New")
people = st.sampled_from(CROWD)
# Mostly those who may: refusals are tried too, but they are not what the promises are about.
actors = st.sampled_from([HOST, HOST, MOD, MOD, ANN])
tab_numbers = st.integers(0, 4)


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
        self.measures: dict[tuple[str, MeasureKind], int | None] = {}
        self.removed: set[int] = set()
        self.log: dict[str, AuditEntry] = {}
        self.before: dict[str, tuple[dict[tuple[str, MeasureKind], int | None], set[int]]] = {}
        self.undone: set[str] = set()
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

    def holds(self, person_id: str, kind: MeasureKind) -> bool:
        until_ms = self.measures.get((person_id, kind), 0)
        return until_ms is None or self.now_ms < until_ms

    def is_muted(self, person_id: str) -> bool:
        return self.holds(person_id, MeasureKind.mute)

    def is_silent(self, person_id: str) -> bool:
        return self.is_muted(person_id) or self.holds(person_id, MeasureKind.ban)

    def moderate(self, actor: Chatter, action: ModerationAction) -> Performed | None:
        """What was done; None if it was refused, and then nothing has changed."""
        before = (dict(self.measures), set(self.removed))
        outcome = self.attempt(Moderate(chatter=actor, action=action))
        if isinstance(outcome, Refused):
            return None
        assert actor.is_staff
        assert not self.is_silent(actor.person_id)
        assert outcome.audit is not None
        assert outcome.audit.actor.person_id == actor.person_id
        self.log[outcome.audit.id], self.before[outcome.audit.id] = outcome.audit, before
        self.note_removals(outcome.events)
        self.carry(outcome)
        return outcome

    def note_removals(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Hidden():
                    self.removed.add(event.off)
                case Purged():
                    said = {
                        each.o
                        for each in self.told
                        if isinstance(each, Message) and each.author.id == event.person and each.o < event.o
                    }
                    self.removed |= set(event.offs) | said
                case Restored():
                    self.removed -= {message.o for message in event.messages}
                case _:
                    raise AssertionError(event)

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
        welcome = perform(self.room, join, self.now_ms).replies[0]
        assert isinstance(welcome, Welcome)
        assert (welcome.you.muted is not None) == self.is_muted(tab.chatter.person_id)
        assert (welcome.you.banned is not None) == self.holds(tab.chatter.person_id, MeasureKind.ban)
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
        offset, was_muted = self.room.offset, self.is_silent(chatter.person_id)
        in_shadow = self.holds(chatter.person_id, MeasureKind.shadow)
        outcome = self.attempt(say)
        if isinstance(outcome, Refused):
            assert self.room.offset == offset
            assert isinstance(outcome, (Muted, Banned)) == was_muted
            return
        ack = outcome.replies[0]
        assert isinstance(ack, Ack)
        if outcome.events:
            assert not was_muted, "a muted or banned person was heard"
            assert isinstance(outcome.events[0], Shadowed) == in_shadow
            assert ack.off == offset + 1 == self.room.offset
        else:
            assert ack.off is not None
            assert ack.off <= offset
        self.carry(outcome)

    @rule(chatter=people, hearts=st.integers(1, 50))
    def somebody_cheers(self, chatter: Chatter, hearts: int) -> None:
        outcome = self.attempt(Cheer(chatter=chatter, cheers={"heart": hearts}))
        if self.holds(chatter.person_id, MeasureKind.ban):
            assert isinstance(outcome, Banned)
        elif isinstance(outcome, Refused):
            assert outcome.retry_ms is not None
            assert 0 < outcome.retry_ms <= SETTINGS.heart_ms

    @rule(
        actor=actors,
        other=people,
        kind=st.sampled_from(MeasureKind),
        seconds=st.none() | st.integers(1, 120),
        purge=st.booleans(),
    )
    def somebody_restricts(
        self,
        actor: Chatter,
        other: Chatter,
        kind: MeasureKind,
        seconds: int | None,
        purge: bool,  # noqa: FBT001
    ) -> None:
        action = Restrict(
            kind=kind, person_id=other.person_id, seconds=seconds, reason="because", purge=purge
        )
        done = self.moderate(actor, action)
        if done is not None:
            assert actor.outranks(other)
            assert bool(done.events) == purge
            until_ms = None if seconds is None else self.now_ms + 1000 * seconds
            self.measures[other.person_id, kind] = until_ms

    @precondition(lambda self: self.measures)
    @rule(actor=actors, data=st.data())
    def somebody_releases(self, actor: Chatter, data: st.DataObject) -> None:
        person_id, kind = data.draw(st.sampled_from(sorted(self.measures)))
        if self.moderate(actor, Release(kind=kind, person_id=person_id)) is not None:
            del self.measures[person_id, kind]

    @precondition(lambda self: self.told)
    @rule(actor=actors, data=st.data())
    def somebody_deletes(self, actor: Chatter, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.told))
        done = self.moderate(actor, Delete(offset=event.o))
        if done is not None:
            assert isinstance(event, Message)
            assert done.audit is not None
            assert done.audit.message == event.x

    @rule(actor=actors, other=people, what=st.sampled_from([Purge, Warn, Note]))
    def somebody_purges_warns_or_notes(
        self, actor: Chatter, other: Chatter, what: type[Purge | Warn | Note]
    ) -> None:
        done = self.moderate(actor, what(person_id=other.person_id, reason="because"))
        if done is not None:
            assert what is Note or actor.outranks(other)
            assert bool(done.events) == (what is Purge)

    @precondition(lambda self: self.log)
    @rule(actor=actors, data=st.data(), which=st.sampled_from(["newest", "any"]))
    def somebody_undoes(self, actor: Chatter, data: st.DataObject, which: str) -> None:
        ids = list(self.log)
        entry = self.log[ids[-1] if which == "newest" else data.draw(st.sampled_from(ids))]
        assert entry.reverse is not None
        done = self.moderate(actor, Undo(entry_id=entry.id))
        if done is None:
            return
        assert entry.id not in self.undone, "an action is undone once"
        self.undone.add(entry.id)
        touched = entry.reverse.lift or entry.reverse.measure
        if touched is not None:
            person_id = entry.target.person_id
            was = self.before[entry.id][0].get((person_id, touched.kind), 0)
            if was is None or was > self.now_ms:
                self.measures[person_id, touched.kind] = was
            else:
                self.measures.pop((person_id, touched.kind), None)
        if which == "newest":
            still_known = {event.o for event in self.room._history}
            changed = (self.removed ^ self.before[entry.id][1]) & still_known
            assert not changed, "undo of the last action restores what was seen before it"

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
            audit=self.saved.audit,
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
                assert isinstance(event, Gone) or _same(event, by_offset[event.o])

    @invariant()
    def nothing_removed_or_shadowed_is_shown_to_who_comes_now(self) -> None:
        join = Join(chatter=NEWCOMER, resume=None, upto=self.room.offset)
        welcome = perform(self.room, join, self.now_ms).replies[0]
        perform(self.room, Leave(chatter=NEWCOMER), self.now_ms)
        assert isinstance(welcome, Welcome)
        assert not any(isinstance(event, Shadowed) for event in welcome.history)
        shown = {event.o for event in welcome.history if isinstance(event, Message)}
        assert not shown & self.removed
        assert not shown & {event.o for event in self.told if isinstance(event, Shadowed)}

    @invariant()
    def people_are_counted_not_tabs(self) -> None:
        here = {tab.chatter.person_id for tab in self.tabs if tab.online} - {"host"}
        assert len(self.room.presence.audience) == len(here)


def _same(seen: Event, told: Event) -> bool:
    """A shadowed message is plain to its author; what was brought back and removed again is left out."""
    if isinstance(told, Shadowed):
        return seen in {told, told.as_message()}
    if isinstance(told, Restored) and isinstance(seen, Restored):
        return set(seen.messages) <= set(told.messages)
    return seen == told


RoomMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
test_a_room_keeps_its_promises = RoomMachine.TestCase
