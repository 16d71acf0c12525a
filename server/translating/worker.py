"""The translator's process: reads a text and a language from its input, writes the translation."""

import sys
import traceback
from collections.abc import Callable
from importlib.metadata import EntryPoint

import msgspec

from server.sidecar import serve

Translate = Callable[[str, str], str | None]


def answering(translate: Translate) -> Callable[[bytes], bytes]:
    """What answers `[text, language]` with the translation, or null where there is none."""

    def answer(line: bytes) -> bytes:
        text, language = msgspec.json.decode(line, type=tuple[str, str])
        try:
            translated = translate(text, language)
        except Exception:  # noqa: BLE001
            # Code of others: whatever it raises, there is no translation.
            traceback.print_exc()
            translated = None
        return msgspec.json.encode(translated if isinstance(translated, str) else None) + b"\n"

    return answer


if __name__ == "__main__":
    serve(lambda: answering(EntryPoint("translator", sys.argv[1], "").load()))
