"""The journal: in batches, in order, again until it works, and never without a bound."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chat.journal import Journal
from chat.moderation import Measure
from chat.people import PersonRef
from chat.ports import Entry, Record
from chat.totals import ChatTotals
from tests.fakes.chat_archive import MemoryArchive

MOD = PersonRef(person_id="mod", name="Mod")
MUTE = Measure(person=PersonRef(person_id="ann", name="Ann"), until_ms=None, reason="", by=MOD, at_ms=1)


def entry(offset: int) -> Entry:
    return Entry(offset=offset, at_ms=1, kind="chat", person_id=None, body={})


def stored(archive: MemoryArchive) -> list[Record]:
    return [record for batch in archive.batches for record in batch]


@pytest.fixture
async def archive() -> MemoryArchive:
    archive = MemoryArchive()
    await archive.open_room("show", fresh_epoch="e", entries=0)
    return archive


@pytest.fixture
def totals() -> ChatTotals:
    return ChatTotals()


@pytest.fixture
async def journal(archive: MemoryArchive, totals: ChatTotals) -> AsyncIterator[Journal]:
    journal = Journal("show", archive, delay_seconds=30, timeout_seconds=0.05, max_records=5, totals=totals)
    yield journal
    await journal.close()


async def test_records_wait_for_company_until_somebody_waits_for_them(
    journal: Journal, archive: MemoryArchive
) -> None:
    journal.write([entry(1)])
    ticket = journal.write([entry(2), MUTE])
    assert await journal.stored(ticket)
    assert archive.batches == [[entry(1), entry(2), MUTE]]


async def test_a_failing_archive_is_degraded_and_loses_nothing(
    journal: Journal, archive: MemoryArchive
) -> None:
    archive.failing = True
    ticket = journal.write([entry(1), MUTE], urgent=True)
    assert not await journal.stored(ticket)
    assert journal.degraded
    archive.failing = False
    assert await journal.close()
    assert stored(archive) == [entry(1), MUTE]


async def test_a_hanging_archive_is_given_up_on_and_tried_again(
    journal: Journal, archive: MemoryArchive
) -> None:
    archive.hanging = True
    assert not await journal.stored(journal.write([entry(1)], urgent=True))
    archive.hanging = False
    assert await journal.close()
    assert stored(archive) == [entry(1)]


async def test_beyond_the_bound_the_oldest_messages_go_and_measures_stay(
    journal: Journal, archive: MemoryArchive, totals: ChatTotals
) -> None:
    archive.failing = True
    journal.write([MUTE])
    journal.write([entry(offset) for offset in range(1, 8)])
    assert totals.records_lost == 3
    archive.failing = False
    assert not await journal.close()
    assert stored(archive) == [MUTE, entry(4), entry(5), entry(6), entry(7)]


async def test_nothing_is_written_for_nothing(journal: Journal, archive: MemoryArchive) -> None:
    assert await journal.stored(journal.write([]))
    await asyncio.sleep(0)
    assert archive.batches == []
