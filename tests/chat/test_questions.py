"""Questions: one vote a person, votes that follow a merge, the same for every process and after a restart."""

from typing import Any

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chat import AlreadyDone, BadFrame, ChatSettings, Muted, NotAllowed, Refused, TooFast, TooMany
from chat.bulletins import decode, encode
from chat.commands import Engage, Join, Moderate, Tick
from chat.moderation import Restrict
from chat.people import Chatter, Role
from chat.ports import SavedRoom
from chat.protocol import Ack, Resume, Welcome
from chat.question import (
    QaAnswer,
    QaAsk,
    QaBind,
    QaDismiss,
    QaDone,
    QaFrame,
    QaMerge,
    QaReopen,
    QaVote,
    QuestionAsked,
    QuestionsChanged,
    QuestionVotes,
    Standing,
)
from chat.room import Room
from tests.fakes.chat_archive import apply_records
from tests.fakes.chat_room import Performed, perform

HOST = Chatter(person_id="host", name="Hanna", role=Role.host)
ANN, BOB, CAT = (Chatter(person_id=name.lower(), name=name) for name in ("Ann", "Bob", "Cat"))
QUICK = ChatSettings(question_ms=0)


def fresh_room(saved: SavedRoom | None = None, limits: ChatSettings = QUICK) -> Room:
    return Room("show", limits, saved or SavedRoom(epoch="e0", offset=0), lambda: "audit")


def do(room: Room, who: Chatter, frame: QaFrame, now_ms: int = 0) -> Performed:
    return perform(room, Engage(chatter=who, frame=frame), now_ms)


def shown(room: Room, who: Chatter = CAT) -> dict[str, dict[str, Any]]:
    (welcome,) = (
        reply
        for reply in room.apply(Join(chatter=who, resume=None, upto=room.offset, again=True), 0).replies
        if isinstance(reply, Welcome)
    )
    listed = msgspec.json.decode(msgspec.json.encode(welcome.snapshot.get("questions", [])))
    return {each["id"]: each for each in listed}


def counts(room: Room) -> dict[str, int]:
    return {question_id: each["n"] for question_id, each in shown(room).items()}


def test_a_question_counts_its_asker_and_everybody_who_asks_the_same_once() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, BOB, QaVote(id="v1", q="q1"))
    do(room, BOB, QaVote(id="v2", q="q1"))
    do(room, ANN, QaVote(id="v3", q="q1"))
    assert counts(room) == {"q1": 2}
    do(room, BOB, QaVote(id="v4", q="q1", on=False))
    assert counts(room) == {"q1": 1}


def test_votes_are_told_as_sums_with_the_tick() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    for person in (BOB, CAT):
        assert do(room, person, QaVote(id=f"v-{person.name}", q="q1")).events == []
    assert QuestionVotes(n={"q1": 3}) in room.apply(Tick(), 0).figures
    assert not any(isinstance(figure, QuestionVotes) for figure in room.apply(Tick(), 0).figures)


def test_asking_in_the_same_words_is_a_vote() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, BOB, QaAsk(id="q2", x="how TALL is it"))
    assert counts(room) == {"q1": 2}


def test_a_merged_question_gives_its_votes_and_its_later_voters_to_the_other() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, BOB, QaAsk(id="q2", x="What is its height?"))
    do(room, HOST, QaMerge(id="m1", q="q2", into="q1"))
    do(room, CAT, QaVote(id="v1", q="q2"))
    assert counts(room) == {"q1": 3}


def test_answering_another_question_ends_the_answer_before() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, BOB, QaAsk(id="q2", x="Is it blue?"))
    do(room, HOST, QaAnswer(id="a1", q="q1", capture_ms=5_000), now_ms=7_000)
    (event,) = do(room, HOST, QaAnswer(id="a2", q="q2", capture_ms=9_000)).events
    assert isinstance(event, QuestionsChanged)
    assert [(each.id, each.standing) for each in event.qs] == [
        ("q1", Standing.answered),
        ("q2", Standing.answering),
    ]
    assert event.qs[0].answer is not None
    assert (event.qs[0].answer.capture_ms, event.qs[0].answer.ts) == (5_000, 7_000)


def test_a_text_answer_leaves_the_one_in_the_video_alone() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, BOB, QaAsk(id="q2", x="Is it blue?"))
    do(room, HOST, QaAnswer(id="a1", q="q1"))
    do(room, HOST, QaAnswer(id="a2", q="q2", x="Next week."))
    questions = shown(room)
    assert questions["q1"]["standing"] == "answering"
    assert questions["q2"]["answer"]["x"] == "Next week."


def test_a_dismissed_question_is_out_of_sight_and_may_come_back() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="Call me on 555"))
    before = room.offset
    do(room, HOST, QaDismiss(id="d1", q="q1", reason="a phone number"))
    assert shown(room) == {}
    resume = Resume(ep=room.epoch, off=before)
    (welcome,) = room.apply(Join(chatter=BOB, resume=resume, upto=room.offset), 0).replies
    assert isinstance(welcome, Welcome)
    assert b"555" not in msgspec.json.encode(welcome), "nor does a resume tell the text"
    do(room, HOST, QaReopen(id="r1", q="q1"))
    assert shown(room)["q1"]["x"] == "Call me on 555"


def test_a_question_may_be_bound_to_a_product() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, HOST, QaBind(id="b1", q="q1", product="jug"))
    assert shown(room)["q1"]["product_id"] == "jug"


def test_the_same_request_twice_is_one_question_and_the_same_place() -> None:
    room = fresh_room()
    first = do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    again = do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    assert again.events == []
    assert again.replies == first.replies == [Ack(id="q1", off=1)]


@pytest.mark.parametrize(
    "frame", [QaAnswer(id="x", q="q1"), QaDismiss(id="x", q="q1"), QaMerge(id="x", q="q1", into="q1")]
)
def test_a_viewer_only_asks_and_votes(frame: QaFrame) -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    with pytest.raises(NotAllowed):
        do(room, BOB, frame)


def test_the_muted_do_not_ask() -> None:
    room = fresh_room()
    perform(room, Join(chatter=ANN, resume=None, upto=0), 0)
    perform(room, Moderate(chatter=HOST, action=Restrict(person_id="ann", seconds=60)), 0)
    with pytest.raises(Muted):
        do(room, ANN, QaAsk(id="q1", x="How tall is it?"))


def test_asking_has_a_pace_and_a_room_a_bound() -> None:
    room = fresh_room(limits=ChatSettings(question_burst=2, open_questions=3))
    do(room, ANN, QaAsk(id="q1", x="one"))
    do(room, ANN, QaAsk(id="q2", x="two"))
    with pytest.raises(TooFast):
        do(room, ANN, QaAsk(id="q3", x="three"))
    do(room, BOB, QaAsk(id="q4", x="four"))
    with pytest.raises(TooMany):
        do(room, BOB, QaAsk(id="q5", x="five"))


def test_an_answered_question_takes_no_votes() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="How tall is it?"))
    do(room, HOST, QaAnswer(id="a1", q="q1"))
    do(room, HOST, QaDone(id="d1", q="q1"))
    with pytest.raises(AlreadyDone):
        do(room, BOB, QaVote(id="v1", q="q1"))


def test_a_question_is_not_merged_into_itself_nor_in_a_circle() -> None:
    room = fresh_room()
    do(room, ANN, QaAsk(id="q1", x="one"))
    do(room, BOB, QaAsk(id="q2", x="two"))
    with pytest.raises(BadFrame):
        do(room, HOST, QaMerge(id="m1", q="q1", into="q1"))
    do(room, HOST, QaMerge(id="m2", q="q1", into="q2"))
    with pytest.raises(BadFrame):
        do(room, HOST, QaMerge(id="m3", q="q2", into="q1"))


ids = st.sampled_from(["q0", "q1", "q2", "q3"])
crowd = st.sampled_from([ANN, BOB, CAT, HOST])


class QuestionsMachine(RuleBasedStateMachine):
    """Two processes that serve one room, and an archive; the second hears everything as bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.room, self.other = fresh_room(), fresh_room()
        self.saved = SavedRoom(epoch="e0", offset=0)
        self.made = 0
        self.asked: set[str] = set()

    def attempt(self, who: Chatter, frame: QaFrame) -> bool:
        command = Engage(chatter=who, frame=frame)
        try:
            outcome = self.room.apply(command, 0)
        except Refused:
            return False
        if outcome.bulletin is not None:
            _, heard = decode(encode(outcome.bulletin, "node"))
            self.other.happen(heard, None if heard.event is None else self.other.offset + 1)
            self.saved = apply_records(self.saved, perform(self.room, command, 0).records)
        return True

    def request(self) -> str:
        self.made += 1
        return f"r{self.made}"

    @rule(who=crowd, question=ids)
    def ask(self, who: Chatter, question: str) -> None:
        if question not in self.asked and self.attempt(who, QaAsk(id=question, x=f"about {question}")):
            self.asked.add(question)

    @rule(who=crowd, question=ids, on=st.booleans())
    def vote(self, who: Chatter, question: str, on: bool) -> None:  # noqa: FBT001 (hypothesis passes by name)
        self.attempt(who, QaVote(id=self.request(), q=question, on=on))

    @rule(who=crowd, question=ids, into=ids)
    def merge(self, who: Chatter, question: str, into: str) -> None:
        done = self.attempt(who, QaMerge(id=self.request(), q=question, into=into))
        assert not done or who is HOST

    @rule(question=ids, act=st.sampled_from([QaAnswer, QaDone, QaReopen, QaDismiss]))
    def judge(self, question: str, act: type[QaAnswer | QaDone | QaReopen | QaDismiss]) -> None:
        self.attempt(HOST, act(id=self.request(), q=question))

    @invariant()
    def every_process_and_a_restart_show_the_same(self) -> None:
        assert shown(self.room) == shown(self.other) == shown(fresh_room(self.saved))

    @invariant()
    def a_person_counts_once(self) -> None:
        assert all(0 <= count <= 4 for count in counts(self.room).values())

    @invariant()
    def at_most_one_is_being_answered(self) -> None:
        standings = [each.get("standing") for each in shown(self.room).values()]
        assert standings.count("answering") <= 1


QuestionsMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestQuestions = QuestionsMachine.TestCase


def test_the_event_of_a_question_carries_it_whole() -> None:
    (event,) = do(fresh_room(), ANN, QaAsk(id="q1", x="  How tall?  ", product="jug")).events
    assert isinstance(event, QuestionAsked)
    assert (event.q.x, event.q.product_id, event.q.asker.name) == ("How tall?", "jug", "Ann")
