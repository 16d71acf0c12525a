"""What waits on the moderators' desk: held messages, reports, appeals, and how they are decided."""

import pytest

from chat import AlreadyDecided, Appeal, Held, MeasureKind, Policy, Refused, Regime, Report, Restrict
from chat.cases import Case, Complain, Plead
from chat.commands import Join, Moderate, Petitioning, Say
from chat.desk_frames import DeskState, HeldNotice
from chat.moderation import Decide, Undo
from chat.people import Chatter
from chat.ports import SavedRoom
from chat.protocol import Ack, Nack
from chat.raids import Raids
from chat.room import Room
from chat.timeline import Hidden, Message
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import ANN, BOB, HOST, MOD, Performed, fresh_room, history_for, perform, say


def waiting(room: Room) -> list[Case]:
    desk = perform(room, Join(chatter=MOD, resume=None, upto=room.offset, again=True), 5).replies[1]
    assert isinstance(desk, DeskState)
    return desk.cases


def decide(room: Room, case: Case, *, accept: bool, actor: Chatter = MOD) -> Performed:
    action = Decide(case_id=case.id, accept=accept, reason="")
    return perform(room, Moderate(chatter=actor, action=action), 9)


def reviewed(default: str = "refuse") -> Room:
    policy = Policy(review=True, held_default="allow" if default == "allow" else "refuse")
    return fresh_room(SavedRoom(epoch="e0", offset=0, regime=Regime(policy=policy)))


def test_a_held_message_is_heard_by_nobody_until_it_is_approved() -> None:
    room = reviewed()
    done = say(room, ANN, "hello", "m1", now_ms=1000)
    assert isinstance(done.replies[0], HeldNotice)
    assert (done.replies[0].rule, done.replies[0].until_ms) == ("review", 121_000)
    assert history_for(room, BOB) == []
    (held,) = waiting(room)
    approved = decide(room, held, accept=True)
    (event,) = approved.events
    assert isinstance(event, Message)
    assert (event.id, event.x, event.author.name) == ("m1", "hello", "Ann")
    assert say(room, ANN, "hello", "m1", now_ms=2000).replies == [Ack(id="m1", off=event.o)]
    with pytest.raises(AlreadyDecided):
        decide(room, held, accept=False)


def test_a_held_message_that_is_sent_again_waits_once() -> None:
    room = reviewed()
    first = say(room, ANN, "hello", "m1").replies[0]
    again = room.apply(Say(chatter=ANN, message_id="m1", text="hello"), 2)
    assert (again.replies, again.bulletin) == ([first], None)
    assert len(waiting(room)) == 1


@pytest.mark.parametrize(("default", "heard"), [("refuse", 0), ("allow", 1)])
def test_what_nobody_decides_in_time_the_default_decides_once(default: str, heard: int) -> None:
    room = reviewed(default)
    say(room, ANN, "hello", "m1", now_ms=0)
    assert room.overdue(119_999) == []
    (bulletin,) = room.overdue(120_000)
    assert room.overdue(120_000) == []
    event = room.happen(bulletin, room.offset + 1 if bulletin.event else None)
    assert (event is not None) == bool(heard)
    assert len(history_for(room, BOB)) == heard
    assert bulletin.audit is not None
    assert bulletin.audit.actor.person_id == "rules"


def test_two_servers_name_the_same_decision_alike() -> None:
    one = reviewed("allow")
    done = say(one, ANN, "hello", "m1", now_ms=0)
    saved = apply_records(SavedRoom(epoch="e0", offset=0, regime=one.regime), done.records)
    two = fresh_room(saved)
    (here,), (there,) = one.overdue(120_000), two.overdue(120_000)
    assert (here.id, here.by) == (there.id, there.by)
    assert here.audit is not None
    assert there.audit is not None
    assert here.audit.id == there.audit.id


def test_a_flood_is_answered_with_the_rule_and_mutes() -> None:
    room = fresh_room()
    for number in range(8):
        say(room, ANN, f"message {number}", f"m{number}", now_ms=1000 + 1100 * number)
    done = say(room, ANN, "one more", "m9", now_ms=10_500)
    nack = done.replies[0]
    assert isinstance(nack, Nack)
    assert (nack.code, nack.rule, nack.until_ms) == ("refused", "flood", 70_500)
    assert done.audit is not None
    assert (done.audit.action, done.audit.actor.name) == ("mute", "Rules")
    with pytest.raises(Refused, match="muted"):
        say(room, ANN, "sorry", "m10", now_ms=11_000)
    perform(room, Moderate(chatter=MOD, action=Undo(entry_id=done.audit.id)), 11_500)
    assert say(room, ANN, "thanks", "m11", now_ms=30_000).events


def report(room: Room, by: Chatter, offset: int) -> Performed:
    return perform(room, Petitioning(chatter=by, petition=Complain(offset=offset, reason="scam")), 3)


def test_reports_keep_the_evidence_and_are_closed_together() -> None:
    room = fresh_room()
    say(room, ANN, "buy at my place", "m1")
    report(room, BOB, 1)
    report(room, BOB, 1)
    report(room, HOST, 1)
    first, second = waiting(room)
    assert isinstance(first, Report)
    assert (first.x, first.by.name, second.person_id) == ("buy at my place", "Bob", "ann")
    done = decide(room, first, accept=True)
    assert isinstance(done.events[0], Hidden)
    assert waiting(room) == []
    assert history_for(room, BOB) == []
    assert done.audit is not None
    perform(room, Moderate(chatter=MOD, action=Undo(entry_id=done.audit.id)), 10)
    assert len(history_for(room, BOB)) == 1


def test_a_report_that_is_dismissed_leaves_the_message() -> None:
    room = fresh_room()
    say(room, ANN, "I like it", "m1")
    report(room, BOB, 1)
    decide(room, waiting(room)[0], accept=False)
    assert len(history_for(room, BOB)) == 1


def test_nobody_reports_themselves() -> None:
    room = fresh_room()
    say(room, ANN, "hello", "m1")
    with pytest.raises(Refused, match="own"):
        report(room, ANN, 1)


def appeal(room: Room) -> Performed:
    return perform(room, Petitioning(chatter=ANN, petition=Plead(text="it was a quote")), 4)


def test_an_appeal_comes_with_the_evidence_and_lifts_the_measure_when_granted() -> None:
    room = fresh_room()
    say(room, ANN, "this is junk", "m1")
    mute = Restrict(person_id="ann", seconds=600, reason="rude", purge=True)
    perform(room, Moderate(chatter=MOD, action=mute), 2)
    appeal(room)
    with pytest.raises(AlreadyDecided, match="already"):
        appeal(room)
    (case,) = waiting(room)
    assert isinstance(case, Appeal)
    assert (case.reason, case.by.name, case.evidence) == ("rude", "Mod", ("this is junk",))
    done = decide(room, case, accept=True)
    assert say(room, ANN, "thank you", "m2", now_ms=9).events
    assert done.audit is not None
    assert done.audit.action == "grant"


def test_a_refused_appeal_leaves_the_measure_and_an_old_one_does_not_lift_a_new_one() -> None:
    room = fresh_room()
    say(room, ANN, "this is junk", "m1")
    perform(room, Moderate(chatter=MOD, action=Restrict(person_id="ann", seconds=600)), 2)
    appeal(room)
    (case,) = waiting(room)
    perform(room, Moderate(chatter=MOD, action=Restrict(person_id="ann", seconds=900)), 7)
    decide(room, case, accept=True)
    with pytest.raises(Refused, match="muted"):
        say(room, ANN, "hello?", "m2", now_ms=10)


def test_nothing_to_appeal_against_is_said() -> None:
    room = fresh_room()
    with pytest.raises(AlreadyDecided, match="Nothing"):
        appeal(room)
    assert MeasureKind.mute


def test_cases_and_policy_survive_a_restart() -> None:
    room = reviewed()
    done = say(room, ANN, "hello", "m1")
    saved = apply_records(SavedRoom(epoch="e0", offset=0, regime=room.regime), done.records)
    again = fresh_room(saved)
    (held,) = waiting(again)
    assert isinstance(held, Held)
    assert again.regime.policy.review


def test_a_raid_is_noticed_and_is_over_at_half_of_its_people() -> None:
    raids = Raids()
    told = []
    for number in range(40):
        raids.note(f"p-{number}", known_since_ms=0, now_ms=1000 * number)
        raids.note("old", known_since_ms=-(10**9), now_ms=1000 * number)
        told.append(raids.changed(30, 1000 * number))
    assert next(each for each in told if each is not None and each[1]) == (30, True)
    assert raids.changed(30, 39_000) is None
    assert raids.changed(30, 320_000) == (20, True)
    assert raids.changed(30, 330_000) == (10, False)
