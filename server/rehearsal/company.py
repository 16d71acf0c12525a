"""The company on stage: finds the show and plays the script in it, one cue after the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog

from chat.client import ChatClosed
from server.rehearsal.plan import Plan
from server.rehearsal.scene import Scene
from server.rehearsal.script import Script
from server.rehearsal.visitor import Refused, Visitor

_LOOK_SECONDS = 10.0
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_ON_AIR = ("live", "interrupted")
_UNREACHABLE = (OSError, aiohttp.ClientError, TimeoutError)

log = structlog.get_logger(__name__)


@asynccontextmanager
async def rehearse(plan: Plan, base: str) -> AsyncIterator[None]:
    """Let simulated people into the show of the server at `base` until the context is left.

    All of them are one task, which does one thing at a time.
    """
    task = asyncio.create_task(_play_on(plan, base), name="rehearsal")
    task.add_done_callback(_report)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _play_on(plan: Plan, base: str) -> None:
    """Play one show after the other."""
    async with aiohttp.ClientSession(base, timeout=_TIMEOUT) as scout:
        while True:
            show = await _find_show(scout)
            if show is None:
                await asyncio.sleep(_LOOK_SECONDS)
            else:
                log.info("rehearsing", show=show, seed=plan.seed, people=plan.people)
                await _play(plan, base, show, scout)


async def _find_show(scout: aiohttp.ClientSession) -> str | None:
    """The show on air, else the next one; None when nothing is planned."""
    try:
        async with scout.get("/api/v1/shows") as answer:
            answer.raise_for_status()
            shows: list[dict[str, Any]] = (await answer.json())["items"]
    except _UNREACHABLE as error:
        log.warning("rehearsal finds no shows", error=str(error))
        return None
    # The list has those on air first, then the soonest.
    return next((show["id"] for show in shows if show["status"] in (*_ON_AIR, "scheduled")), None)


async def _play(plan: Plan, base: str, show: str, scout: aiohttp.ClientSession) -> None:
    """Play the script in one show, until it has ended or another one goes on air before it."""
    script, scene = Script(plan), Scene()
    visitors = [Visitor(person, base, show) for person in script.cast]
    loop = asyncio.get_running_loop()
    look_at = loop.time() + _LOOK_SECONDS
    try:
        while not scene.ended:
            if loop.time() >= look_at:
                if await _find_show(scout) != show:
                    return
                look_at = loop.time() + _LOOK_SECONDS
            await _listen(visitors, scene)
            cue = script.next(scene, {place for place, visitor in enumerate(visitors) if visitor.present})
            await asyncio.sleep(cue.wait_seconds)
            try:
                await visitors[cue.who].do(cue.act)
            except Refused as refused:
                log.info("rehearsal was refused", act=type(cue.act).__name__, answer=str(refused))
            except (*_UNREACHABLE, ChatClosed) as error:
                log.info("rehearsal lost somebody", name=script.cast[cue.who].name, error=str(error))
                await visitors[cue.who].leave()
    finally:
        await asyncio.gather(*(visitor.close() for visitor in visitors))


async def _listen(visitors: list[Visitor], scene: Scene) -> None:
    """Look at the room through the eyes of the first who is in it; the others only empty their inboxes."""
    seen = False
    for visitor in visitors:
        try:
            items = visitor.listen()
        except ChatClosed:
            await visitor.leave()
            continue
        if visitor.present and not seen:
            seen = True
            for item in items:
                scene.hear(item)


def _report(task: "asyncio.Task[None]") -> None:
    """A rehearsal that breaks leaves the shop open, and says so."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the rehearsal has ended", exc_info=error)
