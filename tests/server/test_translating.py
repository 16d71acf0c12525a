"""Translations: asked for once, kept, and without holding anybody up."""

import asyncio

import pytest

from chat import UnknownMessage
from server.translating import TranslationUnavailable, Translator
from server.translating.translator import MOST_WAITING
from tests.fakes.chat_server import ROOM, ChatServer

POINT = "tests.fakes.chat_translator:translate"


async def test_a_text_is_translated_once_and_kept_as_plain_words() -> None:
    translator = Translator(POINT)
    try:
        first = await asyncio.gather(*(translator.translate("hello", "ru") for _ in range(3)))
        assert first == ["ru hello 1"] * 3
        assert await translator.translate("hello", "ru") == "ru hello 1"
        assert await translator.translate("hello", "en") == "en hello 2"
        for text in ("same", "unknown", "fail"):
            assert await translator.translate(text, "ru") is None
    finally:
        await translator.close()


async def test_only_so_many_texts_wait_for_their_translation() -> None:
    translator = Translator(POINT)
    waiting = [asyncio.create_task(translator.translate(f"{n}", "ru")) for n in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TranslationUnavailable):
        await translator.translate("one more", "ru")
    await translator.close()
    assert all(
        isinstance(each, BaseException) for each in await asyncio.gather(*waiting, return_exceptions=True)
    )


async def test_without_a_translator_nothing_is_translated() -> None:
    translator = Translator(None)
    assert not translator.is_there
    with pytest.raises(TranslationUnavailable):
        await translator.translate("hello", "ru")


async def test_only_words_that_everybody_may_read_are_translated() -> None:
    async with ChatServer() as server, server.client("ann") as ann, server.client("mod") as mod:
        off = (await ann.say("hello"))["off"]
        assert server.service.words_at(ROOM, off) == "hello"
        await mod.delete(off)
        for room, offset in ((ROOM, off), (ROOM, off + 99), ("another", 1)):
            with pytest.raises(UnknownMessage):
                server.service.words_at(room, offset)
