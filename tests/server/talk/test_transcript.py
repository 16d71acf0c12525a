"""The past of a room: in order and in pages, from any moment on, without what was taken away."""

from chat import Answer, Entry, PersonRef, Question, Record, SavedQuestion, Standing, Vote
from server.db import Database
from server.talk import ChatArchive, ChatTranscript

ROOM = "show"
BEGAN_MS = 1_000_000


def entry(offset: int, kind: str = "chat", **body: object) -> Entry:
    """One event a second; the offset is in the text."""
    author = {"id": "ann", "name": "Ann", "role": "viewer", "buyer": False}
    told = {"t": kind, "o": offset, "ts": BEGAN_MS + offset * 1000, "id": f"m{offset}"} | body
    if kind in {"chat", "shadowed"}:
        told |= {"from": author, "x": f"says {offset}"}
    person_id = "ann" if "from" in told else None
    return Entry(offset=offset, at_ms=BEGAN_MS + offset * 1000, kind=kind, person_id=person_id, body=told)


async def texts(transcript: ChatTranscript, from_s: int, until_s: int, limit: int = 50) -> list[int]:
    """The offsets that are read, page by page."""
    found: list[int] = []
    after = None
    while True:
        passage = await transcript.passage(
            ROOM,
            from_ms=BEGAN_MS + from_s * 1000,
            until_ms=BEGAN_MS + until_s * 1000,
            after=after,
            limit=limit,
        )
        found += [event.o for event in passage.events]
        if passage.next is None:
            return found
        after = passage.next


async def test_the_past_is_read_in_order_without_what_was_taken_away(database: Database) -> None:
    sold = {"title": "Jug", "quantity": 2, "name": "Vera", "product_id": "jug"}
    records: list[Record] = [entry(n) for n in range(1, 30) if n not in {4, 7, 9, 12}]
    records += [
        entry(4, "shadowed"),
        entry(7, "sold", d=sold),
        entry(9, "hidden", off=8, by="Mo", reason=""),
        entry(12, "pin", d=None),
    ]
    archive, transcript = ChatArchive(database), ChatTranscript(database)
    await archive.open_room(ROOM, fresh_epoch="e", entries=1)
    await archive.append(ROOM, sorted(records, key=lambda record: getattr(record, "offset", 0)))
    whole = [n for n in range(1, 30) if n not in {4, 8, 9, 12}]
    assert await texts(transcript, 0, 60) == whole
    assert await texts(transcript, 0, 60, limit=3) == whole
    assert await texts(transcript, 6, 11) == [6, 7, 10, 11]
    assert await texts(transcript, 40, 60) == []
    await archive.append(ROOM, [entry(40, "purged", by="Mo", reason="", person="ann")])
    assert await texts(transcript, 0, 60) == [7]


async def test_questions_are_read_most_asked_first_and_dismissed_ones_not(database: Database) -> None:
    archive, transcript = ChatArchive(database), ChatTranscript(database)
    asker = PersonRef(person_id="ann", name="Ann")
    answer = Answer(by="Hanna", ts=5_000, capture_ms=4_900)
    standings = (Standing.open, Standing.answered, Standing.dismissed, Standing.merged)
    await archive.open_room(ROOM, fresh_epoch="e", entries=1)
    for number, standing in enumerate(standings):
        question = Question(
            id=f"q{number}", asker=asker, x=f"{standing}?", ts=number, standing=standing,
            answer=answer if standing is Standing.answered else None,
        )  # fmt: skip
        await archive.append(ROOM, [SavedQuestion(question=question, offset=number + 1)])
    await archive.append(ROOM, [Vote(question_id="q1", person_id="bob", on=True, ts=9)])
    found = [(each.question.x, each.votes) for each in await transcript.asked(ROOM, 10)]
    assert found == [("answered?", 2), ("open?", 1)]
    assert len(await transcript.asked(ROOM, 1)) == 1
