"""docs/chat-protocol.md and docs/moderation.md name everything that is on the wire."""

from pathlib import Path
from typing import get_args

import pytest

from chat import errors, protocol
from chat.settings import ChatSettings
from chat.timeline import Event, Figure, News

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = "".join(
    (DOCS / name).read_text(encoding="utf-8") for name in ("chat-protocol.md", "moderation.md")
)
ITEMS = [*get_args(protocol.Inbound), *get_args(protocol.Outbound), *get_args(Event), *get_args(Figure)]
CLOSE_CODES = [value for name, value in vars(protocol).items() if name.startswith("CLOSE_")]
REFUSALS = [kind.code for kind in errors.Refused.__subclasses__()]


@pytest.mark.parametrize("kind", [item.__struct_config__.tag for item in ITEMS if item is not News])
def test_every_kind_of_item_is_documented(kind: str) -> None:
    assert f'"{kind}"' in DOCUMENT or f"`{kind}`" in DOCUMENT


@pytest.mark.parametrize("name", sorted({name for item in ITEMS for name in item.__struct_encode_fields__}))
def test_every_field_is_documented(name: str) -> None:
    assert f'"{name}"' in DOCUMENT or f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("code", CLOSE_CODES)
def test_every_close_code_is_documented(code: int) -> None:
    assert f"| {code} |" in DOCUMENT or f", {code} |" in DOCUMENT


@pytest.mark.parametrize("code", REFUSALS)
def test_every_reason_of_a_refusal_is_documented(code: str) -> None:
    assert f"| `{code}` |" in DOCUMENT


def test_the_documented_numbers_are_the_real_ones() -> None:
    settings = ChatSettings()
    for sentence in (
        f"may have {settings.max_frame_bytes} bytes",
        f"Within {settings.auth_seconds:.0f} s of connecting",
        f"After {settings.idle_seconds:.0f} s of silence",
        f"At most {settings.frame_burst} frames at once and {1000 // settings.frame_ms} a second",
        f"a room open {settings.max_per_person} times",
        f"the last {settings.history} messages",
        f"wait up to {settings.tick_ms} ms",
        f"more than {settings.slow_bytes // 1024} KB are unread",
        f"with more than {settings.shed_bytes // 1024} KB unread",
    ):
        assert sentence in DOCUMENT
