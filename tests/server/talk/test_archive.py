"""The chat's rows: what was stored is found again, and storing it twice changes nothing."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from chat import (
    Answer,
    ArchiveError,
    AuditEntry,
    Entry,
    Lift,
    Measure,
    MeasureKind,
    PersonRef,
    Poll,
    PollVote,
    Question,
    Record,
    Reverse,
    SavedPoll,
    SavedQuestion,
    Standing,
    Sticky,
    Vote,
)
from server.db import Database, open_database
from server.talk import ChatArchive, ChatPeople
from server.talk.tables import metadata
from tests.databases import DatabaseOf
from tests.fakes.chat_server import ROOM, ChatServer

ANN = PersonRef(person_id="p-ann", name="Ann")
MOD = PersonRef(person_id="p-mod", name="Moritz")
MUTE = Measure(person=ANN, until_ms=9_000, reason="spam", by=MOD, at_ms=1_000)
AUDIT = AuditEntry(
    id="a1",
    room_id=ROOM,
    at_ms=1_000,
    actor=MOD,
    action="mute",
    target=ANN,
    message=None,
    reason="spam",
    until_ms=9_000,
)


def entry(offset: int) -> Entry:
    body = {"t": "chat", "o": offset, "x": "hi"}
    return Entry(offset=offset, at_ms=1_000, kind="chat", person_id="p-ann", body=body)


@pytest.fixture
async def archive(database_of: DatabaseOf) -> ChatArchive:
    return ChatArchive(await database_of(metadata))


async def test_a_new_room_is_empty_and_in_the_epoch_it_was_given(archive: ChatArchive) -> None:
    saved = await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    assert (saved.epoch, saved.offset, saved.entries) == ("e1", 0, [])


async def test_records_are_found_again(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    await archive.append(ROOM, [entry(1), entry(2), MUTE, AUDIT, Sticky(key="pin", payload={"p": 1})])
    saved = await archive.open_room(ROOM, fresh_epoch="e2", entries=1)
    assert saved.offset == 2
    assert saved.entries == [entry(2)]
    assert saved.measures == [MUTE]
    assert saved.sticky == {"pin": {"p": 1}}
    assert await archive.audit(ROOM, 5) == [AUDIT]


async def test_offsets_that_were_set_aside_are_given_to_nobody_else(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    await archive.append(ROOM, [entry(1), entry(2)])
    assert [await archive.set_aside(ROOM, 10), await archive.set_aside(ROOM, 10)] == [2, 12]
    await archive.append(ROOM, [entry(3)])
    assert (await archive.open_room(ROOM, fresh_epoch="e2", entries=10)).offset == 22


async def test_storing_the_same_records_again_changes_nothing(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    records: list[Record] = [entry(1), MUTE, AUDIT, Sticky(key="pin", payload={"p": 1})]
    await archive.append(ROOM, records)
    await archive.append(ROOM, [*records, entry(2)])
    saved = await archive.open_room(ROOM, fresh_epoch="e2", entries=10)
    assert saved.entries == [entry(1), entry(2)]
    assert await archive.audit(ROOM, 5) == [AUDIT]


async def test_lifted_measures_and_cleared_keys_are_gone(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    await archive.append(ROOM, [MUTE, Sticky(key="pin", payload={"p": 1})])
    await archive.append(ROOM, [Lift(person_id="p-ann"), Sticky(key="pin", payload=None)])
    saved = await archive.open_room(ROOM, fresh_epoch="e2", entries=10)
    assert (saved.measures, saved.sticky) == ([], {})


async def test_the_epoch_goes_on_only_after_a_close_with_everything_stored(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    await archive.append(ROOM, [entry(1)])
    await archive.close_room(ROOM, 1)
    epochs = [
        (await archive.open_room(ROOM, fresh_epoch="e2", entries=10)).epoch,
        (await archive.open_room(ROOM, fresh_epoch="e3", entries=10)).epoch,
    ]
    assert epochs == ["e1", "e3"]


BARE = Question(id="q1", asker=ANN, x="How tall?", ts=1_000)


def question(question_id: str, **changes: object) -> Question:
    return msgspec.structs.replace(BARE, id=question_id, **changes)


def vote(question_id: str, person_id: str, *, on: bool = True) -> Vote:
    return Vote(question_id=question_id, person_id=person_id, on=on, ts=2_000)


async def test_questions_are_found_again_with_who_asks_them(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    asked = SavedQuestion(question=question("q1", product_id="jug"), offset=1)
    ballots: list[Record] = [vote("q1", "p-bob"), vote("q1", "p-bob"), vote("q1", "p-cat")]
    await archive.append(ROOM, [asked, *ballots, vote("q1", "p-cat", on=False)])
    saved = await archive.open_room(ROOM, fresh_epoch="e2", entries=10)
    assert saved.questions == [asked]
    assert {each.person_id for each in saved.votes} == {"p-ann", "p-bob"}


async def test_an_older_change_does_not_undo_a_later_one(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    later = SavedQuestion(question=question("q1", standing=Standing.dismissed, reason="spam"), offset=9)
    await archive.append(ROOM, [later, SavedQuestion(question=question("q1"), offset=1)])
    assert (await archive.open_room(ROOM, fresh_epoch="e2", entries=10)).questions == [later]


async def test_a_merged_question_leaves_its_votes_to_the_other_once_a_person(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    merged = question("q2", standing=Standing.merged, into="q1")
    await archive.append(
        ROOM,
        [
            SavedQuestion(question=question("q1"), offset=1),
            SavedQuestion(question=question("q2"), offset=2),
            vote("q2", "p-bob"),
            SavedQuestion(question=merged, offset=3),
        ],
    )
    votes = (await archive.open_room(ROOM, fresh_epoch="e2", entries=10)).votes
    assert sorted((each.question_id, each.person_id) for each in votes) == [("q1", "p-ann"), ("q1", "p-bob")]


async def test_answers_about_a_product_are_found_in_any_room_the_latest_first(archive: ChatArchive) -> None:
    answer = Answer(by="Hanna", ts=5_000, x="24 cm")
    done = question("q1", standing=Standing.answered, answer=answer, product_id="jug")
    for room, offset in ((ROOM, 1), ("other", 1)):
        await archive.open_room(room, fresh_epoch="e1", entries=10)
        asked = msgspec.structs.replace(done, ts=1_000 if room == ROOM else 2_000)
        await archive.append(room, [SavedQuestion(question=asked, offset=offset), vote("q1", "p-bob")])
    await archive.append(ROOM, [SavedQuestion(question=question("open", product_id="jug"), offset=2)])
    found = await archive.answered("jug", 5)
    assert [(each.room_id, each.question.answer, each.votes) for each in found] == [
        ("other", answer, 2),
        (ROOM, answer, 2),
    ]


async def test_a_database_without_the_tables_is_an_archive_error(empty_database: Database) -> None:
    with pytest.raises(ArchiveError):
        await ChatArchive(empty_database).audit(ROOM, 1)


async def test_mutes_messages_and_the_audit_log_survive_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'chat.db'}"
    database = open_database(url)
    await database.write(metadata.create_all)
    async with ChatServer(ChatArchive(database)) as server, server.client("ann") as ann:
        await ann.say("hello")
        async with server.client("mod") as mod:
            await mod.mute("p-ann", 600, "spam")
    await database.close()

    database = open_database(url)
    async with ChatServer(ChatArchive(database)) as server, server.client("ann") as ann:
        refused = await ann.say("hello again")
        log = await server.service.audit(ROOM, 10)
    await database.close()
    assert [event["x"] for event in ann.welcome["history"]] == ["hello"]
    assert refused["code"] == "muted"
    assert [(line.action, line.actor.name, line.target.name) for line in log] == [("mute", "Moritz", "Ann")]


async def test_the_audit_outlives_a_kill_right_after_the_ack(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'chat.db'}"
    database = open_database(url)
    await database.write(metadata.create_all)
    server = ChatServer(ChatArchive(database))
    async with server, server.client("ann"), server.client("mod") as mod:
        await mod.mute("p-ann", 600, "spam")
        # Another process looking at the file now sees what one would find after a kill.
        other = sa.create_engine(url)
        with other.connect() as connection:
            stored = connection.execute(sa.text("SELECT action, reason FROM chat_audit")).all()
        other.dispose()
    await database.close()
    assert [tuple(row) for row in stored] == [("mute", "spam")]


async def test_measures_of_several_kinds_stand_side_by_side_and_the_way_back_is_kept(
    archive: ChatArchive,
) -> None:
    ban = msgspec.structs.replace(MUTE, kind=MeasureKind.ban)
    undone = msgspec.structs.replace(
        AUDIT, id="a2", action="undo", undoes="a1", reverse=Reverse(measure=ban, show=(3, 4))
    )
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    await archive.append(ROOM, [MUTE, ban, AUDIT, undone])
    await archive.append(ROOM, [Lift(person_id="p-ann")])
    saved = await archive.open_room(ROOM, fresh_epoch="e2", entries=10)
    assert (saved.measures, saved.audit) == ([ban], [AUDIT, undone])


async def test_who_has_written_anywhere_is_known(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    assert not await archive.has_spoken(["p-ann", "p-bob"])
    await archive.append(ROOM, [entry(1)])
    assert await archive.has_spoken(["p-bob", "p-ann"])
    assert not await archive.has_spoken(["p-bob"])


async def test_polls_and_the_latest_vote_of_each_person_are_found_again(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    poll = Poll(id="p1", x="Which?", options=("Blue", "Moss"), by=MOD, ts=5, final=True)
    closed = SavedPoll(poll=msgspec.structs.replace(poll, closed_ms=9), offset=4)
    votes = [
        PollVote(poll_id="p1", person_id="p-ann", option=at, ts=ts) for at, ts in ((0, 6), (1, 8), (0, 7))
    ]
    for _ in range(2):
        await archive.append(ROOM, [closed, SavedPoll(poll=poll, offset=2), *votes])
    saved = await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    assert (saved.polls, saved.poll_votes) == ([closed], [votes[1]])


async def test_who_is_erased_is_in_no_answer_note_or_poll_any_more(archive: ChatArchive) -> None:
    await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    ann = {"person_id": "p-ann", "name": "Ann"}
    answer = {"t": "chat", "o": 2, "x": "yes", "re": {"off": 1, "id": "p-ann", "name": "Ann"}, "at": [ann]}
    note = {"x": "hi", "author": ann, "role": "viewer", "by": "Moritz", "ts": 1, "off": 1}
    told = {"t": "notice", "o": 3, "id": "n", "d": note}
    vote = PollVote(poll_id="p1", person_id="p-ann", option=0, ts=1)
    records: list[Record] = [
        entry(1),
        Entry(offset=2, at_ms=1, kind="chat", person_id="p-bob", body=answer),
        Entry(offset=3, at_ms=1, kind="notice", person_id=None, body=told),
        Sticky(key="notice", payload=note),
        SavedPoll(poll=Poll(id="p1", x="?", options=("a", "b"), by=MOD, ts=1), offset=4),
        vote,
    ]
    await archive.append(ROOM, records)
    await ChatPeople(archive._database).forget(["p-ann"])
    saved = await archive.open_room(ROOM, fresh_epoch="e1", entries=10)
    left = msgspec.json.encode(saved)
    assert b"p-ann" not in left
    assert b"Ann" not in left
    assert [each.body["x"] for each in saved.entries if each.kind == "chat"] == ["yes"]
