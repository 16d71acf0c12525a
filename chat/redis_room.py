"""One room as Redis keeps it: what may be asked, with the answers as Python values."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from chat import redis_scripts as scripts
from chat.bulletins import Bulletin, encode
from chat.redis_link import Listener, RedisLink
from chat.timeline import Cheers, News

_LOG_LENGTH = 2000
_MESSAGE_ID_SECONDS = 600
_NEWS_ID_SECONDS = 86_400
_ROOM_SECONDS = 86_400
_FILL = 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a room stands: its epoch, and the sequence number and offset of the newest bulletin and event."""

    epoch: str
    seq: int
    offset: int


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin as it was told: numbered, with its event's offset (0 without one)."""

    seq: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """What came of a bulletin: its number and offset, or only the offset when it was known already."""

    offset: int | None
    seq: int | None


class RedisRoom:
    """The keys of one room; every method raises LinkDown when Redis does not answer.

    Args:
        link: The way there.
        room_id: The room.
        node: This process.
    """

    def __init__(self, link: RedisLink, room_id: str, node: str) -> None:
        self.node = node
        self._link = link
        # In braces, so that a cluster keeps the keys of one room together.
        self._prefix = f"showfloor:chat:{{{room_id}}}:"
        self._state, self._log, self._nodes = (self._prefix + name for name in ("state", "log", "nodes"))
        self._people, self._here = self._prefix + "people", f"{self._prefix}here:"
        self._channel = self._prefix + "news"

    @property
    def is_up(self) -> bool:
        """Whether Redis answered when last asked."""
        return self._link.up

    async def subscribe(self, listener: Listener) -> None:
        """Listen to what is told in the room."""
        await self._link.subscribe(self._channel, listener)

    async def renew_subscription(self) -> None:
        """Make a subscription that has gone deaf anew."""
        await self._link.renew_subscription()

    async def leave(self) -> None:
        """Count no more people, listen no more."""
        await self._link.unsubscribe(self._channel)
        command = ("EVAL", scripts.LEAVE, 3, self._nodes, self._people, self._here + self.node, self.node)
        await self._link.call(lambda redis: _execute(redis, *command))

    async def standing(self) -> Standing | None:
        """Where the room stands, or None if Redis does not know it."""
        fields = ("epoch", "seq", "offset")
        return _standing(await self._link.call(lambda redis: _execute(redis, "HMGET", self._state, *fields)))

    async def found(self, epoch: str, *, instead_of: str, offset: int) -> Standing:
        """Begin an epoch, unless somebody else was quicker; returns where the room stands then."""
        command = ("EVAL", scripts.FOUND, 2, self._state, self._log, instead_of, epoch, offset, self._channel)
        standing = _standing(await self._link.call(lambda redis: _execute(redis, *command)))
        if standing is None:
            raise AssertionError("the script leaves an epoch behind")
        return standing

    async def told_since(self, seq: int) -> list[Told]:
        """What was told after a number, oldest first, as far as Redis still has it."""
        told: list[Told] = []
        while True:
            first = told[-1].seq if told else seq
            command = ("XRANGE", self._log, f"({first}-0", "+", "COUNT", _FILL)
            page = await self._link.call(lambda redis, command=command: _execute(redis, *command))  # type: ignore[misc]
            told += [_told(entry, fields) for entry, fields in page]
            if len(page) < _FILL:
                return told

    async def place(self, epoch: str, bulletins: Sequence[Bulletin]) -> list[Place]:
        """Give bulletins their places, in order; those after the end of the epoch get none."""

        async def work(redis: Redis) -> list[Any]:
            async with redis.pipeline(transaction=False) as pipeline:
                for bulletin in bulletins:
                    pipeline.execute_command(*self._place_command(epoch, bulletin))
                return await pipeline.execute()

        places: list[Place] = []
        for kind, *values in await self._link.call(work):
            if kind == b"epoch":
                break
            places.append(Place(int(values[0]) or None, int(values[1]) if kind == b"placed" else None))
        return places

    async def beat(
        self, here: AbstractSet[str], counted: AbstractSet[str] | None, *, dead_ms: int
    ) -> tuple[str | None, int, int, int]:
        """Say who is here, of which Redis has `counted` some (None: nobody knows).

        Returns the room's epoch and number, how many Redis has counted here, and how many are only elsewhere.
        """
        known = counted or frozenset()
        came, left = sorted(here - known), sorted(known - here)
        keys = (self._state, self._log, self._nodes, self._people)
        fixed = (self.node, dead_ms, _ROOM_SECONDS, self._here)
        for first in range(0, max(len(came), len(left), 1), _FILL):
            some, others = came[first : first + _FILL], left[first : first + _FILL]
            is_anew = counted is None and first == 0
            command = ("EVAL", scripts.BEAT, 4, *keys, *fixed, int(is_anew), len(some), *some, *others)
            epoch, seq, own, elsewhere = await self._link.call(
                lambda redis, command=command: _execute(redis, *command)  # type: ignore[misc]
            )
        return epoch and epoch.decode(), int(seq or 0), own, elsewhere

    async def cheer(self, cheers: Cheers) -> None:
        """Add reactions, and tell everybody."""
        pairs = [part for pair in sorted(cheers.items()) for part in pair]
        command = ("EVAL", scripts.CHEER, 1, self._state, self._channel, *pairs)
        await self._link.call(lambda redis: _execute(redis, *command))

    def _place_command(self, epoch: str, bulletin: Bulletin) -> tuple[str | int | bytes, ...]:
        is_news = isinstance(bulletin.event, News)
        return (
            "EVAL",
            scripts.PLACE,
            3,
            self._state,
            self._log,
            f"{self._prefix}id:{bulletin.by or ''}:{bulletin.id}",
            epoch,
            0 if bulletin.event is None else 1,
            _LOG_LENGTH,
            _NEWS_ID_SECONDS if is_news else _MESSAGE_ID_SECONDS,
            encode(bulletin, self.node),
            self._channel,
        )


async def _execute(redis: Redis, *command: str | int | bytes) -> Any:  # noqa: ANN401 (whatever Redis answers)
    return await redis.execute_command(*command)  # type: ignore[no-untyped-call]


def _standing(fields: Sequence[bytes | None]) -> Standing | None:
    epoch, seq, offset = fields
    return None if epoch is None else Standing(epoch.decode(), int(seq or 0), int(offset or 0))


def read_cheers(data: bytes) -> tuple[Cheers, Cheers]:
    """The reactions that were told, and the sums of all."""
    parts = [part.split(":") for part in data.decode().split()]
    return {kind: int(n) for kind, n, _ in parts}, {kind: int(total) for kind, _, total in parts}


def _told(entry: bytes, fields: Mapping[bytes, bytes]) -> Told:
    return Told(int(entry.partition(b"-")[0]), int(fields[b"o"]), fields[b"b"])
