"""Asks programs of sellers about what is said in their shows, and goes on without who does not answer."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from chat import Act, Said, Verdict
from server.chat_hooks.answers import KIND, AnswerInvalid, question, verdict_of
from server.chat_hooks.breaker import Breaker
from server.chat_hooks.hooks import DEADLINE_SECONDS, OnFailure, Trial
from server.hooks.carrier import Carrier
from server.hooks.signing import signed_headers

log: structlog.stdlib.BoundLogger = structlog.get_logger("server.chat_hooks")

LOOK_SECONDS = 5.0
MOST_OUT = 64
_ROOMS_KNOWN = 5000
_ACT_OF: dict[OnFailure, Act] = {"allow": Act.allow, "hold": Act.hold, "refuse": Act.drop}


@dataclass(frozen=True, slots=True)
class Judge:
    """A program as it is asked."""

    id: str
    name: str
    url: str
    secret: str
    on_failure: OnFailure


Load = Callable[[set[str]], Awaitable[dict[str, list[Judge]]]]
"""The programs of some sellers that are on, by seller."""
Find = Callable[[str], Awaitable[str | None]]
"""The seller whose show has this id."""


@dataclass(slots=True)
class _Standing:
    breaker: Breaker = field(default_factory=Breaker)
    out: int = 0


class Judges:
    """The programs of the shows that are open in this process (see `chat.Outside`).

    A change is in force at once in the process that made it, and within five seconds in the others.

    Args:
        carrier: The way out.
        load: Reads programs.
        seller_of: Finds a show's seller.
        now_ms: Epoch milliseconds.
        new_id: Makes ids of requests.
    """

    def __init__(
        self,
        carrier: Carrier,
        *,
        load: Load,
        seller_of: Find,
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._carrier = carrier
        self._load = load
        self._seller_of = seller_of
        self._now_ms = now_ms
        self._new_id = new_id
        self._sellers: OrderedDict[str, str] = OrderedDict()
        self._judges: dict[str, list[Judge]] = {}
        self._standings: dict[str, _Standing] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to notice what other processes change."""
        self._looking = asyncio.create_task(self._look(), name="chat hooks")

    async def close(self) -> None:
        """Ask nobody any more."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._carrier.close()

    async def prepare(self, room_id: str) -> None:
        """See `chat.Outside`."""
        seller_id = await self._seller_of(room_id)
        if seller_id is None:
            return
        self._sellers[room_id] = seller_id
        self._sellers.move_to_end(room_id)
        while len(self._sellers) > _ROOMS_KNOWN:
            self._sellers.popitem(last=False)
        if seller_id not in self._judges:
            await self.refresh()

    async def refresh(self) -> None:
        """Read the programs anew."""
        sellers = set(self._sellers.values())
        found = await self._load(sellers) if sellers else {}
        self._judges = {seller_id: found.get(seller_id, []) for seller_id in sellers}
        known = {judge.id for judges in self._judges.values() for judge in judges}
        self._standings = {key: value for key, value in self._standings.items() if key in known}

    def concerns(self, room_id: str) -> bool:
        """See `chat.Outside`."""
        return bool(self._of(room_id))

    async def judge(self, said: Said) -> Verdict:
        """See `chat.Outside`: the strictest verdict of all, after 150 ms at the latest."""
        judges = self._of(said.room_id)
        verdicts = await asyncio.gather(*(self._ask(judge, said) for judge in judges))
        return max(verdicts, key=lambda verdict: verdict.act, default=Verdict(Act.allow))

    def resting_until_ms(self, hook_id: str) -> int | None:
        """Until when a program is left alone, in this process."""
        standing = self._standings.get(hook_id)
        return None if standing is None else standing.breaker.resting_until_ms(self._now_ms())

    async def try_out(self, judge: Judge, said: Said) -> Trial:
        """Ask a program once, whatever its record."""
        began = time.perf_counter()
        try:
            verdict = await self._answer(judge, said)
            act, problem = verdict.act.name, None
        except AnswerInvalid as error:
            act, problem = None, str(error)
        return Trial(act=act, error=problem, took_ms=round(1000 * (time.perf_counter() - began)))

    def _of(self, room_id: str) -> list[Judge]:
        seller_id = self._sellers.get(room_id)
        return [] if seller_id is None else self._judges.get(seller_id, [])

    async def _ask(self, judge: Judge, said: Said) -> Verdict:
        standing = self._standings.setdefault(judge.id, _Standing())
        if standing.out >= MOST_OUT or not standing.breaker.take(self._now_ms()):
            return _instead(judge)
        standing.out += 1
        try:
            verdict = await self._answer(judge, said)
        except AnswerInvalid as error:
            rests = standing.breaker.failed(self._now_ms())
            log.warning("chat hook not heard", hook=judge.id, reason=str(error), rests=rests)
            return _instead(judge)
        finally:
            standing.out -= 1
        standing.breaker.heard()
        return verdict

    async def _answer(self, judge: Judge, said: Said) -> Verdict:
        event_id, now_ms = self._new_id(), self._now_ms()
        body = question(said, event_id, now_ms)
        headers = signed_headers(judge.secret, body, kind=KIND, delivery_id=event_id, now_ms=now_ms)
        try:
            # Around everything, also the wait for a turn: whoever wrote this is waiting.
            async with asyncio.timeout(DEADLINE_SECONDS):
                answer = await self._carrier.carry(judge.url, body, headers)
        except TimeoutError:
            raise AnswerInvalid(f"no answer within {1000 * DEADLINE_SECONDS:.0f} ms") from None
        if answer.status is None:
            raise AnswerInvalid(answer.error or "no answer")
        return verdict_of(answer.status, answer.body, judge.name)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.refresh()
            except Exception:
                # Whatever it is, what was known stays in force, and the next look may succeed.
                log.exception("chat hooks cannot be read")


def _instead(judge: Judge) -> Verdict:
    return Verdict(_ACT_OF[judge.on_failure], f"hook.{judge.name}")
