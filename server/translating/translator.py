"""Keeps translations, asks for those that nobody asked for yet, and lets only so many wait."""

import asyncio
from collections import OrderedDict
from importlib.metadata import entry_points
from typing import Literal

import msgspec

from chat import Refused, readable
from server.sidecar import ANSWER_SECONDS, Sidecar, SidecarFailed
from server.translating.errors import TranslationUnavailable

GROUP = "showfloor.chat_translators"
LONGEST = 1000
MOST_WAITING = 20
MOST_KEPT = 5000

Language = Literal["en", "ru"]
"""The languages of the pages."""


def installed() -> str | None:
    """The operator's translator as `module:function`: the first by name; None if there is none."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return found[0].value if found else None


class Translator:
    """Translates one text at a time; the same text is asked for once.

    Args:
        point: The translator as `module:function`; None: there is none.
        answer_seconds: How long a translation may take.
    """

    def __init__(self, point: str | None, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._sidecar = point and Sidecar("server.translating.worker", [point], answer_seconds=answer_seconds)
        self._kept: OrderedDict[tuple[str, str], str | None] = OrderedDict()
        self._asked: dict[tuple[str, str], asyncio.Task[str | None]] = {}

    @property
    def is_there(self) -> bool:
        """Whether anything translates here."""
        return bool(self._sidecar)

    async def translate(self, text: str, to: Language) -> str | None:
        """The translation; None if the text is in that language, or cannot be translated.

        Raises:
            TranslationUnavailable: there is no translator, it failed, or too many wait.
        """
        key = (text, to)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._asked.get(key)
        if task is None:
            if len(self._asked) >= MOST_WAITING:
                raise TranslationUnavailable
            task = self._asked[key] = asyncio.create_task(self._ask(text, to))
            task.add_done_callback(lambda _: self._asked.pop(key, None))
        # Whoever leaves meanwhile ends it for nobody else.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Translate nothing any more."""
        waiting = list(self._asked.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._sidecar:
            await self._sidecar.close()

    async def _ask(self, text: str, to: Language) -> str | None:
        if not self._sidecar:
            raise TranslationUnavailable
        try:
            line = await self._sidecar.ask(msgspec.json.encode((text, to)) + b"\n")
            translated = msgspec.json.decode(line, type=str | None)
        except (SidecarFailed, msgspec.MsgspecError) as error:
            raise TranslationUnavailable from error
        found = _readable(translated)
        self._kept[text, to] = None if found == text else found
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[text, to]


def _readable(translated: str | None) -> str | None:
    """A translation by the rules of all messages."""
    try:
        return readable(translated, LONGEST) if translated else None
    except Refused:
        return None
