"""Measures what people miss who are cut off at random while others talk, resume, and count what they have."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping

from bench.chat_process import ROOM, ChatProcess
from chat.client import ChatClient

_PEOPLE = 40
_CUTS = 1000
_SPEAKERS = 10
_PAUSE_SECONDS = 0.02
_SETTLE_SECONDS = 2.0
_TRIES = 3


async def lost_and_doubled() -> Mapping[str, int]:
    """The messages that somebody has not, or has twice, after a thousand cuts."""
    async with ChatProcess() as chat:
        url = f"ws://127.0.0.1:{chat.port}/chat"
        # Hosts talk: the rules of the room would silence viewers who talk for so long.
        names = [f"host-{number}" if number < _SPEAKERS else f"viewer-{number}" for number in range(_PEOPLE)]
        people = [ChatClient(url, name, ROOM, timeout_seconds=10) for name in names]
        for person in people:
            await person.connect()
        listeners, speakers = people[_SPEAKERS:], people[:_SPEAKERS]
        over = asyncio.Event()
        talking = [asyncio.create_task(_talk(speaker, over)) for speaker in speakers]
        for _ in range(_CUTS):
            await _cut(random.choice(listeners))  # noqa: S311 (chance, not a secret)
            await asyncio.sleep(_PAUSE_SECONDS)
        over.set()
        said = [message_id for ids in await asyncio.gather(*talking) for message_id in ids]
        await asyncio.sleep(_SETTLE_SECONDS)
        heard = [_heard(listener) for listener in listeners]
        for person in people:
            await person.close()
    return {
        "cuts": _CUTS,
        "said": len(said),
        "lost": sum(counted[message_id] == 0 for counted in heard for message_id in said),
        "doubled": sum(times - 1 for counted in heard for times in counted.values()),
    }


async def _talk(speaker: ChatClient, over: asyncio.Event) -> list[str]:
    """Speak at the pace that the room allows; returns the ids that were acknowledged."""
    said: list[str] = []
    while not over.is_set():
        answer = await speaker.say(f"{len(said)} does this come in blue?")
        if answer["t"] == "ack":
            said.append(answer["id"])
        await asyncio.sleep(1.02)
    return said


async def _cut(listener: ChatClient) -> None:
    """Break the connection as a dead network would, and come back."""
    await listener.drop()
    for attempt in range(_TRIES):
        try:
            await listener.connect()
        except (OSError, TimeoutError):
            await asyncio.sleep(0.1 * (attempt + 1))
        else:
            return
    raise RuntimeError("a listener cannot come back")


def _heard(listener: ChatClient) -> Counter[str]:
    return Counter(event["id"] for event in listener.timeline.events if event["t"] == "chat")
