"""The order of several processes: Redis places every bulletin, each process brings it to its own stage."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import Enum, auto

import msgspec

from chat.bulletins import Bulletin, decode
from chat.errors import RoomUnavailable, TooFast
from chat.ports import Archive, ArchiveError, SavedRoom
from chat.redis_link import LinkDown
from chat.redis_room import RedisRoom, Standing, Told, read_cheers
from chat.sequencer import Answer, LocalSequencer, Stage
from chat.settings import ChatSettings
from chat.timeline import Cheers
from chat.waiting import Order, Waiting

_log = logging.getLogger(__name__)
_AT_ONCE = 100
_MOST_WAITING = 5000
# Offsets set aside for a process that goes on alone: two of them must not store under the same numbers.
_ALONE = 1_000_000


class Phase(Enum):
    """Whether this process has its place among the others."""

    WAITING = auto()
    """Between the two below: what is ordered waits."""
    TOGETHER = auto()
    ALONE = auto()


class SharedSequencer:
    """Orders one room through Redis, and alone while there is none.

    Bulletins of moderators are numbered like all others, so a gap in the numbers shows whatever was missed.
    It is filled from Redis's log, or the room begins anew from the archive.

    Args:
        stage: The room in this process.
        redis: The room in Redis.
        archive: Sets offsets aside.
        load: Reads the room from the archive.
        settings: Periods and deadlines.
        new_id: Makes epochs.
    """

    def __init__(
        self,
        stage: Stage,
        redis: RedisRoom,
        *,
        room_id: str,
        archive: Archive,
        load: Callable[[], Awaitable[SavedRoom]],
        settings: ChatSettings,
        new_id: Callable[[], str],
    ) -> None:
        self._stage = stage
        self._redis = redis
        self._room_id = room_id
        self._archive = archive
        self._load = load
        self._settings = settings
        self._new_id = new_id
        self._alone = LocalSequencer(stage)
        self._phase = Phase.WAITING
        self._epoch = ""
        self._seq = 0
        self._left: str | None = None
        self._parted = False
        self._deeds: list[Bulletin] = []
        self._waiting = Waiting()
        self._cheers: Counter[str] = Counter()
        self._cheers_due = False
        self._counted: frozenset[str] | None = None
        self._behind = False
        self._doubtful = False
        self._beat_seq = 0
        self._beat_at = 0.0
        self._wake = asyncio.Event()
        self._listening = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def degraded(self) -> bool:
        """See `Sequencer`."""
        return self._phase is Phase.ALONE

    async def start(self, saved: SavedRoom) -> None:
        """See `Sequencer`; when Redis does not answer, this process begins alone."""
        try:
            await self._join(saved)
        except LinkDown:
            await self._part()
        self._task = asyncio.create_task(self._run(), name=f"chat sequencer {self._room_id}")

    def order(self, bulletin: Bulletin, answer: Answer) -> None:
        """See `Sequencer`."""
        if self._phase is Phase.ALONE:
            self._order_alone(bulletin, answer)
            return
        if len(self._waiting) >= _MOST_WAITING and not bulletin.urgent:
            raise TooFast("The chat cannot keep up; wait a moment.", retry_ms=1000)
        self._waiting.add(bulletin, answer)
        self._wake.set()

    def cheer(self, cheers: Cheers) -> None:
        """See `Sequencer`; they are summed for a tick, then told."""
        if self._phase is Phase.ALONE:
            self._alone.cheer(cheers)
            return
        if not self._cheers:
            asyncio.get_running_loop().call_later(self._settings.tick_ms / 1000, self._send_cheers_soon)
        self._cheers.update(cheers)

    async def close(self) -> None:
        """See `Sequencer`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.redis_seconds * 2):
                await self._waiting.wait_until_empty()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with contextlib.suppress(LinkDown):
            await self._redis.leave()
        if self._waiting:
            await self._part()

    def hear(self, data: bytes) -> None:
        """See `redis_link.Listener`."""
        if self._phase is not Phase.TOGETHER:
            self._doubtful = True
            return
        number, first, second, *rest = data.split(b" ", 3)
        if number == b"cheers":
            self._stage.cheered(*read_cheers(rest[0]))
        elif second.decode() != self._epoch:
            self._doubtful = True
            self._wake.set()
        elif int(number) == self._seq + 1 and not self._behind:
            self._take(Told(int(number), int(first), rest[0]))
        elif int(number) > self._seq:
            self._behind = True
            self._wake.set()

    def subscribed(self) -> None:
        """See `redis_link.Listener`."""
        self._listening.set()
        self._doubtful = True
        self._wake.set()

    def link_changed(self) -> None:
        """See `redis_link.Listener`."""
        self._wake.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(self._beat_at):
                    await self._wake.wait()
            self._wake.clear()
            is_beat = loop.time() >= self._beat_at
            if is_beat:
                self._beat_at = loop.time() + self._settings.viewers_ms / 1000
            try:
                await self._work(is_beat=is_beat)
            except LinkDown:
                await self._part()
            except RoomUnavailable:
                _log.warning("chat room %s cannot be read again yet", self._room_id)
                await self._part()
            except Exception:  # noqa: BLE001
                # Whatever it was, people go on talking, and the next beat tries to join the others again.
                _log.exception("chat room %s has lost its place among the others", self._room_id)
                await self._part()

    async def _work(self, *, is_beat: bool) -> None:
        if self._phase is not Phase.TOGETHER:
            if self._redis.is_up:
                await self._rejoin()
            return
        if not self._redis.is_up:
            raise LinkDown("Redis is down")
        if self._doubtful:
            self._doubtful = False
            await self._look()
        if self._behind:
            await self._catch_up()
        await self._send()
        if self._cheers_due:
            await self._send_cheers()
        if is_beat:
            await self._beat()

    async def _join(self, saved: SavedRoom) -> None:
        """Take a place among the others: first listen, then read, so that nothing falls in between."""
        if not self._listening.is_set():
            await self._listen()
        standing = await self._enter()
        told = [each for each in await self._redis.told_since(0) if each.seq <= standing.seq]
        # Nothing is awaited from here on: what is heard meanwhile is found by `_look`.
        stored = frozenset(entry.offset for entry in saved.entries)
        first = next((each.offset for each in told if each.offset), standing.offset + 1)
        older = [entry for entry in saved.entries if entry.offset < first]
        base = msgspec.structs.replace(saved, epoch=standing.epoch, offset=first - 1, entries=older)
        tail = [(read[1], each.offset or None) for each in told if (read := _read(each)) is not None]
        self._stage.restart(base, tail, stored)
        self._epoch, self._seq, self._left = standing.epoch, standing.seq, None
        self._phase, self._parted = Phase.TOGETHER, False
        self._behind, self._doubtful, self._beat_seq, self._beat_at = False, True, 0, 0.0
        self._counted = None
        for bulletin, answer in self._still_waiting():
            self._waiting.add(bulletin, answer)
        for deed in self._deeds:
            self._waiting.add(deed, _nobody_waits)
        self._deeds.clear()
        self._wake.set()

    async def _rejoin(self) -> None:
        self._phase = Phase.WAITING
        await self._stage.flush()
        await self._join(await self._load())

    async def _listen(self) -> None:
        try:
            await self._redis.subscribe(self)
            async with asyncio.timeout(self._settings.redis_seconds):
                await self._listening.wait()
        except TimeoutError as error:
            raise LinkDown("the subscription is not confirmed") from error

    async def _enter(self) -> Standing:
        """Where the room stands; if nowhere, or where we have left it, it is founded anew."""
        standing = await self._redis.standing()
        if standing is not None and standing.epoch != self._left:
            return standing
        offset = await self._set_aside()
        return await self._redis.found(self._new_id(), instead_of=self._left or "", offset=offset)

    async def _look(self) -> None:
        standing = await self._redis.standing()
        if standing is None or standing.epoch != self._epoch:
            await self._rejoin()
        elif standing.seq > self._seq:
            self._behind = True

    async def _catch_up(self) -> None:
        """Fill the gap; when some of it is gone from the log, begin anew."""
        self._behind = False
        missed = await self._redis.told_since(self._seq)
        if not missed or missed[0].seq > self._seq + 1:
            await self._rejoin()
            return
        for told in missed:
            self._take(told)

    async def _send(self) -> None:
        while self._waiting.has_new and self._phase is Phase.TOGETHER:
            batch = self._waiting.next(_AT_ONCE)
            places = await self._redis.place(self._epoch, batch)
            for place in places:
                is_expected = place.seq is not None and place.seq > self._seq
                self._waiting.placed(place.offset, place.seq if is_expected else None)
            if len(places) < len(batch):
                await self._rejoin()

    async def _send_cheers(self) -> None:
        self._cheers_due = False
        cheers, self._cheers = self._cheers, Counter()
        if cheers:
            await self._redis.cheer(cheers)

    async def _beat(self) -> None:
        here = frozenset(self._stage.audience_here)
        epoch, seq, counted, elsewhere = await self._redis.beat(
            here, self._counted, dead_ms=self._settings.node_dead_ms
        )
        # When Redis has forgotten some of them, all are told anew with the next beat.
        self._counted = here if counted == len(here) else None
        self._stage.count_elsewhere(elsewhere)
        if epoch != self._epoch:
            await self._rejoin()
            return
        if self._seq < self._beat_seq:
            # A second is long enough: nothing is heard on this link any more.
            self._behind = True
            self._wake.set()
            await self._redis.renew_subscription()
        self._beat_seq = seq

    async def _part(self) -> None:
        """Go on alone; what waits for its place has it here."""
        if not self._parted:
            self._phase = Phase.WAITING
            offset = await self._set_aside()
            self._parted = True
            self._stage.part(self._new_id(), offset)
        self._phase = Phase.ALONE
        for bulletin, answer in self._still_waiting():
            self._order_alone(bulletin, answer)
        cheers, self._cheers = self._cheers, Counter()
        if cheers:
            self._alone.cheer(cheers)

    def _order_alone(self, bulletin: Bulletin, answer: Answer) -> None:
        """Moderation is told to the others later; the rest they find in the archive, in a new epoch."""
        self._left = self._epoch
        if bulletin.moderates:
            self._deeds.append(msgspec.structs.replace(bulletin, id=self._new_id()))
        self._alone.order(bulletin, answer)

    def _still_waiting(self) -> list[Order]:
        """Everything unanswered that the room does not know; what it knows is answered."""
        unknown: list[Order] = []
        for bulletin, answer in self._waiting.take_all():
            offset = self._stage.find(bulletin)
            if offset is None:
                unknown.append((bulletin, answer))
            else:
                answer(offset)
        return unknown

    async def _set_aside(self) -> int:
        try:
            async with asyncio.timeout(self._settings.archive_seconds):
                return await self._archive.set_aside(self._room_id, _ALONE)
        except (ArchiveError, TimeoutError):
            _log.warning("offsets of chat room %s are guessed: the archive fails too", self._room_id)
            return self._stage.offset + _ALONE

    def _take(self, told: Told) -> None:
        self._seq = told.seq
        if (read := _read(told)) is not None:
            node, bulletin = read
            self._stage.happen(bulletin, told.offset or None, own=node == self._redis.node)
        self._waiting.came_back(told.seq)

    def _send_cheers_soon(self) -> None:
        self._cheers_due = True
        self._wake.set()


def _read(told: Told) -> tuple[str, Bulletin] | None:
    """The node and its bulletin, or None when a newer version has told what this one does not know."""
    try:
        return decode(told.data)
    except msgspec.MsgspecError:
        _log.exception("a bulletin is not understood")
        return None


def _nobody_waits(offset: int | None) -> None:
    """The answer to a bulletin that is told once more."""
