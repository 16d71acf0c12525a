"""The modes of a room: who may write, what, how often; policy, panic and undo."""

import msgspec
import pytest

from chat import ChatError, Policy, PolicyInvalid, Refused, Regime
from chat.cases import AcceptRules
from chat.commands import Join, Moderate, Petitioning
from chat.moderation import Panic, SetPolicy, Undo
from chat.people import Chatter
from chat.ports import SavedRoom
from chat.protocol import Welcome
from chat.room import Room
from chat.timeline import Message, News
from tests.fakes.chat_room import ANN, BOB, HOST, MOD, Performed, fresh_room, perform, say

HOUR = 3_600_000
NOW = 100 * HOUR
OLD = Chatter(person_id="old", name="Old", known_since_ms=0, follows_since_ms=0, buyer=True)
NEW = Chatter(person_id="new", name="New", known_since_ms=NOW - 60_000, follows_since_ms=NOW - 60_000)


def room_with(**policy: object) -> Room:
    changed = msgspec.convert(policy, Policy)
    return fresh_room(SavedRoom(epoch="e0", offset=0, regime=Regime(policy=changed)))


def refused(room: Room, chatter: Chatter, text: str, now_ms: int = NOW) -> Refused:
    with pytest.raises(Refused) as caught:
        say(room, chatter, text, "m-refused", now_ms=now_ms)
    return caught.value


def change(room: Room, **fields: object) -> Performed:
    return perform(room, Moderate(chatter=MOD, action=SetPolicy(change=fields)), NOW)


@pytest.mark.parametrize(
    ("policy", "chatter", "text", "code"),
    [
        ({"buyers_only": True}, NEW, "hello", "buyers_only"),
        ({"followers_minutes": 0}, ANN, "hello", "followers_only"),
        ({"followers_minutes": 10}, NEW, "hello", "followers_only"),
        ({"account_minutes": 10}, NEW, "hello", "account_too_new"),
        ({"account_minutes": 10}, ANN, "hello", "account_too_new"),
        ({"links": "drop"}, OLD, "see www.evil.com", "links_off"),
        ({"emoji_only": True}, OLD, "so nice 😍", "emoji_only"),
        ({"guidelines": "Be kind."}, OLD, "hello", "rules_first"),
    ],
)
def test_a_mode_keeps_a_message_and_says_which(
    policy: dict[str, object], chatter: Chatter, text: str, code: str
) -> None:
    assert refused(room_with(**policy), chatter, text).code == code
    assert say(room_with(**policy), HOST, text, "m1", now_ms=NOW).events, "the staff is never kept"


@pytest.mark.parametrize(
    "policy", [{"buyers_only": True}, {"followers_minutes": 10}, {"account_minutes": 10}]
)
def test_who_belongs_to_the_room_may_write(policy: dict[str, object]) -> None:
    assert say(room_with(**policy), OLD, "hello", "m1", now_ms=NOW).events


def test_waiting_is_told_where_it_helps() -> None:
    assert refused(room_with(account_minutes=10), NEW, "hello").retry_ms == 9 * 60_000
    assert refused(room_with(followers_minutes=10), ANN, "hello").retry_ms is None


def test_slow_mode_says_when_to_write_again() -> None:
    room = room_with(slow_seconds=10)
    say(room, ANN, "hello", "m1", now_ms=NOW)
    slow = refused(room, ANN, "again", NOW + 4000)
    assert (slow.code, slow.retry_ms) == ("slow_mode", 6000)
    assert say(room, BOB, "me too", "m2", now_ms=NOW + 4000).events
    assert say(room, ANN, "again", "m3", now_ms=NOW + 10_000).events


def test_emoji_alone_pass_emoji_only() -> None:
    assert say(room_with(emoji_only=True), OLD, "😍 👩‍👩‍👧 ❤️", "m1", now_ms=NOW).events


def test_what_somebody_said_is_not_said_again_whatever_its_dress() -> None:
    room = room_with(unique=True)
    say(room, ANN, "First!", "m1", now_ms=NOW)
    assert refused(room, BOB, "FIRST").code == "said_before"


def test_guidelines_are_accepted_once_and_again_when_they_change() -> None:
    room = room_with(guidelines="Be kind.")
    perform(room, Petitioning(chatter=OLD, petition=AcceptRules()), NOW)
    assert say(room, OLD, "hello", "m1", now_ms=NOW).events
    change(room, guidelines="Be very kind.")
    assert refused(room, OLD, "hello").code == "rules_first"


def test_a_change_is_news_for_everybody_and_is_found_by_who_comes_later() -> None:
    room = fresh_room()
    done = change(room, slow_seconds=30)
    (event,) = done.events
    assert isinstance(event, News)
    assert event.d is not None
    assert (event.t, event.d["slow_seconds"]) == ("modes", 30)
    welcome = perform(room, Join(chatter=ANN, resume=None, upto=room.offset), NOW).replies[0]
    assert isinstance(welcome, Welcome)
    assert welcome.snapshot["modes"]["slow_seconds"] == 30
    assert done.audit is not None
    assert done.audit.message == "slow_seconds=30"


@pytest.mark.parametrize(
    "fields", [{"slow": 1}, {"slow_seconds": -1}, {"links": "maybe"}, {"levels": {"x": 1}}]
)
def test_a_policy_that_makes_no_sense_changes_nothing(fields: dict[str, object]) -> None:
    room = fresh_room()
    with pytest.raises(PolicyInvalid):
        change(room, **fields)
    assert room.regime == Regime()


def test_a_level_is_changed_without_the_others() -> None:
    room = fresh_room()
    change(room, levels={"caps": 2})
    assert (room.regime.policy.levels.caps, room.regime.policy.levels.hate) == (2, 2)


def test_undo_brings_the_policy_before_back() -> None:
    room = fresh_room()
    change(room, slow_seconds=5)
    done = change(room, slow_seconds=60, buyers_only=True)
    assert done.audit is not None
    undone = perform(room, Moderate(chatter=MOD, action=Undo(entry_id=done.audit.id)), NOW)
    assert room.regime.policy == Policy(slow_seconds=5)
    assert undone.audit is not None
    perform(room, Moderate(chatter=MOD, action=Undo(entry_id=undone.audit.id)), NOW)
    assert room.regime.policy == Policy(slow_seconds=60, buyers_only=True)


def test_panic_is_strict_at_once_and_ends_by_itself() -> None:
    room = fresh_room()
    perform(room, Moderate(chatter=MOD, action=Panic(seconds=None)), NOW)
    assert refused(room, NEW, "hello").code == "account_too_new"
    assert refused(room, OLD, "www.evil.com").code == "links_off"
    over = NOW + 300_000
    assert room.overdue(over - 1) == []
    (calm,) = room.overdue(over)
    event = room.happen(calm, room.offset + 1)
    assert isinstance(event, News)
    assert event.d is not None
    assert (event.d["panic_until_ms"], event.d["links"]) == (None, "allow")
    assert calm.audit is not None
    assert (calm.audit.actor.person_id, calm.audit.action) == ("rules", "calm")
    assert room.overdue(over) == [], "it ends once"
    assert say(room, OLD, "www.evil.com", "m1", now_ms=over).events


def test_panic_is_over_in_time_even_before_anybody_notices() -> None:
    room = fresh_room()
    perform(room, Moderate(chatter=MOD, action=Panic(seconds=60)), NOW)
    assert isinstance(say(room, NEW, "hello", "m1", now_ms=NOW + 60_000).events[0], Message)


def test_viewers_change_nothing() -> None:
    with pytest.raises(ChatError, match="Only the host"):
        perform(fresh_room(), Moderate(chatter=ANN, action=Panic(seconds=60)), NOW)
