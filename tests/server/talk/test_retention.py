"""What is older than a shop keeps it is erased from rows and rooms, for good, and nothing else is."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from chat import AuditEntry, PersonRef, Record, Report, Reverse, Sticky
from server.db import Database
from server.talk import ChatArchive, ChatTranscript, Retention
from server.talk.retention import DAY_MS
from server.talk.tables import entries
from tests.server.conftest import Clock
from tests.server.talk.test_transcript import BEGAN_MS, ROOM, entry, texts

ANN = PersonRef(person_id="ann", name="Ann")
SELLER = "mira"


class Sweeping:
    """A shop with one room, and what its open rooms were asked to forget."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.clock = clock
        self.asked: list[tuple[str, int]] = []
        self.archive = ChatArchive(database)
        self.retention = Retention(database, rooms_of=self._rooms_of, expire=self._expire, now_ms=clock)

    async def _rooms_of(self, seller_id: str) -> list[str]:
        return [ROOM, "nobody-was-ever-here"] if seller_id == SELLER else ["another"]

    async def _expire(self, room_id: str, before_ms: int) -> None:
        self.asked.append((room_id, before_ms))

    async def store(self, *records: Record) -> None:
        await self.archive.open_room(ROOM, fresh_epoch="e", entries=1)
        await self.archive.append(ROOM, records)


@pytest.fixture
def sweeping(database: Database, clock: Clock) -> Sweeping:
    clock.ms = BEGAN_MS + 10 * DAY_MS + 20_500  # ten days after the twentieth message
    return Sweeping(database, clock)


async def test_what_is_too_old_goes_from_history_and_replay_and_the_rest_stays(
    sweeping: Sweeping, database: Database
) -> None:
    sold = {"title": "Jug", "quantity": 1, "name": None, "product_id": "jug"}
    said = [entry(n) for n in range(1, 30) if n not in {7, 9}]
    await sweeping.store(*said, entry(7, "sold", d=sold), entry(9, "shadowed"))
    await sweeping.retention.keep(SELLER, 10)
    assert await sweeping.retention.sweep() == 19
    assert await texts(ChatTranscript(database), 0, 60) == [7, *range(21, 30)]
    saved = await sweeping.archive.open_room(ROOM, fresh_epoch="e", entries=100)
    assert [each.offset for each in saved.entries] == list(range(1, 30))
    assert {each.kind for each in saved.entries if each.offset <= 20} == {"gone", "sold"}
    assert "says 20" not in str(saved.entries)
    assert sweeping.asked[0] == (ROOM, BEGAN_MS + 20_500)
    assert await sweeping.retention.sweep() == 0


async def test_a_longer_past_than_one_batch_is_swept_whole_and_then_never_looked_at_again(
    sweeping: Sweeping, database: Database
) -> None:
    sweeping.clock.ms += 10_000_000
    await sweeping.store(*(entry(n) for n in range(1, 1203)))
    await sweeping.retention.keep(SELLER, 10)
    assert await sweeping.retention.sweep() == 1202
    put_back = sa.update(entries).where(entries.c.position == 5).values(kind="chat")
    await database.write(lambda conn: conn.execute(put_back).rowcount)
    assert await sweeping.retention.sweep() == 0


async def test_nothing_is_erased_of_a_shop_that_keeps_everything(sweeping: Sweeping) -> None:
    await sweeping.store(entry(1))
    await sweeping.retention.keep("otto", 1)
    assert await sweeping.retention.sweep() == 0
    await sweeping.retention.keep(SELLER, 10)
    await sweeping.retention.keep(SELLER, None)
    assert await sweeping.retention.days(SELLER) is None
    assert await sweeping.retention.sweep() == 0
    assert await sweeping.retention.days("otto") == 1


async def test_old_words_go_from_desk_and_note_too_and_what_was_done_stays(
    sweeping: Sweeping,
) -> None:
    def deleted(at_ms: int) -> AuditEntry:
        return AuditEntry(
            id=f"a{at_ms}", room_id=ROOM, at_ms=at_ms, actor=ANN, action="delete", target=ANN,
            message="rude", reason="rude", until_ms=None, reverse=Reverse(show=(1,)),
        )  # fmt: skip

    report = Report(id="r1", off=1, person=ANN, x="rude", by=ANN, reason="spam", at_ms=BEGAN_MS)
    note: dict[str, Any] = {"x": "says 1", "off": 1, "author": msgspec.to_builtins(ANN)}
    await sweeping.store(
        entry(1),
        entry(2, "notice", d=note),
        entry(3, "restored", by="Mo", messages=[entry(1).body]),
        Sticky(key="notice", payload=note),
        deleted(BEGAN_MS),
        deleted(sweeping.clock.ms),
        report,
    )
    await sweeping.retention.keep(SELLER, 10)
    assert await sweeping.retention.sweep() == 1
    saved = await sweeping.archive.open_room(ROOM, fresh_epoch="e", entries=100)
    assert saved.sticky == {}
    assert saved.cases == []
    assert [(each.message, each.reverse is None) for each in saved.audit] == [(None, True), ("rude", False)]
    assert "says 1" not in str(saved.entries)
