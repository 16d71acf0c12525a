"""Polls: one vote a person, the same sums everywhere and after a restart, and an end that is an end."""

from typing import Any

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from chat import AlreadyDone, BadFrame, Banned, NotAllowed, TooMany, UnknownPoll
from chat.bulletins import decode, encode
from chat.commands import Engage, Join, Moderate, Tick
from chat.moderation import MeasureKind, Restrict
from chat.people import Chatter
from chat.poll import PollChoose, PollClose, PollClosed, PollFrame, PollOpen, PollVotes
from chat.ports import SavedRoom
from chat.protocol import Welcome
from chat.room import Room
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import ANN, BOB, HOST, MOD, Performed, fresh_room, perform
from tests.fakes.chat_server import ChatServer

COLOURS = PollOpen(id="p1", x="Which glaze next?", options=("Blue", "Moss", "White"), product="jug")


def do(room: Room, who: Chatter, frame: PollFrame, now_ms: int = 0) -> Performed:
    return perform(room, Engage(chatter=who, frame=frame), now_ms)


def vote(room: Room, who: Chatter, option: int, now_ms: int = 0, poll: str = "p1") -> Performed:
    return do(room, who, PollChoose(id=f"v-{who.person_id}-{now_ms}", poll=poll, option=option), now_ms)


def welcome(room: Room, who: Chatter = BOB) -> Welcome:
    reply = room.apply(Join(chatter=who, resume=None, upto=room.offset, again=True), 0).replies[0]
    assert isinstance(reply, Welcome)
    return reply


def shown(room: Room) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = msgspec.json.decode(
        msgspec.json.encode(welcome(room).snapshot.get("polls", []))
    )
    return listed


def test_everybody_has_one_vote_and_may_change_it() -> None:
    room = fresh_room()
    do(room, HOST, COLOURS)
    vote(room, ANN, 0)
    vote(room, ANN, 2, 1)
    vote(room, BOB, 2)
    assert shown(room)[0]["n"] == [0, 0, 2]
    assert welcome(room, ANN).chosen == {"p1": 2}
    assert welcome(room, MOD).chosen == {}


def test_a_final_vote_stays_as_it_is() -> None:
    room = fresh_room()
    do(room, HOST, msgspec.structs.replace(COLOURS, final=True))
    vote(room, ANN, 0)
    with pytest.raises(AlreadyDone, match="final"):
        vote(room, ANN, 1, 1)
    assert shown(room)[0]["n"] == [1, 0, 0]


def test_votes_are_told_as_sums_with_the_tick() -> None:
    room = fresh_room()
    do(room, HOST, COLOURS)
    room.apply(Tick(), 0)
    assert vote(room, ANN, 0).events == []
    vote(room, BOB, 1)
    assert PollVotes(n={"p1": [1, 1, 0]}) in room.apply(Tick(), 0).figures
    assert not any(isinstance(each, PollVotes) for each in room.apply(Tick(), 0).figures)


def test_a_closed_poll_takes_no_votes_and_keeps_its_result() -> None:
    room = fresh_room()
    do(room, HOST, COLOURS)
    vote(room, ANN, 1)
    do(room, MOD, PollClose(id="c1", poll="p1"), 5)
    with pytest.raises(AlreadyDone):
        vote(room, BOB, 1, 6)
    with pytest.raises(AlreadyDone):
        do(room, MOD, PollClose(id="c2", poll="p1"), 7)
    assert (shown(room)[0]["n"], shown(room)[0]["closed_ms"]) == ([0, 1, 0], 5)


def test_a_poll_closes_by_itself_once_in_all_processes() -> None:
    here, there = fresh_room(), fresh_room()
    outcome = here.apply(Engage(chatter=HOST, frame=msgspec.structs.replace(COLOURS, seconds=10)), 0)
    assert outcome.bulletin is not None
    for room in (here, there):
        room.happen(decode(encode(outcome.bulletin, "n1"))[1], 1)
    assert here.overdue(9_999) == []
    with pytest.raises(AlreadyDone):
        vote(here, ANN, 0, 10_000)
    (one,), (other,) = here.overdue(10_001), there.overdue(10_020)
    assert (one.id, one.by) == (other.id, other.by)
    for room in (here, there):
        assert isinstance(room.happen(one, 2), PollClosed)
        assert room.overdue(11_000) == []


def test_a_vote_that_comes_after_the_close_in_the_order_of_all_is_neither_counted_nor_stored() -> None:
    room = fresh_room()
    do(room, HOST, COLOURS)
    late = room.apply(Engage(chatter=ANN, frame=PollChoose(id="v", poll="p1", option=0)), 1).bulletin
    do(room, HOST, PollClose(id="c1", poll="p1"), 2)
    assert late is not None
    assert room.vote_of(late) is None
    room.happen(late, None)
    assert shown(room)[0]["n"] == [0, 0, 0]


def test_only_the_staff_opens_and_closes_and_who_is_banned_does_not_vote() -> None:
    room = fresh_room()
    for frame in (COLOURS, PollClose(id="c", poll="p1")):
        with pytest.raises(NotAllowed):
            do(room, ANN, frame)
    do(room, MOD, COLOURS)
    perform(room, Join(chatter=ANN, resume=None, upto=room.offset), 0)
    perform(room, Moderate(chatter=MOD, action=Restrict(kind=MeasureKind.ban, person_id="ann", seconds=9)), 0)
    with pytest.raises(Banned):
        vote(room, ANN, 0)


def test_a_vote_of_a_shadowed_person_counts_for_nobody() -> None:
    room = fresh_room()
    do(room, MOD, COLOURS)
    perform(room, Join(chatter=ANN, resume=None, upto=room.offset), 0)
    shadow = Restrict(kind=MeasureKind.shadow, person_id="ann", seconds=None)
    perform(room, Moderate(chatter=MOD, action=shadow), 0)
    assert len(vote(room, ANN, 0).replies) == 1
    assert shown(room)[0]["n"] == [0, 0, 0]


def test_polls_and_votes_outlive_a_restart() -> None:
    room, saved = fresh_room(), SavedRoom(epoch="e0", offset=0)
    for done in (
        do(room, HOST, COLOURS),
        vote(room, ANN, 0),
        vote(room, ANN, 1, 1),
        do(room, HOST, PollClose(id="c", poll="p1")),
    ):
        saved = apply_records(saved, done.records)
    again = fresh_room(saved)
    assert shown(again) == shown(room)
    assert welcome(again, ANN).chosen == {"p1": 1}


@pytest.mark.parametrize("options", [("Blue", "blue"), ("Blue", " \u200b"), ("Blue", "x" * 61)])
def test_options_must_be_told_apart_and_be_short(options: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match=r"option|read|characters"):
        do(fresh_room(), HOST, msgspec.structs.replace(COLOURS, options=options))


def test_limits_and_strangers() -> None:
    room = fresh_room()
    for number in range(5):
        do(room, HOST, msgspec.structs.replace(COLOURS, id=f"p{number}"))
    with pytest.raises(TooMany):
        do(room, HOST, msgspec.structs.replace(COLOURS, id="p5"))
    with pytest.raises(BadFrame):
        vote(room, ANN, 3, poll="p1")
    with pytest.raises(UnknownPoll):
        vote(room, ANN, 0, poll="nope")


@given(
    votes=st.lists(st.tuples(st.sampled_from([ANN, BOB, MOD]), st.integers(0, 2)), max_size=12),
    final=st.booleans(),
)
def test_whatever_is_voted_the_sums_are_those_of_one_vote_a_person(
    votes: list[tuple[Chatter, int]], *, final: bool
) -> None:
    room = fresh_room()
    do(room, HOST, msgspec.structs.replace(COLOURS, final=final))
    wanted: dict[str, int] = {}
    for at, (who, option) in enumerate(votes):
        try:
            vote(room, who, option, at)
        except AlreadyDone:
            assert final
            continue
        wanted[who.person_id] = option
    assert shown(room)[0]["n"] == [list(wanted.values()).count(option) for option in range(3)]


async def test_a_poll_over_the_wire() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("host") as host:
        opened = {"t": "poll.open", "id": "p1", "x": "Which glaze?", "options": ["Blue", "Moss"]}
        assert (await host.ask(opened))["t"] == "ack"
        assert (await ann.wait_for("poll.opened"))["poll"]["options"] == ["Blue", "Moss"]
        assert (await ann.ask({"t": "poll.vote", "poll": "p1", "option": 1}))["t"] == "ack"
        await host.wait_for("poll.votes", n={"p1": [0, 1]})
        await host.ask({"t": "poll.close", "poll": "p1"})
        assert (await ann.wait_for("poll.closed"))["by"]["name"] == "Hanna"


def test_a_shadowed_person_is_refused_what_everybody_is_refused() -> None:
    room = fresh_room()
    do(room, HOST, COLOURS)
    room.apply(Join(chatter=ANN, resume=None, upto=room.offset), 0)
    shadow = Restrict(kind=MeasureKind.shadow, person_id="ann", seconds=None)
    perform(room, Moderate(chatter=MOD, action=shadow), 0)
    with pytest.raises(BadFrame):
        vote(room, ANN, 5)
    with pytest.raises(UnknownPoll):
        vote(room, ANN, 0, poll="none")
    with pytest.raises(NotAllowed):
        do(room, ANN, msgspec.structs.replace(COLOURS, id="p2"))
